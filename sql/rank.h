/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ranks: the order of the queues, the printers' and the pool's, which is one
 * order.  A job changes its place and no other row changes.
 */
#ifndef SQL_RANK_H
#define SQL_RANK_H

#include "sql/spool.h"

/* A place in the queue: just before another job, or just behind it. */
struct rank_place {
	int64_t	job;
	bool	behind;
};

/*
 * Put a queued job at a place; one event row; sure.  everybody is false for
 * one who may not overtake other people's jobs, those that wait for the same
 * printer or where either waits for any; *overtakes says whether that was the
 * reason.  SPOOL_NONE: there is no such job.  SPOOL_REFUSED: it, or the job
 * of the place, is not queued any more, or they are the same, or *overtakes.
 */
enum spool_result rank_move(struct spool *, int64_t job,
		    const struct rank_place *, const char *who,
		    bool everybody, bool *overtakes);

#endif
