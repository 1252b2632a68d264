/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Motion: trapezoids with look-ahead.  Speeds are kept as squares: v^2 =
 * v0^2 + 2 a s needs no root then.
 */
#include <math.h>
#include <string.h>

#include "spoolerd/filter/motion.h"

#define CRAWL	0.05	/* the slowest that a firmware plans, mm/s */
#define CRAWL2	(CRAWL * CRAWL)
#define SHORT	1e-4	/* a move below this is none, mm */
#define E_AXIS	3

static struct motion_block	*at(struct motion *, unsigned int);
static bool	fill(struct motion_block *, const struct motion_limits *,
		    const double *, double);
static double	junction2(const double *, const struct motion_block *,
		    const struct motion_block *);
static void	look_ahead(struct motion *);
static void	start(struct motion *);
static void	finish(struct motion *);
static double	seconds(const struct motion_block *, double, double, double);

const struct motion_limits motion_dagoma = {
	.speed = { 300, 300, 12, 120 },
	.jerk = { 10, 10, 0.4, 5 },
	.accel_axis = { 9000, 9000, 9000, 9000 },
	.accel = 1000,
	.accel_travel = 1000,
	.accel_retract = 3000,
	.hurry = 100,
};

void
motion_begin(struct motion *m, const struct motion_limits *limits)
{
	memset(m, 0, sizeof(*m));
	m->limits = *limits;
}

void
motion_add(struct motion *m, const double delta[MOTION_AXES], double speed)
{
	struct motion_block *b;

	if (m->count == MOTION_BLOCKS - 1)
		finish(m);
	b = at(m, m->count);
	if (!fill(b, &m->limits, delta, speed))
		return;
	b->most2 = m->count == 0 ? CRAWL2 :
	    junction2(m->limits.jerk, at(m, m->count - 1), b);
	b->slow2 = b->entry2 = CRAWL2;
	if (m->count++ == 0)
		start(m);
	else
		look_ahead(m);
}

void
motion_rest(struct motion *m)
{
	while (m->count > 0)
		finish(m);
	m->begun = m->seconds;
}

static struct motion_block *
at(struct motion *m, unsigned int i)
{
	return &m->blocks[(m->head + i) % MOTION_BLOCKS];
}

/* false: nothing moves. */
static bool
fill(struct motion_block *b, const struct motion_limits *limits,
    const double *delta, double speed)
{
	double per_mm, part;
	int i;

	b->mm = sqrt(delta[0] * delta[0] + delta[1] * delta[1] +
	    delta[2] * delta[2]);
	b->accel = fabs(delta[E_AXIS]) > 0 ? limits->accel :
	    limits->accel_travel;
	if (b->mm < SHORT) {
		b->mm = fabs(delta[E_AXIS]);
		b->accel = limits->accel_retract;
	}
	if (!(b->mm >= SHORT))
		return false;
	per_mm = 1 / b->mm;
	speed *= limits->hurry / 100;
	b->nominal = speed > CRAWL ? speed : CRAWL;
	for (i = 0; i < MOTION_AXES; i++) {
		b->unit[i] = delta[i] * per_mm;
		part = fabs(b->unit[i]);
		if (part * b->nominal > limits->speed[i])
			b->nominal = limits->speed[i] / part;
		if (part * b->accel > limits->accel_axis[i])
			b->accel = limits->accel_axis[i] / part;
	}
	return true;
}

/* The speed at which two moves may meet, squared. */
static double
junction2(const double *jerk, const struct motion_block *a,
    const struct motion_block *b)
{
	double speed = a->nominal < b->nominal ? a->nominal : b->nominal;
	double jump;
	int i;

	for (i = 0; i < MOTION_AXES; i++) {
		jump = fabs(b->unit[i] - a->unit[i]) * speed;
		if (jump > jerk[i])
			speed *= jerk[i] / jump;
	}
	return speed * speed;
}

/*
 * Backwards, so that every block can still slow down for the next, as far as
 * the new one changes anything; from there forwards, so that each can reach
 * its entry speed.  The block at the head runs: what follows it begins at its
 * exit speed at most.
 */
static void
look_ahead(struct motion *m)
{
	unsigned int i, changed = m->count - 1;
	double slow2, reach2;
	struct motion_block *b;

	for (i = m->count; i-- > 1;) {
		b = at(m, i);
		slow2 = (i + 1 < m->count ? at(m, i + 1)->slow2 : CRAWL2) +
		    2 * b->accel * b->mm;
		slow2 = b->most2 < slow2 ? b->most2 : slow2;
		if (slow2 == b->slow2 && i + 1 < m->count)
			break;
		b->slow2 = slow2;
		changed = i;
	}
	for (i = changed; i < m->count; i++) {
		b = at(m, i - 1);
		reach2 = i == 1 ? m->exit2 : b->entry2 + 2 * b->accel * b->mm;
		b = at(m, i);
		b->entry2 = b->slow2 < reach2 ? b->slow2 : reach2;
	}
}

/* The head begins: how it ends is fixed now, and with it how the next one
 * begins, so that each root is taken once. */
static void
start(struct motion *m)
{
	const struct motion_block *b = at(m, 0);
	double entry = m->exit;

	if (b->entry2 != m->exit2)
		entry = sqrt(b->entry2);
	m->exit2 = m->count > 1 ? at(m, 1)->entry2 : CRAWL2;
	if (m->exit2 != b->entry2)
		m->exit = sqrt(m->exit2);
	else
		m->exit = entry;
	m->begun = m->seconds;
	m->seconds += seconds(b, entry, m->exit, m->exit2);
}

static void
finish(struct motion *m)
{
	m->head = (m->head + 1) % MOTION_BLOCKS;
	m->count--;
	if (m->count > 0)
		start(m);
}

/* A trapezoid, or a triangle when the move is too short for its speed. */
static double
seconds(const struct motion_block *b, double entry, double exit, double exit2)
{
	double v = b->nominal, a = b->accel, ramps, peak2, peak;

	ramps = (2 * v * v - b->entry2 - exit2) / (2 * a);
	if (ramps <= b->mm)
		return (2 * v - entry - exit) / a + (b->mm - ramps) / v;
	peak2 = a * b->mm + (b->entry2 + exit2) / 2;
	if (peak2 <= b->entry2 || peak2 <= exit2)
		peak = entry > exit ? entry : exit;
	else
		peak = sqrt(peak2);
	return (2 * peak - entry - exit) / a;
}
