/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The simulated line reader, mistakes of hosts included.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "firmware/marlin/reader.h"

static enum reader_result
feed(struct reader *r, const char *bytes)
{
	enum reader_result result = READER_MORE;

	for (; *bytes != '\0'; bytes++)
		result = reader_byte(r, *bytes);
	return result;
}

static void
reader__lines__rows(void **state)
{
	static const struct {
		const char		*line;
		enum reader_result	 result;
		long			 last;	/* behind it; before it is 2 */
	} rows[] = {
		{ "N3 T0*57\n", READER_COMMAND, 3 },
		{ "N3 T0*56\n", READER_CHECKSUM, 2 },
		{ "N4 G92 E0*67\n", READER_LINE_NUMBER, 2 },
		{ "N3 T0\n", READER_NO_CHECKSUM, 2 },
		{ "T0*99\n", READER_COMMAND, 2 },	/* no N: not checked */
		{ "G28\n", READER_COMMAND, 2 },
		{ "\n", READER_MORE, 2 },
		{ "; only words\n", READER_MORE, 2 },
		{ "G28 ; home\n", READER_COMMAND, 2 },
		{ "N0 M110 N0*125\n", READER_COMMAND, 0 },
		{ "F3 T0*57\n", READER_COMMAND, 2 },	/* the N was flipped */
	};
	struct reader r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		reader_reset(&r, &reader_marlin);
		r.last = 2;
		assert_int_equal(feed(&r, rows[i].line), rows[i].result);
		assert_int_equal(r.last, rows[i].last);
	}
}

static void
reader__long_line__is_cut(void **state)
{
	struct reader r;
	char line[202];

	(void)state;
	reader_reset(&r, &reader_marlin);
	memset(line, 'x', 200);
	line[200] = '\n';
	line[201] = '\0';
	assert_int_equal(feed(&r, line), READER_COMMAND);
	assert_int_equal(strlen(r.line), READER_LINE - 1);
}

static void
reader__crlf__is_one_line(void **state)
{
	struct reader r;

	(void)state;
	reader_reset(&r, &reader_marlin);
	assert_int_equal(feed(&r, "G28\r"), READER_COMMAND);
	assert_int_equal(reader_byte(&r, '\n'), READER_MORE);
}

static void
reader_command__rows(void **state)
{
	static const struct {
		const char *line, *command;
	} rows[] = {
		{ "N3 T0*57", "T0" }, { "G28", "G28" }, { "  G28 ", "G28" },
		{ "N-1 M110*1", "M110" }, { "M117 a*b", "M117 a" },
		{ "N12G1 X1*3", "G1 X1" }, { "NOTE", "NOTE" },
	};
	char line[READER_LINE];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)strcpy(line, rows[i].line);
		assert_string_equal(reader_command(line), rows[i].command);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reader__lines__rows),
		cmocka_unit_test(reader__long_line__is_cut),
		cmocka_unit_test(reader__crlf__is_one_line),
		cmocka_unit_test(reader_command__rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
