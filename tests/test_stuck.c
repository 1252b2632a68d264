/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The drain on a terminal that takes a few bytes, or none: what is written in
 * part is finished and never begun again, and the emergency stop gets past it.
 * No terminal of a test writes in part when it should, so the drain is compiled
 * in here with a write() that does.
 */
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "spoolerd/message.h"
#include "spoolerd/parent/port.h"

int		drain_main(void);
static ssize_t	short_write(int, const void *, size_t);

#define main	drain_main
#define write	short_write
/* NOLINTNEXTLINE(bugprone-suspicious-include) */
#include "spoolerd/drain/drain.c"
#undef main
#undef write

#define PATIENCE_MS	60000
#define PIECE		7	/* bytes of a write at most */
#define NAP_MS		2	/* of a terminal without room */
#define LINES		40

struct fixture {
	pid_t	pid;
	int	channel, master, tty;
	char	heard[4096];	/* what came over the cable */
	size_t	used, total;	/* in there, since the start */
	long	last;		/* number that was answered */
};

/* In memory that both processes see. */
static struct {
	_Atomic int	room;		/* bytes that it takes still */
	_Atomic size_t	written;	/* bytes that it took */
} *terminal;

/* A piece, then nothing, then a piece. */
static ssize_t
short_write(int fd, const void *bytes, size_t n)
{
	static bool full;
	int left = terminal->room;
	ssize_t done;

	full = !full;
	if (left == 0 || full) {
		(void)poll(NULL, 0, left == 0 ? NAP_MS : 0);
		errno = EAGAIN;
		return -1;
	}
	n = n < PIECE ? n : PIECE;
	n = n < (size_t)left ? n : (size_t)left;
	done = write(fd, bytes, n);
	if (done > 0) {
		terminal->room -= (int)done;
		terminal->written += (size_t)done;
	}
	return done;
}

/* A debugger's and a sanitizer's calls are not in the cage. */
int
cage_close(enum cage cage)
{
	(void)cage;
	return 0;
}

static void
open_terminal(struct fixture *f)
{
	char path[64];

	f->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
	assert_true(f->master != -1);
	assert_int_equal(unlockpt(f->master), 0);
	assert_int_equal(ptsname_r(f->master, path, sizeof(path)), 0);
	f->tty = port_open(path, 250000);
	assert_true(f->tty != -1);
}

/* As the parent's child_start(): descriptors 3, 4 and 5. */
static void
start_drain(struct fixture *f)
{
	int pair[2], books = memfd_create("books", 0), fds[3], i;

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	assert_true(books != -1 && ftruncate(books, 4096) == 0);
	f->channel = pair[0];
	f->pid = fork();
	if (f->pid == 0) {
		fds[0] = fcntl(pair[1], F_DUPFD, 20);
		fds[1] = fcntl(f->tty, F_DUPFD, 20);
		fds[2] = fcntl(books, F_DUPFD, 20);
		for (i = 0; i < 3; i++)
			(void)dup2(fds[i], CHANNEL_FD + i);
		for (i = TRANSCRIPT_FD; i < 40; i++)
			(void)close(i);
		_exit(drain_main());
	}
	assert_true(f->pid > 0);
	(void)close(pair[1]);
	(void)close(books);
}

static void
send_profile(struct fixture *f)
{
	struct message m = { .type = MESSAGE_PROFILE, .profile = {
	    .printer = 1, .name = "test", .dialect = "marlin",
	    .window_lines = 3, .window_bytes = 121, .speed_percent = 100 } };

	assert_int_equal(message_send(f->channel, &m, -1), 0);
}

static int
set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	*state = f;
	terminal = mmap(NULL, sizeof(*terminal), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (f == NULL || terminal == MAP_FAILED)
		return -1;
	terminal->room = INT_MAX;
	open_terminal(f);
	start_drain(f);
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	(void)kill(f->pid, SIGKILL);
	(void)waitpid(f->pid, NULL, 0);
	(void)close(f->channel);
	(void)close(f->tty);
	(void)close(f->master);
	(void)munmap(terminal, sizeof(*terminal));
	free(f);
	return 0;
}

/* What the drain wrote. */
static void
hear(struct fixture *f)
{
	struct pollfd pfd = { .fd = f->master, .events = POLLIN };
	ssize_t n;

	assert_int_equal(poll(&pfd, 1, PATIENCE_MS), 1);
	n = read(f->master, f->heard + f->used,
	    sizeof(f->heard) - 1 - f->used);
	assert_true(n > 0);
	f->used += (size_t)n;
	f->total += (size_t)n;
	f->heard[f->used] = '\0';
}

/* ... until this is there. */
static void
hear_until(struct fixture *f, const char *text)
{
	while (strstr(f->heard, text) == NULL)
		hear(f);
}

static void
reply_with(struct fixture *f, const char *text)
{
	assert_int_equal(write(f->master, text, strlen(text)), strlen(text));
}

/* Its number, when the line is what it should be; else -1. */
static long
number_of(const char *line, size_t length)
{
	unsigned int sum = 0;
	const char *star = memchr(line, '*', length), *p;

	if (line[0] != 'N' || star == NULL)
		return -1;
	for (p = line; p < star; p++)
		sum ^= (unsigned char)*p;
	return strtoul(star + 1, NULL, 10) == sum ?
	    strtol(line + 1, NULL, 10) : -1;
}

