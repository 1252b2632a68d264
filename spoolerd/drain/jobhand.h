/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Control by hand, in the run of a job: between jobs, in a pause as far as the
 * pause takes it back, and what tunes a running print (trim.h).
 */
#ifndef SPOOLERD_DRAIN_JOBHAND_H
#define SPOOLERD_DRAIN_JOBHAND_H

#include "spoolerd/drain/jobrun.h"

/* What another drain was told before this one may not be done. */
void	jobhand_begin(struct jobrun *);
/* Do it, if the machine still stands as it did when it was granted, and still
 * has the job that is tuned; all lines of it or none, and then it is said that
 * it is not done. */
void	jobhand(struct jobrun *, const struct manual *, int64_t job);
/* Is everything done that was asked for? */
void	jobhand_turn(struct jobrun *);
/* Is anything asked for and not done yet? */
bool	jobhand_waits(const struct jobrun *);
/* What was asked for and is not done will not be, or not wholly: say so. */
void	jobhand_broken(struct jobrun *, const char *why);
/* A job begins: coordinates are absolute again, whatever was typed. */
void	jobhand_end(struct jobrun *);

#endif
