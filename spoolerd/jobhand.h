/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Control by hand, in the run of a job: between jobs, and in a pause as far as
 * the pause takes it back.
 */
#ifndef SPOOLERD_JOBHAND_H
#define SPOOLERD_JOBHAND_H

#include "spoolerd/jobrun.h"

/* Do it, if the machine still stands as it did when it was granted; all lines
 * of it or none. */
void	jobhand(struct jobrun *, const struct manual *);
/* A job begins: coordinates are absolute again, whatever was typed. */
void	jobhand_end(struct jobrun *);

#endif
