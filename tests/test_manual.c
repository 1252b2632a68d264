/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of controls: their lines, what is refused, and when.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "spoolerd/manual.h"

#define BIT(a)	(1 << (a))
/* Without a print. */
#define STATE(a, b, c, d, e, f, g)	{ .connected = (a), .idle = (b), \
	.paused = (c), .aside = (d), .lift_um = (e), .hotend_dC = (f), \
	.extrude_min_dC = (g) }

static const struct {
	struct manual		 manual;
	enum manual_refusal	 refusal;
	const char		*lines;
} rows[] = {
	{ { MANUAL_JOG, BIT(MANUAL_X_UM), { [MANUAL_X_UM] = -100 }, "" },
	    MANUAL_ALLOWED, "G91\nG1 X-0.100 F3000\nG90\n" },
	{ { MANUAL_JOG, BIT(MANUAL_X_UM) | BIT(MANUAL_Z_UM),
	    { [MANUAL_X_UM] = 100000, [MANUAL_Z_UM] = 1500 }, "" },
	    MANUAL_ALLOWED, "G91\nG1 X100.000 Z1.500 F600\nG90\n" },
	{ { MANUAL_JOG, BIT(MANUAL_X_UM), { [MANUAL_X_UM] = 100001 }, "" },
	    MANUAL_TOO_FAR, "" },
	{ { MANUAL_JOG, BIT(MANUAL_Z_UM), { [MANUAL_Z_UM] = -50001 }, "" },
	    MANUAL_TOO_FAR, "" },
	{ { MANUAL_JOG, BIT(MANUAL_X_UM), { [MANUAL_X_UM] = INT32_MIN }, "" },
	    MANUAL_TOO_FAR, "" },
	{ { MANUAL_JOG, 0, { 0 }, "" }, MANUAL_NO_CONTROL, "" },
	{ { MANUAL_JOG, BIT(MANUAL_SURE), { 0 }, "" }, MANUAL_NO_CONTROL,
	    "" },
	{ { MANUAL_JOG, BIT(MANUAL_E_UM), { 0 }, "" }, MANUAL_NO_CONTROL,
	    "" },
	{ { MANUAL_HOME, 0, { 0 }, "" }, MANUAL_ALLOWED, "G28\n" },
	{ { MANUAL_HOME, BIT(MANUAL_X) | BIT(MANUAL_Y),
	    { [MANUAL_X] = 1, [MANUAL_Y] = 1 }, "" }, MANUAL_ALLOWED,
	    "G28 X Y\n" },
	{ { MANUAL_HOME, BIT(MANUAL_X), { 0 }, "" }, MANUAL_TOO_FAR, "" },
	{ { MANUAL_HOME, BIT(MANUAL_X_UM), { 0 }, "" }, MANUAL_NO_CONTROL,
	    "" },
	{ { MANUAL_EXTRUDE, BIT(MANUAL_E_UM), { [MANUAL_E_UM] = -5000 }, "" },
	    MANUAL_ALLOWED, "M83\nG1 E-5.000 F300\nM82\nG92 E0\n" },
	{ { MANUAL_HEAT, BIT(MANUAL_HOTEND_C) | BIT(MANUAL_BED_C),
	    { [MANUAL_HOTEND_C] = 200, [MANUAL_BED_C] = 60 }, "" },
	    MANUAL_ALLOWED, "M104 S200\nM140 S60\n" },
	{ { MANUAL_HEAT, BIT(MANUAL_BED_C), { 0 }, "" }, MANUAL_ALLOWED,
	    "M140 S0\n" },
	{ { MANUAL_HEAT, BIT(MANUAL_HOTEND_C), { [MANUAL_HOTEND_C] = 501 },
	    "" }, MANUAL_TOO_HOT, "" },
	{ { MANUAL_FAN, BIT(MANUAL_PERCENT), { [MANUAL_PERCENT] = 50 }, "" },
	    MANUAL_ALLOWED, "M106 S128\n" },
	{ { MANUAL_FAN, BIT(MANUAL_PERCENT), { 0 }, "" }, MANUAL_ALLOWED,
	    "M107\n" },
	{ { MANUAL_MOTORS_OFF, 0, { 0 }, "" }, MANUAL_ALLOWED, "M84\n" },
	{ { MANUAL_MOTORS_OFF, 0, { 0 }, "M112" }, MANUAL_NO_CONTROL, "" },
	{ { MANUAL_GCODE, 0, { 0 }, "M114" }, MANUAL_ALLOWED, "M114\n" },
	{ { MANUAL_GCODE, 0, { 0 }, "" }, MANUAL_NO_CONTROL, "" },
	{ { MANUAL_GCODE, 0, { 0 }, "M114\nM112" }, MANUAL_NO_LINE, "" },
	{ { MANUAL_GCODE, 0, { 0 }, "M114\rM112" }, MANUAL_NO_LINE, "" },
	{ { MANUAL_GCODE, 0, { 0 }, "M117 \303\251" }, MANUAL_NO_LINE, "" },
	{ { MANUAL_TUNE, BIT(MANUAL_SPEED), { [MANUAL_SPEED] = 60 }, "" },
	    MANUAL_ALLOWED, "M220 S60\n" },
	{ { MANUAL_TUNE, BIT(MANUAL_SPEED) | BIT(MANUAL_FLOW) |
	    BIT(MANUAL_FAN_PERCENT) | BIT(MANUAL_HOTEND_C) |
	    BIT(MANUAL_BED_C) | BIT(MANUAL_BABY_UM),
	    { [MANUAL_SPEED] = 300, [MANUAL_FLOW] = 150,
	    [MANUAL_FAN_PERCENT] = 100, [MANUAL_HOTEND_C] = 500,
	    [MANUAL_BED_C] = 200, [MANUAL_BABY_UM] = -50 }, "" },
	    MANUAL_ALLOWED, "M220 S300\nM221 S150\nM106 S255\nM104 S500\n"
	    "M140 S200\nM290 P0 Z-0.050\n" },
	{ { MANUAL_TUNE, BIT(MANUAL_FAN_PERCENT), { 0 }, "" },
	    MANUAL_ALLOWED, "M107\n" },
	{ { MANUAL_TUNE, BIT(MANUAL_BABY_UM), { [MANUAL_BABY_UM] = 20 }, "" },
	    MANUAL_ALLOWED, "M290 P0 Z0.020\n" },
	{ { MANUAL_TUNE, BIT(MANUAL_SPEED), { [MANUAL_SPEED] = 9 }, "" },
	    MANUAL_TOO_FAR, "" },
	{ { MANUAL_TUNE, BIT(MANUAL_SPEED), { [MANUAL_SPEED] = 301 }, "" },
	    MANUAL_TOO_FAR, "" },
	{ { MANUAL_TUNE, BIT(MANUAL_FLOW), { [MANUAL_FLOW] = 49 }, "" },
	    MANUAL_TOO_FAR, "" },
	{ { MANUAL_TUNE, BIT(MANUAL_BABY_UM), { [MANUAL_BABY_UM] = 51 }, "" },
	    MANUAL_TOO_FAR, "" },
	{ { MANUAL_TUNE, BIT(MANUAL_HOTEND_C), { [MANUAL_HOTEND_C] = 501 },
	    "" }, MANUAL_TOO_HOT, "" },
	{ { MANUAL_TUNE, 0, { 0 }, "" }, MANUAL_NO_CONTROL, "" },
	{ { MANUAL_TUNE, BIT(MANUAL_Z_UM), { 0 }, "" }, MANUAL_NO_CONTROL,
	    "" },
	{ { MANUAL_HEAT, BIT(MANUAL_SPEED), { 0 }, "" }, MANUAL_NO_CONTROL,
	    "" },
	{ { MANUAL__MAX, 0, { 0 }, "" }, MANUAL_NO_CONTROL, "" },
	{ { -1, 0, { 0 }, "" }, MANUAL_NO_CONTROL, "" },
};

