/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Wall-clock time as text.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "sql/instant.h"

static void
instant_format__rows(void **state)
{
	static const struct {
		int64_t		 ms;
		const char	*text;
	} rows[] = {
		{ 0, "1970-01-01T00:00:00.000Z" },
		{ INT64_C(1795228800123), "2026-11-21T02:40:00.123Z" },
		{ -1, "1969-12-31T23:59:59.999Z" },
		{ INT64_C(951782400000), "2000-02-29T00:00:00.000Z" },
		{ INT64_MAX, "9999-12-31T23:59:59.999Z" },
		{ INT64_MIN, "0000-01-01T00:00:00.000Z" },
	};
	char text[INSTANT_SIZE];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(instant_format(rows[i].ms, text),
		    rows[i].text);
}

static void
instant_parse__rows(void **state)
{
	static const struct {
		const char	*text;
		bool		 good;
		int64_t		 ms;
	} rows[] = {
		{ "1970-01-01", true, 0 },
		{ "2026-11-21", true, INT64_C(1795219200000) },
		{ "2026-11-21T02:40:00Z", true, INT64_C(1795228800000) },
		{ "2026-11-21T02:40:00.123Z", true, INT64_C(1795228800123) },
		{ "2026-11-21T02:40:00.1239Z", true, INT64_C(1795228800123) },
		{ "2026-11-21T02:40:00", false, 0 },
		{ "2026-11-21T02:40:00Z ", false, 0 },
		{ "2026-13-01", false, 0 },
		{ "2026-11-21T25:00:00Z", false, 0 },
		{ "yesterday", false, 0 },
		{ "", false, 0 },
	};
	int64_t ms;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(instant_parse(rows[i].text, &ms),
		    rows[i].good);
		if (rows[i].good)
			assert_int_equal(ms, rows[i].ms);
	}
}

static void
instant_now__is_after_this_was_written(void **state)
{
	(void)state;
	assert_true(instant_now() > INT64_C(1700000000000));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(instant_format__rows),
		cmocka_unit_test(instant_parse__rows),
		cmocka_unit_test(instant_now__is_after_this_was_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
