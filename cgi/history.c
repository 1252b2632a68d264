/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The jobs of a filter, and statistics.
 */
#include <stdlib.h>
#include <string.h>

#include "cgi/history.h"
#include "cgi/object.h"
#include "cgi/submit.h"
#include "cgi/table.h"
#include "sql/statistic.h"

#define LIST_USUAL	50
#define WORD_SIZE	32

static bool	 read_filter(struct http *, struct job_filter *);
static bool	 read_text(struct http *, struct job_filter *);
static enum spool_result next(struct spool *, void *, void **, int *);
static void	 write_job(struct csv *, const void *);
static json_t	*object_statistic(const struct statistic *);

static const char *const names[] = { "job", "printer", "file", "label", "who",
	"state", "why", "queued", "started", "ended", "printed_seconds",
	"filament_mm" };

static const struct table prints = { "prints.csv", names,
	sizeof(names) / sizeof(names[0]), sizeof(struct job), next,
	write_job };

void
history_jobs(struct http *h)
{
	struct job_filter filter;
	struct job *list;
	enum csv_form csv;
	int n;

	if (!read_filter(h, &filter) || !table_wants_csv(h, &csv))
		return;
	if (csv != CSV_NONE) {
		filter.limit = TABLE_MOST;
		table_send(h, &prints, csv, &filter);
	} else if (http_good(h, job_list(h->spool, &filter, &list, &n))) {
		http_reply(h, 200, json_pack("{s:o}", "jobs",
		    object_jobs(list, n)));
	}
}

static enum spool_result
next(struct spool *sp, void *filter, void **rows, int *n)
{
	struct job_filter *f = filter;
	struct job *list = NULL;
	enum spool_result result;

	result = job_list(sp, f, &list, n);
	if (result == SPOOL_OK && *n > 0)
		f->before = list[*n - 1].id;
	*rows = list;
	return result;
}

static void
write_job(struct csv *csv, const void *row)
{
	const struct job *j = row;

	csv_number(csv, j->id);
	csv_text(csv, j->printer);
	csv_number(csv, j->file_id);
	csv_text(csv, j->label);
	csv_text(csv, j->who);
	csv_text(csv, job_state_name(j->state));
	csv_text(csv, j->why);
	csv_instant(csv, j->queued_ms);
	csv_instant(csv, j->started_ms);
	csv_instant(csv, j->ended_ms);
	csv_number(csv, j->printed_ms / 1000);
	csv_number(csv, j->filament_um / 1000);
	csv_end_line(csv);
}

void
history_statistics(struct http *h)
{
	enum statistic_by by;
	char name[WORD_SIZE];
	int64_t from, to;
	struct statistic *list;
	json_t *array;
	int i, n;

	if (!table_span(h, &from, &to) ||
	    !http_query(h, "by", name, sizeof(name)))
		return;
	for (by = 0; by < STATISTIC__MAX; by++)
		if (strcmp(name, statistic_by_name(by)) == 0)
			break;
	if (by == STATISTIC__MAX) {
		http_refuse(h, REFUSAL_BAD_REQUEST,
		    "by is printer, person or month.");
		return;
	}
	if (!http_good(h, statistic_list(h->spool, by, from, to, &list, &n)))
		return;
	array = json_array();
	for (i = 0; i < n; i++)
		(void)json_array_append_new(array, object_statistic(&list[i]));
	free(list);
	http_reply(h, 200, json_pack("{s:o}", "statistics", array));
}

static json_t *
object_statistic(const struct statistic *s)
{
	return json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:I}",
	    "key", s->key,
	    "prints", (json_int_t)s->prints,
	    "finished", (json_int_t)s->finished,
	    "stopped", (json_int_t)s->stopped,
	    "failed", (json_int_t)s->failed,
	    "printed_seconds", (json_int_t)(s->printed_ms / 1000),
	    "filament_um", (json_int_t)s->filament_um);
}

static bool
read_filter(struct http *h, struct job_filter *filter)
{
	char name[SPOOL_NAME_SIZE], open[WORD_SIZE];
	struct printer printer;

	*filter = (struct job_filter){ 0 };
	if (!table_page(h, LIST_USUAL, &filter->before, &filter->limit) ||
	    !table_span(h, &filter->from_ms, &filter->to_ms) ||
	    !read_text(h, filter) ||
	    !http_query(h, "open", open, sizeof(open)) ||
	    !http_query(h, "printer", name, sizeof(name)))
		return false;
	filter->open = strcmp(open, "1") == 0;
	filter->ended = strcmp(open, "0") == 0;
	if (name[0] == '\0')
		return true;
	if (!submit_target(h, name, &printer))
		return false;
	filter->printer_id = printer.id;
	filter->pool = printer.id == 0;
	return true;
}

static bool
read_text(struct http *h, struct job_filter *filter)
{
	enum job_state state;

	if (!http_query(h, "who", filter->who, sizeof(filter->who)) ||
	    !http_query(h, "text", filter->text, sizeof(filter->text)) ||
	    !http_query(h, "state", filter->state, sizeof(filter->state)))
		return false;
	if (filter->state[0] == '\0')
		return true;
	for (state = 0; state < JOB__MAX; state++)
		if (strcmp(filter->state, job_state_name(state)) == 0)
			return true;
	http_refuse(h, REFUSAL_BAD_REQUEST, "state is one of a job's states.");
	return false;
}
