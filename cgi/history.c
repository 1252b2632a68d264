/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The jobs of a filter, and statistics.
 */
#include <stdlib.h>
#include <string.h>

#include "cgi/csv.h"
#include "cgi/history.h"
#include "cgi/object.h"
#include "cgi/submit.h"
#include "sql/instant.h"
#include "sql/statistic.h"
#include "sql/valid.h"

#define LIST_USUAL	50
#define LIST_MOST	1000
#define WORD_SIZE	32

static bool	 read_filter(struct http *, struct job_filter *);
static bool	 read_text(struct http *, struct job_filter *);
static bool	 read_span(struct http *, int64_t *, int64_t *);
static bool	 read_instant(struct http *, const char *, int64_t *);
static bool	 wants_csv(struct http *, bool *);
static void	 reply_csv(struct http *, struct job_filter *);
static void	 write_job(struct csv *, const struct job *);
static json_t	*object_statistic(const struct statistic *);

void
history_jobs(struct http *h)
{
	struct job_filter filter;
	struct job *list;
	bool csv;
	int n;

	if (!read_filter(h, &filter) || !wants_csv(h, &csv))
		return;
	if (csv)
		reply_csv(h, &filter);
	else if (http_good(h, job_list(h->spool, &filter, &list, &n)))
		http_reply(h, 200, json_pack("{s:o}", "jobs",
		    object_jobs(list, n)));
}

/* All of them, a page in memory at a time.  Behind the first line nothing can
 * be refused any more: the answer ends where the spool did. */
static void
reply_csv(struct http *h, struct job_filter *filter)
{
	static const char *const names[] = { "job", "printer", "file", "label",
	    "who", "state", "why", "queued", "started", "ended",
	    "printed_seconds", "filament_mm" };
	struct job *list;
	struct csv csv;
	FILE *out;
	int i, n;

	filter->limit = LIST_MOST;
	if (!http_good(h, job_list(h->spool, filter, &list, &n)))
		return;
	out = http_open(h, "text/csv; charset=utf-8", "prints.csv");
	if (out == NULL) {
		free(list);
		return;
	}
	csv_begin(&csv, out, names, sizeof(names) / sizeof(names[0]));
	while (n > 0) {
		for (i = 0; i < n; i++)
			write_job(&csv, &list[i]);
		filter->before = list[n - 1].id;
		free(list);
		list = NULL;
		if (ferror(out) || job_list(h->spool, filter, &list, &n) !=
		    SPOOL_OK)
			break;
	}
	free(list);
	(void)fclose(out);
}

static void
write_job(struct csv *csv, const struct job *j)
{
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

	if (!read_span(h, &from, &to) ||
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

bool
history_page(struct http *h, int64_t *before, int *limit)
{
	char text[WORD_SIZE];
	int64_t n = LIST_USUAL;

	*before = 0;
	if (!http_query(h, "before", text, sizeof(text)))
		return false;
	if (text[0] != '\0' && !valid_number(text, 1, INT64_MAX, before))
		goto bad;
	if (!http_query(h, "limit", text, sizeof(text)))
		return false;
	if (text[0] != '\0' && !valid_number(text, 1, LIST_MOST, &n))
		goto bad;
	*limit = (int)n;
	return true;
bad:
	http_refuse(h, REFUSAL_BAD_REQUEST, "before is a number, limit one "
	    "from 1 to 1000.");
	return false;
}

static bool
read_filter(struct http *h, struct job_filter *filter)
{
	char name[SPOOL_NAME_SIZE], open[WORD_SIZE];
	struct printer printer;

	*filter = (struct job_filter){ 0 };
	if (!history_page(h, &filter->before, &filter->limit) ||
	    !read_span(h, &filter->from_ms, &filter->to_ms) ||
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

/* ?from=INSTANT&to=INSTANT */
static bool
read_span(struct http *h, int64_t *from, int64_t *to)
{
	return read_instant(h, "from", from) && read_instant(h, "to", to);
}

static bool
read_instant(struct http *h, const char *name, int64_t *ms)
{
	char text[WORD_SIZE];

	*ms = 0;
	if (!http_query(h, name, text, sizeof(text)))
		return false;
	if (text[0] == '\0' || instant_parse(text, ms))
		return true;
	http_refuse(h, REFUSAL_BAD_REQUEST, "from and to are days, 2026-11-21, "
	    "or instants, 2026-11-21T08:30:00Z.");
	return false;
}

/* ?format=csv */
static bool
wants_csv(struct http *h, bool *csv)
{
	char format[WORD_SIZE];

	if (!http_query(h, "format", format, sizeof(format)))
		return false;
	*csv = strcmp(format, "csv") == 0;
	if (*csv || format[0] == '\0' || strcmp(format, "json") == 0)
		return true;
	http_refuse(h, REFUSAL_BAD_REQUEST, "format is json or csv.");
	return false;
}
