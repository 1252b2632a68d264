/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One printer in the parent: who is told what, and when.  The drain's end of
 * its channel and the keeper are this test; children, ports, the loop and the
 * supervisor are replaced by notes of what was asked of them.
 */
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <errno.h>
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

#include "spoolerd/parent/cable.h"
#include "spoolerd/heatguard.h"
#include "spoolerd/parent/machine.h"
#include "spoolerd/parent/parent.h"

static struct parent	p;
static struct machine	m;
static int		drain = -1;	/* its end of the channel */
static int		starts;		/* of drains */
static bool		keeper;		/* is there one? */
static struct message	said[32];	/* to the keeper */
static int		n_said;
static char		notes[512];	/* what was done, in order */
static int		urgent_result;

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

void
server_stale(struct parent *parent, struct machine *machine)
{
	(void)parent;
	(void)machine;
}

/* --- the fixture and its vocabulary --- */

static struct message_printer
row(int64_t job, bool printing, enum message_order wish)
{
	struct message_printer r = { .printer = 3,
	    .job = job, .printing = printing, .wish = (int32_t)wish,
	    .name = "dagoma-1", .dialect = "marlin" };

	return r;
}

static void
keeper_rows(int64_t job, bool printing, enum message_order wish)
{
	struct message_printer r = row(job, printing, wish);

	machine_row(&m, &r);
}

static int
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

static int
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

/* The last thing the keeper was told, and how much that was. */
static const struct message *
last_said(int n)
{
	assert_int_equal(n_said, n);
	return n > 0 ? &said[n - 1] : NULL;
}

static void
attach(void)
{
	cable_attach(&m, open("/dev/null", O_RDWR | O_CLOEXEC));
}

static void
drain_says(const struct message *msg)
{
	assert_int_equal(message_send(drain, msg, -1), 0);
	m.watch.ready(m.watch.arg, EPOLLIN);
}

static void
drain_tells(enum message_phase phase, int64_t job)
{
	struct message msg = { .type = MESSAGE_TELEMETRY };

	msg.telemetry.phase = (int32_t)phase;
	msg.telemetry.job = job;
	drain_says(&msg);
}

static void
drain_tells_heat(enum message_phase phase, int32_t target_dC)
{
	struct message msg = { .type = MESSAGE_TELEMETRY };

	msg.telemetry.phase = (int32_t)phase;
	msg.telemetry.hotend_target_dC = target_dC;
	drain_says(&msg);
}

/* As jobrun.c does: telemetry first. */
static void
drain_is_ready(void)
{
	struct message msg = { .type = MESSAGE_READY };

	drain_tells(PHASE_IDLE, 0);
	strcpy(msg.ready.machine_type, "DiscoEasy200");
	drain_says(&msg);
}

static void
drain_is_done(int64_t job, enum message_end end)
{
	struct message msg = { .type = MESSAGE_DONE };

	msg.done.job = job;
	msg.done.end = (int32_t)end;
	drain_says(&msg);
}

static void
drain_dies(void)
{
	(void)close(drain);
	drain = -1;
	m.watch.ready(m.watch.arg, EPOLLIN | EPOLLHUP);
}

/* The type of what the drain hears next; -1: nothing. */
static int
drain_hears(struct message *msg)
{
	int fd;

	if (message_receive(drain, TO_DRAIN, msg, &fd) != 1)
		return -1;
	if (fd != -1)
		(void)close(fd);
	return (int)msg->type;
}

static void
keeper_starts(int64_t job)
{
	struct message_job start = { .printer = 3, .job = job };
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	machine_start(&m, &start, fd);
	(void)close(fd);
}

