/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The simulated printer's limits.
 */
#include <stdlib.h>

#include "firmware/marlin/tuning.h"

static const char axes[] = "XYZE";

bool
tuning_find(const char *words, char letter, double *value)
{
	const char *p;

	for (p = words; *p != '\0'; p++)
		if (*p == letter) {
			*value = strtod(p + 1, NULL);
			return true;
		}
	return false;
}

/* Of each axis that is named; 0 would stop the machine for ever. */
static bool
limit(const char *words, double limits[AXES])
{
	double value;
	int i;

	for (i = 0; i < AXES; i++)
		if (tuning_find(words, axes[i], &value) && value > 0)
			limits[i] = value;
	return true;
}

bool
tuning_accel_axis(struct simulator *s, const char *words)
{
	return limit(words, s->planner.limits.accel);
}

bool
tuning_speed(struct simulator *s, const char *words)
{
	return limit(words, s->planner.limits.speed);
}

bool
tuning_jerk(struct simulator *s, const char *words)
{
	return limit(words, s->planner.limits.jerk);
}

bool
tuning_accel(struct simulator *s, const char *words)
{
	struct planner_limits *most = &s->planner.limits;
	double value;

	if (tuning_find(words, 'S', &value) && value > 0)
		most->print = most->travel = value;
	if (tuning_find(words, 'P', &value) && value > 0)
		most->print = value;
	if (tuning_find(words, 'T', &value) && value > 0)
		most->travel = value;
	if (tuning_find(words, 'R', &value) && value > 0)
		most->retract = value;
	return true;
}
