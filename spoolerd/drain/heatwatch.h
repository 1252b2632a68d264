/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The watch over the heaters in the run of a job: feeds the heat guard with
 * what the link reads, and does what an alarm asks for.
 */
#ifndef SPOOLERD_DRAIN_HEATWATCH_H
#define SPOOLERD_DRAIN_HEATWATCH_H

#include "spoolerd/drain/jobrun.h"

void	 heatwatch_begin(struct jobrun *);
/* Once a second. */
void	 heatwatch_turn(struct jobrun *, int64_t now_ms);

#endif
