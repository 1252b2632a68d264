/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One printer in the parent.  Everything here happens at once and in memory;
 * what must be on a disk is the keeper's, and what it missed because it died
 * is said again when it is back.
 */
#include <sys/epoll.h>

#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "spoolerd/machine.h"
#include "spoolerd/parent.h"

#define DRAIN_DEATHS	8	/* in a row: some 25 s */
#define RESET_MS	1000	/* DTR stays low for at least so long */
#define REOPEN_MAX_MS	30000

static void	books_path(const struct machine *, char [PATH_MAX]);
static void	say_again(struct machine *);
static void	grant_wish(struct machine *);
static void	settle(struct machine *);
static bool	idle(const struct machine *);
static const char *no_hope(const struct machine *);
static void	say_free(struct machine *);
static void	say_found(struct machine *, const char *);
static void	refuse(struct machine *, const struct message_job *);
static void	start_drain(struct machine *);
static void	drain_ready(void *, uint32_t);
static void	drain_died(struct machine *);
static void	say_fault(struct machine *, const char *);
static void	leave_port(struct machine *, int64_t);
static void	forget_state(struct machine *, enum message_phase);

/* --- what a drain may say --- */

typedef void (drain_handler)(struct machine *, struct message *);
static drain_handler on_ready, on_telemetry, on_checkpoint, on_phase,
    on_question, on_done;

static drain_handler *const drain_handlers[MESSAGE__MAX] = {
	[MESSAGE_READY]		= on_ready,
	[MESSAGE_TELEMETRY]	= on_telemetry,
	[MESSAGE_CHECKPOINT]	= on_checkpoint,
	[MESSAGE_PHASE]		= on_phase,
	[MESSAGE_QUESTION]	= on_question,
	[MESSAGE_DONE]		= on_done,
};

int
machine_open(struct machine *m, struct parent *p,
    const struct message_printer *row)
{
	char path[PATH_MAX];

	memset(m, 0, sizeof(*m));
	m->number = row->printer;
	m->parent = p;
	m->row = *row;
	m->port = -1;
	child_init(&m->drain);
	forget_state(m, PHASE_LOST);
	books_path(m, path);
	m->books_fd = books_open(path);
	if (m->books_fd != -1)
		m->books = books_map(m->books_fd);
	if (m->books != NULL)
		return 0;
	warn("%s: %s", row->name, path);
	if (m->books_fd != -1)
		(void)close(m->books_fd);
	m->number = 0;
	return -1;
}

static void
books_path(const struct machine *m, char path[PATH_MAX])
{
	(void)snprintf(path, PATH_MAX, "%s/books/%lld",
	    m->parent->options.run, (long long)m->number);
}

void
machine_close(struct machine *m)
{
	char path[PATH_MAX];

	leave_port(m, 0);
	if (m->row.gone) {
		books_path(m, path);
		(void)unlink(path);
	}
	books_unmap(m->books);
	(void)close(m->books_fd);
	m->number = 0;
}

/* --- the keeper's words --- */

void
machine_row(struct machine *m, const struct message_printer *row)
{
	bool first = !m->synced;

	m->row = *row;
	m->synced = true;
	/* The end of a job is confirmed by a row that no longer has it. */
	if (m->has_done && !(row->printing && row->job == m->done.job))
		m->has_done = false;
	if (!row->printing)
		m->found = false;
	if (first)
		say_again(m);
	grant_wish(m);
	settle(m);
}

void
machine_unsync(struct machine *m)
{
	m->synced = false;
	m->freed = false;
	m->found = false;
}

/* To a new keeper: what the old one may have taken to its grave. */
static void
say_again(struct machine *m)
{
	struct message msg = { .type = MESSAGE_DONE, .done = m->done };

	if (m->has_done)
		(void)clerk_say(m->parent, &msg);
	if (m->has_urgent) {
		msg.type = MESSAGE_WANT;
		msg.want = m->urgent;
		(void)clerk_say(m->parent, &msg);
	}
	if (m->job != 0 && (m->telemetry.phase == PHASE_PRINTING ||
	    m->telemetry.phase == PHASE_PAUSED)) {
		msg.type = MESSAGE_PHASE;
		msg.phase = (struct message_phase_change){ m->number, m->job,
		    m->telemetry.phase };
		(void)clerk_say(m->parent, &msg);
	}
}

