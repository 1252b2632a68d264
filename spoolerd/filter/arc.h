/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Arcs, G2 and G3, as the short lines that a machine makes of them.
 */
#ifndef SPOOLERD_FILTER_ARC_H
#define SPOOLERD_FILTER_ARC_H

#include "spoolerd/filter/motion.h"
#include "spoolerd/words.h"

struct arc {
	double	middle[2];
	double	x, y;		/* of its beginning, seen from there */
	double	sweep;		/* radians, to the left */
	int	pieces;		/* 1: straight on */
};

/* An arc of a command, whose lengths count unit mm, from one place to another
 * that it names. */
void	arc_begin(struct arc *, const struct words *, double unit,
	    const double from[MOTION_AXES], const double to[MOTION_AXES]);
/* Where piece i, from 1 to pieces - 1, ends. */
void	arc_point(const struct arc *, int i, const double from[MOTION_AXES],
	    const double to[MOTION_AXES], double at[MOTION_AXES]);

#endif
