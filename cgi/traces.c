/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Traces over HTTP, a row of the spool in memory at a time.
 */
#include <stdlib.h>

#include "cgi/csv.h"
#include "cgi/traces.h"
#include "sql/job.h"
#include "sql/trace.h"

#define CHART_POINTS	600	/* a canvas has hardly more columns */

static void	 write_point(struct csv *, const struct trace_point *);
static void	 write_celsius(struct csv *, int64_t);
static json_t	*chart_point(const struct trace_point *);
static json_t	*celsius(int64_t);

/* Behind the first line nothing can be refused any more: the answer ends where
 * the spool did. */
void
traces_csv(struct http *h)
{
	static const char *const names[] = { "time", "state", "line",
	    "hotend", "hotend_target", "bed", "bed_target" };
	struct trace_point points[TRACE_CHUNK];
	int64_t after_ms = 0;
	struct job job;
	struct csv csv;
	FILE *out;
	int i, n;

	if (!http_good(h, job_by_id(h->spool, h->path.id, &job)))
		return;
	out = http_open(h, "text/csv; charset=utf-8", "telemetry.csv");
	if (out == NULL)
		return;
	csv_begin(&csv, out, names, sizeof(names) / sizeof(names[0]));
	while (!ferror(out) && trace_next(h->spool, job.id, &after_ms, points,
	    &n) == SPOOL_OK)
		for (i = 0; i < n; i++)
			write_point(&csv, &points[i]);
	(void)fclose(out);
}

static void
write_point(struct csv *csv, const struct trace_point *p)
{
	csv_instant(csv, p->at_ms);
	csv_text(csv, trace_state_name(p->state));
	csv_number(csv, p->line);
	write_celsius(csv, p->hotend_dC);
	write_celsius(csv, p->hotend_target_dC);
	write_celsius(csv, p->bed_dC);
	write_celsius(csv, p->bed_target_dC);
	csv_end_line(csv);
}

static void
write_celsius(struct csv *csv, int64_t dC)
{
	if (dC == TRACE_UNKNOWN)
		csv_nothing(csv);
	else
		csv_tenths(csv, dC);
}

void
traces_chart(struct http *h)
{
	struct trace_point points[TRACE_CHUNK];
	int64_t after_ms = 0, all, seen = 0, every;
	enum spool_result result = SPOOL_OK;
	json_t *list = json_array();
	struct job job;
	int i, n;

	if (!http_good(h, job_by_id(h->spool, h->path.id, &job)) ||
	    !http_good(h, trace_count(h->spool, job.id, &all)))
		goto out;
	every = all / CHART_POINTS + 1;
	while ((result = trace_next(h->spool, job.id, &after_ms, points,
	    &n)) == SPOOL_OK)
		for (i = 0; i < n; i++)
			if (seen++ % every == 0)
				(void)json_array_append_new(list,
				    chart_point(&points[i]));
	if (result != SPOOL_NONE)
		http_refuse_spool(h, result);
	else
		http_reply(h, 200, json_pack("{s:O}", "points", list));
out:
	json_decref(list);
}

static json_t *
chart_point(const struct trace_point *p)
{
	return json_pack("[I, o, o, o, o]", (json_int_t)p->at_ms,
	    celsius(p->hotend_dC), celsius(p->hotend_target_dC),
	    celsius(p->bed_dC), celsius(p->bed_target_dC));
}

static json_t *
celsius(int64_t dC)
{
	return dC == TRACE_UNKNOWN ? json_null() :
	    json_real((double)dC / 10.0);
}
