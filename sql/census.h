/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A census: how many rows there are of which kind.
 */
#ifndef SQL_CENSUS_H
#define SQL_CENSUS_H

#include "sql/job.h"

/* Jobs by state, of all times. */
enum spool_result	 census_jobs(struct spool *, int64_t count[JOB__MAX]);

struct census_files {
	int64_t	all;		/* records */
	int64_t	cleaned;	/* of them without bytes */
	int64_t	bytes;		/* that are there */
};
enum spool_result	 census_files(struct spool *, struct census_files *);

#endif
