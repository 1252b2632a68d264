/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One printer in the parent.  Everything here happens at once and in memory;
 * what must be on a disk is the keeper's, and what it missed because it died
 * is said again when it is back.
 */
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "spoolerd/parent/cable.h"
#include "spoolerd/parent/machine.h"
#include "spoolerd/parent/parent.h"
#include "spoolerd/parent/twin.h"

#define RESET_MS	1000	/* DTR stays low for at least so long */

static void	books_path(const struct machine *, const char *,
		    char [PATH_MAX]);
static void	close_transcript(struct machine *);
static void	say_again(struct machine *);
static void	grant_wish(struct machine *, bool);
static void	say_undone(struct machine *);
static bool	outdated(const struct machine *);
static bool	idle(const struct machine *);
static const char *no_hope(const struct machine *);
static void	say_free(struct machine *);
static void	say_found(struct machine *, const char *);
static void	refuse(struct machine *, const struct message_job *);

int
machine_open(struct machine *m, struct parent *p,
    const struct message_printer *row)
{
	char path[PATH_MAX];

	memset(m, 0, sizeof(*m));
	m->number = row->printer;
	m->parent = p;
	m->row = *row;
	cable_init(m);
	books_path(m, ".tape", path);
	m->tape = tape_open(path);
	if (m->tape == NULL)	/* it prints without */
		warn("%s: %s", row->name, path);
	m->transcript_fd = transcript_make();
	if (m->transcript_fd != -1)
		m->transcript = transcript_map(m->transcript_fd);
	if (m->transcript == NULL)	/* nor of what was said */
		warn("%s: no terminal", row->name);
	books_path(m, "", path);
	m->books_fd = books_open(path);
	if (m->books_fd != -1)
		m->books = books_map(m->books_fd);
	if (m->books != NULL)
		return 0;
	warn("%s: %s", row->name, path);
	if (m->books_fd != -1)
		(void)close(m->books_fd);
	tape_close(m->tape);
	close_transcript(m);
	m->number = 0;
	return -1;
}

static void
books_path(const struct machine *m, const char *suffix, char path[PATH_MAX])
{
	(void)snprintf(path, PATH_MAX, "%s/books/%lld%s",
	    m->parent->options.run, (long long)m->number, suffix);
}

void
machine_close(struct machine *m)
{
	char path[PATH_MAX];

	cable_leave(m, 0);
	if (m->row.gone) {
		books_path(m, "", path);
		(void)unlink(path);
		books_path(m, ".tape", path);
		(void)unlink(path);
	}
	tape_close(m->tape);
	books_unmap(m->books);
	(void)close(m->books_fd);
	close_transcript(m);
	m->number = 0;
}

static void
close_transcript(struct machine *m)
{
	transcript_unmap(m->transcript);
	if (m->transcript_fd != -1)
		(void)close(m->transcript_fd);
}

/* --- the keeper's words --- */

void
machine_row(struct machine *m, const struct message_printer *row)
{
	bool first = !m->synced;
	bool goes_on = first && m->row.job == row->job &&
	    m->row.wish == ORDER_PAUSE && row->wish == ORDER_RESUME;

	m->row = *row;
	m->synced = true;
	/* The end of a job is confirmed by a row that no longer has it. */
	if (m->has_done && !(row->printing && row->job == m->done.job))
		m->has_done = false;
	if (!row->printing)
		m->found = false;
	if (first)
		say_again(m);
	grant_wish(m, goes_on);
	machine_settle(m);
	/* who watches may want to look at the record again */
	server_stale(m->parent, m);
}

void
machine_unsync(struct machine *m)
{
	m->synced = false;
	m->freed = false;
	m->found = false;
	m->asked = false;
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
		    m->telemetry.phase, 0, 0 };
		(void)clerk_say(m->parent, &msg);
	}
}

/* What a person wants was stored, but a crash may have kept it from the
 * drain.  A drain that does it already takes no notice.  To run is what
 * everybody wants, also of a print that waits for an answer: it is an order
 * only where the pause was a person's, too. */
static void
grant_wish(struct machine *m, bool goes_on)
{
	if (m->job == 0 || m->row.job != m->job || !m->row.printing)
		return;
	if (m->row.wish == ORDER_PAUSE || m->row.wish == ORDER_STOP || goes_on)
		cable_order(m, (enum message_order)m->row.wish, m->job);
}

/* Tell the keeper whether this machine can take a job, if that changed; or
 * that the job it has in its books can't go on. */
void
machine_settle(struct machine *m)
{
	const char *why;

	if (!m->synced)
		return;
	say_undone(m);
	if (m->has_done)
		return;
	if (outdated(m))
		cable_renew(m);
	if (idle(m) && !m->freed && !twin_waits(m))
		say_free(m);
	else if (!idle(m) && m->freed)
		say_found(m, "the printer is no longer there");
	if (m->found || m->freed || m->alike || !m->row.printing ||
	    m->job != 0)
		return;
	why = no_hope(m);
	if (why != NULL)
		say_found(m, why);
}

