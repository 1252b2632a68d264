/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The end of a web program, by the example of `jobs`: whom it accepted it
 * answers, whom it did not accept waits for the one that comes after it.
 */
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <limits.h>
#include <linux/sockios.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/lab.h"

#define WAIT_MS		30000	/* never reached but by a failure */
#define ROUNDS		8

struct fixture {
	struct lab	*lab;
	int		 listener;
	pid_t		 program;
	char		 request[256];	/* a whole one, as FastCGI has it */
	size_t		 bytes;
};

/* The program is beside the tests: BUILD/test/test_worker, BUILD/bin. */
static void
start(struct fixture *f)
{
	char path[PATH_MAX], control[128], sessions[128];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 20);
	int i;

	assert_true(n > 0);
	path[n] = '\0';
	for (i = 0; i < 2; i++)
		*strrchr(path, '/') = '\0';
	(void)strcat(path, "/bin/jobs");
	(void)snprintf(control, sizeof(control), "%s/control", f->lab->dir);
	(void)snprintf(sessions, sizeof(sessions), "%s/session", f->lab->dir);
	f->program = fork();
	if (f->program != 0)
		return;
	(void)dup2(f->listener, STDIN_FILENO);
	(void)execl(path, path, "--spool", f->lab->path, "--control", control,
	    "--sessions", sessions, (char *)NULL);
	_exit(99);
}

/* Returns its status. */
static int
end(struct fixture *f)
{
	int status = 0;

	(void)kill(f->program, SIGTERM);
	assert_int_equal(waitpid(f->program, &status, 0), f->program);
	f->program = 0;
	return status;
}

static void
add_record(struct fixture *f, int type, const char *bytes, size_t n)
{
	const char head[8] = { 1, (char)type, 0, 1, 0, (char)n };

	memcpy(f->request + f->bytes, head, sizeof(head));
	memcpy(f->request + f->bytes + sizeof(head), bytes, n);
	f->bytes += sizeof(head) + n;
}

/* As in section 3 of the FastCGI specification 1.0: BEGIN_REQUEST (1, a
 * responder), PARAMS (4) with lengths before names and values, STDIN (5). */
static void
make_request(struct fixture *f)
{
	static const char params[] = "\016\003REQUEST_METHODGET"
	    "\014\015DOCUMENT_URI/api/jobs/999";

	f->bytes = 0;
	add_record(f, 1, "\0\1\0\0\0\0\0\0", 8);
	add_record(f, 4, params, sizeof(params) - 1);
	add_record(f, 4, "", 0);
	add_record(f, 5, "", 0);
}

static int
setup(void **state)
{
	struct sockaddr_un where = { .sun_family = AF_UNIX };
	struct fixture *f = calloc(1, sizeof(*f));

	if (f == NULL || lab_set_up((void **)&f->lab) != 0)
		return -1;
	*state = f;
	make_request(f);
	(void)snprintf(where.sun_path, sizeof(where.sun_path), "%s/jobs.sock",
	    f->lab->dir);
	f->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	return f->listener == -1 || bind(f->listener,
	    (struct sockaddr *)&where, sizeof(where)) == -1 ||
	    listen(f->listener, 16) == -1 ? -1 : 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;
	int result;

	if (f->program != 0)
		(void)end(f);
	(void)close(f->listener);
	result = lab_tear_down((void **)&f->lab);
	free(f);
	return result;
}

static int
call(const struct fixture *f)
{
	struct sockaddr_un where;
	socklen_t size = sizeof(where);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(getsockname(f->listener, (struct sockaddr *)&where,
	    &size), 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&where, size), 0);
	return fd;
}

static void
say(const struct fixture *f, int fd, size_t from, size_t until)
{
	assert_int_equal(send(fd, f->request + from, until - from,
	    MSG_NOSIGNAL), until - from);
}

/* The other end has read all that was said: it was accepted. */
static void
await_read(int fd)
{
	const struct timespec pause = { .tv_nsec = 1000000 };
	int left = 1, ms;

	for (ms = 0; ms < WAIT_MS && left > 0; ms++) {
		assert_int_equal(ioctl(fd, SIOCOUTQ, &left), 0);
		if (left > 0)
			(void)nanosleep(&pause, NULL);
	}
	assert_int_equal(left, 0);
}

static void
expect_answer(int fd)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	char answer[4096];
	size_t used = 0;
	ssize_t n;

	do {
		assert_int_equal(poll(&pfd, 1, WAIT_MS), 1);
		n = read(fd, answer + used, sizeof(answer) - used);
		assert_true(n >= 0);
		used += (size_t)n;
	} while (n > 0);
	(void)close(fd);
	assert_non_null(memmem(answer, used, "Status: 404", 11));
}

static void
end__accepted_and_half_said__is_answered(void **state)
{
	struct fixture *f = *state;
	size_t half;
	int i, fd;

	for (i = 0; i < ROUNDS; i++) {
		start(f);
		half = 1 + (f->bytes - 1) * (size_t)i / ROUNDS;
		fd = call(f);
		say(f, fd, 0, half);
		await_read(fd);
		assert_int_equal(kill(f->program, SIGTERM), 0);
		say(f, fd, half, f->bytes);
		expect_answer(fd);
		assert_int_equal(end(f), 0);
	}
}

static void
end__not_accepted__the_next_one_answers(void **state)
{
	struct fixture *f = *state;
	int fds[ROUNDS], i;

	for (i = 0; i < ROUNDS; i++) {
		start(f);
		fds[i] = call(f);
		say(f, fds[i], 0, f->bytes);
		(void)end(f);	/* perhaps before it was ready for that */
	}
	start(f);
	for (i = 0; i < ROUNDS; i++)
		expect_answer(fds[i]);
}

#define T(test)		cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(end__accepted_and_half_said__is_answered),
		T(end__not_accepted__the_next_one_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
