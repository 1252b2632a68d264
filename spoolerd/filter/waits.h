/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Waits: how long a print takes besides its moves: heating, from a cold
 * machine, homing and levelling.
 */
#ifndef SPOOLERD_FILTER_WAITS_H
#define SPOOLERD_FILTER_WAITS_H

/* A heater at full power follows Newton's law to a temperature that it can't
 * reach, and without power back to the room's. */
struct warming {
	double	celsius, target;
	double	at_s;		/* when it had this temperature */
	double	most;		/* at full power, above the room */
	double	tau_s;
};

struct waits {
	struct warming	hotend, bed;
	double		seconds;	/* of all waits so far */
};

void	waits_begin(struct waits *);
/* M104, M140: a target from now on; now_s counts the waits, too. */
void	waits_aim(struct warming *, double celsius, double now_s);
/* M109, M190: until the target is there. */
void	waits_heat(struct waits *, struct warming *, double celsius,
	    double now_s);
void	waits_home(struct waits *, int axes);
void	waits_level(struct waits *);

#endif
