/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The answer to whoever ordered something: granted, or why not.
 */
#ifndef SPOOLERD_KEEPER_GRANT_H
#define SPOOLERD_KEEPER_GRANT_H

#include "spoolerd/message.h"
#include "sql/spool.h"

struct keeper;

void	 grant_refuse(struct message_grant *, enum message_verdict,
	    const char *why);
/* What a result of the spool means for who asked; refused is the sentence for
 * SPOOL_REFUSED. */
void	 grant_verdict(const struct keeper *, enum spool_result,
	    struct message_grant *, const char *refused);

#endif
