/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The modes of a machine, followed command by command.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "spoolerd/drain/modes.h"

static const struct modes_aside nowhere = { 0, 0, "" };

static void
follow(struct modes *m, bool e_follows, const char *lines)
{
	char line[96];
	size_t n;

	modes_init(m, e_follows);
	for (; *lines != '\0'; lines += n + (lines[n] == '\n')) {
		n = strcspn(lines, "\n");
		(void)snprintf(line, sizeof(line), "%.*s", (int)n, lines);
		modes_apply(m, line);
	}
}

/* What brings the head back says all that is known. */
static void
follow__rows__brought_back_to(void **state)
{
	static const struct {
		const char	*lines;
		bool		 e_follows;
		const char	*back;
	} rows[] = {
		{ "G1 X1 Y2 Z3 E4 F1500", false,
		    "G90\nG1 X1.000 Y2.000 F6000\nG1 Z3.000 F600\n"
		    "G92 E4.00000\nG90\nM82\nG1 F1500\n" },
		{ "G1 X1 Y2 Z3\nG91\nG1 X1 Y-2 Z0.5 E1", false,
		    "G90\nG1 X2.000 Y0.000 F6000\nG1 Z3.500 F600\n"
		    "G92 E1.00000\nG91\nM82\n" },
		{ "M83\nG90\nG1 X1 Y2 Z3 E1\nG1 E1", false,
		    "G90\nG1 X1.000 Y2.000 F6000\nG1 Z3.000 F600\n"
		    "G92 E2.00000\nG90\nM83\n" },
		{ "M83\nG90\nG1 X1 Y2 Z3 E1\nG1 E1", true,
		    "G90\nG1 X1.000 Y2.000 F6000\nG1 Z3.000 F600\n"
		    "G92 E1.00000\nG90\nM82\n" },
		{ "G91\nM82\nG1 E5\nG90\nG1 X0 Y0 Z1\nM104 S210\nM140 S60\n"
		    "G92 E0", true,
		    "M140 S60\nM109 S210\n"
		    "G90\nG1 X0.000 Y0.000 F6000\nG1 Z1.000 F600\n"
		    "G92 E0.00000\nG90\nM82\n" },
		/* an E between digits is no exponent; a letter alone moves
		 * nothing */
		{ "G1X10Y2E5\nG01 X Z3", false,
		    "G90\nG1 X10.000 Y2.000 F6000\nG1 Z3.000 F600\n"
		    "G92 E5.00000\nG90\nM82\n" },
		{ "G10\nG1.5 X7\nG100 X9\nM1040 S9\nG1 X1 Y1 Z1", false,
		    "G90\nG1 X1.000 Y1.000 F6000\nG1 Z1.000 F600\n"
		    "G92 E0.00000\nG90\nM82\n" },
	};
	char out[MODES_TEXT];
	struct modes m;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		follow(&m, rows[i].e_follows, rows[i].lines);
		modes_step_back(&m, &nowhere, true, out);
		if (strcmp(out, rows[i].back) != 0)
			fail_msg("%s\n->\n%s", rows[i].lines, out);
	}
}

static void
place__unknown__head_stays(void **state)
{
	static const struct {
		const char	*lines;
		bool		 may;
	} rows[] = {
		{ "", false }, { "G28", false }, { "G28\nG1 X1 Y1", false },
		{ "G28\nG1 X1 Y1 Z1", true },
		{ "G1 X1 Y1 Z1\nG28 X", false },
		{ "G1 X1 Y1 Z1\nG28 X\nG1 X0", true },
		{ "G91\nG1 X1 Y1 Z1", false },
		{ "G20\nG1 X1 Y1 Z1", false },
		{ "G92 X0 Y0 Z0", true },
	};
	struct modes m;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		follow(&m, false, rows[i].lines);
		if (modes_may_step_aside(&m) != rows[i].may)
			fail_msg("%s", rows[i].lines);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(follow__rows__brought_back_to),
		cmocka_unit_test(place__unknown__head_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
