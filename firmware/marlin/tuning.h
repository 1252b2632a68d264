/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The commands by which a print sets the simulated printer's limits of speed
 * and acceleration, for command.c.  Each is over at once: true.
 */
#ifndef FIRMWARE_MARLIN_TUNING_H
#define FIRMWARE_MARLIN_TUNING_H

#include "firmware/marlin/simulator.h"

/* The number behind a letter; false: the letter is not there. */
bool	tuning_find(const char *words, char letter, double *value);

/* M201 */
bool	tuning_accel_axis(struct simulator *, const char *words);
/* M203 */
bool	tuning_speed(struct simulator *, const char *words);
/* M204 */
bool	tuning_accel(struct simulator *, const char *words);
/* M205 */
bool	tuning_jerk(struct simulator *, const char *words);

#endif
