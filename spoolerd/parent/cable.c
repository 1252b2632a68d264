/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The port and the drain of a machine.  A drain that dies is started again on
 * the same descriptor: the port is neither closed nor the board reset.
 */
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "spoolerd/parent/cable.h"
#include "spoolerd/parent/clerk.h"
#include "spoolerd/heatguard.h"
#include "spoolerd/parent/match.h"
#include "spoolerd/parent/parent.h"
#include "spoolerd/parent/twin.h"

#define DRAIN_DEATHS	8	/* in a row: some 25 s */
#define REOPEN_MS	1000	/* DTR stays low for at least so long */
#define REOPEN_MAX_MS	30000

static void	start_drain(struct machine *);
static void	doubt(const struct machine *, struct message_profile *);
static void	drain_ready(void *, uint32_t);
static void	drain_died(struct machine *);
static void	forget(struct machine *, enum message_phase);
static void	watch_heat(struct machine *);
static void	cool(struct machine *);

/* --- what a drain may say --- */

typedef void (drain_handler)(struct machine *, struct message *);
static drain_handler on_ready, on_telemetry, on_checkpoint, on_phase,
    on_alarm, on_done, on_undone, on_tuned;

static drain_handler *const drain_handlers[MESSAGE__MAX] = {
	[MESSAGE_READY]		= on_ready,
	[MESSAGE_TELEMETRY]	= on_telemetry,
	[MESSAGE_CHECKPOINT]	= on_checkpoint,
	[MESSAGE_PHASE]		= on_phase,
	[MESSAGE_ALARM]		= on_alarm,
	[MESSAGE_DONE]		= on_done,
	[MESSAGE_UNDONE]	= on_undone,
	[MESSAGE_TUNED]		= on_tuned,
};

void
cable_init(struct machine *m)
{
	m->port = -1;
	child_init(&m->drain);
	forget(m, PHASE_LOST);
}

void
cable_attach(struct machine *m, int fd)
{
	m->port = fd;
	m->baud = m->row.baud;
	m->tried = true;
	m->trouble = 0;
	handover_store(m->number, fd);
	machine_settle(m);
}

void
cable_tick(struct machine *m)
{
	if (m->port != -1 && !m->hopeless &&
	    child_due(&m->drain, m->parent->now_ms))
		start_drain(m);
	watch_heat(m);
	machine_settle(m);
}

