/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The supervisor's protocol, from the supervisor's side: what it hears, and
 * what a daemon takes of the descriptors that it passes.
 */
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <pty.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "spoolerd/parent/handover.h"

struct fixture {
	char	dir[64];
	int	sock;		/* NOTIFY_SOCKET */
};

static int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct sockaddr_un sun = { .sun_family = AF_UNIX };

	(void)snprintf(f->dir, sizeof(f->dir), "/tmp/test_handover.XXXXXX");
	if (mkdtemp(f->dir) == NULL)
		return -1;
	(void)snprintf(sun.sun_path, sizeof(sun.sun_path), "%s/n", f->dir);
	f->sock = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
	    0);
	if (bind(f->sock, (struct sockaddr *)&sun, sizeof(sun)) == -1)
		return -1;
	(void)setenv("NOTIFY_SOCKET", sun.sun_path, 1);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;
	char path[96];

	(void)unsetenv("NOTIFY_SOCKET");
	(void)close(f->sock);
	(void)snprintf(path, sizeof(path), "%s/n", f->dir);
	(void)unlink(path);
	(void)rmdir(f->dir);
	free(f);
	return 0;
}

/* The next datagram, and whether a descriptor came with it. */
static int
hear(const struct fixture *f, char text[256])
{
	char control[CMSG_SPACE(sizeof(int))];
	struct iovec iov = { text, 255 };
	struct msghdr mh = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = control, .msg_controllen = sizeof(control) };
	struct cmsghdr *cm;
	ssize_t n;
	int fd;

	n = recvmsg(f->sock, &mh, 0);
	assert_true(n > 0);
	text[n] = '\0';
	cm = CMSG_FIRSTHDR(&mh);
	if (cm == NULL || cm->cmsg_type != SCM_RIGHTS)
		return 0;
	memcpy(&fd, CMSG_DATA(cm), sizeof(fd));
	(void)close(fd);
	return 1;
}

static void
say__each__as_the_protocol_has_it(void **state)
{
	char text[256];

	handover_ready();
	assert_int_equal(hear(*state, text), 0);
	assert_string_equal(text, "READY=1");
	handover_store(12, STDERR_FILENO);
	assert_int_equal(hear(*state, text), 1);
	assert_string_equal(text, "FDSTORE=1\nFDNAME=port-12");
	handover_remove(12);
	assert_int_equal(hear(*state, text), 0);
	assert_string_equal(text, "FDSTOREREMOVE=1\nFDNAME=port-12");
	handover_stopping();
	assert_int_equal(hear(*state, text), 0);
	assert_string_equal(text, "STOPPING=1");
}

static void
say__no_supervisor__does_nothing(void **state)
{
	(void)state;
	(void)unsetenv("NOTIFY_SOCKET");
	handover_ready();
	handover_store(1, STDERR_FILENO);
	handover_remove(1);
}

/* --- taking, in a child whose low descriptors may be overwritten --- */

/* What is passed at 3, 4, ...: a letter each. */
static int
passed(char kind)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int master, slave, s;

	switch (kind) {
	case 'L':			/* a listening unix socket */
		s = socket(AF_UNIX, SOCK_STREAM, 0);
		(void)bind(s, (struct sockaddr *)&sun, sizeof(sa_family_t));
		(void)listen(s, 1);
		return s;
	case 'T':			/* a terminal */
		if (openpty(&master, &slave, NULL, NULL, NULL) == -1)
			return -1;
		/* out of the way of what is placed at 3, 4, ... */
		(void)fcntl(master, F_DUPFD, 100);
		return slave;
	default:			/* something else */
		return open("/dev/null", O_RDONLY);
	}
}

struct take {
	const char	*kinds, *names;
	int		 n, control;		/* the results expected */
	int64_t		 printers[4];
	int		 max;
};

/* Runs in a forked child: 0 is good, else the number of the check. */
static int
take(const struct take *t)
{
	struct handover_port ports[4];
	int high[8], i, n, control;
	char number[16];

	for (i = 0; t->kinds[i] != '\0'; i++)
		high[i] = fcntl(passed(t->kinds[i]), F_DUPFD, 50);
	for (i = 0; t->kinds[i] != '\0'; i++)
		(void)dup2(high[i], 3 + i);
	(void)snprintf(number, sizeof(number), "%d", i);
	(void)setenv("LISTEN_FDS", number, 1);
	(void)snprintf(number, sizeof(number), "%d", (int)getpid());
	(void)setenv("LISTEN_PID", number, 1);
	if (t->names != NULL)
		(void)setenv("LISTEN_FDNAMES", t->names, 1);
	n = handover_take(&control, ports, t->max);
	if (n != t->n)
		return 1;
	if (control != t->control)
		return 2;
	for (i = 0; i < n; i++)
		if (ports[i].printer != t->printers[i] ||
		    !isatty(ports[i].fd) ||
		    fcntl(ports[i].fd, F_GETFD) != FD_CLOEXEC)
			return 3;
	/* what nobody wanted is closed */
	for (i = 0; t->kinds[i] != '\0'; i++)
		n -= fcntl(3 + i, F_GETFD) != -1;
	if (n + (control != -1) != 0)
		return 4;
	/* children get nothing of it */
	return getenv("LISTEN_FDS") == NULL ? 0 : 5;
}

static void
take__what_is_passed__sorted_out(void **state)
{
	static const struct take rows[] = {
		{ "", NULL, 0, -1, { 0 }, 4 },
		{ "L", "control", 0, 3, { 0 }, 4 },
		{ "LT", "control:port-7", 1, 3, { 7 }, 4 },
		{ "TLT", "port-1:x:port-20", 2, 4, { 1, 20 }, 4 },
		{ "TTT", "port-1:port-2:port-3", 2, -1, { 1, 2 }, 2 },
		{ "T", "port-", 0, -1, { 0 }, 4 },
		{ "T", "port-x", 0, -1, { 0 }, 4 },
		{ "T", "port-0", 0, -1, { 0 }, 4 },
		{ "T", "port--1", 0, -1, { 0 }, 4 },
		{ "T", "port-99999999999999999999", 0, -1, { 0 }, 4 },
		{ "T", "stored", 0, -1, { 0 }, 4 },
		{ "N", "port-1", 0, -1, { 0 }, 4 },
		{ "LL", "a:b", 0, 3, { 0 }, 4 },
		{ "T", NULL, 0, -1, { 0 }, 4 },
	};
	size_t i;
	pid_t pid;
	int status;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		pid = fork();
		if (pid == 0)
			_exit(take(&rows[i]));
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFEXITED(status));
		if (WEXITSTATUS(status) != 0)
			print_message("row %zu\n", i);
		assert_int_equal(WEXITSTATUS(status), 0);
	}
}

#define T(test)		cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(say__each__as_the_protocol_has_it),
		T(say__no_supervisor__does_nothing),
		T(take__what_is_passed__sorted_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
