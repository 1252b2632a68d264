/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The functions of the control socket that the keeper has to grant.
 */
#ifndef SPOOLERD_PARENT_REQUEST_H
#define SPOOLERD_PARENT_REQUEST_H

#include "spoolerd/parent/function.h"

struct ticket;

function_handler	request_adopt, request_forget, request_order;

/* Ask the keeper; the call is answered when it has stored it.  NULL always,
 * and *error when it can't be asked. */
json_t	*request_ask(const struct call *, const struct ticket *,
	    struct message *, json_t **error);

/* The keeper answered a ticket. */
void	request_granted(struct parent *, const struct message_grant *);
/* Answer who waited too long; all: the keeper died. */
void	request_expire(struct parent *, bool all);

#endif
