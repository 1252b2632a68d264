/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Warming: how long heaters of a machine of the DiscoEasy200's size need.  The
 * filter expects by it what a print waits; the drain learns by it how much
 * slower, or faster, its machine's are.
 */
#ifndef SPOOLERD_WARMING_H
#define SPOOLERD_WARMING_H

/* A heater at full power follows Newton's law to a temperature that it can't
 * reach, and without power back to the room's. */
struct warming {
	double	most;		/* at full power, above the room */
	double	tau_s;
};

#define WARMING_ROOM_C	21

/* 40 W heat its nozzle to 200 degrees in 84 s. */
extern const struct warming warming_hotend, warming_bed;

/* Seconds at full power from one temperature to another; 0 where that is none
 * above it, and not without end where it can't be reached. */
double	warming_seconds(const struct warming *, double from, double to);

#endif
