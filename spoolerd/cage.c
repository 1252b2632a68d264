/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The cage: the system calls that a process of ours keeps, as const tables.
 */
#include <sys/prctl.h>

#include <errno.h>
#include <seccomp.h>
#include <stddef.h>

#include "spoolerd/cage.h"

#if defined(__SANITIZE_ADDRESS__)
#define CAGED	0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CAGED	0
#endif
#endif
#ifndef CAGED
#define CAGED	1
#endif

#define END	(-1)

/* What any C program does: memory, the clock, signals, its end, its words to
 * standard error. */
static const int common[] = {
	SCMP_SYS(brk), SCMP_SYS(clock_gettime), SCMP_SYS(close),
	SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(fstat),
	SCMP_SYS(madvise), SCMP_SYS(mmap), SCMP_SYS(mremap), SCMP_SYS(munmap),
	SCMP_SYS(newfstatat), SCMP_SYS(read), SCMP_SYS(restart_syscall),
	SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn), SCMP_SYS(write), SCMP_SYS(writev), END,
};

static const int drain[] = {
	SCMP_SYS(lseek), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(pread64),
	SCMP_SYS(recvmsg), SCMP_SYS(sendmsg), END,
};

static const int filter[] = {
	SCMP_SYS(lseek), SCMP_SYS(getrandom), END,
};

static const int *const cages[] = {
	[CAGE_DRAIN] = drain,
	[CAGE_FILTER] = filter,
};
_Static_assert(sizeof(cages) / sizeof(cages[0]) == CAGE__MAX, "every cage");

static int
allow(scmp_filter_ctx ctx, const int *calls)
{
	int failed = 0;

	for (; *calls != END && failed == 0; calls++)
		failed = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, *calls, 0);
	return failed;
}

int
cage_close(enum cage cage)
{
	scmp_filter_ctx ctx;
	int failed;

	if (!CAGED)
		return 0;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return -1;
	ctx = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (ctx == NULL) {
		errno = ENOMEM;
		return -1;
	}
	failed = allow(ctx, common);
	if (failed == 0)
		failed = allow(ctx, cages[cage]);
	if (failed == 0)
		failed = seccomp_load(ctx);
	seccomp_release(ctx);
	errno = -failed;
	return failed == 0 ? 0 : -1;
}
