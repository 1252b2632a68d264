/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The course of a print: where in the commands of its file which layer begins
 * and how much time has gone by then.  The filter notes it, the keeper stores
 * it, the drain tells by it how far a print is.
 */
#ifndef SPOOLERD_COURSE_H
#define SPOOLERD_COURSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COURSE_STOPS	2048
#define COURSE_BYTES	(COURSE_STOPS * sizeof(struct course_stop))

/* What is true from so many commands on, until the next stop. */
struct course_stop {
	uint32_t	commands;	/* of the file, before this */
	uint32_t	layer;		/* from 1; 0: before the first */
	int32_t		z_um;		/* the height that it extrudes at */
	uint32_t	move_ms;	/* of moves and G4, until here */
	uint32_t	wait_ms;	/* of heating from cold, homing */
};
/* Stored and sent as it lies in memory. */
_Static_assert(sizeof(struct course_stop) == 20 &&
    __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the same everywhere");

/* The first stop is the print's begin, the last its end. */
struct course {
	int64_t			job;		/* whose it is */
	size_t			n;		/* 0: nothing is known */
	struct course_stop	stops[COURSE_STOPS];
};

/* The word of a filter, or of a row: is it a course?  Nothing in it goes
 * back but the height. */
bool	course_take(struct course *, const void *bytes, size_t n);
/* The same of what is in a file, from its begin. */
bool	course_read(struct course *, int fd);

/* No command takes less than so many microseconds, for that long it is on the
 * cable. */
void	course_least(struct course *, double us);

/* Where a print is when so many commands were acknowledged; between two stops
 * time passes evenly. */
struct course_place {
	uint32_t	layer, layers;
	int32_t		z_um;
	int64_t		move_ms, move_total_ms;
	int64_t		wait_ms, wait_total_ms;
	/* What the next command takes until it is answered: first the moves
	 * that it waits for, then its own wait. */
	int64_t		move_here_ms, wait_here_ms;
};
/* false, and all of it 0: nothing is known. */
bool	course_find(const struct course *, int64_t commands,
	    struct course_place *);

#endif
