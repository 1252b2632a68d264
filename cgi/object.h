/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The objects of API.md: rows of the spool as JSON.  Each returns a new
 * reference, or NULL without memory.  Text that is not UTF-8 (a row from a
 * broken world) is shown with '?' and never loses the object.
 */
#ifndef CGI_OBJECT_H
#define CGI_OBJECT_H

#include <jansson.h>

#include "sql/account.h"
#include "sql/apikey.h"
#include "sql/event.h"
#include "sql/file.h"
#include "sql/job.h"
#include "sql/login.h"
#include "sql/objection.h"
#include "sql/printer.h"
#include "sql/whynot.h"

/* What belongs to a printer besides its row. */
struct object_printer {
	const struct printer	*row;
	const struct job	*job;		/* that holds it, or NULL */
	const struct job	*last_job;	/* that ended last, or NULL */
	int			 queued;
	json_t			*live;		/* borrowed; NULL: not known */
};

json_t	*object_printer(const struct object_printer *);
json_t	*object_job(const struct job *);
json_t	*object_file(const struct file *);
json_t	*object_account(const struct account *);
json_t	*object_key(const struct apikey *);
json_t	*object_login(const struct login *);
json_t	*object_objections(const struct objection *, int n);

/* {"name": [object_X(list[0]), ...]}; list is freed. */
json_t	*object_jobs(struct job *list, int n);
json_t	*object_files(struct file *list, int n);
json_t	*object_events(struct event *list, int n);
/* The reasons only; a printer that takes it now has none. */
json_t	*object_whynot(struct whynot_row *list, int n);

/* Does LIVE say that a machine is there? */
bool	 object_is_connected(const json_t *live);

#endif
