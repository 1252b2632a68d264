/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Time left.  estimate.h states the formula.
 */
#include "spoolerd/drain/estimate.h"

static double	by_course(const struct estimate *, double);
static double	by_slicer(const struct estimate *, double, double);
static double	part(int64_t, int64_t);

int64_t
estimate_left(const struct estimate *e)
{
	double f, left, moved;

	f = e->commands_total > 0 ? part(e->commands, e->commands_total) :
	    part(e->bytes, e->bytes_total);
	if (e->move_total_ms <= 0 && e->slicer_seconds <= 0 &&
	    f < ESTIMATE_SURE)
		return -1;
	moved = (double)e->printed_ms - (double)e->waited_ms;
	if (moved < 0)
		moved = 0;
	left = e->move_total_ms > 0 ? by_course(e, moved) :
	    by_slicer(e, f, moved);
	return left < (double)ESTIMATE_MAX_MS ? (int64_t)(left + 0.5) :
	    ESTIMATE_MAX_MS;
}

static double
by_course(const struct estimate *e, double moved)
{
	double total = (double)e->move_total_ms, prior, pace;
	double before = e->pace > 0 ? e->pace : 1;

	prior = total / ESTIMATE_PRIOR;
	if (prior < (double)e->prior_ms)
		prior = (double)e->prior_ms;
	pace = (moved + prior * before) / ((double)e->move_ms + prior);
	if (pace > ESTIMATE_SLOWEST)
		pace = ESTIMATE_SLOWEST;
	return (total - (double)e->move_ms) * pace + (double)e->wait_left_ms;
}

static double
by_slicer(const struct estimate *e, double f, double moved)
{
	double own = 0, slicer;

	if (f > 0 && moved > 0)
		own = moved * (1 - f) / f;
	if (e->slicer_seconds <= 0)
		return own;
	slicer = (double)e->slicer_seconds * 1000 * (1 - f);
	if (own > ESTIMATE_SLOWEST * slicer)
		own = ESTIMATE_SLOWEST * slicer;
	return f * own + (1 - f) * slicer;
}

static double
part(int64_t done, int64_t total)
{
	if (total <= 0 || done <= 0)
		return 0;
	return done >= total ? 1 : (double)done / (double)total;
}