/* What a person wants was stored, but a crash may have kept it from the
 * drain.  A drain that does it already takes no notice. */
static void
grant_wish(struct machine *m)
{
	if (m->job == 0 || m->row.job != m->job || !m->row.printing)
		return;
	if (m->row.wish == ORDER_PAUSE || m->row.wish == ORDER_STOP ||
	    m->telemetry.phase == PHASE_PAUSED)
		machine_order(m, (enum message_order)m->row.wish, m->job);
}

/* Tell the keeper whether this machine can take a job, if that changed; or
 * that the job it has in its books can't go on. */
static void
settle(struct machine *m)
{
	const char *why;

	if (!m->synced || m->has_done)
		return;
	if (idle(m) && !m->freed)
		say_free(m);
	else if (!idle(m) && m->freed)
		say_found(m, "the printer is no longer there");
	if (m->found || m->freed || !m->row.printing || m->job != 0)
		return;
	why = no_hope(m);
	if (why != NULL)
		say_found(m, why);
}

static bool
idle(const struct machine *m)
{
	return m->drain.sock != -1 && m->ready && m->job == 0 &&
	    m->telemetry.phase == PHASE_IDLE;
}

/* Why no drain can ever go on with the job of the row; NULL: one may. */
static const char *
no_hope(const struct machine *m)
{
	if (m->hopeless)
		return "the process that drives the printer died again and "
		    "again";
	if (m->port == -1)
		return m->tried ? "the printer's port is not there any "
		    "more" : NULL;
	if (m->fresh && m->row.dtr_resets)
		return "the spooler was restarted, and opening its port "
		    "resets this printer";
	return NULL;
}

static void
say_free(struct machine *m)
{
	struct message msg = { .type = MESSAGE_FREE };

	msg.free.printer = m->number;
	msg.free.job = (int64_t)m->books->job;
	memcpy(msg.free.machine_type, m->who.machine_type,
	    sizeof(msg.free.machine_type));
	memcpy(msg.free.uuid, m->who.uuid, sizeof(msg.free.uuid));
	m->found = false;
	m->freed = clerk_say(m->parent, &msg);
}

static void
say_found(struct machine *m, const char *why)
{
	struct message msg = { .type = MESSAGE_FOUND };

	msg.found.printer = m->number;
	(void)snprintf(msg.found.why, sizeof(msg.found.why), "%s", why);
	m->freed = false;
	m->found = clerk_say(m->parent, &msg);
}

void
machine_start(struct machine *m, const struct message_job *job, int fd)
{
	struct message msg = { .type = MESSAGE_JOB, .job = *job };

	m->freed = false;
	if (!idle(m) || message_send(m->drain.sock, &msg, fd) == -1) {
		refuse(m, job);
		return;
	}
	m->found = false;
	m->job = job->job;
	m->row.job = job->job;
	m->row.printing = 1;
}

/* The drain died while the START was on its way; not a line went out. */
static void
refuse(struct machine *m, const struct message_job *job)
{
	struct message msg = { .type = MESSAGE_DONE };

	msg.done.printer = m->number;
	msg.done.job = job->job;
	msg.done.end = END_INTERRUPTED;
	(void)snprintf(msg.done.why, sizeof(msg.done.why),
	    "the printer was lost before the job reached it");
	m->done = msg.done;
	m->has_done = true;
	(void)clerk_say(m->parent, &msg);
}

void
machine_granted(struct machine *m, uint64_t ticket)
{
	if (m->has_urgent && m->urgent.ticket == ticket)
		m->has_urgent = false;
}

/* --- the port and the drain --- */

void
machine_attach(struct machine *m, int fd, bool fresh)
{
	m->port = fd;
	m->fresh = fresh;
	m->tried = true;
	m->trouble = 0;
	/* After a reset the books' numbers mean nothing any more. */
	if (fresh && m->row.dtr_resets)
		books_begin_job(m->books, 0);
	handover_store(m->number, fd);
	settle(m);
}