/* A drain that was found idle and got a job, as far as printing it. */
static void
print(int64_t job)
{
	struct message msg;

	attach();
	cable_tick(&m);
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

/* --- finding the machine --- */

static void
ready__idle__keeper_is_told_once(void **state)
{
	(void)state;
	keeper_rows(0, false, ORDER_RESUME);
	(void)last_said(0);
	attach();
	cable_tick(&m);
	(void)last_said(0);
	drain_is_ready();
	assert_int_equal(last_said(1)->type, MESSAGE_FREE);
	assert_int_equal(said[0].free.printer, 3);
	assert_string_equal(said[0].free.machine_type, "DiscoEasy200");
	drain_tells(PHASE_IDLE, 0);
	keeper_rows(0, false, ORDER_RESUME);
	cable_tick(&m);
	(void)last_said(1);
	assert_true(machine_connected(&m));
}

static void
ready__board_reset_by_itself__free_is_taken_back(void **state)
{
	(void)state;
	keeper_rows(0, false, ORDER_RESUME);
	attach();
	cable_tick(&m);
	drain_is_ready();
	drain_tells(PHASE_CONNECTING, 0);
	assert_int_equal(last_said(2)->type, MESSAGE_FOUND);
	assert_false(machine_connected(&m));
	drain_is_ready();
	assert_int_equal(last_said(3)->type, MESSAGE_FREE);
}

/* --- what an admin changed --- */

static void
keeper_sets(int64_t settings, int32_t baud, int64_t job)
{
	struct message_printer r = row(job, job != 0, ORDER_RESUME);

	r.settings = settings;
	r.baud = baud;
	(void)strcpy(r.park_gcode, "M84");
	machine_row(&m, &r);
}

static void
settings__idle__new_drain_has_them_before_the_next_job(void **state)
{
	struct message msg;
	int port;

	(void)state;
	keeper_rows(0, false, ORDER_RESUME);
	attach();
	port = m.port;
	cable_tick(&m);
	drain_is_ready();
	assert_int_equal(last_said(1)->free.settings, 0);
	keeper_sets(1, 0, 0);
	assert_int_equal(last_said(2)->type, MESSAGE_FOUND);
	cable_tick(&m);
	assert_int_equal(starts, 2);
	assert_int_equal(m.port, port);
	assert_int_equal(drain_hears(&msg), MESSAGE_PROFILE);
	assert_string_equal(msg.profile.park_gcode, "M84");
	drain_is_ready();
	assert_int_equal(last_said(3)->type, MESSAGE_FREE);
	assert_int_equal(said[2].free.settings, 1);
	cable_tick(&m);
	assert_int_equal(starts, 2);
}

static void
settings__other_baud__port_is_opened_anew(void **state)
{
	(void)state;
	keeper_rows(0, false, ORDER_RESUME);
	attach();
	cable_tick(&m);
	drain_is_ready();
	keeper_sets(1, 57600, 0);
	assert_int_equal(m.port, -1);
	assert_true(m.open_ms <= p.now_ms);
	attach();
	cable_tick(&m);
	assert_int_equal(starts, 2);
	drain_is_ready();
	assert_int_equal(last_said(3)->free.settings, 1);
}

/* A print, or one that is interrupted, keeps what it began with. */
static void
settings__in_a_job__wait_for_its_end(void **state)
{
	struct message_printer r;

	(void)state;
	print(7);
	keeper_sets(1, 57600, 7);
	assert_int_equal(starts, 1);
	drain_is_done(7, END_INTERRUPTED);
	drain_tells(PHASE_IDLE, 0);
	r = row(7, false, ORDER_RESUME);
	r.settings = 1;
	machine_row(&m, &r);
	assert_int_equal(starts, 1);
	assert_int_equal(said[n_said - 1].type, MESSAGE_FREE);
	assert_int_equal(said[n_said - 1].free.settings, 0);
	keeper_sets(1, 0, 0);
	cable_tick(&m);
	assert_int_equal(starts, 2);
}

static void
start__port_survived__books_decide(void **state)
{
	(void)state;
	m.books->job = 7;
	attach();
	keeper_rows(7, true, ORDER_RESUME);
	cable_tick(&m);
	(void)last_said(0);
	drain_is_ready();
	assert_int_equal(last_said(1)->type, MESSAGE_FREE);
	assert_int_equal(said[0].free.job, 7);
}

/* What the books hold is for the board to confirm, even after a restart. */
static void
start__port_opened_anew__board_is_asked(void **state)
{
	(void)state;
	m.books->job = 7;
	keeper_rows(7, true, ORDER_RESUME);
	attach();
	(void)last_said(0);
	assert_int_equal(m.books->job, 7);
}

/* It was reset: said of a job that no drain was given since. */
static void
start__board_was_reset__job_is_done(void **state)
{
	(void)state;
	m.books->job = 7;
	keeper_rows(7, true, ORDER_RESUME);
	attach();
	cable_tick(&m);
	drain_is_done(8, END_INTERRUPTED);	/* not this printer's */
	(void)last_said(0);
	drain_is_done(7, END_INTERRUPTED);
	assert_int_equal(last_said(1)->type, MESSAGE_DONE);
	assert_int_equal(said[0].done.job, 7);
}

static void
start__port_not_there__job_has_no_hope(void **state)
{
	(void)state;
	m.tried = true;
	keeper_rows(7, true, ORDER_RESUME);
	assert_int_equal(last_said(1)->type, MESSAGE_FOUND);
	assert_true(said[0].found.why[0] != '\0');
	keeper_rows(7, true, ORDER_RESUME);
	(void)last_said(1);
}

/* --- a job --- */

static void
job__to_its_end__is_told_and_confirmed(void **state)
{
	struct message msg = { .type = MESSAGE_CHECKPOINT };

	(void)state;
	print(7);
	msg.checkpoint.job = 7;
	msg.checkpoint.printer = 99;	/* a drain's word is not trusted */
	drain_says(&msg);
	assert_int_equal(last_said(1)->type, MESSAGE_CHECKPOINT);
	assert_int_equal(said[0].checkpoint.printer, 3);
	drain_is_done(7, END_FINISHED);
	assert_int_equal(last_said(2)->type, MESSAGE_DONE);
	assert_int_equal(said[1].done.printer, 3);
	drain_tells(PHASE_IDLE, 0);
	(void)last_said(2);		/* not free before the receipt */
	keeper_rows(7, true, ORDER_RESUME);
	(void)last_said(2);		/* this is none */
	keeper_rows(0, false, ORDER_RESUME);
	assert_int_equal(last_said(3)->type, MESSAGE_FREE);
}

static void
job__words_about_another__are_dropped(void **state)
{
	struct message msg = { .type = MESSAGE_PHASE };

	(void)state;
	print(7);
	drain_is_done(6, END_FINISHED);
	msg.phase.job = 6;
	drain_says(&msg);
	msg.type = MESSAGE_CHECKPOINT;
	msg.checkpoint.job = 6;
	drain_says(&msg);
	(void)last_said(0);
	assert_int_equal(m.job, 7);
}

static void
job__no_drain_to_take_it__comes_back(void **state)
{
	(void)state;
	keeper_rows(0, false, ORDER_RESUME);
	keeper_starts(7);
	assert_int_equal(last_said(1)->type, MESSAGE_DONE);
	assert_int_equal(said[0].done.job, 7);
	assert_int_equal(said[0].done.end, END_INTERRUPTED);
}

static void
drain_died__in_a_job__next_takes_over_on_the_same_port(void **state)
{
	int port;

	(void)state;
	print(7);
	port = m.port;
	m.books->job = 7;		/* as the drain wrote them */
	drain_dies();
	assert_int_equal(m.port, port);
	cable_tick(&m);
	assert_int_equal(starts, 1);	/* not at once */
	p.now_ms += 100;
	cable_tick(&m);
	assert_int_equal(starts, 2);
	(void)last_said(0);
	drain_is_ready();
	assert_int_equal(last_said(1)->type, MESSAGE_FREE);
	assert_int_equal(said[0].free.job, 7);
	assert_null(strstr(notes, "remove"));
}

static void
drain_died__again_and_again__gives_up_until_reset(void **state)
{
	int i;

	(void)state;
	print(7);
	for (i = 0; i < 8; i++) {
		drain_dies();
		p.now_ms += 100;
		cable_tick(&m);
	}
	assert_int_equal(starts, 8);
	assert_int_equal(last_said(2)->type, MESSAGE_FOUND);
	assert_int_equal(said[0].type, MESSAGE_FAULT);
	machine_reset(&m);
	attach();
	cable_tick(&m);
	assert_int_equal(starts, 9);
}

static void
drain_talks_nonsense__counts_as_dead(void **state)
{
	(void)state;
	print(7);
	assert_int_equal(write(drain, "nonsense", 8), 8);
	m.watch.ready(m.watch.arg, EPOLLIN);
	assert_int_equal(m.drain.sock, -1);
	assert_int_equal(m.job, 0);
}

static void
lost__unplugged__port_is_closed_and_tried_later(void **state)
{
	(void)state;
	print(7);
	drain_is_done(7, END_INTERRUPTED);
	drain_tells(PHASE_LOST, 0);
	assert_int_equal(m.port, -1);
	assert_non_null(strstr(notes, "remove"));
	assert_null(strstr(notes, "dtr"));
	assert_int_equal(m.open_ms, p.now_ms + 1000);
	/* interrupted, not printing: nothing more to say about it */
	keeper_rows(7, false, ORDER_RESUME);
	assert_int_equal(last_said(1)->type, MESSAGE_DONE);
	/* silent again and again: less and less often */
	attach();
	cable_tick(&m);
	drain_tells(PHASE_LOST, 0);
	assert_int_equal(m.open_ms, p.now_ms + 2000);
}

static void
halted__while_idle__is_a_fault(void **state)
{
	struct message msg = { .type = MESSAGE_TELEMETRY };

	(void)state;
	keeper_rows(0, false, ORDER_RESUME);
	attach();
	cable_tick(&m);
	drain_is_ready();
	msg.telemetry.phase = PHASE_HALTED;
	strcpy(msg.telemetry.text, "MAXTEMP triggered");
	drain_says(&msg);
	assert_int_equal(last_said(3)->type, MESSAGE_FOUND);
	assert_int_equal(said[1].type, MESSAGE_FAULT);
	assert_string_equal(said[1].fault.why, "MAXTEMP triggered");
}

/* --- orders --- */

static void
order__only_for_the_job_it_names(void **state)
{
	struct message msg;

	(void)state;
	print(7);
	cable_order(&m, ORDER_STOP, 6);
	assert_int_equal(drain_hears(&msg), -1);
	cable_order(&m, ORDER_PAUSE, 7);
	assert_int_equal(drain_hears(&msg), MESSAGE_ORDER);
	assert_int_equal(msg.order.order, ORDER_PAUSE);
	assert_int_equal(msg.order.job, 7);
}

static void
order__drain_does_not_listen__counts_as_dead(void **state)
{
	int i;

	(void)state;
	print(7);
	for (i = 0; i < 100000 && m.drain.sock != -1; i++)
		cable_order(&m, ORDER_PAUSE, 7);
	assert_int_equal(m.drain.sock, -1);
	cable_order(&m, ORDER_PAUSE, 7);	/* harmless */
}

static void
wish__stored_but_never_ordered__is_ordered_now(void **state)
{
	/* one after the other */
	static const struct {
		enum message_phase	phase;
		enum message_order	wish;
		int			order;	/* -1: none */
	} rows[] = {
		{ PHASE_PRINTING, ORDER_RESUME, -1 },
		{ PHASE_PAUSED, ORDER_RESUME, -1 },	/* by the file */
		{ PHASE_PRINTING, ORDER_PAUSE, ORDER_PAUSE },
		{ PHASE_PAUSED, ORDER_RESUME, ORDER_RESUME },
		{ PHASE_PAUSED, ORDER_RESUME, -1 },	/* by the file */
		{ PHASE_PRINTING, ORDER_STOP, ORDER_STOP },
		{ PHASE_PAUSED, ORDER_STOP, ORDER_STOP },
	};
	struct message msg;
	size_t i;

	(void)state;
	print(7);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		drain_tells(rows[i].phase, 7);
		machine_unsync(&m);
		keeper_rows(7, true, rows[i].wish);
		if (rows[i].order == -1) {
			assert_int_equal(drain_hears(&msg), -1);
			continue;
		}
		assert_int_equal(drain_hears(&msg), MESSAGE_ORDER);
		assert_int_equal(msg.order.order, rows[i].order);
		assert_int_equal(msg.order.job, 7);
	}
	keeper_rows(8, true, ORDER_STOP);	/* not about ours */
	assert_int_equal(drain_hears(&msg), -1);
}

