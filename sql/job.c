/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Jobs: the queue, the claim, and the one function that moves a job from
 * state to state.
 */
#include <assert.h>

#include "sql/event.h"
#include "sql/instant.h"
#include "sql/job.h"
#include "sql/limit.h"
#include "sql/objection.h"
#include "sql/query.h"

static enum spool_result add_one(struct spool *, struct job *, int64_t);
static enum spool_result find_next(struct spool *, int64_t, int64_t *,
			    char [OBJECTION_SIZE]);
static enum spool_result fail_unstarted(struct spool *, int64_t,
			    const char *);
static enum spool_result add_event(struct spool *, const char *, int64_t,
			    const char *, const char *, const char *,
			    const char *);

enum spool_result
job_submit(struct spool *sp, struct job *job)
{
	struct limit limit;

	return job_submit_copies(sp, job, 1, &limit);
}

enum spool_result
job_submit_copies(struct spool *sp, struct job *job, int copies,
    struct limit *limit)
{
	int64_t now_ms = instant_now();
	enum spool_result result;
	int i;

	assert(copies >= 1 && copies <= JOB_COPIES_MAX);
	*limit = (struct limit){ .code = LIMIT_NOTHING };
	result = spool_begin(sp, SPOOL_SURE);
	if (result != SPOOL_OK)
		return result;
	result = limit_to_queue(sp, job->who, job->file_id, copies, now_ms,
	    limit);
	for (i = 0; i < copies && result == SPOOL_OK; i++)
		result = add_one(sp, job, now_ms);
	/* nobody else writes meanwhile, and no id is used twice */
	job->id -= copies - 1;
	return spool_end(sp, result);
}

static enum spool_result
add_one(struct spool *sp, struct job *job, int64_t now_ms)
{
	enum spool_result result;
	struct query q;

	query_begin(&q, sp, SQL_JOB_INSERT);
	query_text(&q, job->label);
	query_text(&q, job->who);
	query_int(&q, now_ms);
	query_int(&q, job->file_id);
	query_int(&q, job->printer_id);
	result = query_change(&q);
	if (result == SPOOL_NONE)
		result = SPOOL_REFUSED;
	if (result == SPOOL_OK) {
		job->id = query_last_id(sp);
		result = add_event(sp, "job.submitted", job->id, job->who, "",
		    job_state_name(JOB_QUEUED), "");
	}
	return result;
}

enum spool_result
job_claim(struct spool *sp, int64_t printer_id, struct job *job)
{
	enum spool_result result;
	char why[OBJECTION_SIZE];
	struct query q;
	int64_t id = 0;

	result = spool_begin(sp, SPOOL_SURE);
	if (result != SPOOL_OK)
		return result;
	result = find_next(sp, printer_id, &id, why);
	if (result == SPOOL_REFUSED)
		return fail_unstarted(sp, id, why);
	if (result == SPOOL_OK) {
		query_begin(&q, sp, SQL_JOB_TAKE);	/* the pool's only */
		query_int(&q, printer_id);
		query_int(&q, id);
		result = query_run(&q);
	}
	if (result == SPOOL_OK)
		result = job_move_within(sp, id, JOB_QUEUED, JOB_PRINTING,
		    "spoolerd", "");
	if (result == SPOOL_OK)
		result = job_by_id(sp, id, job);
	return spool_end(sp, result);
}

/* The first job that the printer may run; another may take the pool's that it
 * can't print; what a person at it can mend, and what nobody may start now, may
 * come later.  SPOOL_REFUSED: why not this one at all. */
static enum spool_result
find_next(struct spool *sp, int64_t printer_id, int64_t *id,
    char why[OBJECTION_SIZE])
{
	enum spool_result result;
	struct objection o;
	struct limit limit;
	struct query q;
	bool of_pool, later;

	query_begin(&q, sp, SQL_JOB_NEXT);
	query_int(&q, printer_id);
	do {
		result = query_row(&q);
		if (result != SPOOL_OK)
			break;
		*id = query_get_int(&q, 0);
		of_pool = query_get_int(&q, 1) != 0;
		result = objection_to_job(sp, *id, printer_id, &o);
		if (result == SPOOL_REFUSED) {
			later = of_pool || objection_may_pass(o.code);
			objection_sentence(&o, why);
		}
		if (result != SPOOL_OK)
			continue;
		result = limit_to_start(sp, *id, instant_now(), &limit);
		(void)limit_sentence(&limit, why);
		later = limit.code == LIMIT_CLOSED;
	} while (result == SPOOL_REFUSED && later);
	query_end(&q);
	return result;
}

/* Ends the claim's transaction. */
static enum spool_result
fail_unstarted(struct spool *sp, int64_t id, const char *why)
{
	enum spool_result result;

	result = spool_end(sp, job_move_within(sp, id, JOB_QUEUED,
	    JOB_FAILED, "spoolerd", why));
	return result == SPOOL_OK ? SPOOL_REFUSED : result;
}

