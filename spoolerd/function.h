/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The functions of the control socket: one const table with the name, the
 * arguments, the right and the help of each.
 */
#ifndef SPOOLERD_FUNCTION_H
#define SPOOLERD_FUNCTION_H

#include <sys/types.h>

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

struct message_grant;
struct parent;

/* Run one line of a client; it is answered now or later.  NULL: it was not
 * an array of JSON. */
void		function_call(struct parent *, uint64_t client, uid_t,
		    const json_t *line);
/* The keeper answered a ticket. */
void		function_granted(struct parent *, const struct message_grant *);
/* Answer who waited too long; all: the keeper died. */
void		function_expire(struct parent *, bool all);

#endif
