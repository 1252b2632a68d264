/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One machine of the parent, between a drain and a keeper that are the test.
 */
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/machining.h"

struct parent	p;
struct machine	m;
int		drain = -1;
int		starts;
bool		keeper;
struct message	said[32];
int		n_said;
char		notes[512];
int		urgent_result;

static void
note(const char *what)
{
	(void)snprintf(notes + strlen(notes), sizeof(notes) - strlen(notes),
	    "%s ", what);
}

/* --- in the place of the parent's other modules --- */

void
child_init(struct child *c)
{
	memset(c, 0, sizeof(*c));
	c->sock = c->pidfd = -1;
}

int
child_start(struct child *c, char *const argv[], const int *fds, int n_fds,
    int64_t now_ms)
{
	int pair[2];

	assert_string_equal(argv[0], "/libexec/drain");
	assert_int_equal(n_fds, 3);
	assert_int_equal(fds[0], m.port);
	assert_int_equal(fds[1], m.books_fd);
	assert_int_equal(fds[2], m.transcript_fd);
	if (drain != -1)
		(void)close(drain);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC |
	    SOCK_NONBLOCK, 0, pair), 0);
	c->sock = pair[0];
	c->born_ms = now_ms;
	drain = pair[1];
	starts++;
	return 0;
}

bool
child_due(const struct child *c, int64_t now_ms)
{
	return c->sock == -1 && now_ms >= c->again_ms;
}

void
child_died(struct child *c, int64_t now_ms)
{
	c->failures++;
	child_end(c);
	c->again_ms = now_ms + 100;
}

void
child_end(struct child *c)
{
	if (c->sock != -1)
		(void)close(c->sock);
	c->sock = -1;
	c->again_ms = 0;
}

bool
clerk_say(struct parent *parent, const struct message *msg)
{
	(void)parent;
	note(message_name((enum message_type)msg->type));
	if (keeper && n_said < 32)
		said[n_said++] = *msg;
	return keeper;
}

int
loop_add(int loop, struct watch *w)
{
	(void)loop;
	(void)w;
	return 0;
}

void
loop_remove(int loop, const struct watch *w)
{
	(void)loop;
	(void)w;
}

int
port_urgent(int fd, const char *bytes, unsigned int n)
{
	assert_int_equal(fd, m.port);
	assert_int_equal(n, 6);
	assert_memory_equal(bytes, "\nM112\n", 6);
	note("M112");
	return urgent_result;
}

void
port_close(int fd)
{
	assert_int_equal(fd, m.port);
	(void)close(fd);
}

bool
port_hung_up(int fd)
{
	(void)fd;
	return false;
}

int
port_drop_dtr(int fd)
{
	assert_int_equal(fd, m.port);
	note("dtr");
	return 0;
}

void
handover_store(int64_t printer, int fd)
{
	(void)printer;
	(void)fd;
	note("store");
}

void
handover_remove(int64_t printer)
{
	(void)printer;
	note("remove");
}

/* --- the fixture and its vocabulary --- */

struct message_printer
row(int64_t job, bool printing, enum message_order wish)
{
	struct message_printer r = { .printer = 3,
	    .job = job, .printing = printing, .wish = (int32_t)wish,
	    .name = "dagoma-1", .dialect = "marlin" };

	return r;
}

void
keeper_rows(int64_t job, bool printing, enum message_order wish)
{
	struct message_printer r = row(job, printing, wish);

	machine_row(&m, &r);
}

int
setup(void **state)
{
	struct message_printer r = row(0, false, ORDER_RESUME);
	char path[80];

	(void)state;
	memset(&p, 0, sizeof(p));
	(void)snprintf(p.options.run, sizeof(p.options.run),
	    "/tmp/test_machine.XXXXXX");
	(void)snprintf(p.options.libexec, sizeof(p.options.libexec),
	    "/libexec");
	p.now_ms = 1000000;
	if (mkdtemp(p.options.run) == NULL)
		return -1;
	(void)snprintf(path, sizeof(path), "%.40s/books", p.options.run);
	n_said = starts = urgent_result = 0;
	notes[0] = '\0';
	keeper = true;
	return mkdir(path, 0700) == 0 ? machine_open(&m, &p, &r) : -1;
}

int
teardown(void **state)
{
	char path[80];

	(void)state;
	m.row.gone = 1;
	machine_close(&m);
	if (drain != -1)
		(void)close(drain);
	drain = -1;
	(void)snprintf(path, sizeof(path), "%.40s/books", p.options.run);
	if (rmdir(path) == -1)		/* the books are gone, too */
		return -1;
	return rmdir(p.options.run);
}

const struct message *
last_said(int n)
{
	assert_int_equal(n_said, n);
	return n > 0 ? &said[n - 1] : NULL;
}

void
attach(void)
{
	cable_attach(&m, open("/dev/null", O_RDWR | O_CLOEXEC));
}

void
drain_says(const struct message *msg)
{
	assert_int_equal(message_send(drain, msg, -1), 0);
	m.watch.ready(m.watch.arg, EPOLLIN);
}

void
drain_tells(enum message_phase phase, int64_t job)
{
	struct message msg = { .type = MESSAGE_TELEMETRY };

	msg.telemetry.phase = (int32_t)phase;
	msg.telemetry.job = job;
	drain_says(&msg);
}

void
drain_tells_heat(enum message_phase phase, int32_t target_dC)
{
	struct message msg = { .type = MESSAGE_TELEMETRY };

	msg.telemetry.phase = (int32_t)phase;
	msg.telemetry.hotend_target_dC = target_dC;
	drain_says(&msg);
}

void
drain_is_ready(void)
{
	struct message msg = { .type = MESSAGE_READY };

	drain_tells(PHASE_IDLE, 0);
	strcpy(msg.ready.machine_type, "DiscoEasy200");
	drain_says(&msg);
}

void
drain_is_done(int64_t job, enum message_end end)
{
	struct message msg = { .type = MESSAGE_DONE };

	msg.done.job = job;
	msg.done.end = (int32_t)end;
	drain_says(&msg);
}

void
drain_dies(void)
{
	(void)close(drain);
	drain = -1;
	m.watch.ready(m.watch.arg, EPOLLIN | EPOLLHUP);
}

int
drain_hears(struct message *msg)
{
	int fd;

	if (message_receive(drain, TO_DRAIN, msg, &fd) != 1)
		return -1;
	if (fd != -1)
		(void)close(fd);
	return (int)msg->type;
}

void
keeper_starts(int64_t job)
{
	struct message_job start = { .printer = 3, .job = job };
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	machine_start(&m, &start, fd);
	(void)close(fd);
}

void
print(int64_t job)
{
	struct message msg;

	attach();
	machine_tick(&m);
	assert_int_equal(drain_hears(&msg), MESSAGE_PROFILE);
	assert_string_equal(msg.profile.name, "dagoma-1");
	drain_is_ready();
	keeper_rows(0, false, ORDER_RESUME);
	assert_int_equal(last_said(1)->type, MESSAGE_FREE);
	keeper_starts(job);
	assert_int_equal(drain_hears(&msg), MESSAGE_JOB);
	assert_int_equal(msg.job.job, job);
	drain_tells(PHASE_PRINTING, job);
	keeper_rows(job, true, ORDER_RESUME);
	n_said = 0;
	notes[0] = '\0';
}
