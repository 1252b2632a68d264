/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words: commands as slicers, people and strangers write them.
 */
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "spoolerd/words.h"

static void
words__values__rows(void **state)
{
	static const struct {
		const char	*line;
		char		 letter;
		int		 code;
		char		 word;
		double		 value;
	} rows[] = {
		{ "G1 X10.5 Y-.25 E1", 'G', 1, 'X', 10.5 },
		{ "G1 X10.5 Y-.25 E1", 'G', 1, 'Y', -0.25 },
		{ "g1x10y20", 'G', 1, 'Y', 20 },
		{ "G01 X+3.", 'G', 1, 'X', 3 },
		{ "M109 S 210", 'M', 109, 'S', 210 },
		{ "G28 X", 'G', 28, 'X', 0 },
		{ "G1 X1 X2", 'G', 1, 'X', 1 },
		{ "T2", 'T', 2, '\0', 0 },
		{ "G92.1 E4", 'G', 92, 'E', 4 },
		{ "G1 X0.0000000000000000000001", 'G', 1, 'X', 0 },
		{ "G1 X99999999999999999999999", 'G', 1, 'X', WORDS_MOST },
		{ "G1 X-99999999999999999999999", 'G', 1, 'X', -WORDS_MOST },
		{ "G1 X12.34567890123456789", 'G', 1, 'X', 12.3456789012345 },
		{ "G1 X--5", 'G', 1, 'X', 0 },
		{ "G1 X1.2.3", 'G', 1, 'X', 1.2 },
		{ "G1 X", 'G', 1, 'X', 0 },
	};
	struct words w;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_true(words_read(rows[i].line, strlen(rows[i].line),
		    &w));
		assert_int_equal(w.letter, rows[i].letter);
		assert_int_equal(w.code, rows[i].code);
		if (rows[i].word != '\0')
			assert_true(words_has(&w, rows[i].word) &&
			    fabs(words_value(&w, rows[i].word, -7) -
			    rows[i].value) < 1e-9);
		assert_false(words_has(&w, 'Q'));
		assert_true(words_value(&w, 'Q', -7) < -6);
	}
}

static void
code__rows(void **state)
{
	static const struct {
		const char	*line;
		uint32_t	 code;
	} rows[] = {
		{ "G28", WORDS_CODE('G', 28) },
		{ "G28 X0", WORDS_CODE('G', 28) },
		{ "G028X0", WORDS_CODE('G', 28) },
		{ "G 28", WORDS_CODE('G', 28) },
		{ "M99999", WORDS_CODE('M', 99999) },
		{ "T0", WORDS_CODE('T', 0) },
		{ "G28.1", 0 }, { "M100000", 0 }, { "G", 0 }, { "G ", 0 },
		{ "G-1", 0 }, { "GX", 0 }, { "g28", 0 }, { "28", 0 },
		{ "@pause", 0 }, { "", 0 },
		{ "M99999999999999999999", 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (words_code(rows[i].line) != rows[i].code)
			fail_msg("%s", rows[i].line);
}

static void
number__bare_letter__is_none(void **state)
{
	static const char line[] = "G1 X Y-2 Z. E1 E";
	double value = 7;
	struct words w;

	(void)state;
	assert_true(words_read(line, strlen(line), &w));
	assert_false(words_number(&w, 'X', &value));
	assert_false(words_number(&w, 'Z', &value));
	assert_false(words_number(&w, 'A', &value));
	assert_true(value > 6);
	assert_true(words_number(&w, 'Y', &value) && fabs(value + 2) < 1e-9);
	assert_true(words_number(&w, 'E', &value) && fabs(value - 1) < 1e-9);
}

static void
words__no_command__refused(void **state)
{
	static const char *const rows[] = {
		"", "G", "G ", "1", "!!", "\xc3\xa9 1", "M-1", "G1000000",
		"@pause", "Gx",
	};
	struct words w;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_false(words_read(rows[i], strlen(rows[i]), &w));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words__values__rows),
		cmocka_unit_test(words__no_command__refused),
		cmocka_unit_test(code__rows),
		cmocka_unit_test(number__bare_letter__is_none),
	};

	return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
