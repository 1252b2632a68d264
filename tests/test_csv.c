/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Comma-separated values: what a spreadsheet would misread.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>

#include "cgi/csv.h"

struct sheet {
	char		*text;
	size_t		 size;
	struct csv	 csv;
};

static int
set_up(void **state)
{
	static const char *const names[] = { "a", "b" };
	struct sheet *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	csv_begin(&s->csv, open_memstream(&s->text, &s->size),
	    CSV_PLAIN, names, 2);
	*state = s;
	return 0;
}

static int
tear_down(void **state)
{
	struct sheet *s = *state;

	free(s->text);
	free(s);
	return 0;
}

static void
expect(struct sheet *s, const char *text)
{
	assert_int_equal(fclose(s->csv.out), 0);
	assert_string_equal(s->text, text);
}

static void
line__fields__separated(void **state)
{
	struct sheet *s = *state;

	csv_number(&s->csv, -5);
	csv_text(&s->csv, "x");
	csv_end_line(&s->csv);
	csv_instant(&s->csv, 0);
	csv_instant(&s->csv, 1);
	csv_end_line(&s->csv);
	expect(s, "\"a\",\"b\"\r\n-5,\"x\"\r\n,1970-01-01T00:00:00.001Z\r\n");
}

/* What a spreadsheet of that language takes for columns and numbers. */
static void
form__rows__marks(void **state)
{
	static const struct {
		const char	*name, *text;
	} rows[] = {
		{ "csv", "\"a\"\r\n210.4,-0.5,\"é;\"\r\n" },
		{ "csv-en", "\xef\xbb\xbf\"a\"\r\n210.4,-0.5,\"é;\"\r\n" },
		{ "csv-fr", "\xef\xbb\xbf\"a\"\r\n210,4;-0,5;\"é;\"\r\n" },
	};
	static const char *const names[] = { "a" };
	struct csv csv;
	char *text;
	size_t size, i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		csv_begin(&csv, open_memstream(&text, &size),
		    csv_form_by_name(rows[i].name), names, 1);
		csv_tenths(&csv, 2104);
		csv_tenths(&csv, -5);
		csv_text(&csv, "é;");
		csv_end_line(&csv);
		assert_int_equal(fclose(csv.out), 0);
		assert_string_equal(text, rows[i].text);
		free(text);
	}
	assert_int_equal(csv_form_by_name(""), CSV_NONE);
	assert_int_equal(csv_form_by_name("csv-de"), CSV_NONE);
}

static void
text__rows__one_field_each_and_no_formula(void **state)
{
	static const struct {
		const char	*text;
		const char	*field;
	} rows[] = {
		{ "", "\"\"" },
		{ "a \"b\", c", "\"a \"\"b\"\", c\"" },
		{ "two\nlines", "\"two\nlines\"" },
		{ "=HYPERLINK(1)", "\"'=HYPERLINK(1)\"" },
		{ "+1", "\"'+1\"" },
		{ "-1", "\"'-1\"" },
		{ "@SUM(A1)", "\"'@SUM(A1)\"" },
		{ "\t=1", "\"'\t=1\"" },
		{ "a=1", "\"a=1\"" },
		{ "é", "\"é\"" },
	};
	struct sheet *s = *state;
	char expected[1000];
	size_t i, n;

	n = (size_t)snprintf(expected, sizeof(expected), "\"a\",\"b\"\r\n");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		csv_text(&s->csv, rows[i].text);
		csv_end_line(&s->csv);
		n += (size_t)snprintf(expected + n, sizeof(expected) - n,
		    "%s\r\n", rows[i].field);
	}
	expect(s, expected);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(line__fields__separated,
		    set_up, tear_down),
		cmocka_unit_test(form__rows__marks),
		cmocka_unit_test_setup_teardown(
		    text__rows__one_field_each_and_no_formula, set_up,
		    tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
