/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Statistics: what the ended prints of a time were, added up.
 */
#ifndef SQL_STATISTIC_H
#define SQL_STATISTIC_H

#include "sql/spool.h"

enum statistic_by {
	STATISTIC_PRINTER, STATISTIC_PERSON, STATISTIC_MONTH,
	STATISTIC__MAX
};

struct statistic {
	char	key[SPOOL_WHO_SIZE];	/* a name, or "2026-11" */
	int64_t	prints;			/* that were started: the sum of */
	int64_t	finished, stopped, failed;	/* these */
	int64_t	printed_ms;		/* without the pauses */
	int64_t	filament_um;		/* as the files say, of what was done */
};

const char	*statistic_by_name(enum statistic_by);	/* "printer", ... */

/*
 * Of the prints that ended from from_ms on and before to_ms (0: until now): a
 * row a key, the ones that printed longest first; months, the latest first
 * and at most ten years of them.  *list is malloced, the caller frees it.
 */
enum spool_result statistic_list(struct spool *, enum statistic_by,
		    int64_t from_ms, int64_t to_ms, struct statistic **list,
		    int *n);

#endif
