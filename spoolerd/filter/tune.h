/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tuning: the commands by which a file sets the machine's limits of speed and
 * acceleration, as PrusaSlicer and Orca do at its beginning, and then for walls
 * and infill.
 */
#ifndef SPOOLERD_FILTER_TUNE_H
#define SPOOLERD_FILTER_TUNE_H

#include "spoolerd/filter/motion.h"
#include "spoolerd/words.h"

/* M201, M203 to M205, and M220 of Marlin; any other command changes nothing.  A
 * limit that no machine has is kept within what one could. */
void	tune(struct motion_limits *, const struct words *);

#endif