static void
control__each_row__its_lines_or_refused(void **state)
{
	char lines[MANUAL_TEXT];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(manual_check(&rows[i].manual),
		    rows[i].refusal);
		if (rows[i].refusal != MANUAL_ALLOWED)
			continue;
		manual_lines(&rows[i].manual, lines);
		assert_string_equal(lines, rows[i].lines);
	}
}

static void
line__without_an_end__refused(void **state)
{
	struct manual m = { .control = MANUAL_GCODE };

	(void)state;
	memset(m.line, 'G', sizeof(m.line));
	assert_int_equal(manual_check(&m), MANUAL_NO_LINE);
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
	for (i = MANUAL_ALLOWED + 1; i < MANUAL_REFUSAL__MAX; i++)
		assert_int_equal(manual_refusal_by_code(
		    manual_refusal_code(i)), i);
	assert_int_equal(manual_refusal_by_code(""), MANUAL_REFUSAL__MAX);
}

/* Whether it may be, in each state of the machine. */
static void
now__each_state__what_may_be(void **state)
{
	static const struct manual jog = { MANUAL_JOG, BIT(MANUAL_X_UM),
	    { [MANUAL_X_UM] = 1000 }, "" };
	static const struct manual down = { MANUAL_JOG, BIT(MANUAL_Z_UM),
	    { [MANUAL_Z_UM] = -1000 }, "" };
	static const struct manual home = { .control = MANUAL_HOME };
	static const struct manual extrude = { MANUAL_EXTRUDE,
	    BIT(MANUAL_E_UM), { [MANUAL_E_UM] = 1000 }, "" };
	static const struct manual heat = { MANUAL_HEAT,
	    BIT(MANUAL_HOTEND_C), { [MANUAL_HOTEND_C] = 200 }, "" };
	static const struct manual line = { .control = MANUAL_GCODE,
	    .line = "M114" };
	static const struct {
		const struct manual	*manual;
		struct manual_state	 machine;
		enum manual_refusal	 refusal;
	} cases[] = {
		{ &jog, { .connected = false }, MANUAL_OFFLINE },
		{ &jog, STATE(true, true, false, false, 0, 0, 1700),
		    MANUAL_ALLOWED },
		{ &jog, STATE(true, false, false, false, 5000, 2000, 1700),
		    MANUAL_BUSY },
		{ &heat, STATE(true, false, false, false, 5000, 2000, 1700),
		    MANUAL_BUSY },
		{ &jog, STATE(true, false, true, true, 5000, 0, 1700),
		    MANUAL_ALLOWED },
		{ &jog, STATE(true, false, true, true, 0, 0, 1700),
		    MANUAL_NO_WAY_BACK },
		{ &jog, STATE(true, false, true, false, 5000, 0, 1700),
		    MANUAL_NO_WAY_BACK },
		{ &down, STATE(true, true, false, false, 0, 0, 1700),
		    MANUAL_ALLOWED },
		{ &down, STATE(true, false, true, true, 5000, 0, 1700),
		    MANUAL_NOT_IN_PAUSE },
		{ &home, STATE(true, false, true, true, 5000, 0, 1700),
		    MANUAL_NOT_IN_PAUSE },
		{ &line, STATE(true, false, true, true, 5000, 0, 1700),
		    MANUAL_NOT_IN_PAUSE },
		{ &heat, STATE(true, false, true, true, 0, 0, 1700),
		    MANUAL_ALLOWED },
		{ &heat, STATE(true, false, true, false, 0, 0, 1700),
		    MANUAL_NO_WAY_BACK },
		{ &extrude, STATE(true, true, false, false, 0, 1699, 1700),
		    MANUAL_TOO_COLD },
		{ &extrude, STATE(true, true, false, false, 0, INT32_MIN, 1700),
		    MANUAL_TOO_COLD },
		{ &extrude, STATE(true, true, false, false, 0, 1700, 1700),
		    MANUAL_ALLOWED },
		{ &extrude, STATE(true, false, true, true, 0, 2000, 1700),
		    MANUAL_ALLOWED },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (manual_now(cases[i].manual, &cases[i].machine) !=
		    cases[i].refusal)
			fail_msg("case %zu", i);
}

/* In a print: what the machine can, nothing that would spoil it. */
static void
now__a_running_print__what_may_be_tuned(void **state)
{
	static const struct manual_state print = { .connected = true,
	    .prints = true, .hotend_dC = 2000, .extrude_min_dC = 1700,
	    .baby_um = 1960 };
	static const struct {
		enum manual_argument	argument;
		int32_t			value;
		uint32_t		lacks;
		enum manual_refusal	refusal;
	} cases[] = {
		{ MANUAL_SPEED, 60, 0, MANUAL_ALLOWED },
		{ MANUAL_SPEED, 60, 1 << KNOB_SPEED, MANUAL_NOT_KNOWN },
		{ MANUAL_SPEED, 60, 1 << KNOB_BABY, MANUAL_ALLOWED },
		{ MANUAL_BABY_UM, 50, 1 << KNOB_BABY, MANUAL_NOT_KNOWN },
		{ MANUAL_BABY_UM, 50, 0, MANUAL_TOO_SHIFTED },
		{ MANUAL_BABY_UM, 40, 0, MANUAL_ALLOWED },
		{ MANUAL_BABY_UM, -50, 0, MANUAL_ALLOWED },
		{ MANUAL_HOTEND_C, 169, 0, MANUAL_TOO_COOL },
		{ MANUAL_HOTEND_C, 0, 0, MANUAL_TOO_COOL },
		{ MANUAL_HOTEND_C, 170, 0, MANUAL_ALLOWED },
		{ MANUAL_BED_C, 0, 0, MANUAL_ALLOWED },
	};
	struct manual_state at;
	struct manual m;
	size_t i;
	int value;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		m = (struct manual){ .control = MANUAL_TUNE,
		    .given = BIT(cases[i].argument) };
		m.values[cases[i].argument] = cases[i].value;
		at = print;
		at.lacks = cases[i].lacks;
		if (manual_now(&m, &at) != cases[i].refusal)
			fail_msg("case %zu", i);
	}
	assert_true(manual_turns(&m, KNOB_BED, &value));
	assert_false(manual_turns(&m, KNOB_FAN, &value));
	at.prints = false;
	assert_int_equal(manual_now(&m, &at), MANUAL_NO_PRINT);
	at.idle = true;
	assert_int_equal(manual_now(&m, &at), MANUAL_NO_PRINT);
	at.connected = false;
	assert_int_equal(manual_now(&m, &at), MANUAL_OFFLINE);
}

static void
lowers__home_and_jog__what_goes_down(void **state)
{
	struct manual m = { .control = MANUAL_HOME };

	(void)state;
	assert_true(manual_lowers(&m));
	m.given = BIT(MANUAL_X);
	assert_false(manual_lowers(&m));
	m.given = BIT(MANUAL_X) | BIT(MANUAL_Z);
	assert_true(manual_lowers(&m));
	m = (struct manual){ .control = MANUAL_JOG,
	    .given = BIT(MANUAL_Z_UM) };
	m.values[MANUAL_Z_UM] = 10;
	assert_false(manual_lowers(&m));
	m.values[MANUAL_Z_UM] = -10;
	assert_true(manual_lowers(&m));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(control__each_row__its_lines_or_refused),
		cmocka_unit_test(line__without_an_end__refused),
		cmocka_unit_test(name__there_and_back__is_the_control),
		cmocka_unit_test(now__each_state__what_may_be),
		cmocka_unit_test(now__a_running_print__what_may_be_tuned),
		cmocka_unit_test(lowers__home_and_jog__what_goes_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
