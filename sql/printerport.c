/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A printer and its port: machines are taken in, recognized, moved and
 * forgotten.
 */
#include <stdio.h>

#include "sql/event.h"
#include "sql/instant.h"
#include "sql/job.h"
#include "sql/printer.h"
#include "sql/query.h"

static enum spool_result insert(struct spool *, struct printer *,
			    const char *);
static enum spool_result put(struct spool *, enum statement,
			    const struct printer *, int64_t);
static enum spool_result cancel_queue(struct spool *, int64_t, const char *);

enum spool_result
printer_adopt(struct spool *sp, struct printer *p, const char *who)
{
	struct printer known;
	enum spool_result result;

	result = spool_begin(sp, SPOOL_SURE);
	if (result != SPOOL_OK)
		return result;
	result = printer_by_port(sp, p, &known);
	if (result == SPOOL_OK) {
		*p = known;
		return spool_commit(sp);
	}
	if (result == SPOOL_NONE)
		result = insert(sp, p, who);
	return spool_end(sp, result);
}

static enum spool_result
insert(struct spool *sp, struct printer *p, const char *who)
{
	enum spool_result result;
	int64_t profile = 0;
	struct query q;

	query_begin(&q, sp, SQL_PROFILE_BY_TYPE);
	query_text(&q, p->machine_type);
	query_text(&q, p->dialect);
	result = query_number(&q, &profile);
	if (result != SPOOL_OK)
		return result;
	/* one that was imported under this name waits for its port */
	result = put(sp, SQL_PRINTER_CLAIM, p, profile);
	if (result == SPOOL_NONE)
		result = put(sp, SQL_PRINTER_INSERT, p, profile);
	if (result == SPOOL_OK)
		result = printer_by_name(sp, p->name, p);
	if (result != SPOOL_OK)
		return result;
	return event_add(sp, &(struct event_note){ .who = who,
	    .what = "printer.adopted", .new = p->name, .printer_id = p->id });
}

static enum spool_result
put(struct spool *sp, enum statement statement, const struct printer *p,
    int64_t profile)
{
	struct query q;

	query_begin(&q, sp, statement);
	query_text(&q, p->name);
	query_int(&q, profile);
	query_text(&q, p->usb_serial);
	query_text(&q, p->position);
	query_text(&q, p->path);
	query_text(&q, p->machine_type);
	query_text(&q, p->uuid);
	query_int(&q, p->baud);
	query_int(&q, p->needs_cleaning);
	query_int(&q, instant_now());
	return query_change(&q);
}

enum spool_result
printer_forget(struct spool *sp, int64_t id, const char *who)
{
	enum spool_result result;
	struct query q;

	result = spool_begin(sp, SPOOL_SURE);
	if (result != SPOOL_OK)
		return result;
	query_begin(&q, sp, SQL_PRINTER_FORGET);
	query_int(&q, instant_now());
	query_int(&q, id);
	result = query_change(&q);
	if (result == SPOOL_NONE)
		result = SPOOL_REFUSED;
	if (result == SPOOL_OK)
		result = cancel_queue(sp, id, who);
	if (result == SPOOL_OK)
		result = event_add(sp, &(struct event_note){ .who = who,
		    .what = "printer.forgotten", .printer_id = id });
	return spool_end(sp, result);
}

static enum spool_result
cancel_queue(struct spool *sp, int64_t id, const char *who)
{
	enum spool_result result;
	struct query q;
	int64_t job;

	for (;;) {
		query_begin(&q, sp, SQL_JOB_QUEUED_OF_PRINTER);
		query_int(&q, id);
		result = query_number(&q, &job);
		if (result == SPOOL_NONE)
			return SPOOL_OK;
		if (result == SPOOL_OK)
			result = job_move_within(sp, job, JOB_QUEUED,
			    JOB_CANCELLED, who, "the printer was forgotten");
		if (result != SPOOL_OK)
			return result;
	}
}

enum spool_result
printer_identify(struct spool *sp, int64_t id, const char *machine_type,
    const char *uuid)
{
	struct query q;

	query_begin(&q, sp, SQL_PRINTER_IDENTIFY);
	query_text(&q, machine_type);
	query_text(&q, uuid);
	query_int(&q, id);
	return query_run(&q);
}

enum spool_result
printer_move(struct spool *sp, const struct printer *p, const char *who)
{
	char where[SPOOL_TEXT_SIZE];
	enum spool_result result;
	struct query q;

	(void)snprintf(where, sizeof(where), "%.100s%.100s", p->usb_serial,
	    p->position);
	query_begin(&q, sp, SQL_PRINTER_MOVE);
	query_text(&q, p->usb_serial);
	query_text(&q, p->position);
	query_text(&q, p->path);
	query_int(&q, p->id);
	query_text(&q, p->machine_type);
	result = event_change(&q, &(struct event_note){ .who = who,
	    .what = "printer.moved", .new = where, .printer_id = p->id });
	return result == SPOOL_NONE ? SPOOL_REFUSED : result;
}
