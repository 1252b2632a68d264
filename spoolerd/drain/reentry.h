/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Re-entry: the way back into a print whose machine has forgotten everything
 * (a power cut, a reset).  It finds the start of the last layer that is
 * certainly under the nozzle, and makes the commands that bring a fresh board
 * there.  It reads the print file through its descriptor and has no other I/O.
 *
 * A layer starts at its first line that extrudes while it moves at another
 * height than the layer before; in a spiral each line does.  An ok means that
 * a move was accepted, not that it was made: so many of the last moves
 * (REENTRY_PLANNED, as many as a planner holds) may never have been made, and
 * the print goes on at a start before those.  The layer is printed again from
 * there.  A part of it lies there already: that costs a scar, where going on
 * at the last line that was acknowledged would leave a hole.
 */
#ifndef SPOOLERD_DRAIN_REENTRY_H
#define SPOOLERD_DRAIN_REENTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "spoolerd/knob.h"
#include "spoolerd/drain/modes.h"
#include "spoolerd/drain/settings.h"

#define REENTRY_PLANNED	32

/* How a machine gets its height back when a piece stands on its bed; the
 * numbers are those of printer.recovery in the schema. */
enum reentry_way {
	REENTRY_NEVER,
	REENTRY_Z_AWAY,		/* Z homes away from the bed: home all axes */
	REENTRY_RECORD,		/* home X and Y; Z is where the record says */
	REENTRY__MAX
};

enum reentry_result {
	REENTRY_OK,
	REENTRY_NOTHING_YET,	/* before the first layer */
	REENTRY_NO_PLACE,	/* the file never says where the head is */
	REENTRY_OWN_ZERO,	/* it moves the zero of X, Y or Z (G92) */
	REENTRY_TOOLS,		/* it uses another tool than the first */
	REENTRY_UNREADABLE,
	REENTRY_RESULT__MAX
};

struct reentry {
	uint64_t	offset;		/* of the layer's first line */
	uint64_t	commands;	/* of the file before it */
	double		height;		/* of the layer, mm */
	double		highest;	/* that was extruded at until then */
	struct modes	modes;		/* before that line */
	struct settings	settings;
};

/* What was extruded at until now. */
struct reentry_layer {
	double	height;
	bool	any;			/* something was */
};

/* Between these modes was one command.  Was it the first of a layer? */
bool	 reentry_layer_begins(struct reentry_layer *,
	    const struct modes *before, const struct modes *after);

/* Find where to go on with a file that was acknowledged up to offset.  knobs:
 * what a person set on the way (knob.h). */
enum reentry_result
	 reentry_find(int fd, uint64_t offset, bool e_follows,
	    const uint64_t knobs[KNOB__MAX], struct reentry *);
/* A sentence for a person. */
const char *reentry_strerror(enum reentry_result);

struct reentry_machine {
	enum reentry_way	 way;
	struct modes_aside	 aside;		/* its pause's */
	double			 lifted;	/* above the layer */
	double			 ceiling;	/* 0: not known */
};

/*
 * The commands, in order: bed hot, nozzle soft enough to come loose, up, home,
 * aside, nozzle hot, over the place, down, filament pushed, every setting and
 * mode as it was.  put is called with each, without a newline.
 */
void	 reentry_commands(const struct reentry *,
	    const struct reentry_machine *, void (*put)(void *, const char *),
	    void *arg);

#endif
