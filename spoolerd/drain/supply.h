/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What goes to the machine next in the run of a job: commands of ours first
 * (temperature queries, stop and park), else the file's next line, whenever
 * the link has room for it.
 */
#ifndef SPOOLERD_DRAIN_SUPPLY_H
#define SPOOLERD_DRAIN_SUPPLY_H

#include "spoolerd/drain/jobrun.h"

/* Queue commands of ours, one a line.  One that is empty, too long for a line
 * or finds no room is left out. */
void	 supply_host(struct jobrun *, const char *lines);
/* Give the link what is due now. */
void	 supply_turn(struct jobrun *, int64_t now_ms);

#endif
