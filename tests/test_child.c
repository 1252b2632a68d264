/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Children: this very program, started again as one, tells what it was given.
 */
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "spoolerd/parent/child.h"

static char self[PATH_MAX];

/* --- as the child --- */

/* Say which descriptors are open, then do what the argument says. */
static int
act(const char *what)
{
	unsigned char open_fds[32];
	int fd;

	for (fd = 0; fd < (int)sizeof(open_fds); fd++)
		open_fds[fd] = fcntl(fd, F_GETFD) != -1;
	if (write(3, open_fds, sizeof(open_fds)) != sizeof(open_fds))
		return 1;
	if (strcmp(what, "wait") == 0)
		(void)pause();
	return strcmp(what, "fail") == 0 ? 3 : 0;
}

/* --- as the parent --- */

static int
setup(void **state)
{
	static struct child c;

	child_init(&c);
	*state = &c;
	return 0;
}

static int
teardown(void **state)
{
	child_end(*state);
	while (wait(NULL) != -1 || errno == EINTR)
		continue;
	return 0;
}

static int
start(struct child *c, const char *what, const int *fds, int n_fds)
{
	char argument[16];
	char *argv[] = { self, argument, NULL };

	strcpy(argument, what);
	return child_start(c, argv, fds, n_fds, 5000);
}

/* Its next datagram; 0: its end. */
static ssize_t
hear(const struct child *c, void *data, size_t size)
{
	struct pollfd pfd = { .fd = c->sock, .events = POLLIN };

	assert_int_equal(poll(&pfd, 1, 20000), 1);
	return read(c->sock, data, size);
}

static void
start__two_files__are_4_and_5_and_nothing_else(void **state)
{
	struct child *c = *state;
	unsigned char got[32];
	int fds[2], extra, i;

	/* numbers that collide with the places they go to */
	extra = open("/dev/null", O_RDONLY);
	fds[1] = fcntl(extra, F_DUPFD, 4);
	fds[0] = fcntl(extra, F_DUPFD, 5);
	assert_int_equal(start(c, "", fds, 2), 0);
	assert_int_equal(hear(c, got, sizeof(got)), sizeof(got));
	for (i = 3; i < (int)sizeof(got); i++)
		assert_int_equal(got[i], i <= 5);
	assert_int_equal(hear(c, got, sizeof(got)), 0);
	(void)close(fds[0]);
	(void)close(fds[1]);
	(void)close(extra);
}

static void
start__our_end__does_not_block_nor_leak(void **state)
{
	struct child *c = *state;

	assert_int_equal(start(c, "wait", NULL, 0), 0);
	assert_true(fcntl(c->sock, F_GETFL) & O_NONBLOCK);
	assert_int_equal(fcntl(c->sock, F_GETFD), FD_CLOEXEC);
}

static void
start__no_such_program__ends_the_channel(void **state)
{
	struct child *c = *state;
	char path[] = "/nowhere/drain";
	char *argv[] = { path, NULL };
	char byte;
	int status;

	assert_int_equal(child_start(c, argv, NULL, 0, 0), 0);
	assert_int_equal(hear(c, &byte, 1), 0);
	assert_true(wait(&status) > 0);
	assert_int_equal(WEXITSTATUS(status), 127);
}

static void
start__too_many_files__refused(void **state)
{
	int fds[CHILD_FDS + 1] = { 0 };

	assert_int_equal(start(*state, "", fds, CHILD_FDS + 1), -1);
	assert_int_equal(errno, EINVAL);
	assert_int_equal(((struct child *)*state)->sock, -1);
}

static void
end__running__dies_at_once(void **state)
{
	struct child *c = *state;
	int status;

	assert_int_equal(start(c, "wait", NULL, 0), 0);
	child_end(c);
	assert_int_equal(c->sock, -1);
	assert_int_equal(c->failures, 0);
	assert_true(child_due(c, 0));
	assert_true(wait(&status) > 0);
	assert_int_equal(WTERMSIG(status), SIGKILL);
	child_end(c);			/* twice is harmless */
}

static void
died__again_and_again__delay_grows_to_its_limit(void **state)
{
	static const int64_t delays[] = { 100, 200, 400, 800, 1600, 3200,
	    6400, 12800, 25600, 30000, 30000 };
	struct child *c = *state;
	int64_t now_ms = 1000;
	size_t i;

	for (i = 0; i < sizeof(delays) / sizeof(delays[0]); i++) {
		c->born_ms = now_ms;
		now_ms += 10;
		child_died(c, now_ms);
		assert_int_equal(c->failures, i + 1);
		assert_false(child_due(c, now_ms + delays[i] - 1));
		assert_true(child_due(c, now_ms + delays[i]));
		now_ms += delays[i];
	}
	/* one that lived long starts anew */
	c->born_ms = now_ms;
	child_died(c, now_ms + 10000);
	assert_int_equal(c->failures, 1);
	assert_true(child_due(c, now_ms + 10100));
}

static void
left__after_the_last__none(void **state)
{
	struct child *c = *state;
	unsigned char got[32];
	siginfo_t info;

	assert_false(child_left());
	assert_int_equal(start(c, "wait", NULL, 0), 0);
	assert_int_equal(hear(c, got, sizeof(got)), sizeof(got));
	assert_true(child_left());
	child_end(c);
	assert_int_equal(waitid(P_ALL, 0, &info, WEXITED | WNOWAIT), 0);
	assert_false(child_left());
}

#define T(test)		cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(int argc, char *argv[])
{
	const struct CMUnitTest tests[] = {
		T(start__two_files__are_4_and_5_and_nothing_else),
		T(start__our_end__does_not_block_nor_leak),
		T(start__no_such_program__ends_the_channel),
		T(start__too_many_files__refused),
		T(end__running__dies_at_once),
		T(died__again_and_again__delay_grows_to_its_limit),
		T(left__after_the_last__none),
	};

	if (argc == 2)
		return act(argv[1]);
	if (readlink("/proc/self/exe", self, sizeof(self) - 1) == -1)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
