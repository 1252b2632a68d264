/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Jobs as they are read: their rows, alone and in lists, and the names of
 * their states.
 */
#include <string.h>

#include "sql/job.h"
#include "sql/query.h"

static void		 read_row(const struct query *, void *);

static const char *const state_names[] = {
	[JOB_QUEUED]	  = "queued",
	[JOB_PRINTING]	  = "printing",
	[JOB_PAUSED]	  = "paused",
	[JOB_FINISHED]	  = "finished",
	[JOB_STOPPED]	  = "stopped",
	[JOB_FAILED]	  = "failed",
	[JOB_INTERRUPTED] = "interrupted",
	[JOB_CANCELLED]	  = "cancelled",
};
_Static_assert(sizeof(state_names) / sizeof(state_names[0]) == JOB__MAX,
    "every state has a name");

static const char *const wish_names[] = {
	[JOB_RUN]   = "run",
	[JOB_PAUSE] = "pause",
	[JOB_STOP]  = "stop",
};
_Static_assert(sizeof(wish_names) / sizeof(wish_names[0]) == JOB_WISH__MAX,
    "every wish has a name");

const char *
job_state_name(enum job_state state)
{
	return state_names[state];
}

const char *
job_wish_name(enum job_wish wish)
{
	return wish_names[wish];
}

enum spool_result
job_by_id(struct spool *sp, int64_t id, struct job *job)
{
	struct query q;

	query_begin(&q, sp, SQL_JOB_BY_ID);
	query_int(&q, id);
	return query_one(&q, read_row, job);
}

enum spool_result
job_current(struct spool *sp, int64_t printer_id, struct job *job)
{
	struct query q;

	query_begin(&q, sp, SQL_JOB_CURRENT);
	query_int(&q, printer_id);
	return query_one(&q, read_row, job);
}

enum spool_result
job_last_ended(struct spool *sp, int64_t printer_id, struct job *job)
{
	struct query q;

	query_begin(&q, sp, SQL_JOB_LAST_ENDED);
	query_int(&q, printer_id);
	return query_one(&q, read_row, job);
}

enum spool_result
job_first(struct spool *sp, int64_t printer_id, struct job *job)
{
	struct query q;

	query_begin(&q, sp, SQL_JOB_FIRST);
	query_int(&q, printer_id);
	return query_one(&q, read_row, job);
}

enum spool_result
job_list(struct spool *sp, const struct job_filter *filter, struct job **list,
    int *n)
{
	struct query q;

	query_begin(&q, sp, filter->open ? SQL_JOB_LIST_OPEN :
	    filter->who[0] != '\0' ? SQL_JOB_LIST_OF_PERSON : SQL_JOB_LIST);
	query_int(&q, filter->printer_id);
	query_int(&q, filter->before);
	query_int(&q, filter->limit);
	query_int(&q, filter->pool);
	query_int(&q, filter->ended);
	query_text(&q, filter->state);
	query_text(&q, filter->who);
	query_text(&q, filter->text);
	query_int(&q, filter->from_ms);
	query_int(&q, filter->to_ms);
	return query_list(&q, read_row, sizeof(**list), list, n);
}

enum spool_result
job_count(struct spool *sp, int64_t printer_id, int *n)
{
	enum spool_result result;
	int64_t number = 0;
	struct query q;

	query_begin(&q, sp, SQL_JOB_COUNT);
	query_int(&q, printer_id);
	result = query_number(&q, &number);
	*n = (int)number;
	return result;
}

enum spool_result
job_queue(struct spool *sp, int64_t printer_id, int limit, struct job **list,
    int *n)
{
	struct query q;

	query_begin(&q, sp, SQL_JOB_QUEUE);
	query_int(&q, printer_id);
	query_int(&q, limit);
	return query_list(&q, read_row, sizeof(**list), list, n);
}

/* The index of a name in a table of n; the schema's CHECKs allow no other. */
static unsigned int
find_name(const char *const *names, unsigned int n, const char *name)
{
	unsigned int i;

	for (i = 0; i + 1 < n && strcmp(names[i], name) != 0; i++)
		continue;
	return i;
}

static void
read_row(const struct query *q, void *row)
{
	struct job *job = row;
	char name[16];

	memset(job, 0, sizeof(*job));
	job->id = query_get_int(q, 0);
	job->file_id = query_get_int(q, 1);
	job->printer_id = query_get_int(q, 2);
	query_get_text(q, 3, job->printer, sizeof(job->printer));
	query_get_text(q, 4, job->label, sizeof(job->label));
	query_get_text(q, 5, job->who, sizeof(job->who));
	query_get_text(q, 6, name, sizeof(name));
	job->state = find_name(state_names, JOB__MAX, name);
	query_get_text(q, 7, name, sizeof(name));
	job->wish = find_name(wish_names, JOB_WISH__MAX, name);
	query_get_text(q, 8, job->why, sizeof(job->why));
	job->queued_ms = query_get_int(q, 9);
	job->started_ms = query_get_int(q, 10);
	job->ended_ms = query_get_int(q, 11);
	job->done_commands = query_get_int(q, 12);
	job->done_bytes = query_get_int(q, 13);
	job->printed_ms = query_get_int(q, 14);
	query_get_text(q, 15, job->sha256, sizeof(job->sha256));
	job->bytes = query_get_int(q, 16);
	job->commands = query_get_int(q, 17);
	job->seconds = query_get_int(q, 18);
	job->filament_um = query_get_int(q, 19);
	job->link.resends = query_get_int(q, 20);
	job->link.timeouts = query_get_int(q, 21);
	job->link.starved_ms = query_get_int(q, 22);
	job->lifted_um = (int)query_get_int(q, 23);
	job->thumbnail = query_get_int(q, 24) != 0;
	job->layer = query_get_int(q, 25);
	job->layers = query_get_int(q, 26);
}
