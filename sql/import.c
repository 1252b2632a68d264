/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows taken over from another system.
 */
#include <string.h>

#include "sql/event.h"
#include "sql/import.h"
#include "sql/instant.h"
#include "sql/query.h"

static enum spool_result insert_printer(struct spool *, int64_t,
			    const char *, struct printer *);
static enum spool_result insert_job(struct spool *, struct job *);

enum spool_result
import_printer(struct spool *sp, int64_t number, const char *who,
    struct printer *p, bool *fresh)
{
	enum spool_result result;
	char name[SPOOL_NAME_SIZE];

	/* reading fills all of p */
	memcpy(name, p->name, sizeof(name));
	*fresh = false;
	result = spool_begin(sp, SPOOL_SURE);
	if (result != SPOOL_OK)
		return result;
	result = printer_by_name(sp, name, p);
	if (result == SPOOL_NONE) {
		*fresh = true;
		memcpy(p->name, name, sizeof(name));
		result = insert_printer(sp, number, who, p);
	}
	return spool_end(sp, result);
}

static enum spool_result
insert_printer(struct spool *sp, int64_t number, const char *who,
    struct printer *p)
{
	enum spool_result result;
	struct query q;
	int64_t id;

	query_begin(&q, sp, SQL_PRINTER_IMPORT);
	query_int(&q, number);
	query_text(&q, p->name);
	query_int(&q, instant_now());
	result = query_run(&q);
	if (result != SPOOL_OK)
		return result;
	id = query_last_id(sp);
	result = event_add(sp, &(struct event_note){ .who = who,
	    .what = "printer.imported", .new = p->name, .printer_id = id });
	return result == SPOOL_OK ? printer_by_id(sp, id, p) : result;
}

enum spool_result
import_job(struct spool *sp, struct job *job)
{
	enum spool_result result;

	result = spool_begin(sp, SPOOL_USUAL);
	if (result != SPOOL_OK)
		return result;
	return spool_end(sp, insert_job(sp, job));
}

static enum spool_result
insert_job(struct spool *sp, struct job *job)
{
	enum spool_result result;
	struct query q;

	query_begin(&q, sp, SQL_JOB_IMPORT);
	query_int(&q, job->file_id);
	query_int(&q, job->printer_id);
	query_text(&q, job->label);
	query_text(&q, job->who);
	query_int(&q, job->ended_ms);
	result = query_change(&q);
	if (result != SPOOL_OK)
		return result;
	job->id = query_last_id(sp);
	return event_add(sp, &(struct event_note){ .who = job->who,
	    .what = "job.imported", .new = "finished", .job_id = job->id,
	    .printer_id = job->printer_id });
}
