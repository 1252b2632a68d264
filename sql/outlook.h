/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Outlook: how long prints will take on a printer, by what its last finished
 * ones took.  Nothing is stored for it: the jobs' rows tell.
 */
#ifndef SQL_OUTLOOK_H
#define SQL_OUTLOOK_H

#include <stdint.h>

#include "sql/spool.h"

/* Thousandths of the time that was expected; 0: it has not finished enough to
 * tell.  Pauses do not count. */
enum spool_result	 outlook_pace(struct spool *, int64_t printer,
			    int64_t *permille);
/* Seconds that a job is expected to take, heating and all, on a machine that is
 * as the analysis thinks; 0: not known. */
enum spool_result	 outlook_job(struct spool *, int64_t job,
			    int64_t *seconds);

#endif
