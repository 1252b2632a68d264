/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Typed lines: what passes, what doesn't, and what is said of what passes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "spoolerd/keeper/typed.h"

static void
line__each_row__its_verdict(void **state)
{
	static const struct {
		const char		*line;
		enum manual_refusal	 verdict;
	} rows[] = {
		{ "M105", MANUAL_ALLOWED },
		{ "m114", MANUAL_ALLOWED },
		{ "G1 X10 Y-2.5 F3000", MANUAL_ALLOWED },
		{ "M117 Hello Mum, go on", MANUAL_ALLOWED },
		{ "M104 T1 S200", MANUAL_ALLOWED },
		{ "M110 N0", MANUAL_FORBIDDEN },
		{ "M110", MANUAL_FORBIDDEN },
		{ "M112", MANUAL_FORBIDDEN },
		{ "m112", MANUAL_FORBIDDEN },
		{ "M0112", MANUAL_FORBIDDEN },
		{ "M 112", MANUAL_FORBIDDEN },
		{ "  M112", MANUAL_NO_LINE },
		{ "M112.1", MANUAL_FORBIDDEN },
		{ "M118 ok", MANUAL_FORBIDDEN },
		{ "M28 a.g", MANUAL_FORBIDDEN },
		{ "M302 P1", MANUAL_FORBIDDEN },
		{ "M600", MANUAL_FORBIDDEN },
		{ "M0", MANUAL_FORBIDDEN },
		{ "G20", MANUAL_FORBIDDEN },
		{ "M117 M112", MANUAL_NO_LINE },
		{ "G4 P1 M112", MANUAL_NO_LINE },
		{ "G4 P1 m 112", MANUAL_NO_LINE },
		{ "G1X1M112", MANUAL_NO_LINE },
		{ "M117 N5", MANUAL_NO_LINE },
		{ "N5 M112", MANUAL_NO_LINE },
		{ "N5M110*7", MANUAL_NO_LINE },
		{ "M105*36", MANUAL_NO_LINE },
		{ "M105 ; M112", MANUAL_NO_LINE },
		{ "M105 (M112)", MANUAL_NO_LINE },
		{ "T1", MANUAL_NO_LINE },
		{ "@pause", MANUAL_NO_LINE },
		{ "hello", MANUAL_NO_LINE },
		{ "M", MANUAL_NO_LINE },
		{ "", MANUAL_NO_LINE },
		{ "   ", MANUAL_NO_LINE },
	};
	struct typed t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (typed_check(rows[i].line, &t) != rows[i].verdict)
			fail_msg("\"%s\"", rows[i].line);
}

static void
allowed__each_row__what_it_does(void **state)
{
	static const struct {
		const char	*line;
		struct typed	 typed;
	} rows[] = {
		{ "M105", { FINDING__MAX, false, 0, 0 } },
		{ "M500", { FINDING_SAVES, false, 0, 0 } },
		{ "M997", { FINDING_FLASHES, false, 0, 0 } },
		{ "m303 E0 S200", { FINDING_TUNES, false, 0, 0 } },
		{ "M109 S215", { FINDING__MAX, false, 215, 0 } },
		{ "M109 R190", { FINDING__MAX, false, 190, 0 } },
		{ "M190 S60", { FINDING__MAX, false, 0, 60 } },
		{ "G28", { FINDING__MAX, true, 0, 0 } },
		{ "G28 X Y", { FINDING__MAX, false, 0, 0 } },
		{ "G28 X Z", { FINDING__MAX, true, 0, 0 } },
		{ "G1 Z0", { FINDING__MAX, true, 0, 0 } },
		{ "G0 X5", { FINDING__MAX, false, 0, 0 } },
		{ "G29", { FINDING__MAX, true, 0, 0 } },
		{ "G91", { FINDING__MAX, false, 0, 0 } },
	};
	struct typed t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(typed_check(rows[i].line, &t),
		    MANUAL_ALLOWED);
		if (t.finding != rows[i].typed.finding ||
		    t.lowers != rows[i].typed.lowers ||
		    t.hotend_C != rows[i].typed.hotend_C ||
		    t.bed_C != rows[i].typed.bed_C)
			fail_msg("\"%s\"", rows[i].line);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(line__each_row__its_verdict),
		cmocka_unit_test(allowed__each_row__what_it_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
