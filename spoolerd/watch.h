/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The watch over the heaters in the run of a job: feeds the heat guard with
 * what the link reads, and does what an alarm asks for.
 */
#ifndef SPOOLERD_WATCH_H
#define SPOOLERD_WATCH_H

#include "spoolerd/jobrun.h"

void	 watch_begin(struct jobrun *);
/* Once a second. */
void	 watch_turn(struct jobrun *, int64_t now_ms);

#endif