/* A keeper that lives orders what a person wants by its grant. */
static void
wish__to_run_from_the_same_keeper__resumes_nothing(void **state)
{
	struct message msg;

	(void)state;
	print(7);
	drain_tells(PHASE_PAUSED, 7);
	keeper_rows(7, true, ORDER_PAUSE);
	assert_int_equal(drain_hears(&msg), MESSAGE_ORDER);
	keeper_rows(7, true, ORDER_RESUME);
	assert_int_equal(drain_hears(&msg), -1);
}

static void
emergency__bytes_before_anything_else(void **state)
{
	struct message msg;

	(void)state;
	print(7);
	assert_int_equal(machine_emergency(&m, "ann", ""), 0);
	assert_memory_equal(notes, "M112 WANT ", 10);
	assert_int_equal(drain_hears(&msg), MESSAGE_ORDER);
	assert_int_equal(msg.order.order, ORDER_EMERGENCY);
	assert_int_equal(last_said(1)->want.order, ORDER_EMERGENCY);
	assert_int_equal(said[0].want.job, 7);
	assert_string_equal(said[0].want.who, "ann");
}

static void
emergency__no_drain__still_written(void **state)
{
	(void)state;
	print(7);
	drain_dies();
	assert_int_equal(machine_emergency(&m, "ann", ""), 0);
	assert_non_null(strstr(notes, "M112"));
}