static void
start_drain(struct machine *m)
{
	struct parent *p = m->parent;
	struct message msg = { .type = MESSAGE_PROFILE };
	char program[PATH_MAX];
	char *argv[] = { program, NULL };
	int fds[] = { m->port, m->books_fd, m->transcript_fd };

	(void)snprintf(program, sizeof(program), "%s/drain",
	    p->options.libexec);
	msg.profile.printer = m->number;
	memcpy(msg.profile.name, m->row.name, MESSAGE_NAME);
	memcpy(msg.profile.dialect, m->row.dialect, MESSAGE_NAME);
	msg.profile.window_lines = m->row.window_lines;
	msg.profile.window_bytes = m->row.window_bytes;
	memcpy(msg.profile.stop_gcode, m->row.stop_gcode, MESSAGE_GCODE);
	memcpy(msg.profile.park_gcode, m->row.park_gcode, MESSAGE_GCODE);
	memcpy(msg.profile.pause_gcode, m->row.pause_gcode, MESSAGE_GCODE);
	msg.profile.pause_retract_um = m->row.pause_retract_um;
	msg.profile.pause_lift_um = m->row.pause_lift_um;
	msg.profile.extrude_min_dC = m->row.extrude_min_dC;
	msg.profile.revive = m->revive;
	msg.profile.speed_percent = (int32_t)(p->options.speed * 100);
	doubt(m, &msg.profile);
	m->settings = m->row.settings;
	m->epoch = m->books->epoch;
	forget(m, PHASE_CONNECTING);
	if (child_start(&m->drain, argv, fds,
	    m->transcript != NULL ? 3 : 2, p->now_ms) == -1) {
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

/* A place says less than a number: what is plugged in there, in the middle of
 * a print, may be another machine. */
static void
doubt(const struct machine *m, struct message_profile *profile)
{
	bool held = m->row.job != 0 &&
	    m->books->job == (uint64_t)m->row.job;

	profile->unsure = profile->asks = match_by_place(&m->row) &&
	    m->fresh && (held || m->mixed);
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
	machine_settle(m);
}

/* The port stays open and the board goes on; the next drain takes over. */
static void
drain_died(struct machine *m)
{
	loop_remove(m->parent->loop, &m->watch);
	child_died(&m->drain, m->parent->now_ms);
	warnx("%s: its drain died (%u in a row)", m->row.name,
	    m->drain.failures);
	forget(m, PHASE_CONNECTING);
	if (m->drain.failures < DRAIN_DEATHS)
		return;
	m->hopeless = true;
	machine_fault(m, "The process that drives the printer died again and "
	    "again; see the log, then reset.");
}

/* Nothing is known of the machine. */
static void
forget(struct machine *m, enum message_phase phase)
{
	struct message_telemetry *t = &m->telemetry;

	/* a drain that is gone will not do what it was told by hand */
	if (m->books != NULL && m->books->hand_done != m->books->hand_given) {
		m->books->hand_done = m->books->hand_given;
		machine_undone(m, "the process that drives the printer ended; "
		    "it may be done in part");
	}
	if (m->hot_ms == 0 && !m->emergency &&
	    (t->hotend_target_dC > 0 || t->bed_target_dC > 0))
		m->hot_ms = m->parent->now_ms;
	m->ready = false;
	m->job = 0;
	memset(t, 0, sizeof(*t));
	t->phase = (int32_t)phase;
	t->hotend_dC = t->hotend_target_dC = INT32_MIN;
	t->bed_dC = t->bed_target_dC = INT32_MIN;
	t->left_ms = -1;
	m->heard_ms = m->parent->now_ms;
	server_stale(m->parent, m);
}

/* --- the drain's words --- */

/* What is on a tape is read long after. */
static int64_t
wall_ms(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Found again after a crash of ours, it says nothing of who it is. */
static void
on_ready(struct machine *m, struct message *msg)
{
	m->ready = true;
	cool(m);
	if (m->fresh)
		twin_heard(m, m->books->epoch != m->epoch);
	m->fresh = false;
	m->revive = false;
	m->losses = 0;
	m->emergency = false;
	m->who = msg->ready;
}

/* It is back.  If it was gone for so long that a person was told, its heaters
 * have nothing to heat for any more: a print that goes on heats again. */
static void
cool(struct machine *m)
{
	struct manual off = { .control = MANUAL_HEAT,
	    .given = 1 << MANUAL_HOTEND_C | 1 << MANUAL_BED_C };

	if (m->hot_told)
		(void)cable_control(m, &off, 0);
	m->hot_ms = 0;
	m->hot_told = false;
}

/* Its heaters were on when it was lost, and nobody sees what they do. */
static void
watch_heat(struct machine *m)
{
	if (m->hot_ms == 0 || m->hot_told || !m->synced ||
	    m->parent->now_ms - m->hot_ms < heatguard_defaults.lost_ms)
		return;
	m->hot_told = true;
	warnx("%s: lost while hot", m->row.name);
	machine_fault(m, heatguard_rule(HEATGUARD_LINK_LOST)->sentence);
}

static void
on_telemetry(struct machine *m, struct message *msg)
{
	int32_t was = m->telemetry.phase;
	int64_t delay_ms;

	m->telemetry = msg->telemetry;
	if (msg->telemetry.phase == PHASE_HALTED && !m->emergency &&
	    (was == PHASE_IDLE || was == PHASE_CONNECTING))
		machine_fault(m, msg->telemetry.text);
	m->heard_ms = m->parent->now_ms;
	server_stale(m->parent, m);
	machine_trace(m, wall_ms());
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
		(void)machine_emergency(m, "heat guard", msg->alarm.why);
	else
		machine_fault(m, msg->alarm.why);
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
	m->done = msg->done;
	m->has_done = true;
	(void)clerk_say(m->parent, msg);
}

static void
on_undone(struct machine *m, struct message *msg)
{
	machine_undone(m, msg->undone.why);
}

static void
on_tuned(struct machine *m, struct message *msg)
{
	msg->tuned.printer = m->number;
	if (m->job != 0 && msg->tuned.job == m->job)
		(void)clerk_say(m->parent, msg);
}

/* --- the parent's words --- */

void
cable_order(struct machine *m, enum message_order order, int64_t job)
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

void
cable_renew(struct machine *m)
{
	if (m->baud != m->row.baud) {
		cable_leave(m, 0);
		return;
	}
	loop_remove(m->parent->loop, &m->watch);
	child_end(&m->drain);
	forget(m, PHASE_CONNECTING);
}

bool
cable_control(struct machine *m, const struct manual *manual, int64_t job)
{
	struct message msg = { .type = MESSAGE_ORDER };

	if (m->drain.sock == -1)
		return false;
	m->books->hand_given++;
	msg.order.job = job;
	msg.order.order = manual->control == MANUAL_TUNE ? ORDER_TUNE :
	    ORDER_CONTROL;
	msg.order.manual = *manual;
	if (message_send(m->drain.sock, &msg, -1) == 0)
		return true;
	m->books->hand_given--;
	drain_died(m);
	return false;
}

/* End the drain, close the port; it may be opened again after a while. */
void
cable_leave(struct machine *m, int64_t delay_ms)
{
	if (m->drain.sock != -1)
		loop_remove(m->parent->loop, &m->watch);
	child_end(&m->drain);
	if (m->port != -1) {
		handover_remove(m->number);
		port_close(m->port);
	}
	m->port = -1;
	m->emergency = false;
	m->open_ms = m->parent->now_ms + delay_ms;
	forget(m, PHASE_LOST);
}
