/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What it takes to give an order, beside the right to print that the daemon
 * looks at: the job that it names is one's own, or one controls others'.  HTTP
 * and the live gateway ask here.
 */
#ifndef CGI_PERMIT_H
#define CGI_PERMIT_H

#include "cgi/access.h"

struct permit_order {
	const char	*name;
	bool		 of_a_job;	/* names the job it means */
	unsigned int	 right;		/* beside PERSON_PRINT */
};

/* NULL: there is no such order (or name is NULL). */
const struct permit_order *permit_find(const char *name);
/* May this person give it?  job counts only for an order of a job; whether it
 * is still the printer's, the daemon decides. */
enum refusal	permit_order(struct spool *, const struct access *,
		    const struct permit_order *, int64_t job);

#endif