static void
emergency__cable_stuck__says_so_but_does_the_rest(void **state)
{
	struct message msg;

	(void)state;
	print(7);
	urgent_result = -1;
	assert_int_equal(machine_emergency(&m, "ann", ""), -1);
	assert_int_equal(drain_hears(&msg), MESSAGE_ORDER);
	assert_int_equal(last_said(1)->type, MESSAGE_WANT);
}

static void
emergency__no_port__says_so(void **state)
{
	(void)state;
	keeper_rows(0, false, ORDER_RESUME);
	assert_int_equal(machine_emergency(&m, "ann", ""), 1);
	(void)last_said(0);
}

/* The drain's heat guard can't trust the queue that it shares with the
 * job. */
static void
alarm__measure__says_who_acts(void **state)
{
	struct message msg = { .type = MESSAGE_ALARM };

	(void)state;
	print(7);
	strcpy(msg.alarm.why, "It is idle and hot.");
	msg.alarm.measure = HEATGUARD_HEATERS_OFF;
	drain_says(&msg);
	assert_int_equal(last_said(1)->type, MESSAGE_FAULT);
	assert_null(strstr(notes, "M112"));
	strcpy(msg.alarm.why, "It burns.");
	msg.alarm.measure = HEATGUARD_EMERGENCY;
	drain_says(&msg);
	assert_non_null(strstr(notes, "M112 WANT "));
	assert_int_equal(drain_hears(&msg), MESSAGE_ORDER);
	assert_int_equal(msg.order.order, ORDER_EMERGENCY);
	assert_int_equal(last_said(2)->want.order, ORDER_EMERGENCY);
	assert_string_equal(said[1].want.why, "It burns.");
	assert_string_equal(said[1].want.who, "heat guard");
}

