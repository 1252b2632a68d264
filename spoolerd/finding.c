/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Findings: one table of kinds.
 */
#include "spoolerd/finding.h"

static const struct {
	const char	*name;
	const char	*command;
	int		 code;		/* of M; -1: no one command */
} kinds[] = {
	[FINDING_SAVES]     = { "saves-settings", "M500", 500 },
	[FINDING_LOADS]     = { "loads-settings", "M501", 501 },
	[FINDING_FORGETS]   = { "resets-settings", "M502", 502 },
	[FINDING_STEPS]     = { "sets-steps", "M92", 92 },
	[FINDING_TUNES]     = { "tunes-heater", "M303", 303 },
	[FINDING_HALTS]     = { "emergency-stop", "M112", 112 },
	[FINDING_FLASHES]   = { "updates-firmware", "M997", 997 },
	[FINDING_RESTARTS]  = { "restarts-machine", "M999", 999 },
	[FINDING_NOT_ASCII] = { "not-ascii", "", -1 },
};
_Static_assert(sizeof(kinds) / sizeof(kinds[0]) == FINDING__MAX,
    "every kind has its row");

const char *
finding_name(enum finding_kind kind)
{
	return kinds[kind].name;
}

const char *
finding_command(enum finding_kind kind)
{
	return kinds[kind].command;
}

enum finding_kind
finding_of(const struct words *w)
{
	unsigned int i;

	for (i = 0; i < FINDING__MAX; i++)
		if (w->letter == 'M' && kinds[i].code == w->code)
			break;
	return i;
}

void
finding_add(struct finding findings[FINDING__MAX], enum finding_kind kind,
    int64_t line)
{
	struct finding *f = &findings[kind];

	if (f->count < FINDING_LINES)
		f->lines[f->count] = line;
	f->count++;
}
