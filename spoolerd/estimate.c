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
	double f, own = 0, slicer, left;

	f = e->commands_total > 0 ? part(e->commands, e->commands_total) :
	    part(e->bytes, e->bytes_total);
	if (e->slicer_seconds <= 0 && f < ESTIMATE_SURE)
		return -1;
	if (f > 0)
		own = (double)e->printed_ms * (1 - f) / f;
	slicer = (double)e->slicer_seconds * 1000 * (1 - f);
	left = e->slicer_seconds > 0 ? f * own + (1 - f) * slicer : own;
	return left > 0 ? (int64_t)left : 0;
}

static double
part(int64_t done, int64_t total)
{
	if (total <= 0 || done <= 0)
		return 0;
	return done >= total ? 1 : (double)done / (double)total;
}