void
machine_tick(struct machine *m)
{
	if (m->port != -1 && !m->hopeless &&
	    child_due(&m->drain, m->parent->now_ms))
		start_drain(m);
	settle(m);
}

static void
start_drain(struct machine *m)
{
	struct parent *p = m->parent;
	struct message msg = { .type = MESSAGE_PROFILE };
	char program[PATH_MAX];
	char *argv[] = { program, NULL };
	int fds[] = { m->port, m->books_fd };

	(void)snprintf(program, sizeof(program), "%s/drain",
	    p->options.libexec);
	msg.profile.printer = m->number;
	memcpy(msg.profile.name, m->row.name, MESSAGE_NAME);
	memcpy(msg.profile.dialect, m->row.dialect, MESSAGE_NAME);
	msg.profile.window_lines = m->row.window_lines;
	msg.profile.window_bytes = m->row.window_bytes;
	msg.profile.dtr_resets = m->row.dtr_resets;
	memcpy(msg.profile.stop_gcode, m->row.stop_gcode, MESSAGE_GCODE);
	memcpy(msg.profile.park_gcode, m->row.park_gcode, MESSAGE_GCODE);
	forget_state(m, PHASE_CONNECTING);
	if (child_start(&m->drain, argv, fds, 2, p->now_ms) == -1) {
		warn("%s: can't start a drain", m->row.name);
		child_died(&m->drain, p->now_ms);
		return;
	}
	m->watch = (struct watch){ m->drain.sock, drain_ready, m };
	if (loop_add(p->loop, &m->watch) == -1 ||
	    message_send(m->drain.sock, &msg, -1) == -1) {
		warn("%s: its drain", m->row.name);
		drain_died(m);
	}
}

static void
drain_ready(void *arg, uint32_t events)
{
	struct machine *m = arg;
	struct message msg;
	int fd, got;

	(void)events;
	got = message_receive(m->drain.sock, FROM_DRAIN, &msg, &fd);
	if (got == -1 && errno == EAGAIN)
		return;
	if (got == 1)
		drain_handlers[msg.type](m, &msg);
	else
		drain_died(m);
	settle(m);
}

/* The port stays open and the board goes on; the next drain takes over. */
static void
drain_died(struct machine *m)
{
	loop_remove(m->parent->loop, &m->watch);
	child_died(&m->drain, m->parent->now_ms);
	warnx("%s: its drain died (%u in a row)", m->row.name,
	    m->drain.failures);
	forget_state(m, PHASE_CONNECTING);
	if (m->drain.failures < DRAIN_DEATHS)
		return;
	m->hopeless = true;
	say_fault(m, "The process that drives the printer died again and "
	    "again; see the log, then reset.");
}

static void
say_fault(struct machine *m, const char *why)
{
	struct message msg = { .type = MESSAGE_FAULT };

	msg.fault.printer = m->number;
	(void)snprintf(msg.fault.why, sizeof(msg.fault.why), "%s", why);
	(void)clerk_say(m->parent, &msg);
}

/* Nothing is known of the machine. */
static void
forget_state(struct machine *m, enum message_phase phase)
{
	struct message_telemetry *t = &m->telemetry;

	m->ready = false;
	m->job = 0;
	memset(t, 0, sizeof(*t));
	t->phase = (int32_t)phase;
	t->hotend_dC = t->hotend_target_dC = INT32_MIN;
	t->bed_dC = t->bed_target_dC = INT32_MIN;
	t->left_ms = -1;
	m->heard_ms = m->parent->now_ms;
	server_stale(m->parent);
}

/* --- the drain's words --- */

/* Found again after a crash of ours, it says nothing of who it is. */
static void
on_ready(struct machine *m, struct message *msg)
{
	m->ready = true;
	m->fresh = false;
	m->losses = 0;
	m->emergency = false;
	m->who = msg->ready;
}

