/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Traces over HTTP, a row of the spool in memory at a time.
 */
#include <stdlib.h>

#include "cgi/csv.h"
#include "cgi/daemon.h"
#include "cgi/traces.h"
#include "sql/job.h"
#include "sql/trace.h"

#define CHART_POINTS	600	/* a canvas has hardly more columns */

/* A trace as it is wound off. */
struct reel {
	struct job		job;
	int64_t			after_ms;	/* of trace_next */
	int64_t			last_ms;	/* of the last point; 0: none */
	bool			stored_end;	/* the spool has no more */
	struct trace_point	points[TRACE_CHUNK];
	int			n;
};

static enum spool_result wind(struct http *, struct reel *);
static int	 take_points(const json_t *, struct trace_point[TRACE_CHUNK]);
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
	struct reel reel = { .n = 0 };
	struct csv csv;
	FILE *out;
	int i;

	if (!http_good(h, job_by_id(h->spool, h->path.id, &reel.job)))
		return;
	out = http_open(h, "text/csv; charset=utf-8", "telemetry.csv");
	if (out == NULL)
		return;
	csv_begin(&csv, out, CSV_PLAIN, names,
	    sizeof(names) / sizeof(names[0]));
	while (!ferror(out) && wind(h, &reel) == SPOOL_OK)
		for (i = 0; i < reel.n; i++)
			write_point(&csv, &reel.points[i]);
	(void)fclose(out);
}

/* The next points: those that are stored, and of a print that runs then those
 * that the daemon has in memory.  SPOOL_NONE: that was all. */
static enum spool_result
wind(struct http *h, struct reel *r)
{
	enum spool_result result = SPOOL_NONE;
	json_t *list;

	if (!r->stored_end)
		result = trace_next(h->spool, r->job.id, &r->after_ms,
		    r->points, &r->n);
	if (result == SPOOL_NONE && (r->job.state == JOB_PRINTING ||
	    r->job.state == JOB_PAUSED)) {
		r->stored_end = true;
		list = daemon_tape(h, r->job.printer_id, r->job.id,
		    r->last_ms);
		r->n = take_points(list, r->points);
		json_decref(list);
		result = r->n > 0 ? SPOOL_OK : SPOOL_NONE;
	}
	if (result == SPOOL_OK && r->n > 0)
		r->last_ms = r->points[r->n - 1].at_ms;
	return result;
}

static int
take_points(const json_t *list, struct trace_point points[TRACE_CHUNK])
{
	int64_t v[TRACE_FIELDS];
	json_t *one;
	size_t i, k;

	for (i = 0; i < json_array_size(list) && i < TRACE_CHUNK; i++) {
		one = json_array_get(list, i);
		for (k = 0; k < TRACE_FIELDS; k++)
			v[k] = json_integer_value(json_array_get(one, k));
		points[i] = (struct trace_point){ .at_ms = v[0],
		    .line = v[1], .hotend_dC = v[2],
		    .hotend_target_dC = v[3], .bed_dC = v[4],
		    .bed_target_dC = v[5], .state = v[6] };
	}
	return (int)i;
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
	struct reel reel = { .n = 0 };
	int64_t all, seen = 0, every;
	enum spool_result result = SPOOL_OK;
	json_t *list = json_array();
	int i;

	if (!http_good(h, job_by_id(h->spool, h->path.id, &reel.job)) ||
	    !http_good(h, trace_count(h->spool, reel.job.id, &all)))
		goto out;
	every = all / CHART_POINTS + 1;
	while ((result = wind(h, &reel)) == SPOOL_OK)
		for (i = 0; i < reel.n; i++)
			if (seen++ % every == 0)
				(void)json_array_append_new(list,
				    chart_point(&reel.points[i]));
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