static void
emergency__not_confirmed__board_is_reset(void **state)
{
	(void)state;
	print(7);
	(void)machine_emergency(&m, "ann", "");
	drain_is_done(7, END_STOPPED);
	drain_tells(PHASE_LOST, 0);
	assert_non_null(strstr(notes, "dtr remove"));
	assert_int_equal(m.port, -1);
}

static void
reset__drain_ends_and_port_is_opened_anew(void **state)
{
	(void)state;
	print(7);
	m.books->job = 7;
	drain_is_done(7, END_FAILED);
	drain_tells(PHASE_HALTED, 0);
	keeper_rows(0, false, ORDER_RESUME);
	machine_reset(&m);
	assert_non_null(strstr(notes, "dtr remove"));
	assert_int_equal(m.port, -1);
	assert_int_equal(m.drain.sock, -1);
	assert_int_equal(m.books->job, 0);
	assert_true(m.open_ms > p.now_ms);
}

/* The drain that comes after a person's reset ends the halt of a board that
 * opening its port does not reset, until one is answered. */
static void
reset__next_drains__revive_the_board(void **state)
{
	static const bool answers[] = { false, true, false };
	static const int32_t revive[] = { 1, 1, 0 };
	struct message msg;
	size_t i;

	(void)state;
	keeper_rows(0, false, ORDER_RESUME);
	attach();
	machine_reset(&m);
	for (i = 0; i < 3; i++) {
		attach();
		p.now_ms += 60000;
		cable_tick(&m);
		assert_int_equal(drain_hears(&msg), MESSAGE_PROFILE);
		assert_int_equal(msg.profile.revive, revive[i]);
		if (answers[i])
			drain_is_ready();
		drain_tells(PHASE_LOST, 0);
	}
}

