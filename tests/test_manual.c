/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of controls: their lines, and what is refused.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "spoolerd/manual.h"

#define BIT(a)	(1 << (a))

static const struct {
	struct manual	 manual;
	const char	*lines;		/* NULL: refused */
} rows[] = {
	{ { MANUAL_JOG, BIT(MANUAL_X_UM), { [MANUAL_X_UM] = -100 } },
	    "G91\nG1 X-0.100 F3000\nG90\n" },
	{ { MANUAL_JOG, BIT(MANUAL_X_UM) | BIT(MANUAL_Z_UM),
	    { [MANUAL_X_UM] = 100000, [MANUAL_Z_UM] = 1500 } },
	    "G91\nG1 X100.000 Z1.500 F600\nG90\n" },
	{ { MANUAL_JOG, BIT(MANUAL_X_UM), { [MANUAL_X_UM] = 100001 } }, NULL },
	{ { MANUAL_JOG, BIT(MANUAL_Z_UM), { [MANUAL_Z_UM] = -50001 } }, NULL },
	{ { MANUAL_JOG, 0, { 0 } }, NULL },
	{ { MANUAL_JOG, BIT(MANUAL_E_UM), { 0 } }, NULL },
	{ { MANUAL_HOME, 0, { 0 } }, "G28\n" },
	{ { MANUAL_HOME, BIT(MANUAL_X_UM), { 0 } }, NULL },
	{ { MANUAL_EXTRUDE, BIT(MANUAL_E_UM), { [MANUAL_E_UM] = -5000 } },
	    "M83\nG1 E-5.000 F300\nM82\nG92 E0\n" },
	{ { MANUAL_HEAT, BIT(MANUAL_HOTEND_C) | BIT(MANUAL_BED_C),
	    { [MANUAL_HOTEND_C] = 200, [MANUAL_BED_C] = 60 } },
	    "M104 S200\nM140 S60\n" },
	{ { MANUAL_HEAT, BIT(MANUAL_BED_C), { 0 } }, "M140 S0\n" },
	{ { MANUAL_HEAT, BIT(MANUAL_HOTEND_C), { [MANUAL_HOTEND_C] = 301 } },
	    NULL },
	{ { MANUAL_FAN, BIT(MANUAL_PERCENT), { [MANUAL_PERCENT] = 50 } },
	    "M106 S128\n" },
	{ { MANUAL_FAN, BIT(MANUAL_PERCENT), { 0 } }, "M107\n" },
	{ { MANUAL_MOTORS_OFF, 0, { 0 } }, "M84\n" },
	{ { MANUAL__MAX, 0, { 0 } }, NULL },
	{ { -1, 0, { 0 } }, NULL },
};

static void
control__each_row__its_lines_or_refused(void **state)
{
	char lines[MANUAL_TEXT];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].lines == NULL) {
			assert_non_null(manual_check(&rows[i].manual));
			continue;
		}
		assert_null(manual_check(&rows[i].manual));
		manual_lines(&rows[i].manual, lines);
		assert_string_equal(lines, rows[i].lines);
	}
}

static void
name__there_and_back__is_the_control(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < MANUAL__MAX; i++)
		assert_int_equal(manual_by_name(manual_name(i)), i);
	assert_int_equal(manual_by_name("M112"), MANUAL__MAX);
	assert_int_equal(manual_argument_by_name("f"), MANUAL_ARGUMENT__MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(control__each_row__its_lines_or_refused),
		cmocka_unit_test(name__there_and_back__is_the_control),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
