/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ranks: integers with gaps.  A gap that is used up makes all ranks anew, in
 * the same order; with gaps of 2^20 that is after some twenty moves to one
 * place at the earliest.
 */
#include <inttypes.h>
#include <stdio.h>

#include "sql/event.h"
#include "sql/job.h"
#include "sql/query.h"
#include "sql/rank.h"

#define GAP	(1 << 20)	/* as in statementqueue.c */

static enum spool_result move_within(struct spool *, int64_t,
		    const struct rank_place *, bool, bool *);
static enum spool_result find_rank(struct spool *,
		    const struct rank_place *, int64_t *);
static enum spool_result number(struct spool *, enum statement, int64_t,
		    int64_t *);
static enum spool_result add_event(struct spool *, const struct job *,
		    const struct rank_place *, const char *);

enum spool_result
rank_move(struct spool *sp, int64_t id, const struct rank_place *place,
    const char *who, bool everybody, bool *overtakes)
{
	enum spool_result result;
	struct job job;

	*overtakes = false;
	result = spool_begin(sp, SPOOL_SURE);
	if (result != SPOOL_OK)
		return result;
	result = job_by_id(sp, id, &job);
	if (result == SPOOL_OK && (job.state != JOB_QUEUED ||
	    id == place->job))
		result = SPOOL_REFUSED;
	if (result == SPOOL_OK)
		result = move_within(sp, id, place, everybody, overtakes);
	if (result == SPOOL_OK)
		result = add_event(sp, &job, place, who);
	return spool_end(sp, result);
}

static enum spool_result
move_within(struct spool *sp, int64_t id, const struct rank_place *place,
    bool everybody, bool *overtakes)
{
	enum spool_result result;
	int64_t rank, n = 0;
	struct query q;

	result = find_rank(sp, place, &rank);
	if (result != SPOOL_OK)
		return result;
	query_begin(&q, sp, SQL_RANK_OVERTAKEN);
	query_int(&q, id);
	query_int(&q, rank);
	result = query_number(&q, &n);
	if (result != SPOOL_OK)
		return result;
	*overtakes = n > 0 && !everybody;
	if (*overtakes)
		return SPOOL_REFUSED;
	query_begin(&q, sp, SQL_RANK_SET);
	query_int(&q, rank);
	query_int(&q, id);
	return query_change(&q);
}

/* A rank that nobody has, in the middle of the gap at a place. */
static enum spool_result
find_rank(struct spool *sp, const struct rank_place *place, int64_t *rank)
{
	enum spool_result result;
	int64_t here, other;
	struct query q;
	int tries;

	for (tries = 0; tries < 2; tries++) {
		result = number(sp, SQL_RANK_OF, place->job, &here);
		if (result != SPOOL_OK)
			return result == SPOOL_NONE ? SPOOL_REFUSED : result;
		result = number(sp, place->behind ? SQL_RANK_AFTER :
		    SQL_RANK_BEFORE, here, &other);
		if (result == SPOOL_NONE)	/* the last, or the first */
			other = place->behind ? here + 2 * GAP : 0;
		else if (result != SPOOL_OK)
			return result;
		*rank = here + (other - here) / 2;
		if (*rank != here && *rank != other)
			return SPOOL_OK;
		query_begin(&q, sp, SQL_RANK_SPREAD);
		result = query_run(&q);
		if (result != SPOOL_OK)
			return result;
	}
	return SPOOL_REFUSED;
}

/* One number by another. */
static enum spool_result
number(struct spool *sp, enum statement statement, int64_t key, int64_t *value)
{
	struct query q;

	query_begin(&q, sp, statement);
	query_int(&q, key);
	return query_number(&q, value);
}

static enum spool_result
add_event(struct spool *sp, const struct job *job,
    const struct rank_place *place, const char *who)
{
	char where[SPOOL_TEXT_SIZE];

	(void)snprintf(where, sizeof(where), "%s job %" PRId64,
	    place->behind ? "behind" : "before", place->job);
	return event_add(sp, &(struct event_note){ .who = who,
	    .what = "job.reordered", .new = where, .job_id = job->id,
	    .printer_id = job->printer_id });
}
