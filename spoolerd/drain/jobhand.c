/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Control by hand, as a drain does it.  The books know what was given and not
 * done, so that a drain's death is not the end of it: the parent says that it
 * was broken off, and the next print begins in modes that are known.
 */
#include <stdio.h>

#include "spoolerd/drain/jobhand.h"
#include "spoolerd/drain/supply.h"
#include "spoolerd/drain/tell.h"

static bool	may(const struct jobrun *, const struct manual *, int64_t);

void
jobhand_begin(struct jobrun *j)
{
	j->hand_base = j->books->hand_done;
	j->typed = j->books->hand_modes != 0;
}

void
jobhand(struct jobrun *j, const struct manual *manual, int64_t job)
{
	char lines[MANUAL_TEXT];

	j->hand_taken++;
	j->hand_until = 0;
	if (!may(j, manual, job)) {
		tell_undone(j, "the printer's state had changed");
		return;
	}
	if (manual->control == MANUAL_TUNE) {
		trim_ask(j, manual);
		return;
	}
	j->typed = j->typed || manual->control == MANUAL_GCODE;
	j->books->hand_modes = 1;
	manual_lines(manual, lines);
	supply_host(j, lines);
}

/* Half a sequence leaves relative coordinates: there is room for all of it. */
static bool
may(const struct jobrun *j, const struct manual *manual, int64_t job)
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
		.prints = j->job.job != 0 && job == j->job.job &&
		    (j->phase == PHASE_PRINTING ||
		    j->phase == PHASE_PAUSING || j->phase == PHASE_PAUSED),
		.lacks = trim_lacks(j),
		.baby_um = j->trim.baby_um,
	};

	return manual_check(manual) == MANUAL_ALLOWED &&
	    manual_now(manual, &state) == MANUAL_ALLOWED &&
	    j->host_count + MANUAL_LINES <= JOBRUN_HOST;
}

void
jobhand_turn(struct jobrun *j)
{
	if (!jobhand_waits(j))
		return;
	if (j->hand_until == 0 && j->host_count == 0)
		j->hand_until = j->books->next;
	if (j->hand_until == 0 || j->link.base < j->hand_until)
		return;
	j->hand_until = 0;
	j->books->hand_modes = j->typed;
	j->books->hand_done = j->hand_base + j->hand_taken;
	trim_done(j);
}

bool
jobhand_waits(const struct jobrun *j)
{
	return j->books->hand_done != j->hand_base + j->hand_taken;
}

void
jobhand_broken(struct jobrun *j, const char *why)
{
	if (!jobhand_waits(j))
		return;
	trim_drop(j);
	j->hand_until = 0;
	j->typed = true;
	j->books->hand_done = j->hand_base + j->hand_taken;
	tell_undone(j, why);
}

void
jobhand_end(struct jobrun *j)
{
	if (j->typed)
		supply_host(j, "G90\nM82");
	j->typed = false;
}
