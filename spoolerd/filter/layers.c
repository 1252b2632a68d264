/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Layers by height.
 */
#include <math.h>

#include "spoolerd/filter/layers.h"

#define SAME		0.001	/* mm: less is the same layer */
#define THINNEST	0.01	/* mm of a layer that nobody named */

static double	height(const struct layers *);

void
layers_extrude(struct layers *l, double z, bool rises)
{
	double step = z - l->top, more;

	l->z = z;
	if (l->n > 0 && step <= SAME)
		return;
	if (l->n == 0) {
		l->first_mm = z;
		l->top = z;
		l->n = 1;
		return;
	}
	more = 1;
	if (rises) {
		more = ceil((step - SAME) / height(l));
		step = more * height(l);
	}
	if (l->n == 1)
		l->mm = step / more;
	l->top += step;
	l->n = (double)l->n + more < (double)LAYERS_MOST ?
	    l->n + (int64_t)more : LAYERS_MOST;
}

/* Of a layer that no move has all by itself. */
static double
height(const struct layers *l)
{
	double mm = l->mm;

	if (l->said_mm > 0)
		mm = l->said_mm;
	else if (l->n == 1)
		mm = l->first_mm;
	return mm > THINNEST ? mm : THINNEST;
}
