/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The factors of a print of the simulated printer.
 */
#include <math.h>

#include "firmware/marlin/factor.h"
#include "firmware/marlin/tuning.h"

/* A whole number of percent, as Marlin takes it. */
static void
percent(struct simulator *s, const char *words, int most, int *factor,
    const char *const says[2])
{
	bool given;
	double value;

	given = tuning_find(words, 'S', &value);
	if (given && s->flavor->loud)
		value = fmin(fmax(value, 25), most);
	if (given && value >= 1 && value <= 999)
		*factor = (int)value;
	if (says[0] != NULL && (!given || s->flavor->loud))
		simulator_say(s, "%s%d%s", says[0], *factor, says[1]);
}

bool
factor_speed(struct simulator *s, const char *words)
{
	percent(s, words, 500, &s->percent, s->flavor->speed_says);
	return true;
}

bool
factor_flow(struct simulator *s, const char *words)
{
	percent(s, words, 200, &s->planner.flow_percent,
	    s->flavor->flow_says);
	return true;
}

/* At most 2 mm at once. */
bool
factor_shift(struct simulator *s, const char *words)
{
	double value;

	if (tuning_find(words, 'Z', &value) ||
	    tuning_find(words, 'S', &value))
		s->shift += fmin(fmax(value, -2), 2);
	return true;
}
