/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Events: rows are added and read, never changed (the schema refuses it).
 */

#include "sql/event.h"
#include "sql/instant.h"
#include "sql/query.h"

static void		 read_row(const struct query *, void *);

enum spool_result
event_add(struct spool *sp, const struct event_note *note)
{
	struct query q;

	query_begin(&q, sp, SQL_EVENT_INSERT);
	query_int(&q, note->at_ms != 0 ? note->at_ms : instant_now());
	query_cut(&q, note->who, SPOOL_WHO_SIZE);
	query_cut(&q, note->what, SPOOL_NAME_SIZE);
	query_int(&q, note->printer_id);
	query_int(&q, note->job_id);
	query_int(&q, note->file_id);
	query_cut(&q, note->old, SPOOL_TEXT_SIZE);
	query_cut(&q, note->new, SPOOL_TEXT_SIZE);
	query_cut(&q, note->why, SPOOL_TEXT_SIZE);
	return query_run(&q);
}

enum spool_result
event_change(struct query *q, const struct event_note *note)
{
	enum spool_result result;

	result = spool_begin(q->sp, SPOOL_SURE);
	if (result != SPOOL_OK) {
		query_end(q);
		return result;
	}
	result = query_change(q);
	if (result == SPOOL_OK)
		result = event_add(q->sp, note);
	return spool_end(q->sp, result);
}

enum spool_result
event_newest(struct spool *sp, int64_t *at_ms)
{
	enum spool_result result;
	struct query q;

	*at_ms = 0;
	query_begin(&q, sp, SQL_EVENT_NEWEST);
	result = query_number(&q, at_ms);
	return result == SPOOL_NONE ? SPOOL_OK : result;
}

enum spool_result
event_last(struct spool *sp, int64_t *id)
{
	enum spool_result result;
	struct query q;

	*id = 0;
	query_begin(&q, sp, SQL_EVENT_LAST);
	result = query_number(&q, id);
	return result == SPOOL_NONE ? SPOOL_OK : result;
}

enum spool_result
event_since(struct spool *sp, int64_t id, int most, struct event **list,
    int *n)
{
	struct query q;

	query_begin(&q, sp, SQL_EVENT_SINCE);
	query_int(&q, id);
	query_int(&q, most);
	return query_list(&q, read_row, sizeof(**list), list, n);
}

enum spool_result
event_of_job(struct spool *sp, int64_t job_id, struct event **list, int *n)
{
	struct query q;

	query_begin(&q, sp, SQL_EVENT_OF_JOB);
	query_int(&q, job_id);
	return query_list(&q, read_row, sizeof(**list), list, n);
}

enum spool_result
event_of_printer(struct spool *sp, int64_t printer_id, int64_t before,
    int limit, struct event **list, int *n)
{
	struct query q;

	query_begin(&q, sp, SQL_EVENT_OF_PRINTER);
	query_int(&q, printer_id);
	query_int(&q, before > 0 ? before : INT64_MAX);
	query_int(&q, limit);
	return query_list(&q, read_row, sizeof(**list), list, n);
}

enum spool_result
event_list(struct spool *sp, const struct event_filter *f,
    struct event **list, int *n)
{
	struct query q;

	query_begin(&q, sp, SQL_EVENT_LIST);
	query_int(&q, f->before > 0 ? f->before : INT64_MAX);
	query_text(&q, f->who);
	query_text(&q, f->what);
	query_text(&q, f->printer);
	query_int(&q, f->from_ms);
	query_int(&q, f->to_ms > 0 ? f->to_ms : INT64_MAX);
	query_int(&q, f->limit);
	return query_list(&q, read_row, sizeof(**list), list, n);
}

static void
read_row(const struct query *q, void *row)
{
	struct event *ev = row;

	ev->id = query_get_int(q, 0);
	ev->at_ms = query_get_int(q, 1);
	query_get_text(q, 2, ev->who, sizeof(ev->who));
	query_get_text(q, 3, ev->what, sizeof(ev->what));
	ev->printer_id = query_get_int(q, 4);
	ev->job_id = query_get_int(q, 5);
	query_get_text(q, 6, ev->old, sizeof(ev->old));
	query_get_text(q, 7, ev->new, sizeof(ev->new));
	query_get_text(q, 8, ev->why, sizeof(ev->why));
	ev->file_id = query_get_int(q, 9);
	query_get_text(q, 10, ev->sha256, sizeof(ev->sha256));
	query_get_text(q, 11, ev->printer, sizeof(ev->printer));
}
