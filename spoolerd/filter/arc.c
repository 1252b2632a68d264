/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Arcs.
 */
#include <math.h>

#include "spoolerd/filter/arc.h"

#define PIECE		1.0	/* mm that are drawn as one */
#define PIECES_MAX	256
#define TURN		6.283185307179586

static bool	center(const struct words *, double, const double *,
		    const double *, double[2]);

void
arc_begin(struct arc *a, const struct words *words, double unit,
    const double from[MOTION_AXES], const double to[MOTION_AXES])
{
	a->pieces = 1;
	if (!center(words, unit, from, to, a->middle))
		return;
	a->x = from[0] - a->middle[0];
	a->y = from[1] - a->middle[1];
	a->sweep = atan2(to[1] - a->middle[1], to[0] - a->middle[0]) -
	    atan2(a->y, a->x);
	if (words->code == 2 && a->sweep >= 0)
		a->sweep -= TURN;
	if (words->code == 3 && a->sweep <= 0)
		a->sweep += TURN;
	a->pieces = (int)fmin(PIECES_MAX, ceil(hypot(a->x, a->y) *
	    fabs(a->sweep) / PIECE));
}

void
arc_point(const struct arc *a, int i, const double from[MOTION_AXES],
    const double to[MOTION_AXES], double at[MOTION_AXES])
{
	double part = i / (double)a->pieces;
	double c = cos(a->sweep * part), s = sin(a->sweep * part);
	int k;

	at[0] = a->middle[0] + a->x * c - a->y * s;
	at[1] = a->middle[1] + a->x * s + a->y * c;
	for (k = 2; k < MOTION_AXES; k++)
		at[k] = from[k] + (to[k] - from[k]) * part;
}

/* From I and J, or from R (negative: the longer way); false: there is none,
 * and the machine goes straight. */
static bool
center(const struct words *words, double unit, const double *from,
    const double *to, double middle[2])
{
	double r = words_value(words, 'R', 0) * unit, d, h, dx, dy;

	middle[0] = from[0] + words_value(words, 'I', 0) * unit;
	middle[1] = from[1] + words_value(words, 'J', 0) * unit;
	if (!words_has(words, 'R'))
		return words_has(words, 'I') || words_has(words, 'J');
	dx = to[0] - from[0];
	dy = to[1] - from[1];
	d = hypot(dx, dy);
	if (d <= 0 || fabs(r) < d / 2)
		return false;
	h = sqrt(r * r - d * d / 4) / d;
	if ((words->code == 2) != (r < 0))
		h = -h;
	middle[0] = from[0] + dx / 2 - h * dy;
	middle[1] = from[1] + dy / 2 + h * dx;
	return true;
}