/* Between two prints its drain is told what an admin changed.  What a job began
 * with stays with it, also while it is interrupted. */
static bool
outdated(const struct machine *m)
{
	return m->drain.sock != -1 && m->settings != m->row.settings &&
	    m->job == 0 && m->row.job == 0 && !m->emergency &&
	    m->books->hand_done == m->books->hand_given &&
	    (m->telemetry.phase == PHASE_IDLE ||
	    m->telemetry.phase == PHASE_CONNECTING);
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
	return NULL;
}

static void
say_free(struct machine *m)
{
	struct message msg = { .type = MESSAGE_FREE };

	msg.free.printer = m->number;
	msg.free.job = (int64_t)m->books->job;
	msg.free.settings = m->settings;
	msg.free.doubt = twin_doubts(m);
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

/* Without it a job is printed as well; only less is known of it. */
void
machine_course(struct machine *m, const struct message_course *course, int fd)
{
	struct message msg = { .type = MESSAGE_COURSE, .course = *course };

	if (idle(m))
		(void)message_send(m->drain.sock, &msg, fd);
}

void
machine_undone(struct machine *m, const char *why)
{
	warnx("%s: not done by hand: %s", m->row.name, why);
	(void)snprintf(m->undone, sizeof(m->undone), "%s", why);
}

static void
say_undone(struct machine *m)
{
	struct message msg = { .type = MESSAGE_UNDONE };

	msg.undone.printer = m->number;
	memcpy(msg.undone.why, m->undone, sizeof(msg.undone.why));
	if (m->undone[0] != '\0' && clerk_say(m->parent, &msg))
		m->undone[0] = '\0';
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
	m->mixed = m->asked = false;
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

/* --- what it does, second by second --- */

void
machine_trace(struct machine *m, int64_t unix_ms)
{
	static const enum trace_state states[PHASE__MAX] = {
		[PHASE_CONNECTING]	= TRACE_OTHER,
		[PHASE_IDLE]		= TRACE_OTHER,
		[PHASE_PRINTING]	= TRACE_PRINTING,
		[PHASE_PAUSING]		= TRACE_PAUSING,
		[PHASE_PAUSED]		= TRACE_PAUSED,
		[PHASE_STOPPING]	= TRACE_STOPPING,
		[PHASE_HALTED]		= TRACE_OTHER,
		[PHASE_LOST]		= TRACE_OTHER,
	};
	const struct message_telemetry *t = &m->telemetry;

	if (m->tape == NULL || t->job == 0 || t->phase < 0 ||
	    t->phase >= PHASE__MAX)
		return;
	tape_add(m->tape, t->job, (struct trace_point){ .at_ms = unix_ms,
	    .line = t->commands, .hotend_dC = t->hotend_dC,
	    .hotend_target_dC = t->hotend_target_dC, .bed_dC = t->bed_dC,
	    .bed_target_dC = t->bed_target_dC, .state = states[t->phase] });
}

/* --- orders --- */

int
machine_emergency(struct machine *m, const char *who, const char *why)
{
	static const char kill[] = "\nM112\n";
	struct message msg = { .type = MESSAGE_WANT };
	int result;

	if (m->port == -1)
		return 1;
	result = port_urgent(m->port, kill, sizeof(kill) - 1);
	cable_order(m, ORDER_EMERGENCY, m->job);
	warnx("%s: emergency stop by %s%s", m->row.name, who,
	    result == 0 ? "" : ": the cable does not take it");
	m->emergency = true;
	msg.want.ticket = UINT64_MAX;
	msg.want.printer = m->number;
	msg.want.job = m->job;
	msg.want.order = ORDER_EMERGENCY;
	(void)snprintf(msg.want.who, sizeof(msg.want.who), "%s", who);
	(void)snprintf(msg.want.why, sizeof(msg.want.why), "%s", why);
	m->urgent = msg.want;
	m->has_urgent = true;
	if (m->synced)
		(void)clerk_say(m->parent, &msg);
	return result;
}

void
machine_reset(struct machine *m)
{
	if (idle(m) && m->row.job != 0 &&
	    m->books->job == (uint64_t)m->row.job)
		return;
	if (m->port != -1)
		(void)port_drop_dtr(m->port);
	cable_leave(m, RESET_MS);
	books_begin_job(m->books, 0);
	child_init(&m->drain);
	m->hopeless = false;
	m->revive = true;
	m->losses = 0;
	m->mixed = false;
	machine_settle(m);
}

void
machine_fault(struct machine *m, const char *why)
{
	struct message msg = { .type = MESSAGE_FAULT };

	msg.fault.printer = m->number;
	(void)snprintf(msg.fault.why, sizeof(msg.fault.why), "%s", why);
	(void)clerk_say(m->parent, &msg);
}

bool
machine_connected(const struct machine *m)
{
	return m->drain.sock != -1 && m->ready;
}
