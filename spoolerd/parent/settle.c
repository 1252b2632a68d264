/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where what is known of a machine meets what the keeper knows.
 */
#include "spoolerd/parent/cable.h"
#include "spoolerd/parent/parent.h"
#include "spoolerd/parent/report.h"
#include "spoolerd/parent/settle.h"
#include "spoolerd/parent/twin.h"

static bool	outdated(const struct machine *);
static const char *no_hope(const struct machine *);

void
settle(struct machine *m)
{
	const char *why;

	if (!m->synced)
		return;
	report_rest(m);
	if (m->has_done)
		return;
	if (outdated(m))
		cable_renew(m);
	if (settle_idle(m) && !m->freed && !twin_waits(m))
		report_free(m, twin_doubts(m));
	else if (!settle_idle(m) && m->freed)
		report_found(m, "the printer is no longer there");
	if (m->found || m->freed || m->alike || !m->row.printing ||
	    m->job != 0)
		return;
	why = no_hope(m);
	if (why != NULL)
		report_found(m, why);
}

bool
settle_idle(const struct machine *m)
{
	return m->drain.sock != -1 && m->ready && m->job == 0 &&
	    m->telemetry.phase == PHASE_IDLE;
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
