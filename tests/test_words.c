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

#include "spoolerd/filter/words.h"

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
	};

	return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
