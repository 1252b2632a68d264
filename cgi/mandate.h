/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What it takes to give an order, beside the right to print that the daemon
 * looks at: the job that it names is one's own, or one controls others'.  HTTP
 * and the live gateway ask here.
 */
#ifndef CGI_MANDATE_H
#define CGI_MANDATE_H

#include "cgi/access.h"

struct mandate {
	const char	*name;
	bool		 of_a_job;	/* names the job it means */
	unsigned int	 right;		/* beside PERSON_PRINT */
};

/* NULL: there is no such order (or name is NULL). */
const struct mandate *mandate_find(const char *name);
/* May this person give it?  job counts only for an order of a job; whether it
 * is still the printer's, the daemon decides. */
enum refusal	mandate_check(struct spool *, const struct access *,
		    const struct mandate *, int64_t job);

#endif