static void
on_telemetry(struct machine *m, struct message *msg)
{
	int32_t was = m->telemetry.phase;
	int64_t delay_ms;

	m->telemetry = msg->telemetry;
	if (msg->telemetry.phase == PHASE_HALTED && !m->emergency &&
	    (was == PHASE_IDLE || was == PHASE_CONNECTING))
		say_fault(m, msg->telemetry.text);
	m->heard_ms = m->parent->now_ms;
	server_stale(m->parent);
	if (msg->telemetry.phase == PHASE_CONNECTING)
		m->ready = false;
	if (msg->telemetry.phase != PHASE_LOST)
		return;
	if (m->emergency)
		(void)port_drop_dtr(m->port);
	delay_ms = (int64_t)RESET_MS << (m->losses < 5 ? m->losses : 5);
	m->losses++;
	leave_port(m, delay_ms < REOPEN_MAX_MS ? delay_ms : REOPEN_MAX_MS);
}

static void
on_checkpoint(struct machine *m, struct message *msg)
{
	msg->checkpoint.printer = m->number;
	if (m->job != 0 && msg->checkpoint.job == m->job)
		(void)clerk_say(m->parent, msg);
}

static void
on_phase(struct machine *m, struct message *msg)
{
	msg->phase.printer = m->number;
	if (m->job != 0 && msg->phase.job == m->job)
		(void)clerk_say(m->parent, msg);
}

static void
on_question(struct machine *m, struct message *msg)
{
	warnx("%s: asks: %s", m->row.name, msg->question.text);
}

static void
on_done(struct machine *m, struct message *msg)
{
	if (m->job == 0 || msg->done.job != m->job)
		return;
	msg->done.printer = m->number;
	m->job = 0;
	m->done = msg->done;
	m->has_done = true;
	(void)clerk_say(m->parent, msg);
}

/* --- orders --- */

void
machine_order(struct machine *m, enum message_order order, int64_t job)
{
	struct message msg = { .type = MESSAGE_ORDER };

	if (m->drain.sock == -1 || (job != m->job && job != 0))
		return;
	msg.order.job = job;
	msg.order.order = (int32_t)order;
	/* A drain that does not take its orders is as good as dead. */
	if (message_send(m->drain.sock, &msg, -1) == -1)
		drain_died(m);
}

int
machine_emergency(struct machine *m, const char *who)
{
	static const char kill[] = "\nM112\n";
	struct message msg = { .type = MESSAGE_WANT };
	int result;

	if (m->port == -1)
		return 1;
	result = port_urgent(m->port, kill, sizeof(kill) - 1);
	machine_order(m, ORDER_EMERGENCY, m->job);
	warnx("%s: emergency stop by %s%s", m->row.name, who,
	    result == 0 ? "" : ": the cable does not take it");
	m->emergency = true;
	msg.want.ticket = UINT64_MAX;
	msg.want.printer = m->number;
	msg.want.job = m->job;
	msg.want.order = ORDER_EMERGENCY;
	(void)snprintf(msg.want.who, sizeof(msg.want.who), "%s", who);
	m->urgent = msg.want;
	m->has_urgent = true;
	if (m->synced)
		(void)clerk_say(m->parent, &msg);
	return result;
}

void
machine_reset(struct machine *m)
{
	if (m->port != -1)
		(void)port_drop_dtr(m->port);
	leave_port(m, RESET_MS);
	books_begin_job(m->books, 0);
	child_init(&m->drain);
	m->hopeless = false;
	m->losses = 0;
	settle(m);
}

/* End the drain, close the port; it may be opened again after a while. */
static void
leave_port(struct machine *m, int64_t delay_ms)
{
	if (m->drain.sock != -1)
		loop_remove(m->parent->loop, &m->watch);
	child_end(&m->drain);
	if (m->port != -1) {
		handover_remove(m->number);
		(void)close(m->port);
	}
	m->port = -1;
	m->emergency = false;
	m->open_ms = m->parent->now_ms + delay_ms;
	forget_state(m, PHASE_LOST);
}

bool
machine_connected(const struct machine *m)
{
	return m->drain.sock != -1 && m->ready;
}
