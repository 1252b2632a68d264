/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tickets: questions to the keeper whose answer somebody waits for.  The one
 * who waits may vanish, the keeper may die; a ticket is taken exactly once.
 */
#ifndef SPOOLERD_PARENT_TICKET_H
#define SPOOLERD_PARENT_TICKET_H

#include <stdint.h>

#include <jansson.h>

#include "spoolerd/manual.h"

#define TICKETS		128	/* open at a time */
#define TICKET_MS	15000	/* longer than the spool may be locked */

enum ticket_kind { TICKET_NONE, TICKET_ORDER, TICKET_ADOPT, TICKET_FORGET };

struct ticket {
	uint64_t		number;
	enum ticket_kind	kind;
	uint64_t		client;		/* of server.c */
	json_t			*id;		/* of the call; owned */
	int64_t			printer, job;
	int			order;		/* enum message_order */
	struct manual		manual;		/* of ORDER_CONTROL */
	int64_t			until_ms;
};

struct tickets {
	struct ticket	list[TICKETS];
	uint64_t	last;
};

/* Put one in; number and until_ms are set, id is taken over (also when it
 * fails).  Returns the number, or 0: too many are open. */
uint64_t	ticket_put(struct tickets *, const struct ticket *,
		    int64_t now_ms);
/* Take the one of a number out; kind TICKET_NONE: there is none.  The caller
 * owns its id. */
struct ticket	ticket_take(struct tickets *, uint64_t number);
/* Take out one that waited too long, or (all) any. */
struct ticket	ticket_take_late(struct tickets *, int64_t now_ms, int all);

#endif
