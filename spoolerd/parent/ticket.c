/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of open tickets.
 */
#include <stddef.h>
#include <string.h>

#include "spoolerd/parent/ticket.h"

static struct ticket	take(struct ticket *);

uint64_t
ticket_put(struct tickets *t, const struct ticket *ticket, int64_t now_ms)
{
	struct ticket *slot;

	for (slot = t->list; slot < t->list + TICKETS; slot++) {
		if (slot->kind != TICKET_NONE)
			continue;
		*slot = *ticket;
		slot->number = ++t->last;
		slot->until_ms = now_ms + TICKET_MS;
		return slot->number;
	}
	json_decref(ticket->id);
	return 0;
}

struct ticket
ticket_take(struct tickets *t, uint64_t number)
{
	struct ticket *slot;

	for (slot = t->list; slot < t->list + TICKETS; slot++)
		if (slot->kind != TICKET_NONE && slot->number == number)
			return take(slot);
	return (struct ticket){ .kind = TICKET_NONE };
}

struct ticket
ticket_take_late(struct tickets *t, int64_t now_ms, int all)
{
	struct ticket *slot;

	for (slot = t->list; slot < t->list + TICKETS; slot++)
		if (slot->kind != TICKET_NONE &&
		    (all || now_ms >= slot->until_ms))
			return take(slot);
	return (struct ticket){ .kind = TICKET_NONE };
}

static struct ticket
take(struct ticket *slot)
{
	struct ticket ticket = *slot;

	memset(slot, 0, sizeof(*slot));
	return ticket;
}
