/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is answered to an order.
 */
#include <stdio.h>

#include "spoolerd/keeper/grant.h"
#include "spoolerd/keeper/seat.h"

void
grant_refuse(struct message_grant *g, enum message_verdict result,
    const char *why)
{
	g->result = (int32_t)result;
	(void)snprintf(g->why, sizeof(g->why), "%s", why);
}

void
grant_verdict(const struct keeper *k, enum spool_result result,
    struct message_grant *g, const char *refused)
{
	static const struct {
		enum message_verdict	 verdict;
		const char		*why;
	} table[] = {
		[SPOOL_OK]	= { VERDICT_OK, "" },
		[SPOOL_NONE]	= { VERDICT_NO_PRINTER,
		    "There is no such printer." },
		[SPOOL_REFUSED]	= { VERDICT_REFUSED, NULL },
		[SPOOL_BUSY]	= { VERDICT_BUSY,
		    "The record is busy; try again in a moment." },
		[SPOOL_FULL]	= { VERDICT_NO_SPACE,
		    "There is no space left on the disk of the record." },
		[SPOOL_BROKEN]	= { VERDICT_BROKEN,
		    "The record can't be written; see the log." },
	};
	_Static_assert(sizeof(table) / sizeof(table[0]) == SPOOL__MAX,
	    "every result has a verdict");

	grant_refuse(g, table[result].verdict, table[result].why != NULL ?
	    table[result].why : refused);
	if (result == SPOOL_BROKEN)
		(void)fprintf(stderr, "keeper: %s\n", spool_why(k->spool));
}
