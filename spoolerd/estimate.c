/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Time left.  estimate.h states the formula.
 */
#include "spoolerd/estimate.h"

static double	part(int64_t, int64_t);

int64_t
estimate_left(const struct estimate *e)
{
	double f, own = 0, slicer, left, moved;

	f = e->commands_total > 0 ? part(e->commands, e->commands_total) :
	    part(e->bytes, e->bytes_total);
	if (e->slicer_seconds <= 0 && f < ESTIMATE_SURE)
		return -1;
	moved = (double)e->printed_ms - (double)e->waited_ms;
	if (f > 0 && moved > 0)
		own = moved * (1 - f) / f;
	left = own;
	if (e->slicer_seconds > 0) {
		slicer = (double)e->slicer_seconds * 1000 * (1 - f);
		if (own > ESTIMATE_SLOWEST * slicer)
			own = ESTIMATE_SLOWEST * slicer;
		left = f * own + (1 - f) * slicer;
	}
	return left < (double)ESTIMATE_MAX_MS ? (int64_t)(left + 0.5) :
	    ESTIMATE_MAX_MS;
}

static double
part(int64_t done, int64_t total)
{
	if (total <= 0 || done <= 0)
		return 0;
	return done >= total ? 1 : (double)done / (double)total;
}
