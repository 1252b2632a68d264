/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Warming: a closed formula.
 */
#include <math.h>

#include "spoolerd/warming.h"

#define ALMOST_C	1	/* below full power's end: it comes no nearer */

const struct warming warming_hotend = { .most = 330, .tau_s = 107 };
const struct warming warming_bed = { .most = 80, .tau_s = 216 };

double
warming_seconds(const struct warming *w, double from, double to)
{
	const double most = WARMING_ROOM_C + w->most;

	if (to > most - ALMOST_C)
		to = most - ALMOST_C;
	if (!(to > from))
		return 0;
	return w->tau_s * log((most - from) / (most - to));
}
