/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A simulated heater: a body that gains heat at full power and loses it to the
 * room, switched so that it stays at its target.  Closed formulas, so that
 * hours cost as little as seconds.
 */
#ifndef FIRMWARE_MARLIN_HEATER_H
#define FIRMWARE_MARLIN_HEATER_H

#include <stdbool.h>
#include <stdint.h>

struct heater {
	double	celsius, target, ambient;
	double	most;		/* where full power for ever would end, C */
	double	tau_s;		/* time constant towards room or most */
	double	stray;		/* what its loose thermistor adds */
	int64_t	at_us;		/* celsius is true at this time */
};

/* Plausible for a 40 W hot end: 20 to 220 C in about 100 s. */
void	heater_init_hotend(struct heater *, double ambient);
/* Plausible for a 120 W bed: 20 to 60 C in about 150 s. */
void	heater_init_bed(struct heater *, double ambient);
void	heater_advance(struct heater *, int64_t now_us);
/* Marlin's "@:" value, 0 to 127. */
int	heater_power(const struct heater *);

#endif
