/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The seats of the printers, and the two without whom the keeper can't go on:
 * its parent and the spool.
 */
#include <err.h>
#include <errno.h>
#include <stdlib.h>

#include "spoolerd/keeper/seat.h"

struct seat *
keeper_seat(struct keeper *k, int64_t printer)
{
	struct seat *s;

	for (s = k->seats; s < k->seats + KEEPER_SEATS; s++)
		if (s->printer != 0 && s->printer == printer)
			return s;
	return NULL;
}

void
keeper_say(struct keeper *k, const struct message *m, int fd)
{
	if (message_send(k->sock, m, fd) == 0)
		return;
	if (errno == EPIPE || errno == ECONNRESET)
		exit(0);
	err(1, "%s to the parent", message_name((enum message_type)m->type));
}

void
keeper_need(const struct keeper *k, enum spool_result result,
    const char *what)
{
	if (result == SPOOL_BUSY || result == SPOOL_FULL ||
	    result == SPOOL_BROKEN)
		errx(1, "%s: %s: %s", what, spool_strerror(result),
		    spool_why(k->spool));
}
