/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pages and tables of long lists.  What the rows are is their owners' business.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/table.h"
#include "sql/instant.h"
#include "sql/valid.h"

#define WORD_SIZE	32

static bool	read_number(struct http *, const char *, int64_t, int64_t *);
static bool	read_instant(struct http *, const char *, int64_t *);

bool
table_page(struct http *h, int usual, int64_t *before, int *limit)
{
	int64_t n = usual;

	*before = 0;
	if (!read_number(h, "before", INT64_MAX, before) ||
	    !read_number(h, "limit", TABLE_MOST, &n))
		return false;
	*limit = (int)n;
	return true;
}

static bool
read_number(struct http *h, const char *name, int64_t most, int64_t *n)
{
	char text[WORD_SIZE];

	if (!http_query(h, name, text, sizeof(text)))
		return false;
	if (text[0] == '\0' || valid_number(text, 1, most, n))
		return true;
	http_refuse(h, REFUSAL_BAD_REQUEST, "before is a number, limit one "
	    "from 1 to 1000.");
	return false;
}

bool
table_span(struct http *h, int64_t *from_ms, int64_t *to_ms)
{
	return read_instant(h, "from", from_ms) && read_instant(h, "to", to_ms);
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

bool
table_wants_csv(struct http *h, enum csv_form *form)
{
	char format[WORD_SIZE];

	if (!http_query(h, "format", format, sizeof(format)))
		return false;
	*form = csv_form_by_name(format);
	if (*form != CSV_NONE || format[0] == '\0' ||
	    strcmp(format, "json") == 0)
		return true;
	http_refuse(h, REFUSAL_BAD_REQUEST, "format is json, csv, csv-en or "
	    "csv-fr.");
	return false;
}

void
table_send(struct http *h, const struct table *t, enum csv_form form,
    void *filter)
{
	void *rows = NULL;
	struct csv csv;
	FILE *out;
	int n, i;

	if (!http_good(h, t->next(h->spool, filter, &rows, &n)))
		return;
	out = http_open(h, "text/csv; charset=utf-8", t->file);
	if (out == NULL) {
		free(rows);
		return;
	}
	csv_begin(&csv, out, form, t->names, t->columns);
	while (n > 0) {
		for (i = 0; i < n; i++)
			t->write(&csv, (const char *)rows +
			    (size_t)i * t->row_size);
		free(rows);
		rows = NULL;
		if (ferror(out) ||
		    t->next(h->spool, filter, &rows, &n) != SPOOL_OK)
			break;
	}
	free(rows);
	(void)fclose(out);
}
