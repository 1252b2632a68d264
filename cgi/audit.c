/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Events by filter, as JSON page by page, or all of them as a table for a
 * spreadsheet, which is made while it is sent.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/audit.h"
#include "cgi/csv.h"
#include "cgi/object.h"
#include "sql/event.h"
#include "sql/instant.h"
#include "sql/valid.h"

#define LIST_USUAL	100
#define LIST_MOST	1000
#define NUMBER_SIZE	32

static bool	read_filter(struct http *, struct event_filter *);
static bool	read_time(struct http *, const char *, int64_t *);
static bool	read_number(struct http *, const char *, int64_t, int64_t *);
static void	send_page(struct http *, const struct event_filter *);
static void	send_table(struct http *, struct event_filter *);
static void	write_row(struct csv *, const struct event *);

void
audit_get(struct http *h)
{
	struct event_filter filter = { .limit = LIST_USUAL };
	char format[NUMBER_SIZE];

	if (!read_filter(h, &filter) ||
	    !http_query(h, "format", format, sizeof(format)))
		return;
	if (strcmp(format, "csv") == 0)
		send_table(h, &filter);
	else if (format[0] == '\0' || strcmp(format, "json") == 0)
		send_page(h, &filter);
	else
		http_refuse(h, REFUSAL_BAD_REQUEST,
		    "The format is json or csv.");
}

/* false: malformed, and that was answered. */
static bool
read_filter(struct http *h, struct event_filter *f)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz.-";
	int64_t limit = f->limit;

	if (!http_query(h, "person", f->who, sizeof(f->who)) ||
	    !http_query(h, "printer", f->printer, sizeof(f->printer)) ||
	    !http_query(h, "kind", f->what, sizeof(f->what)) ||
	    !read_time(h, "from", &f->from_ms) ||
	    !read_time(h, "to", &f->to_ms) ||
	    !read_number(h, "before", INT64_MAX, &f->before) ||
	    !read_number(h, "limit", LIST_MOST, &limit))
		return false;
	f->limit = (int)limit;
	if (strspn(f->what, letters) == strlen(f->what))
		return true;
	http_refuse(h, REFUSAL_BAD_REQUEST, "A kind is as in \"job.move\", "
	    "or \"job\" for all of these.");
	return false;
}

static bool
read_time(struct http *h, const char *name, int64_t *ms)
{
	char text[NUMBER_SIZE];

	if (!http_query(h, name, text, sizeof(text)))
		return false;
	if (text[0] == '\0' || instant_parse(text, ms))
		return true;
	http_refuse(h, REFUSAL_BAD_REQUEST, "A time is 2026-11-21 or "
	    "2026-11-21T08:00:00Z.");
	return false;
}

static bool
read_number(struct http *h, const char *name, int64_t most, int64_t *n)
{
	char text[NUMBER_SIZE];

	if (!http_query(h, name, text, sizeof(text)))
		return false;
	if (text[0] == '\0' || valid_number(text, 1, most, n))
		return true;
	http_refuse(h, REFUSAL_BAD_REQUEST, "before is a number, limit one "
	    "from 1 to 1000.");
	return false;
}

static void
send_page(struct http *h, const struct event_filter *filter)
{
	struct event *list;
	int n;

	if (http_good(h, event_list(h->spool, filter, &list, &n)))
		http_reply(h, 200, json_pack("{s:o}", "events",
		    object_events(list, n)));
}

/* Read a part, send it, read the next: no lock is held and no memory filled,
 * however long the record is.  A spool that breaks on the way ends the
 * table early, and the log says why. */
static void
send_table(struct http *h, struct event_filter *f)
{
	static const char *const names[] = { "id", "at", "who", "what",
	    "printer", "job", "old", "new", "why", "sha256" };
	struct event *list;
	struct csv csv;
	FILE *out;
	int n, i;

	f->limit = LIST_MOST;
	if (!http_good(h, event_list(h->spool, f, &list, &n)))
		return;
	out = http_open(h, "text/csv; charset=utf-8", "events.csv");
	if (out == NULL) {
		free(list);
		return;
	}
	csv_begin(&csv, out, names, sizeof(names) / sizeof(names[0]));
	while (n > 0) {
		for (i = 0; i < n; i++)
			write_row(&csv, &list[i]);
		f->before = list[n - 1].id;
		free(list);
		list = NULL;
		if (ferror(out) || event_list(h->spool, f, &list, &n) !=
		    SPOOL_OK)
			break;
	}
	free(list);
	(void)fclose(out);
}

static void
write_row(struct csv *csv, const struct event *ev)
{
	csv_number(csv, ev->id);
	csv_instant(csv, ev->at_ms);
	csv_text(csv, ev->who);
	csv_text(csv, ev->what);
	csv_text(csv, ev->printer);
	if (ev->job_id != 0)
		csv_number(csv, ev->job_id);
	else
		csv_text(csv, "");
	csv_text(csv, ev->old);
	csv_text(csv, ev->new);
	csv_text(csv, ev->why);
	csv_text(csv, ev->sha256);
	csv_end_line(csv);
}
