/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the keeper has to say of control by hand: limits, policies, and the
 * record.
 */
#ifndef SPOOLERD_KEEPER_STEER_H
#define SPOOLERD_KEEPER_STEER_H

#include "spoolerd/keeper/seat.h"

/* Record a control.  SPOOL_REFUSED, and *refused is the code of why
 * (manual.h): the printer's service, its profile, its bed, or a policy. */
enum spool_result	steer_store(struct keeper *,
			    const struct message_want *, const char **refused);

/* What was granted is not done: the record says so. */
void	steer_undone(struct keeper *, const struct message *);

/* What was tuned is confirmed: kept for the way back into the print. */
void	steer_tuned(struct keeper *, const struct message *);
/* What people tuned in a job, for who goes on with it. */
void	steer_knobs(struct keeper *, int64_t job,
	    uint64_t knobs[KNOB__MAX]);

#endif
