/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Children of the parent.  A child is known dead by the end of its channel,
 * after its last words were read, not by SIGCHLD; that only collects it.
 */
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "spoolerd/parent/child.h"

#define CHANNEL_FD	3
#define DELAY_FIRST_MS	100
#define DELAY_MAX_MS	30000
#define HEALTHY_MS	10000	/* who lived so long died of something new */

static void	become(char *const [], int, const int *, int, pid_t)
		    __attribute__((noreturn));
static int	place(int, int);

void
child_init(struct child *c)
{
	memset(c, 0, sizeof(*c));
	c->sock = -1;
	c->pidfd = -1;
}

int
child_start(struct child *c, char *const argv[], const int *fds, int n_fds,
    int64_t now_ms)
{
	int pair[2], saved;
	pid_t parent = getpid(), pid;

	if (n_fds < 0 || n_fds > CHILD_FDS) {
		errno = EINVAL;
		return -1;
	}
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == -1)
		return -1;
	if (fcntl(pair[0], F_SETFL, O_NONBLOCK) == -1)
		goto fail;
	pid = fork();
	if (pid == -1)
		goto fail;
	if (pid == 0)
		become(argv, pair[1], fds, n_fds, parent);
	(void)close(pair[1]);
	/* It can't have been collected yet, so the number is still its own;
	 * without a pidfd the end of the channel has to end it. */
	c->pidfd = pidfd_open(pid, 0);
	c->sock = pair[0];
	c->born_ms = now_ms;
	return 0;
fail:
	saved = errno;
	(void)close(pair[0]);
	(void)close(pair[1]);
	errno = saved;
	return -1;
}

/* In the child: the descriptors to their places, through numbers that are
 * above all places so that none overwrites another. */
static void
become(char *const argv[], int sock, const int *fds, int n_fds, pid_t parent)
{
	int high[1 + CHILD_FDS], i;
	sigset_t none;

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) == -1 || getppid() != parent)
		_exit(126);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	for (i = 0; i <= n_fds; i++) {
		high[i] = fcntl(i == 0 ? sock : fds[i - 1], F_DUPFD,
		    CHANNEL_FD + 1 + CHILD_FDS);
		if (high[i] == -1)
			_exit(126);
	}
	for (i = 0; i <= n_fds; i++)
		if (place(high[i], CHANNEL_FD + i) == -1)
			_exit(126);
	if (close_range((unsigned int)(CHANNEL_FD + 1 + n_fds), ~0U, 0) == -1)
		_exit(126);
	(void)execv(argv[0], argv);
	warn("%s", argv[0]);
	_exit(127);
}

static int
place(int from, int to)
{
	return dup2(from, to) == to ? 0 : -1;
}

bool
child_due(const struct child *c, int64_t now_ms)
{
	return c->sock == -1 && now_ms >= c->again_ms;
}

void
child_died(struct child *c, int64_t now_ms)
{
	int64_t delay_ms = DELAY_MAX_MS;

	if (now_ms - c->born_ms >= HEALTHY_MS)
		c->failures = 0;
	if (c->failures < 9)
		delay_ms = (int64_t)DELAY_FIRST_MS << c->failures;
	if (delay_ms > DELAY_MAX_MS)
		delay_ms = DELAY_MAX_MS;
	c->failures++;
	child_end(c);
	c->again_ms = now_ms + delay_ms;
}

void
child_end(struct child *c)
{
	if (c->pidfd != -1) {
		(void)pidfd_send_signal(c->pidfd, SIGKILL, NULL, 0);
		(void)close(c->pidfd);
	}
	if (c->sock != -1)
		(void)close(c->sock);
	c->pidfd = -1;
	c->sock = -1;
	c->again_ms = 0;
}

void
child_reap(void)
{
	pid_t pid;
	int status;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
			warnx("child %d died of signal %d", (int)pid,
			    WTERMSIG(status));
		else if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
			warnx("child %d ended with status %d", (int)pid,
			    WEXITSTATUS(status));
	}
}

bool
child_left(void)
{
	child_reap();
	return waitpid(-1, NULL, WNOHANG) != -1 || errno != ECHILD;
}