/* --- the keeper dies --- */

static void
keeper_died__printing__next_is_told_the_phase_only(void **state)
{
	(void)state;
	print(7);
	keeper = false;
	machine_unsync(&m);
	cable_tick(&m);
	keeper = true;
	keeper_rows(7, true, ORDER_RESUME);
	assert_int_equal(last_said(1)->type, MESSAGE_PHASE);
	assert_int_equal(said[0].phase.phase, PHASE_PRINTING);
	assert_int_equal(m.job, 7);
}

static void
keeper_died__job_ended_meanwhile__next_is_told(void **state)
{
	(void)state;
	print(7);
	keeper = false;
	machine_unsync(&m);
	drain_is_done(7, END_FINISHED);
	drain_tells(PHASE_IDLE, 0);
	keeper = true;
	keeper_rows(7, true, ORDER_RESUME);
	assert_int_equal(last_said(1)->type, MESSAGE_DONE);
	assert_int_equal(said[0].done.end, END_FINISHED);
	/* and that one dies, too, before it stored it */
	machine_unsync(&m);
	keeper_rows(7, true, ORDER_RESUME);
	assert_int_equal(last_said(2)->type, MESSAGE_DONE);
	keeper_rows(0, false, ORDER_RESUME);
	assert_int_equal(last_said(3)->type, MESSAGE_FREE);
}

static void
keeper_died__done_was_stored__not_said_again(void **state)
{
	(void)state;
	print(7);
	drain_is_done(7, END_FINISHED);
	drain_tells(PHASE_IDLE, 0);
	machine_unsync(&m);
	keeper_rows(0, false, ORDER_RESUME);
	assert_int_equal(last_said(2)->type, MESSAGE_FREE);
}

