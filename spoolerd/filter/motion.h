/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Motion: how long moves take on a machine that can't change its speed at
 * once.  Each move is a trapezoid of speed; where two meet, no axis jumps by
 * more than its jerk; a queue of MOTION_BLOCKS moves is looked ahead, so that
 * the machine can always stop at the queue's end.
 */
#ifndef SPOOLERD_FILTER_MOTION_H
#define SPOOLERD_FILTER_MOTION_H

#include <stdbool.h>

#define MOTION_BLOCKS	16	/* one stays empty, as in the firmware */
#define MOTION_AXES	4	/* X, Y, Z, E */

struct motion_limits {
	double	speed[MOTION_AXES];	/* mm/s */
	double	jerk[MOTION_AXES];	/* mm/s, a jump of speed */
	double	accel_axis[MOTION_AXES];	/* mm/s2 */
	double	accel;			/* mm/s2, of what extrudes */
	double	accel_travel;		/* of what does not */
	double	accel_retract;		/* of E alone */
	double	hurry;			/* of the speed that is asked for, in
					 * percent */
};

struct motion_block {
	double	mm;
	double	unit[MOTION_AXES];	/* of each axis per mm */
	double	nominal;		/* mm/s, within the limits */
	double	accel;
	/* Squares of speeds at its beginning: the most that the junction
	 * allows, what leaves room to slow down, what can be reached. */
	double	most2, slow2, entry2;
};

struct motion {
	struct motion_limits	limits;
	struct motion_block	blocks[MOTION_BLOCKS];
	unsigned int		head, count;
	double			exit, exit2;	/* of the block at the head */
	double			begun;		/* when the head's began, s: a
						 * move is taken in then */
	double			seconds;	/* of all that has begun */
};

/* A DiscoEasy200's, as its firmware is configured. */
extern const struct motion_limits motion_dagoma;

void	motion_begin(struct motion *, const struct motion_limits *);
/* A straight move by delta at mm/s along its way. */
void	motion_add(struct motion *, const double delta[MOTION_AXES],
	    double speed);
/* Everything comes to rest; then begun and seconds are the time up to
 * here. */
void	motion_rest(struct motion *);

#endif
