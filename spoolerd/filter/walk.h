/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The walk: a print file's commands followed as a machine would, without one:
 * where the head goes, what it extrudes, how hot it gets, how long the moves
 * take, and what should not be in such a file.  Memory is this struct.
 */
#ifndef SPOOLERD_FILTER_WALK_H
#define SPOOLERD_FILTER_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spoolerd/finding.h"
#include "spoolerd/filter/layers.h"
#include "spoolerd/filter/motion.h"
#include "spoolerd/filter/waits.h"

#define WALK_TOOLS	8	/* more than that are one */

/* In the machine's coordinates, mm; any is false until something is in it. */
struct walk_box {
	double	min[3], max[3];
	bool	any;
};

struct walk {
	/* results, valid after walk_end() */
	struct walk_box	extruded;	/* moves that extrude */
	struct walk_box	moved;		/* all moves */
	double		filament_mm[WALK_TOOLS];
	double		hotend_c, bed_c;	/* the highest asked for */
	double		seconds;	/* moves and G4; no heating, homing */
	struct layers	layers;
	struct waits	waits;		/* heating, homing */
	struct finding	findings[FINDING__MAX];
	/* the machine's state */
	struct motion	motion;
	double		at[MOTION_AXES];	/* as the commands count */
	double		offset[MOTION_AXES];	/* of G92: machine - at */
	double		unit;		/* mm: 1, or 25.4 */
	double		feed;		/* mm/s */
	double		pushed[WALK_TOOLS];	/* filament out, now */
	unsigned int	tool;
	bool		relative, relative_e;
};

void	walk_begin(struct walk *, const struct motion_limits *);
/* One command as the feed sends it, and the line it stands in, from 1. */
void	walk_command(struct walk *, const char *, size_t, int64_t line);
/* The same for a G0, G1, G2 or G3 that was read already. */
void	walk_move(struct walk *, const struct words *);
void	walk_end(struct walk *);

#endif
