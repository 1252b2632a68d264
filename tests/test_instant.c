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
		cmocka_unit_test(instant_now__is_after_this_was_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
