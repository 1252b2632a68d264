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

static const struct {
	const char	*name;
	const char	*begin;
	char		 separator, decimal;
} forms[] = {
	[CSV_NONE]	= { "", "", 0, 0 },
	[CSV_PLAIN]	= { "csv", "", ',', '.' },
	[CSV_ENGLISH]	= { "csv-en", "\xef\xbb\xbf", ',', '.' },
	[CSV_FRENCH]	= { "csv-fr", "\xef\xbb\xbf", ';', ',' },
};
_Static_assert(sizeof(forms) / sizeof(forms[0]) == CSV_FORM__MAX,
    "every form has its row");

enum csv_form
csv_form_by_name(const char *name)
{
	unsigned int i = CSV_FORM__MAX;

	while (--i > CSV_NONE && strcmp(forms[i].name, name) != 0)
		continue;
	return i;
}

void
csv_begin(struct csv *csv, FILE *out, enum csv_form form,
    const char *const names[], int n)
{
	int i;

	*csv = (struct csv){ .out = out, .form = form };
	(void)fputs(forms[form].begin, out);
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
	int64_t n = tenths < 0 ? -tenths : tenths;

	separate(csv);
	(void)fprintf(csv->out, "%s%" PRId64 "%c%" PRId64,
	    tenths < 0 ? "-" : "", n / 10, forms[csv->form].decimal, n % 10);
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
		(void)putc(forms[csv->form].separator, csv->out);
	csv->within = true;
}
