/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Knobs: their commands, what machines say of them, and where a setting
 * counts.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "spoolerd/knob.h"

static void
command__each_row__knob_and_value(void **state)
{
	static const struct {
		const char	*command;
		enum knob	 knob;
		int		 value;
	} rows[] = {
		{ "M220 S60", KNOB_SPEED, 60 },
		{ "M220S99.6", KNOB_SPEED, 100 },
		{ "M220", KNOB__MAX, 0 },
		{ "M220 B", KNOB__MAX, 0 },
		{ "M220 S0", KNOB__MAX, 0 },
		{ "M220 S-5", KNOB__MAX, 0 },
		{ "M220 S10000", KNOB__MAX, 0 },
		{ "M2200 S60", KNOB__MAX, 0 },
		{ "M221 S95", KNOB_FLOW, 95 },
		{ "M221 T0 S95", KNOB_FLOW, 95 },
		{ "M221 T1 S95", KNOB__MAX, 0 },
		{ "M106", KNOB_FAN, 100 },
		{ "M106 S128", KNOB_FAN, 50 },
		{ "M106 S999", KNOB_FAN, 100 },
		{ "M106 P1 S128", KNOB__MAX, 0 },
		{ "M107", KNOB_FAN, 0 },
		{ "M107 P2", KNOB__MAX, 0 },
		{ "M104 S210", KNOB_HOTEND, 210 },
		{ "M109 R205", KNOB_HOTEND, 205 },
		{ "M104 T1 S210", KNOB__MAX, 0 },
		{ "M190 S60", KNOB_BED, 60 },
		{ "M290 Z-0.05", KNOB_BABY, -50 },
		{ "M290 P0 Z0.020", KNOB_BABY, 20 },
		{ "M290 X1", KNOB__MAX, 0 },
		{ "G1 Z0.05", KNOB__MAX, 0 },
	};
	enum knob knob;
	size_t i;
	int value;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		value = 0;
		if (!knob_read(rows[i].command, &knob, &value)) {
			knob = KNOB__MAX;
			value = 0;
		}
		if (knob != rows[i].knob || value != rows[i].value)
			fail_msg("%s: %d %d", rows[i].command, (int)knob,
			    value);
	}
}

static void
line__of_each_knob__is_read_back(void **state)
{
	static const int values[KNOB__MAX][3] = {
		{ 10, 60, 300 }, { 50, 95, 150 }, { 0, 33, 100 },
		{ 170, 210, 300 }, { 0, 60, 120 }, { -2000, -5, 1950 },
	};
	char line[KNOB_LINE];
	unsigned int i, n;
	enum knob knob;
	int value;

	(void)state;
	for (i = 0; i < KNOB__MAX; i++)
		for (n = 0; n < 3; n++) {
			knob_write(i, values[i][n], line);
			assert_true(knob_read(line, &knob, &value));
			assert_int_equal(knob, i);
			assert_int_equal(value, values[i][n]);
		}
}

static void
heard__each_row__knob_and_value(void **state)
{
	static const struct {
		const char	*line;
		enum knob	 knob;
		int		 value;
	} rows[] = {
		{ "FR:80%", KNOB_SPEED, 80 },
		{ "echo:E0 Flow: 95%", KNOB_FLOW, 95 },
		{ "SpeedMultiply:25", KNOB_SPEED, 25 },
		{ "FlowMultiply:110", KNOB_FLOW, 110 },
		{ "Speed factor at  80.00 %", KNOB_SPEED, 80 },
		{ "Flow rate at 105.00 %", KNOB_FLOW, 105 },
		{ "Speed factor: 80.0%", KNOB_SPEED, 80 },
		{ "FR:", KNOB__MAX, 0 },
		{ "FR:nan", KNOB__MAX, 0 },
		{ "FR:1e300", KNOB__MAX, 0 },
		{ "FR:-5", KNOB__MAX, 0 },
		{ "echo:E1 Flow: 95%", KNOB__MAX, 0 },
		{ "T:20 FR:80%", KNOB__MAX, 0 },
	};
	enum knob knob;
	size_t i;
	int value;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		value = 0;
		if (!knob_heard(rows[i].line, &knob, &value))
			knob = KNOB__MAX;
		if (knob != rows[i].knob || value != rows[i].value)
			fail_msg("%s: %d %d", rows[i].line, (int)knob, value);
	}
	assert_int_equal(knob_unknown("echo:Unknown command: \"M290 P0 "
	    "Z0.050\""), KNOB_BABY);
	assert_int_equal(knob_unknown("Unknown command:M2901"), KNOB__MAX);
	assert_int_equal(knob_unknown("// Unknown command:\"M221\""),
	    KNOB_FLOW);
}

static void
homes__each_row__z_or_not(void **state)
{
	(void)state;
	assert_true(knob_homes("G28"));
	assert_true(knob_homes("G28 X Z"));
	assert_false(knob_homes("G28 X Y"));
	assert_false(knob_homes("G280"));
	assert_false(knob_homes("G29"));
}

static void
gather(void *arg, const char *line)
{
	char *all = arg;

	(void)strcat(all, line);
	(void)strcat(all, "|");
}

static void
setting__on_the_way__counts_from_its_place_on(void **state)
{
	const uint64_t set[KNOB__MAX] = {
		[KNOB_SPEED] = knob_set(60, 100),
		[KNOB_FAN] = knob_set(0, 50),
		[KNOB_BED] = knob_set(70, UINT64_C(1) << 40),
		[KNOB_BABY] = knob_set(-2000, 0),
	};
	char all[256] = "";
	unsigned int given;

	(void)state;
	assert_int_equal(knob_value(set[KNOB_BABY]), -2000);
	assert_int_equal(knob_value(set[KNOB_BED]), 70);
	assert_true(knob_offset(set[KNOB_BED]) == UINT64_C(1) << 40);
	given = knob_until(set, 0, 49, gather, all);
	assert_string_equal(all, "");
	given = knob_until(set, given, 50, gather, all);
	assert_string_equal(all, "M107|");
	given = knob_until(set, given, 2000, gather, all);
	assert_string_equal(all, "M107|M220 S60|");
	(void)knob_until(set, given, UINT64_MAX, gather, all);
	assert_string_equal(all, "M107|M220 S60|M140 S70|");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(command__each_row__knob_and_value),
		cmocka_unit_test(line__of_each_knob__is_read_back),
		cmocka_unit_test(heard__each_row__knob_and_value),
		cmocka_unit_test(homes__each_row__z_or_not),
		cmocka_unit_test(setting__on_the_way__counts_from_its_place_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
