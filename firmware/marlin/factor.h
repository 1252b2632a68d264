/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The commands by which a person tunes a print of the simulated printer, for
 * command.c: M220 and M221, the factors of speed and flow; M290, a shift of Z
 * that no coordinate shows, of firmwares that were built with it.  Each is over
 * at once: true.
 */
#ifndef FIRMWARE_MARLIN_FACTOR_H
#define FIRMWARE_MARLIN_FACTOR_H

#include "firmware/marlin/simulator.h"

/* M220 */
bool	factor_speed(struct simulator *, const char *words);
/* M221 */
bool	factor_flow(struct simulator *, const char *words);
/* M290 */
bool	factor_shift(struct simulator *, const char *words);

#endif
