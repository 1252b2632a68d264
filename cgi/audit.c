/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Events by filter, as JSON page by page, or all of them as a table for a
 * spreadsheet, which is made while it is sent.
 */
#include <string.h>

#include "cgi/audit.h"
#include "cgi/object.h"
#include "cgi/table.h"
#include "sql/event.h"

#define LIST_USUAL	100

static bool	read_filter(struct http *, struct event_filter *);
static void	send_page(struct http *, const struct event_filter *);
static enum spool_result next(struct spool *, void *, void **, int *);
static void	write_row(struct csv *, const void *);

static const char *const names[] = { "id", "at", "who", "what", "printer",
	"job", "old", "new", "why", "sha256" };

static const struct table events = { "events.csv", names,
	sizeof(names) / sizeof(names[0]), sizeof(struct event), next,
	write_row };

void
audit_get(struct http *h)
{
	struct event_filter filter = { 0 };
	enum csv_form csv;

	if (!read_filter(h, &filter) || !table_wants_csv(h, &csv))
		return;
	if (csv == CSV_NONE) {
		send_page(h, &filter);
		return;
	}
	filter.limit = TABLE_MOST;
	table_send(h, &events, csv, &filter);
}

/* false: malformed, and that was answered. */
static bool
read_filter(struct http *h, struct event_filter *f)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz.-";

	if (!http_query(h, "person", f->who, sizeof(f->who)) ||
	    !http_query(h, "printer", f->printer, sizeof(f->printer)) ||
	    !http_query(h, "kind", f->what, sizeof(f->what)) ||
	    !table_span(h, &f->from_ms, &f->to_ms) ||
	    !table_page(h, LIST_USUAL, &f->before, &f->limit))
		return false;
	if (strspn(f->what, letters) == strlen(f->what))
		return true;
	http_refuse(h, REFUSAL_BAD_REQUEST, "A kind is as in \"job.move\", "
	    "or \"job\" for all of these.");
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

static enum spool_result
next(struct spool *sp, void *filter, void **rows, int *n)
{
	struct event_filter *f = filter;
	struct event *list = NULL;
	enum spool_result result;

	result = event_list(sp, f, &list, n);
	if (result == SPOOL_OK && *n > 0)
		f->before = list[*n - 1].id;
	*rows = list;
	return result;
}

static void
write_row(struct csv *csv, const void *row)
{
	const struct event *ev = row;

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
