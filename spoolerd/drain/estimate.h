/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Time left: a pure function of how far a job is, how long it took, and what
 * the analysis of its file, or else its slicer, expected.
 */
#ifndef SPOOLERD_DRAIN_ESTIMATE_H
#define SPOOLERD_DRAIN_ESTIMATE_H

#include <stdint.h>

struct estimate {
	int64_t	slicer_seconds;		/* 0: it didn't say */
	int64_t	commands, commands_total;
	int64_t	bytes, bytes_total;	/* counts when commands are unknown */
	int64_t	printed_ms;		/* without the pauses */
	/* Of these, what went by in heating, homing and other waits, which are
	 * no measure of what is to come. */
	int64_t	waited_ms;
	/* Of the print's course (course.h), until now and in all; 0 in all:
	 * it is not known, and the rest is not looked at. */
	int64_t	move_ms, move_total_ms;
	int64_t	prior_ms;		/* what was expected is worth at least
					 * so much */
	int64_t	wait_left_ms;		/* heating, homing to come */
	double	pace;			/* of its prints before; 0: as usual */
};

/*
 * Milliseconds left, or -1 when nothing can be said yet.  With
 * moved = printed - waited, where the course is known,
 *
 *	prior = move_total / ESTIMATE_PRIOR,  at least prior_ms
 *	pace  = (moved + prior * before) / (move + prior),
 *		at most ESTIMATE_SLOWEST
 *	left  = (move_total - move) * pace + wait_left
 *
 * where before is the pace of this machine's last prints, or 1: how this
 * machine differs from the one in the analysis is learnt from what it has done;
 * the prior, a fiftieth of the print as it was expected, keeps the first moves
 * from saying much: in a short print they are as long as any.  Else, with f the
 * part that is done (by commands, else by bytes):
 *
 *	slicer = slicer_seconds * 1000 * (1 - f)
 *	own    = moved * (1 - f) / f,  at most ESTIMATE_SLOWEST * slicer
 *	left   = f * own + (1 - f) * slicer
 *
 * so that the slicer's word, which knows nothing of this machine, gives way to
 * what was measured.  Where the slicer is right, left is exactly its remainder
 * all the way; it never grows while f grows, unless the machine proves to be
 * more than twice as slow; heating does not change it, and a start that is slow
 * in another way can't explode it, because f is small then and own bounded.
 * Without the slicer's word left is own, from f = ESTIMATE_SURE on.
 */
#define ESTIMATE_PRIOR		50
#define ESTIMATE_SURE		0.01
#define ESTIMATE_SLOWEST	10
#define ESTIMATE_MAX_MS		INT64_C(86400000000)	/* a thousand days */
int64_t	estimate_left(const struct estimate *);

#endif
