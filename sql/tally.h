/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tallies: how many rows there are of which kind.
 */
#ifndef SQL_TALLY_H
#define SQL_TALLY_H

#include "sql/job.h"

/* Jobs by state, of all times. */
enum spool_result	 tally_jobs(struct spool *, int64_t count[JOB__MAX]);

struct tally_files {
	int64_t	all;		/* records */
	int64_t	cleaned;	/* of them without bytes */
	int64_t	bytes;		/* that are there */
};
enum spool_result	 tally_files(struct spool *, struct tally_files *);

#endif