static void
keeper_died__idle__next_is_told_free(void **state)
{
	(void)state;
	keeper_rows(0, false, ORDER_RESUME);
	attach();
	cable_tick(&m);
	drain_is_ready();
	machine_unsync(&m);
	keeper_rows(0, false, ORDER_RESUME);
	assert_int_equal(last_said(2)->type, MESSAGE_FREE);
}

static void
keeper_died__emergency__said_until_granted(void **state)
{
	uint64_t ticket;

	(void)state;
	print(7);
	keeper = false;
	machine_unsync(&m);
	assert_int_equal(machine_emergency(&m, "ann", ""), 0);
	(void)last_said(0);
	keeper = true;
	keeper_rows(7, true, ORDER_RESUME);
	assert_int_equal(said[0].type, MESSAGE_WANT);
	ticket = said[0].want.ticket;
	n_said = 0;
	machine_unsync(&m);
	keeper_rows(7, true, ORDER_RESUME);
	assert_int_equal(said[0].type, MESSAGE_WANT);
	machine_granted(&m, ticket - 1);
	machine_granted(&m, ticket);
	n_said = 0;
	machine_unsync(&m);
	keeper_rows(0, false, ORDER_RESUME);
	assert_true(n_said == 0 || said[0].type != MESSAGE_WANT);
}

#define T(test)		cmocka_unit_test_setup_teardown(test, setup, teardown)

/* A control by hand that its drain took with it is said, once; the next drain
 * does not hear of it. */
static void
by_hand__drain_dies__said_and_not_done_again(void **state)
{
	struct manual jog = { .control = MANUAL_JOG };
	struct message msg;
	uint64_t given, done;
	bool heard;

	(void)state;
	assert_false(cable_control(&m, &jog, 0));
	attach();
	cable_tick(&m);
	assert_int_equal(drain_hears(&msg), MESSAGE_PROFILE);
	drain_is_ready();
	keeper_rows(0, false, ORDER_RESUME);
	n_said = 0;
	assert_true(cable_control(&m, &jog, 0));
	assert_int_equal(drain_hears(&msg), MESSAGE_ORDER);
	heard = keeper = false;		/* it restarts just now */
	drain_dies();
	keeper = true;
	p.now_ms += 1000;
	cable_tick(&m);
	assert_int_equal(drain_hears(&msg), MESSAGE_PROFILE);
	assert_int_equal(drain_hears(&msg), -1);
	for (int i = 0; i < n_said; i++) {
		assert_false(heard && said[i].type == MESSAGE_UNDONE);
		heard = heard || said[i].type == MESSAGE_UNDONE;
	}
	assert_true(heard);
	given = m.books->hand_given;
	done = m.books->hand_done;
	assert_int_equal(given, done);
}

/* A new drain for new settings waits until it is done. */
static void
by_hand__settings_change__drain_does_it_first(void **state)
{
	struct manual jog = { .control = MANUAL_JOG };
	struct message_printer r = row(0, false, ORDER_RESUME);
	struct message msg;

	(void)state;
	attach();
	cable_tick(&m);
	assert_int_equal(drain_hears(&msg), MESSAGE_PROFILE);
	drain_is_ready();
	keeper_rows(0, false, ORDER_RESUME);
	assert_true(cable_control(&m, &jog, 0));
	r.settings = m.settings + 1;
	machine_row(&m, &r);
	cable_tick(&m);
	assert_int_equal(starts, 1);
	m.books->hand_done = m.books->hand_given;	/* says the drain */
	cable_tick(&m);
	cable_tick(&m);
	assert_int_equal(starts, 2);
}

