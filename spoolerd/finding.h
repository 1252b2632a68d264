/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Findings: commands that a print file has no business with, each with how
 * often it came and where first.
 */
#ifndef SPOOLERD_FINDING_H
#define SPOOLERD_FINDING_H

#include <stdint.h>

#include "spoolerd/words.h"

#define FINDING_LINES	20	/* line numbers that are kept of a kind */

enum finding_kind {
	FINDING_SAVES,		/* M500: settings for good */
	FINDING_LOADS,		/* M501 */
	FINDING_FORGETS,	/* M502: factory settings */
	FINDING_STEPS,		/* M92: steps per mm */
	FINDING_TUNES,		/* M303: heats by itself */
	FINDING_HALTS,		/* M112 */
	FINDING_FLASHES,	/* M997: new firmware */
	FINDING_RESTARTS,	/* M999: after a halt */
	FINDING_NOT_ASCII,
	FINDING__MAX
};

struct finding {
	int64_t	count;
	int64_t	lines[FINDING_LINES];	/* from 1; min(count, ...) of them */
};

/* "saves-settings", ... */
const char	*finding_name(enum finding_kind);
/* The command that it is about, "M500"; "" for what is no one command. */
const char	*finding_command(enum finding_kind);
/* What a command is; FINDING__MAX: nothing to say. */
enum finding_kind finding_of(const struct words *);
void		 finding_add(struct finding[FINDING__MAX], enum finding_kind,
		    int64_t line);

#endif