enum spool_result
job_move(struct spool *sp, int64_t id, enum job_state new, const char *who,
    const char *why)
{
	enum spool_result result;
	struct job job;

	result = spool_begin(sp, SPOOL_SURE);
	if (result != SPOOL_OK)
		return result;
	result = job_by_id(sp, id, &job);
	if (result == SPOOL_OK)
		result = job_move_within(sp, id, job.state, new, who, why);
	return spool_end(sp, result);
}

enum spool_result
job_move_within(struct spool *sp, int64_t id, enum job_state old,
    enum job_state new, const char *who, const char *why)
{
	enum spool_result result;
	struct query q;

	if (old == new)
		return SPOOL_REFUSED;
	query_begin(&q, sp, SQL_JOB_MOVE);
	query_text(&q, job_state_name(new));
	query_text(&q, why);
	query_int(&q, instant_now());
	query_int(&q, id);
	query_text(&q, job_state_name(old));
	result = query_change(&q);	/* the trigger knows the table */
	if (result == SPOOL_NONE)
		result = SPOOL_REFUSED;
	if (result == SPOOL_OK && old != JOB_QUEUED &&
	    (new == JOB_FINISHED || new == JOB_STOPPED ||
	    new == JOB_FAILED)) {
		query_begin(&q, sp, SQL_PRINTER_DIRTY);
		query_int(&q, id);
		result = query_run(&q);
	}
	if (result != SPOOL_OK)
		return result;
	return add_event(sp, "job.move", id, who, job_state_name(old),
	    job_state_name(new), why);
}

enum spool_result
job_wish(struct spool *sp, int64_t id, enum job_wish wish, const char *who)
{
	enum spool_result result;
	struct query q;

	result = spool_begin(sp, SPOOL_SURE);
	if (result != SPOOL_OK)
		return result;
	query_begin(&q, sp, SQL_JOB_WISH);
	query_text(&q, job_wish_name(wish));
	query_int(&q, id);
	result = query_change(&q);
	if (result == SPOOL_NONE)
		result = SPOOL_REFUSED;
	if (result == SPOOL_OK)
		result = add_event(sp, "job.wish", id, who, "",
		    job_wish_name(wish), "");
	return spool_end(sp, result);
}

enum spool_result
job_cancel(struct spool *sp, int64_t id, const char *who)
{
	enum spool_result result;

	result = spool_begin(sp, SPOOL_SURE);
	if (result != SPOOL_OK)
		return result;
	result = job_move_within(sp, id, JOB_QUEUED, JOB_CANCELLED, who, "");
	return spool_end(sp, result);
}

enum spool_result
job_checkpoint(struct spool *sp, int64_t id, int64_t commands, int64_t bytes,
    int64_t printed_ms, int lifted_um)
{
	struct query q;

	query_begin(&q, sp, SQL_JOB_CHECKPOINT);
	query_int(&q, commands);
	query_int(&q, bytes);
	query_int(&q, printed_ms);
	query_int(&q, lifted_um);
	query_int(&q, id);
	return query_change(&q);
}

enum spool_result
job_because(struct spool *sp, int64_t id, int64_t printer, const char *why)
{
	struct query q;

	query_begin(&q, sp, SQL_JOB_BECAUSE);
	query_text(&q, why);
	query_int(&q, id);
	query_int(&q, printer);
	return query_run(&q);
}

enum spool_result
job_layer(struct spool *sp, int64_t id, int64_t layer)
{
	struct query q;

	query_begin(&q, sp, SQL_JOB_LAYER);
	query_int(&q, layer);
	query_int(&q, id);
	return query_run(&q);
}

enum spool_result
job_link(struct spool *sp, int64_t id, const struct job_link *link)
{
	struct query q;

	query_begin(&q, sp, SQL_JOB_LINK);
	query_int(&q, link->resends);
	query_int(&q, link->timeouts);
	query_int(&q, link->starved_ms);
	query_int(&q, id);
	return query_change(&q);
}

enum spool_result
job_reenter(struct spool *sp, int64_t id, const char *who, const char *why)
{
	enum spool_result result;
	struct query q;

	result = spool_begin(sp, SPOOL_SURE);
	if (result != SPOOL_OK)
		return result;
	query_begin(&q, sp, SQL_JOB_REENTER);
	query_int(&q, id);
	result = query_change(&q);
	if (result == SPOOL_OK)
		result = job_move_within(sp, id, JOB_INTERRUPTED, JOB_PRINTING,
		    who, why);
	return spool_end(sp, result);
}

static enum spool_result
add_event(struct spool *sp, const char *what, int64_t id, const char *who,
    const char *old, const char *new, const char *why)
{
	enum spool_result result;
	struct job job;

	result = job_by_id(sp, id, &job);
	if (result != SPOOL_OK)
		return result;
	return event_add(sp, &(struct event_note){ .who = who, .what = what,
	    .old = old, .new = new, .why = why, .job_id = id,
	    .printer_id = job.printer_id });
}
