/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Layers: the heights at which a file prints.  Where Z rises while it
 * extrudes (a vase), a layer is as much height as one of the layers before.
 */
#ifndef SPOOLERD_FILTER_LAYERS_H
#define SPOOLERD_FILTER_LAYERS_H

#include <stdbool.h>
#include <stdint.h>

#define LAYERS_MOST	INT64_C(10000000)

struct layers {
	int64_t	n;
	double	first_mm;	/* height of the first; 0: none */
	double	mm;		/* of the second; 0: none */
	double	said_mm;	/* as the slicer said before; 0: it did not */
	double	top;		/* of the highest */
	double	z;		/* where it extruded last */
};

/* It extrudes up to height z; rises: coming from below. */
void	layers_extrude(struct layers *, double z, bool rises);

#endif
