/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The functions of the control socket: one const table with the name, the
 * arguments, the right and the help of each.
 */
#ifndef SPOOLERD_PARENT_FUNCTION_H
#define SPOOLERD_PARENT_FUNCTION_H

#include <sys/types.h>

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "spoolerd/message.h"

struct parent;

struct call {
	struct parent	*parent;
	uint64_t	 client;
	json_t		*id;		/* borrowed */
	const json_t	*args, *kwargs;	/* may be NULL */
	char		 who[MESSAGE_TEXT];
	bool		 for_person;	/* see permit.h */
};

/* A value; or NULL and *error; or neither: it is answered later. */
typedef json_t *(function_handler)(const struct call *, json_t **);

/* What server.h asks for.  NULL for a line: it was not an array of JSON. */
void	function_call(struct parent *, uint64_t client, uid_t,
	    const json_t *line);

#endif