/* Take the oldest whole line off; false: there is none.  Every one is whole
 * and alone, and none comes before its turn. */
static bool
take_line(struct fixture *f, char line[128])
{
	char *end = strchr(f->heard, '\n');
	size_t n;
	long number;

	if (end == NULL)
		return false;
	n = (size_t)(end - f->heard);
	assert_true(n < 128);
	memcpy(line, f->heard, n);
	line[n] = '\0';
	f->used -= n + 1;
	memmove(f->heard, end + 1, f->used + 1);
	if (n == 0)
		return true;
	number = number_of(line, n);
	if (number == -1)
		fail_msg("\"%s\"", line);
	if (strstr(line, "M110") != NULL)
		f->last = number;
	else
		assert_true(number <= f->last + 1);
	return true;
}

/* As a printer would answer; a line that it had already is named. */
static void
answer(struct fixture *f, const char *line)
{
	char text[128];
	long number;

	if (line[0] == '\0')
		return;
	number = number_of(line, strlen(line));
	if (strstr(line, "M110") == NULL && number != f->last + 1) {
		(void)snprintf(text, sizeof(text), "Resend: %ld\nok\n",
		    f->last + 1);
		reply_with(f, text);
		return;
	}
	if (strstr(line, "M110") == NULL)
		f->last = number;
	if (strstr(line, "M115") != NULL)
		reply_with(f, "FIRMWARE_NAME:Test MACHINE_TYPE:Test\n");
	reply_with(f, strstr(line, "M105") != NULL ? "ok T:20.0 /0.0\n" :
	    "ok\n");
}

/* What the drain tells until this comes. */
static void
wait_for(struct fixture *f, enum message_type type, struct message *m)
{
	struct pollfd pfds[] = { { .fd = f->channel, .events = POLLIN },
	    { .fd = f->master, .events = POLLIN } };
	char line[128];
	int fd;

	for (;;) {
		while (take_line(f, line))
			answer(f, line);
		assert_true(poll(pfds, 2, PATIENCE_MS) > 0);
		if (pfds[1].revents & POLLIN)
			hear(f);
		if (!(pfds[0].revents & POLLIN))
			continue;
		assert_int_equal(message_receive(f->channel, FROM_DRAIN, m,
		    &fd), 1);
		if (m->type == type)
			return;
	}
}

static void
give_job(struct fixture *f)
{
	struct message m = { .type = MESSAGE_JOB, .job = { .printer = 1,
	    .job = 7, .commands = LINES } };
	int fd = memfd_create("job", MFD_CLOEXEC), i;

	assert_true(fd != -1);
	for (i = 0; i < LINES; i++)
		assert_true(dprintf(fd, "G1 X%d Y%d E%d.%05d F6000\n", i,
		    i + 1, i, i) > 0);
	m.job.bytes = lseek(fd, 0, SEEK_END);
	assert_int_equal(message_send(f->channel, &m, fd), 0);
	(void)close(fd);
}

/* From its first word on: hello, and a whole print, in bytes at a time. */
static void
writes__in_parts__every_line_whole(void **state)
{
	struct fixture *f = *state;
	struct message m;

	send_profile(f);
	wait_for(f, MESSAGE_READY, &m);
	give_job(f);
	wait_for(f, MESSAGE_DONE, &m);
	assert_int_equal(m.done.end, END_FINISHED);
	assert_int_equal(m.done.commands, LINES);
}

/* A print that is stuck in the middle of a line. */
static void
get_stuck(struct fixture *f)
{
	struct message m;

	send_profile(f);
	wait_for(f, MESSAGE_READY, &m);
	terminal->room = 0;
	give_job(f);
	do {
		if (f->total == terminal->written)
			terminal->room = 1;
		hear(f);
	} while (terminal->room > 0 || f->total < terminal->written ||
	    f->heard[f->used - 1] == '\n');
}

static void
order_emergency(struct fixture *f)
{
	struct message m = { .type = MESSAGE_ORDER };
	int fd;

	m.order.order = ORDER_EMERGENCY;
	assert_int_equal(message_send(f->channel, &m, -1), 0);
	do
		assert_int_equal(message_receive(f->channel, FROM_DRAIN, &m,
		    &fd), 1);
	while (m.type != MESSAGE_DONE);
	assert_int_equal(m.done.end, END_STOPPED);
}

/* The parent writes on its own copy, and waits for nothing. */
static void
stuck__emergency__gets_through(void **state)
{
	struct fixture *f = *state;

	get_stuck(f);
	assert_int_equal(port_urgent(f->tty, "\nM112\n", 6), 0);
	hear_until(f, "\nM112\n");
	order_emergency(f);
}

/* What is left of a line would be a command by itself. */
static void
stuck__emergency__half_a_line_is_given_up(void **state)
{
	struct fixture *f = *state;
	size_t half;

	get_stuck(f);
	half = f->used;
	order_emergency(f);
	terminal->room = INT_MAX;
	while (f->used == half)
		hear(f);
	assert_int_equal(f->heard[half], '\n');
}

#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(writes__in_parts__every_line_whole),
		T(stuck__emergency__gets_through),
		T(stuck__emergency__half_a_line_is_given_up),
	};

	(void)signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
