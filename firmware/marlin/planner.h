/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The simulated planner: a queue of moves, each a trapezoid of speed whose
 * ends are limited by classic jerk and looked ahead through the queue, as in
 * Marlin 1.1.9 with Dagoma's limits.  It takes real (simulated) time.
 */
#ifndef FIRMWARE_MARLIN_PLANNER_H
#define FIRMWARE_MARLIN_PLANNER_H

#include <stdbool.h>
#include <stdint.h>

#define PLANNER_BLOCKS	32	/* BLOCK_BUFFER_SIZE at most */

enum axis { X_AXIS, Y_AXIS, Z_AXIS, E_AXIS, AXES };

struct block {
	double	mm;			/* length, of E alone if nothing else */
	double	unit[AXES];		/* of each axis per mm */
	double	nominal;		/* mm/s asked for, within limits */
	double	accel;			/* mm/s2 */
	double	entry, entry_most;	/* mm/s at its beginning */
};

/* What M201 to M205 set. */
struct planner_limits {
	double	speed[AXES];		/* mm/s */
	double	jerk[AXES];		/* mm/s */
	double	accel[AXES];		/* mm/s2 */
	double	print, travel, retract;	/* mm/s2, along the way */
};

struct planner {
	struct planner_limits limits;
	struct block	blocks[PLANNER_BLOCKS];
	unsigned int	size;		/* one block stays empty */
	unsigned int	head, count;	/* head runs when running */
	bool		running;
	int64_t		end_us;		/* of the running block */
	double		exit;		/* speed at the running block's end */
	double		position[AXES];	/* planned, mm */
	int		flow_percent;	/* M221: so much of E is moved */
};

/* At rest at 0, with the limits of a DiscoEasy200; size: its
 * BLOCK_BUFFER_SIZE, at most PLANNER_BLOCKS. */
void	planner_reset(struct planner *, unsigned int size);
/* How many moves it could take. */
unsigned int planner_room(const struct planner *);
bool	planner_full(const struct planner *);
bool	planner_empty(const struct planner *);
/* Queue a straight move to target at mm/s; only when not full. */
void	planner_add(struct planner *, int64_t now_us,
	    const double target[AXES], double speed);
/* Finish what has ended by now, begin what follows. */
void	planner_run(struct planner *, int64_t now_us);
/* When the running block ends; INT64_MAX: nothing runs. */
int64_t	planner_next(const struct planner *);
/* Throw everything away (quick stop). */
void	planner_clear(struct planner *);

#endif
