/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The simulated printer's urgent commands: M108, M112, M410, and M999 for what
 * M112 did.
 */
#ifndef FIRMWARE_MARLIN_URGENT_H
#define FIRMWARE_MARLIN_URGENT_H

#include "firmware/marlin/simulator.h"

/* A line is about to be queued.  true: nothing more comes of it. */
bool	 urgent_line(struct simulator *, const char *line);
/* For uart.h: the emergency parser, which sees every byte as it arrives. */
void	 urgent_watch(void *simulator, char);

#endif
