/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a drain says.  Each word changes what is known of its machine; settle()
 * sees what the keeper must be told of that.
 */
#include <err.h>

#include "spoolerd/heatguard.h"
#include "spoolerd/parent/cable.h"
#include "spoolerd/parent/hear.h"
#include "spoolerd/parent/parent.h"
#include "spoolerd/parent/report.h"
#include "spoolerd/parent/settle.h"
#include "spoolerd/parent/twin.h"
#include "spoolerd/ticks.h"

#define REOPEN_MS	1000	/* DTR stays low for at least so long */
#define REOPEN_MAX_MS	30000

typedef void (drain_handler)(struct machine *, struct message *);
static drain_handler on_ready, on_telemetry, on_checkpoint, on_phase,
    on_alarm, on_done, on_undone;

static void	trace(struct machine *);

static drain_handler *const handlers[MESSAGE__MAX] = {
	[MESSAGE_READY]		= on_ready,
	[MESSAGE_TELEMETRY]	= on_telemetry,
	[MESSAGE_CHECKPOINT]	= on_checkpoint,
	[MESSAGE_PHASE]		= on_phase,
	[MESSAGE_ALARM]		= on_alarm,
	[MESSAGE_DONE]		= on_done,
	[MESSAGE_UNDONE]	= on_undone,
};

void
hear_drain(void *arg, uint32_t events)
{
	struct machine *m = arg;
	struct message msg;

	(void)events;
	if (cable_receive(m, &msg))
		handlers[msg.type](m, &msg);
	settle(m);
}

/* Found again after a crash of ours, it says nothing of who it is. */
static void
on_ready(struct machine *m, struct message *msg)
{
	m->ready = true;
	cable_cool(m);
	if (m->fresh)
		twin_heard(m, m->books->epoch != m->epoch);
	m->fresh = false;
	m->revive = false;
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
		report_fault(m, msg->telemetry.text);
	m->heard_ms = m->parent->now_ms;
	report_changed(m);
	trace(m);
	if (msg->telemetry.phase == PHASE_CONNECTING)
		m->ready = false;
	if (msg->telemetry.phase != PHASE_LOST)
		return;
	if (msg->telemetry.strange)
		twin_ask(m, m->row.job, "the machine at its cable is in the "
		    "middle of another print: put the cables right, then "
		    "resume");
	if (m->emergency)
		(void)port_drop_dtr(m->port);
	delay_ms = (int64_t)REOPEN_MS << (m->losses < 5 ? m->losses : 5);
	m->losses++;
	cable_leave(m, delay_ms < REOPEN_MAX_MS ? delay_ms : REOPEN_MAX_MS);
}

/* What it does, second by second; a tape is read long after. */
static void
trace(struct machine *m)
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
	tape_add(m->tape, t->job, (struct trace_point){
	    .at_ms = ticks_wall_ms(),
	    .line = t->commands, .hotend_dC = t->hotend_dC,
	    .hotend_target_dC = t->hotend_target_dC, .bed_dC = t->bed_dC,
	    .bed_target_dC = t->bed_target_dC, .state = states[t->phase] });
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
on_alarm(struct machine *m, struct message *msg)
{
	warnx("%s: %s", m->row.name, msg->alarm.why);
	if (msg->alarm.measure == HEATGUARD_EMERGENCY)
		(void)cable_emergency(m, "heat guard", msg->alarm.why);
	else
		report_fault(m, msg->alarm.why);
}

/* Also of a job that it was not given yet, but has in its books: the board
 * was reset. */
static void
on_done(struct machine *m, struct message *msg)
{
	int64_t job = m->job != 0 ? m->job :
	    m->row.printing ? m->row.job : 0;

	if (job == 0 || msg->done.job != job)
		return;
	msg->done.printer = m->number;
	m->job = 0;
	report_done(m, &msg->done);
}

static void
on_undone(struct machine *m, struct message *msg)
{
	report_undone(m, msg->undone.why);
}
