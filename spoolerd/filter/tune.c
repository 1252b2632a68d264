/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tuning: one table of what each letter of each command sets.
 */
#include <stddef.h>

#include "spoolerd/filter/tune.h"

#define WHERE(member)	offsetof(struct motion_limits, member)

/* M204 S is the older form, for all that goes along. */
static const struct {
	int	code;
	char	letter;
	size_t	where;		/* in the limits */
	double	least, most;
} settings[] = {
	{ 201, 'X', WHERE(accel_axis[0]), 1, 1e6 },
	{ 201, 'Y', WHERE(accel_axis[1]), 1, 1e6 },
	{ 201, 'Z', WHERE(accel_axis[2]), 1, 1e6 },
	{ 201, 'E', WHERE(accel_axis[3]), 1, 1e6 },
	{ 203, 'X', WHERE(speed[0]), 0.1, 1e4 },
	{ 203, 'Y', WHERE(speed[1]), 0.1, 1e4 },
	{ 203, 'Z', WHERE(speed[2]), 0.1, 1e4 },
	{ 203, 'E', WHERE(speed[3]), 0.1, 1e4 },
	{ 204, 'S', WHERE(accel), 1, 1e6 },
	{ 204, 'S', WHERE(accel_travel), 1, 1e6 },
	{ 204, 'P', WHERE(accel), 1, 1e6 },
	{ 204, 'T', WHERE(accel_travel), 1, 1e6 },
	{ 204, 'R', WHERE(accel_retract), 1, 1e6 },
	{ 205, 'X', WHERE(jerk[0]), 0.01, 1e3 },
	{ 205, 'Y', WHERE(jerk[1]), 0.01, 1e3 },
	{ 205, 'Z', WHERE(jerk[2]), 0.01, 1e3 },
	{ 205, 'E', WHERE(jerk[3]), 0.01, 1e3 },
	{ 220, 'S', WHERE(hurry), 10, 999 },
};

void
tune(struct motion_limits *limits, const struct words *words)
{
	double value;
	size_t i;

	for (i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		if (settings[i].code != words->code ||
		    !words_has(words, settings[i].letter))
			continue;
		value = words_value(words, settings[i].letter, 0);
		if (value < settings[i].least)
			value = settings[i].least;
		if (value > settings[i].most)
			value = settings[i].most;
		*(double *)(void *)((char *)limits + settings[i].where) =
		    value;
	}
}
