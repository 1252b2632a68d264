/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Comma-separated values.
 */
#include <inttypes.h>
#include <string.h>

#include "cgi/csv.h"
#include "sql/instant.h"

static void	 separate(struct csv *);

void
csv_begin(struct csv *csv, FILE *out, const char *const names[], int n)
{
	int i;

	*csv = (struct csv){ .out = out };
	for (i = 0; i < n; i++)
		csv_text(csv, names[i]);
	csv_end_line(csv);
}

void
csv_text(struct csv *csv, const char *text)
{
	separate(csv);
	(void)putc('"', csv->out);
	/* The list is OWASP's: "CSV injection". */
	if (text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL)
		(void)putc('\'', csv->out);
	for (; *text != '\0'; text++) {
		if (*text == '"')
			(void)putc('"', csv->out);
		(void)putc(*text, csv->out);
	}
	(void)putc('"', csv->out);
}

void
csv_number(struct csv *csv, int64_t n)
{
	separate(csv);
	(void)fprintf(csv->out, "%" PRId64, n);
}

void
csv_tenths(struct csv *csv, int64_t tenths)
{
	separate(csv);
	(void)fprintf(csv->out, "%.1f", (double)tenths / 10.0);
}

void
csv_nothing(struct csv *csv)
{
	separate(csv);
}

void
csv_instant(struct csv *csv, int64_t ms)
{
	char text[INSTANT_SIZE];

	separate(csv);
	if (ms != 0)
		(void)fputs(instant_format(ms, text), csv->out);
}

void
csv_end_line(struct csv *csv)
{
	(void)fputs("\r\n", csv->out);
	csv->within = false;
}

static void
separate(struct csv *csv)
{
	if (csv->within)
		(void)putc(',', csv->out);
	csv->within = true;
}
