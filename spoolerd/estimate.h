/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Time left: a pure function of how far a job is, how long it took, and what
 * the slicer expected.
 */
#ifndef SPOOLERD_ESTIMATE_H
#define SPOOLERD_ESTIMATE_H

#include <stdint.h>

struct estimate {
	int64_t	slicer_seconds;		/* 0: it didn't say */
	int64_t	commands, commands_total;
	int64_t	bytes, bytes_total;	/* counts when commands are unknown */
	int64_t	printed_ms;		/* without the pauses */
	/* Of these, what went by in heating, homing and other waits, which are
	 * no measure of what is to come. */
	int64_t	waited_ms;
};

/*
 * Milliseconds left, or -1 when nothing can be said yet.  With f the part
 * that is done (by commands, else by bytes) and moved = printed - waited:
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
#define ESTIMATE_SURE		0.01
#define ESTIMATE_SLOWEST	10
#define ESTIMATE_MAX_MS		INT64_C(86400000000)	/* a thousand days */
int64_t	estimate_left(const struct estimate *);

#endif
