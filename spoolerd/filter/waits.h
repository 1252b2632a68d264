/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Waits: how long a print takes besides its moves: heating, from a cold
 * machine, homing and levelling.
 */
#ifndef SPOOLERD_FILTER_WAITS_H
#define SPOOLERD_FILTER_WAITS_H

#include "spoolerd/warming.h"

struct waits_heater {
	const struct warming *kind;
	double	celsius, target;
	double	at_s;		/* when it had this temperature */
};

struct waits {
	struct waits_heater hotend, bed;
	double		seconds;	/* of all waits so far */
};

void	waits_begin(struct waits *);
/* M104, M140: a target from now on; now_s counts the waits, too. */
void	waits_aim(struct waits_heater *, double celsius, double now_s);
/* M109, M190: until the target is there. */
void	waits_heat(struct waits *, struct waits_heater *,
	    double celsius, double now_s);
void	waits_home(struct waits *, int axes);
void	waits_level(struct waits *);

#endif
