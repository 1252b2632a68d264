/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The simulated planner.
 */
#include <math.h>
#include <string.h>

#include "firmware/marlin/planner.h"

#define CRAWL	0.05	/* MINIMUM_PLANNER_SPEED, mm/s */
#define SHORT	1e-4	/* a move below this is none, mm */

static struct block	*at(struct planner *, unsigned int);
static bool		 fill(struct block *, const struct planner_limits *,
			    const double *, double);
static double		 junction(const double *, const struct block *,
			    const struct block *);
static void		 look_ahead(struct planner *);
static void		 start(struct planner *, int64_t);
static double		 seconds(const struct block *, double, double);

static const struct planner_limits dagoma = {
	.speed = { 300, 300, 12, 120 },
	.jerk = { 10, 10, 0.4, 5 },
	.accel = { 9000, 9000, 9000, 9000 },
	.print = 1000, .travel = 1000, .retract = 3000,
};

void
planner_reset(struct planner *p, unsigned int size)
{
	memset(p, 0, sizeof(*p));
	p->limits = dagoma;
	p->size = size;
	p->flow_percent = 100;
}

unsigned int
planner_room(const struct planner *p)
{
	return p->size - 1 - p->count;
}

bool
planner_full(const struct planner *p)
{
	return planner_room(p) == 0;
}

bool
planner_empty(const struct planner *p)
{
	return p->count == 0;
}

void
planner_add(struct planner *p, int64_t now_us, const double target[AXES],
    double speed)
{
	double delta[AXES];
	struct block *b;
	int i;

	for (i = 0; i < AXES; i++)
		delta[i] = target[i] - p->position[i];
	delta[E_AXIS] *= p->flow_percent / 100.0;
	memcpy(p->position, target, sizeof(p->position));
	b = at(p, p->count);
	if (!fill(b, &p->limits, delta, speed))
		return;
	/* nothing is joined to a block that is over, or to nothing */
	b->entry_most = p->count == 0 ? CRAWL :
	    junction(p->limits.jerk, at(p, p->count - 1), b);
	p->count++;
	look_ahead(p);
	if (!p->running)
		start(p, now_us);
}

void
planner_run(struct planner *p, int64_t now_us)
{
	int64_t end_us;

	while (p->running && p->end_us <= now_us) {
		end_us = p->end_us;
		p->running = false;
		p->head = (p->head + 1) % PLANNER_BLOCKS;
		p->count--;
		if (p->count > 0)
			start(p, end_us);
	}
}

int64_t
planner_next(const struct planner *p)
{
	return p->running ? p->end_us : INT64_MAX;
}

void
planner_clear(struct planner *p)
{
	p->count = 0;
	p->running = false;
}

static struct block *
at(struct planner *p, unsigned int i)
{
	return &p->blocks[(p->head + i) % PLANNER_BLOCKS];
}

/* false: nothing moves. */
static bool
fill(struct block *b, const struct planner_limits *most, const double *delta,
    double speed)
{
	double axis;
	int i;

	b->mm = sqrt(delta[X_AXIS] * delta[X_AXIS] + delta[Y_AXIS] *
	    delta[Y_AXIS] + delta[Z_AXIS] * delta[Z_AXIS]);
	b->accel = delta[E_AXIS] != 0 ? most->print : most->travel;
	if (b->mm < SHORT) {
		b->mm = fabs(delta[E_AXIS]);
		b->accel = most->retract;
	}
	if (b->mm < SHORT)
		return false;
	b->nominal = speed > CRAWL ? speed : CRAWL;
	for (i = 0; i < AXES; i++) {
		b->unit[i] = delta[i] / b->mm;
		axis = fabs(b->unit[i]) * b->nominal;
		if (axis > most->speed[i])
			b->nominal *= most->speed[i] / axis;
		axis = fabs(b->unit[i]) * b->accel;
		if (axis > most->accel[i])
			b->accel *= most->accel[i] / axis;
	}
	b->entry = CRAWL;
	return true;
}

/* The speed at which two moves may meet: no axis jumps by more than its
 * jerk. */
static double
junction(const double *jerk, const struct block *a, const struct block *b)
{
	double speed = a->nominal < b->nominal ? a->nominal : b->nominal;
	double jump;
	int i;

	for (i = 0; i < AXES; i++) {
		jump = fabs(b->unit[i] - a->unit[i]) * speed;
		if (jump > jerk[i])
			speed *= jerk[i] / jump;
	}
	return speed;
}

/* v^2 = v0^2 + 2 a s, backwards so that every block can still slow down for
 * the next, then forwards so that it can reach its entry speed.  The running
 * block is fixed: what follows it begins at its exit speed at most. */
static void
look_ahead(struct planner *p)
{
	unsigned int i, first = p->running ? 1 : 0;
	double reach, next = CRAWL;
	struct block *b;

	for (i = p->count; i-- > first;) {
		b = at(p, i);
		reach = sqrt(next * next + 2 * b->accel * b->mm);
		b->entry = fmin(b->entry_most, reach);
		next = b->entry;
	}
	if (p->running && p->count > 1)
		at(p, 1)->entry = fmin(at(p, 1)->entry, p->exit);
	for (i = first; i + 1 < p->count; i++) {
		b = at(p, i);
		reach = sqrt(b->entry * b->entry + 2 * b->accel * b->mm);
		at(p, i + 1)->entry = fmin(at(p, i + 1)->entry, reach);
	}
}

static void
start(struct planner *p, int64_t now_us)
{
	const struct block *b = at(p, 0);

	p->exit = p->count > 1 ? at(p, 1)->entry : CRAWL;
	p->running = true;
	p->end_us = now_us +
	    (int64_t)ceil(seconds(b, b->entry, p->exit) * 1e6);
}

/* A trapezoid, or a triangle when the move is too short for its speed. */
static double
seconds(const struct block *b, double entry, double exit)
{
	double v = b->nominal, a = b->accel, up, down, peak;

	up = (v * v - entry * entry) / (2 * a);
	down = (v * v - exit * exit) / (2 * a);
	if (up + down <= b->mm)
		return (v - entry) / a + (v - exit) / a +
		    (b->mm - up - down) / v;
	peak = sqrt(fmax(0, a * b->mm + (entry * entry + exit * exit) / 2));
	peak = fmax(peak, fmax(entry, exit));
	return (2 * peak - entry - exit) / a;
}
