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
#include "cgi/object.h"
#include "sql/event.h"
#include "sql/instant.h"
#include "sql/valid.h"

#define LIST_USUAL	100
#define LIST_MOST	1000
#define NUMBER_SIZE	32
#define CELL_SIZE	(2 * SPOOL_WHO_SIZE + 8)

static bool	read_filter(struct http *, struct event_filter *);
static bool	read_time(struct http *, const char *, int64_t *);
static bool	read_number(struct http *, const char *, int64_t, int64_t *);
static void	send_page(struct http *, const struct event_filter *);
static void	send_table(struct http *, struct event_filter *);
static void	send_row(struct http *, const struct event *);
static void	send_cell(struct http *, const char *, const char *);

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
	struct event *list;
	int n, i;

	f->limit = LIST_MOST;
	if (!http_good(h, event_list(h->spool, f, &list, &n)))
		return;
	http_begin(h, "text/csv; charset=utf-8", "events.csv");
	http_more(h, "id,at,who,what,printer,job,old,new,why,sha256\r\n");
	while (n > 0) {
		for (i = 0; i < n; i++)
			send_row(h, &list[i]);
		f->before = list[n - 1].id;
		free(list);
		if (event_list(h->spool, f, &list, &n) != SPOOL_OK)
			return;
	}
	free(list);
}

static void
send_row(struct http *h, const struct event *ev)
{
	char id[NUMBER_SIZE], job[NUMBER_SIZE], at[INSTANT_SIZE];

	(void)snprintf(id, sizeof(id), "%lld", (long long)ev->id);
	(void)snprintf(job, sizeof(job), "%lld", (long long)ev->job_id);
	send_cell(h, "", id);
	send_cell(h, ",", instant_format(ev->at_ms, at));
	send_cell(h, ",", ev->who);
	send_cell(h, ",", ev->what);
	send_cell(h, ",", ev->printer);
	send_cell(h, ",", ev->job_id != 0 ? job : "");
	send_cell(h, ",", ev->old);
	send_cell(h, ",", ev->new);
	send_cell(h, ",", ev->why);
	send_cell(h, ",", ev->sha256);
	http_more(h, "\r\n");
}

/* In quotes; a ' before what a spreadsheet would take for a formula. */
static void
send_cell(struct http *h, const char *before, const char *text)
{
	char cell[CELL_SIZE];
	size_t used = 0;

	http_more(h, before);
	if (text[0] == '\0')
		return;
	cell[used++] = '"';
	if (strchr("=+-@\t\r\n", text[0]) != NULL)
		cell[used++] = '\'';
	for (; *text != '\0' && used < sizeof(cell) - 3; text++) {
		if (*text == '"')
			cell[used++] = '"';
		cell[used++] = *text;
	}
	cell[used++] = '"';
	cell[used] = '\0';
	http_more(h, cell);
}