/* Its heaters were on when it was lost, and nobody sees what they do. */
static void
lost__while_it_heated__told_after_a_minute(void **state)
{
	static const struct {
		int32_t	target_dC;
		int64_t	ms;
		bool	told;
	} rows[] = {
		{ 2000, 59000, false }, { 2000, 61000, true },
		{ 0, 600000, false },
	};
	struct message msg;
	size_t i;
	int k, told, offs;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(teardown(state), 0);
		assert_int_equal(setup(state), 0);
		keeper_rows(0, false, ORDER_RESUME);
		attach();
		cable_tick(&m);
		assert_int_equal(drain_hears(&msg), MESSAGE_PROFILE);
		drain_is_ready();
		drain_tells_heat(PHASE_LOST, rows[i].target_dC);
		p.now_ms += rows[i].ms;
		cable_tick(&m);
		cable_tick(&m);
		attach();
		cable_tick(&m);
		assert_int_equal(drain_hears(&msg), MESSAGE_PROFILE);
		drain_is_ready();
		for (k = told = 0; k < n_said; k++)
			told += said[k].type == MESSAGE_FAULT;
		assert_int_equal(told, rows[i].told);
		for (offs = 0; drain_hears(&msg) == MESSAGE_ORDER; offs++)
			assert_int_equal(msg.order.manual.control,
			    MANUAL_HEAT);
		assert_int_equal(offs, rows[i].told);
	}
}

/* Nothing is wrong with one that waits for a person with its print. */
static void
reset__knows_its_interrupted_print__keeps_that(void **state)
{
	struct message msg;
	uint64_t job;

	(void)state;
	m.books->job = 9;
	attach();
	cable_tick(&m);
	assert_int_equal(drain_hears(&msg), MESSAGE_PROFILE);
	drain_is_ready();
	keeper_rows(9, false, ORDER_RESUME);
	machine_reset(&m);
	job = m.books->job;
	assert_int_equal(job, 9);
	assert_true(m.port != -1);
	drain_tells(PHASE_HALTED, 0);
	machine_reset(&m);
	job = m.books->job;
	assert_int_equal(job, 0);
	assert_int_equal(m.port, -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(ready__idle__keeper_is_told_once),
		T(ready__board_reset_by_itself__free_is_taken_back),
		T(settings__idle__new_drain_has_them_before_the_next_job),
		T(settings__other_baud__port_is_opened_anew),
		T(settings__in_a_job__wait_for_its_end),
		T(by_hand__drain_dies__said_and_not_done_again),
		T(by_hand__settings_change__drain_does_it_first),
		T(lost__while_it_heated__told_after_a_minute),
		T(reset__knows_its_interrupted_print__keeps_that),
		T(start__port_survived__books_decide),
		T(start__port_opened_anew__board_is_asked),
		T(start__board_was_reset__job_is_done),
		T(start__port_not_there__job_has_no_hope),
		T(job__to_its_end__is_told_and_confirmed),
		T(job__words_about_another__are_dropped),
		T(job__no_drain_to_take_it__comes_back),
		T(drain_died__in_a_job__next_takes_over_on_the_same_port),
		T(drain_died__again_and_again__gives_up_until_reset),
		T(drain_talks_nonsense__counts_as_dead),
		T(lost__unplugged__port_is_closed_and_tried_later),
		T(halted__while_idle__is_a_fault),
		T(order__only_for_the_job_it_names),
		T(order__drain_does_not_listen__counts_as_dead),
		T(wish__stored_but_never_ordered__is_ordered_now),
		T(wish__to_run_from_the_same_keeper__resumes_nothing),
		T(emergency__bytes_before_anything_else),
		T(emergency__no_drain__still_written),
		T(emergency__cable_stuck__says_so_but_does_the_rest),
		T(emergency__no_port__says_so),
		T(alarm__measure__says_who_acts),
		T(emergency__not_confirmed__board_is_reset),
		T(reset__drain_ends_and_port_is_opened_anew),
		T(reset__next_drains__revive_the_board),
		T(keeper_died__printing__next_is_told_the_phase_only),
		T(keeper_died__job_ended_meanwhile__next_is_told),
		T(keeper_died__done_was_stored__not_said_again),
		T(keeper_died__idle__next_is_told_free),
		T(keeper_died__emergency__said_until_granted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
