/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Control by hand, as a drain does it.
 */
#include "spoolerd/jobhand.h"
#include "spoolerd/supply.h"

void
jobhand(struct jobrun *j, const struct manual *manual)
{
	struct manual_state state = {
		.connected = j->emergency_ms == 0 &&
		    j->link.state == LINK_RUNNING,
		.idle = j->phase == PHASE_IDLE && j->job.job == 0,
		.paused = j->phase == PHASE_PAUSED,
		.aside = j->books->aside == BOOKS_ASIDE,
		.lift_um = j->profile.pause_lift_um,
		.hotend_dC = j->link.heat.hotend_dC,
		.extrude_min_dC = j->profile.extrude_min_dC,
	};
	char lines[MANUAL_TEXT];

	/* half a sequence leaves relative coordinates */
	if (manual_check(manual) != MANUAL_ALLOWED ||
	    manual_now(manual, &state) != MANUAL_ALLOWED ||
	    j->host_count + MANUAL_LINES > JOBRUN_HOST)
		return;
	j->typed = j->typed || manual->control == MANUAL_GCODE;
	manual_lines(manual, lines);
	supply_host(j, lines);
}

void
jobhand_end(struct jobrun *j)
{
	if (j->typed)
		supply_host(j, "G90\nM82");
	j->typed = false;
}
