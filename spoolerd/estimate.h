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
	int64_t	bytes, bytes_total;
	int64_t	printed_ms;		/* without the pauses */
};

/*
 * Milliseconds left, or -1 when nothing can be said yet.  With f the part
 * that is done (by commands, else by bytes):
 *
 *	own    = printed_ms * (1 - f) / f
 *	slicer = slicer_seconds * 1000 * (1 - f)
 *	left   = f * own + (1 - f) * slicer
 *
 * so that the slicer's word, which knows nothing of this machine, gives way to
 * what was measured; the heating at the start (a long time in which f hardly
 * grows) counts little, because f is small then.  Without the slicer's word
 * nothing is said below ESTIMATE_SURE.
 */
#define ESTIMATE_SURE	0.01
int64_t	estimate_left(const struct estimate *);

#endif
