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
#include <unistd.h>

#include "spoolerd/parent/cable.h"
#include "spoolerd/heatguard.h"
#include "spoolerd/parent/match.h"
#include "spoolerd/parent/parent.h"
#include "spoolerd/parent/report.h"

#define DRAIN_DEATHS	8	/* in a row: some 25 s */

static void	start_drain(struct machine *);
static void	doubt(const struct machine *, struct message_profile *);
static void	drain_died(struct machine *);
static void	forget(struct machine *, enum message_phase);
static void	watch_heat(struct machine *);

void
cable_init(struct machine *m, void (*ready)(void *, uint32_t))
{
	m->watch = (struct watch){ -1, ready, m };
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
}

void
cable_tick(struct machine *m)
{
	if (m->port != -1 && !m->hopeless &&
	    child_due(&m->drain, m->parent->now_ms))
		start_drain(m);
	watch_heat(m);
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
	report_fault(m, heatguard_rule(HEATGUARD_LINK_LOST)->sentence);
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
	msg.profile.baud = m->baud;
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
	m->watch.fd = m->drain.sock;
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

bool
cable_receive(struct machine *m, struct message *msg)
{
	int fd, got;

	got = message_receive(m->drain.sock, FROM_DRAIN, msg, &fd);
	if (got == -1 && errno == EAGAIN)
		return false;
	if (got != 1)
		drain_died(m);
	return got == 1;
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
	report_fault(m, "The process that drives the printer died again and "
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
		report_undone(m, "the process that drives the printer ended; "
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
	report_changed(m);
}

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

void
cable_cool(struct machine *m)
{
	struct manual off = { .control = MANUAL_HEAT,
	    .given = 1 << MANUAL_HOTEND_C | 1 << MANUAL_BED_C };

	if (m->hot_told)
		(void)cable_control(m, &off, 0);
	m->hot_ms = 0;
	m->hot_told = false;
}

int
cable_emergency(struct machine *m, const char *who, const char *why)
{
	static const char kill[] = "\nM112\n";
	int result;

	if (m->port == -1)
		return 1;
	result = port_urgent(m->port, kill, sizeof(kill) - 1);
	cable_order(m, ORDER_EMERGENCY, m->job);
	warnx("%s: emergency stop by %s%s", m->row.name, who,
	    result == 0 ? "" : ": the cable does not take it");
	m->emergency = true;
	report_emergency(m, who, why);
	return result;
}

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
