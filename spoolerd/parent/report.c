/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is said of a machine.  What was said is noted in it, so that it is said
 * once; a new keeper hears what the old one may have taken to its grave.
 */
#include <err.h>
#include <stdio.h>
#include <string.h>

#include "spoolerd/parent/parent.h"
#include "spoolerd/parent/report.h"

void
report_changed(struct machine *m)
{
	m->change = ++m->parent->change;
}

void
report_free(struct machine *m, bool doubt)
{
	struct message msg = { .type = MESSAGE_FREE };

	msg.free.printer = m->number;
	msg.free.job = (int64_t)m->books->job;
	msg.free.settings = m->settings;
	msg.free.doubt = doubt;
	memcpy(msg.free.machine_type, m->who.machine_type,
	    sizeof(msg.free.machine_type));
	memcpy(msg.free.uuid, m->who.uuid, sizeof(msg.free.uuid));
	m->found = false;
	m->freed = clerk_say(m->parent, &msg);
}

void
report_found(struct machine *m, const char *why)
{
	struct message msg = { .type = MESSAGE_FOUND };

	msg.found.printer = m->number;
	(void)snprintf(msg.found.why, sizeof(msg.found.why), "%s", why);
	m->freed = false;
	m->found = clerk_say(m->parent, &msg);
}

void
report_done(struct machine *m, const struct message_done *done)
{
	struct message msg = { .type = MESSAGE_DONE, .done = *done };

	m->done = *done;
	m->has_done = true;
	(void)clerk_say(m->parent, &msg);
}

void
report_fault(struct machine *m, const char *why)
{
	struct message msg = { .type = MESSAGE_FAULT };

	msg.fault.printer = m->number;
	(void)snprintf(msg.fault.why, sizeof(msg.fault.why), "%s", why);
	(void)clerk_say(m->parent, &msg);
}

void
report_undone(struct machine *m, const char *why)
{
	warnx("%s: not done by hand: %s", m->row.name, why);
	(void)snprintf(m->undone, sizeof(m->undone), "%s", why);
}

void
report_rest(struct machine *m)
{
	struct message msg = { .type = MESSAGE_UNDONE };

	if (m->undone[0] == '\0')
		return;
	msg.undone.printer = m->number;
	memcpy(msg.undone.why, m->undone, sizeof(msg.undone.why));
	if (clerk_say(m->parent, &msg))
		m->undone[0] = '\0';
}

void
report_emergency(struct machine *m, const char *who, const char *why)
{
	struct message msg = { .type = MESSAGE_WANT };

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
}

void
report_again(struct machine *m)
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
