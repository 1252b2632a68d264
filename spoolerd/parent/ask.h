/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Questions to the keeper that a caller of the control socket waits for.  It
 * stores what was ordered; only what it granted goes on to the drain.
 */
#ifndef SPOOLERD_PARENT_ASK_H
#define SPOOLERD_PARENT_ASK_H

#include "spoolerd/manual.h"
#include "spoolerd/parent/function.h"

struct machine;
struct ticket;

/* The call is answered when the keeper has stored it.  NULL always, and *error
 * when it can't be asked. */
json_t	*ask_keeper(const struct call *, const struct ticket *,
	    struct message *, json_t **error);
/* The answer to an order: what becomes of the machine by it. */
json_t	*ask_ordered(const struct machine *, enum message_order);
/* {"error", "message"} of a refusal; of none of ours, "refused". */
json_t	*ask_refusal(enum manual_refusal);

/* The keeper answered a ticket. */
void	 ask_granted(struct parent *, const struct message_grant *);
/* Answer who waited too long; all: the keeper died. */
void	 ask_expire(struct parent *, bool all);

#endif
