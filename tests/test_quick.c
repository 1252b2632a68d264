/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The quick way: whatever the line, it is either left to feed_clean() and
 * words_read() or means what they make of it.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "spoolerd/feed.h"
#include "spoolerd/filter/quick.h"
#include "tests/chance.h"

#define ROOM	1024	/* a buffer in which a line is not at the end */

/* The line as the quick way sees it, among others. */
static size_t
quick(const char *line, struct words *w)
{
	static char buffer[ROOM];
	size_t n = strlen(line);

	memset(buffer, '9', sizeof(buffer));
	memcpy(buffer, line, n);
	buffer[n] = '\n';
	return quick_read(buffer, buffer + sizeof(buffer), w);
}

static void
assert_same(const char *line)
{
	struct words slow, fast;
	char command[FEED_LINE];
	size_t length, n = quick(line, &fast);
	int i;

	if (n == 0)
		return;
	assert_int_equal(n, strlen(line));
	assert_int_equal(feed_clean(line, n, command, &length), FEED_LINE_OK);
	assert_true(length > 0);
	assert_true(words_read(command, length, &slow));
	assert_int_equal(fast.letter, slow.letter);
	assert_int_equal(fast.code, slow.code);
	assert_int_equal(fast.has, slow.has);
	assert_int_equal(fast.bare, slow.bare);
	for (i = 0; i < 26; i++)
		if ((fast.has >> i & 1) != 0)
			assert_true(fast.value[i] == slow.value[i]);
}

static void
quick__moves__rows(void **state)
{
	static const struct {
		const char	*line;
		bool		 plain;
	} rows[] = {
		{ "G1 X10.5 Y-.2 E1.05", true },
		{ "G0 F4800 X0.072 Y14.302 Z0.260", true },
		{ "G1 X1", true }, { "G1 X1 \r", true },
		{ "G1 X1 ; there", true }, { "G1 X1;\xc3\xa9 \\;", true },
		{ "G2 X1 Y2 I3 J-4.25 E.1", true }, { "G1 ", true },
		{ "G1  X1  Y2", true }, { "G1 X1Y2", true },
		{ "G1 X123456789 Y-0.123456", true },
		{ "G1", false }, { "G1X1", false }, { "G28 X", false },
		{ "G10 X1", false }, { "G1.1 X1", false }, { "G4 P1", false },
		{ "g1 X1", false }, { "G1 x1", false }, { " G1 X1", false },
		{ "N1 G1 X1*5", false }, { "G1 X1*5", false },
		{ "G1 X", false }, { "G1 X-", false }, { "G1 X.", false },
		{ "G1 X+1", false }, { "G1 X 1", false },
		{ "G1 X1 X2", false }, { "G1 M110", false },
		{ "G1 X1\tY2", false }, { "G1 X1\\;Y2", false },
		{ "G1 X1\x01", false }, { "G1 X1e5", false },
		{ "G1 X1\r \r", false }, { "G1 X1\r;", false },
		{ "G1 X1234567890", false }, { "G1 X1.123456789012345", false },
		{ "G1 X1.1.1", false }, { "G1 X--1", false },
	};
	struct words w;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(quick(rows[i].line, &w) > 0, rows[i].plain);
		assert_same(rows[i].line);
	}
}

/* A line that would be too long for the machine is not for the quick way,
 * however long its comment. */
static void
quick__long_lines__as_the_feed(void **state)
{
	char line[ROOM];
	struct words w;
	int n, blanks;

	(void)state;
	for (n = 60; n < 100; n++)
		for (blanks = 0; blanks < 3; blanks++) {
			(void)snprintf(line, sizeof(line), "G1 X1%*s%.*s;%200d",
			    n - 7, "Y2", blanks, "  ", 5);
			assert_same(line);
			if (n <= FEED_COMMAND - 3)
				assert_true(quick(line, &w) > 0);
		}
}

/* What ends where the bytes end may go on in the next ones. */
static void
quick__any_cut__none_or_whole(void **state)
{
	static const char text[] = "G1 X1.5 Y2 E.25 F1200 ; comment\n";
	char buffer[ROOM];
	struct words w;
	size_t n;

	(void)state;
	memset(buffer, ' ', sizeof(buffer));
	memcpy(buffer, text, sizeof(text) - 1);
	for (n = 0; n < sizeof(buffer); n++)
		if (quick_read(buffer, buffer + n, &w) > 0)
			assert_true(n >= sizeof(text) - 1);
	assert_int_equal(quick_read(buffer, buffer + sizeof(buffer), &w),
	    sizeof(text) - 2);
}

static void
quick__random_lines__same(void **state)
{
	static const char *const pieces[] = { "G1 ", "X", "Y", "E", "F", "Z",
	    "-", ".", "0", "1", "27", "99999", "000000", " ", " ", " X1",
	    " Y-2.5", " E.00001", ";", "\\", "\r", "\t", "M110", "N", "*",
	    "\xc3", "S", "Q", "+" };
	uint32_t seed = 1;
	char line[ROOM / 2];
	struct words w;
	int i, k, plain = 0;

	(void)state;
	for (i = 0; i < 300000; i++) {
		(void)strcpy(line, "G1 ");
		for (k = (int)chance(&seed, 14); k > 0; k--)
			(void)strcat(line, pieces[chance(&seed,
			    sizeof(pieces) / sizeof(pieces[0]))]);
		assert_same(line);
		plain += quick(line, &w) > 0;
	}
	assert_in_range(plain, 1000, 200000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quick__moves__rows),
		cmocka_unit_test(quick__long_lines__as_the_feed),
		cmocka_unit_test(quick__any_cut__none_or_whole),
		cmocka_unit_test(quick__random_lines__same),
	};

	return cmocka_run_group_tests_name("quick", tests, NULL, NULL);
}
