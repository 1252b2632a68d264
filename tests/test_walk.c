/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The walk: where a file goes and what it asks for, as rows; what is no
 * business of a file; and hostile numbers.
 */
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "spoolerd/filter/walk.h"

static void
walk_with(struct walk *w, const char *text, double layer_mm)
{
	const char *end;
	int64_t line = 0;

	walk_begin(w, &motion_dagoma);
	w->layers.said_mm = layer_mm;
	for (; *text != '\0'; text = end + (*end == '\n')) {
		end = strchrnul(text, '\n');
		walk_command(w, text, (size_t)(end - text), ++line);
	}
	walk_end(w);
}

static void
walk(struct walk *w, const char *text)
{
	walk_with(w, text, 0);
}

static void
near(double a, double b)
{
	if (!(fabs(a - b) < 0.01))
		fail_msg("%f is not %f", a, b);
}

static void
walk__extruded_box__rows(void **state)
{
	static const struct {
		const char	*text;
		double		 x0, x1, y0, y1;
	} rows[] = {
		{ "G1 X10 Y10\nG1 X20 Y30 E1", 10, 20, 10, 30 },
		/* a travel is none */
		{ "G1 X10 Y10\nG1 X20 E1\nG0 X99", 10, 20, 10, 10 },
		{ "G91\nG1 X5\nG1 X5 E1\nG1 X5 E1", 5, 15, 0, 0 },
		{ "G91\nG90\nG1 X5\nG1 X6 E1", 5, 6, 0, 0 },
		/* E is absolute: the second E1 extrudes nothing */
		{ "G1 X5 E1\nG1 X6 E1", 0, 5, 0, 0 },
		{ "M83\nG1 X5 E1\nG1 X6 E1", 0, 6, 0, 0 },
		{ "M83\nM82\nG1 X5 E1\nG1 X6 E1", 0, 5, 0, 0 },
		{ "G20\nG1 X1 E1", 0, 25.4, 0, 0 },
		{ "G20\nG21\nG1 X1 E1", 0, 1, 0, 0 },
		/* G92 names a place, it moves nothing */
		{ "G1 X50\nG92 X0\nG1 X10 E1", 50, 60, 0, 0 },
		{ "G1 X50\nG92 X0\nG28\nG1 X10 E1", 0, 10, 0, 0 },
		{ "G1 X50 Y50\nG28 Y\nG1 X60 E1", 50, 60, 0, 0 },
		/* half a turn bulges out of its ends */
		{ "G1 X10 Y10\nG2 X30 Y10 I10 J0 E1", 10, 30, 10, 20 },
		{ "G1 X10 Y10\nG3 X30 Y10 I10 J0 E1", 10, 30, 0, 10 },
		{ "G1 X10 Y10\nG2 X30 Y10 R10 E1", 10, 30, 10, 20 },
		{ "G1 X10 Y10\nG2 X10 Y10 I10 E1", 10, 30, 0, 20 },
		{ "G1 X10 Y10\nG2 X30 Y10 R1 E1", 10, 30, 10, 10 },
	};
	struct walk w;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		walk(&w, rows[i].text);
		assert_true(w.extruded.any);
		assert_true(fabs(w.extruded.min[0] - rows[i].x0) < 0.1);
		assert_true(fabs(w.extruded.max[0] - rows[i].x1) < 0.1);
		assert_true(fabs(w.extruded.min[1] - rows[i].y0) < 0.1);
		assert_true(fabs(w.extruded.max[1] - rows[i].y1) < 0.1);
	}
}

static void
walk__layers_filament_heat__counted(void **state)
{
	struct walk w;

	(void)state;
	walk(&w, "M140 S60\nM104 S200\nM109 R215\nM104 S0\nG28\nG1 Z0.3\n"
	    "G1 X10 E5\nG1 E3\nG1 Z5\nG1 X0\nG1 Z0.5\nG1 E5\nG1 X10 E8\n"
	    "T1\nG92 E0\nG1 Z0.7 X20 E2\nG1 Z0.3 X30 E3\n");
	assert_int_equal(w.layers.n, 3);
	near(w.layers.first_mm, 0.3);
	near(w.layers.mm, 0.2);
	near(w.filament_mm[0], 8);
	near(w.filament_mm[1], 3);
	near(w.hotend_c, 215);
	near(w.bed_c, 60);
	near(w.moved.max[2], 5);
	near(w.extruded.max[2], 0.7);
}

/* Two turns of a vase, in quarters, from the height at which it is. */
#define TURNS	"M83\nG91\nG1 X9 Z.05 E1\nG1 Y9 Z.05 E1\nG1 X-9 Z.05 E1\n" \
	"G1 Y-9 Z.05 E1\nG1 X9 Z.05 E1\nG1 Y9 Z.05 E1\nG1 X-9 Z.05 E1\n" \
	"G1 Y-9 Z.05 E1\n"

static void
walk__layers__rows(void **state)
{
	static const struct {
		const char	*text;
		int64_t		 layers;
		double		 first, second, said;
	} rows[] = {
		{ "", 0, 0, 0, 0 },
		{ "G1 Z.2\nG1 X9", 0, 0, 0, 0 },
		{ "G1 Z.2\nG1 X9 E1\nG1 Z5\nG1 X0 E2", 2, .2, 4.8, 0 },
		{ "G1 Z.2\nG1 X9 E1\nG1 Z.2005\nG1 X0 E2", 1, .2, 0, 0 },
		/* it rises all the time: so much of it is a layer */
		{ "G1 Z.2\nG1 X1 E1\n" TURNS, 3, .2, .2, 0 },
		{ "G1 Z.4\nG1 X1 E1\n" TURNS, 2, .4, .4, 0 },
		{ "G1 Z.4\nG1 X1 E1\n" TURNS, 5, .4, .1, .1 },
		{ "G1 Z.3\nG1 X1 E1\nG1 Z.4\nG1 Y1 E2\n" TURNS, 6, .3, .1,
		    0 },
		/* the first that is extruded has a height, too */
		{ TURNS, 8, .05, .05, 0 },
		/* a jump of several */
		{ "G1 Z.2\nG1 X1 E1\nG1 X9 Z1 E2", 5, .2, .2, 0 },
		{ "G1 Z.000000001\nG1 X1 E1\nG1 X9 Z99999999 E2", LAYERS_MOST, 0,
		    .01, 0 },
	};
	struct walk w;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		walk_with(&w, rows[i].text, rows[i].said);
		assert_int_equal(w.layers.n, rows[i].layers);
		near(w.layers.first_mm, rows[i].first);
		near(w.layers.mm, rows[i].second);
	}
}

/* What a cold machine is waited for. */
static void
walk__waits__rows(void **state)
{
	static const struct {
		const char	*text;
		double		 seconds;
	} rows[] = {
		{ "G1 X100", 0 },
		{ "G28", 8 }, { "G28 X", 4 }, { "G28 X Y Z", 8 },
		{ "G29", 20 },
		{ "M109 S200", 83.6 }, { "M109 R200", 83.6 },
		{ "M104 S200", 0 }, { "M109 S0", 0 }, { "M109 S20", 0 },
		{ "M109 S200\nM109 S200\nM109 S190", 83.6 },
		{ "M104 S200\nG4 S60\nM109 S200", 23.6 },
		{ "M104 S200\nG4 S600\nM109 S200", 0 },
		{ "M190 S60", 144.4 },
		/* more than it can: only until nothing changes any more */
		{ "M109 S99999", 620.5 },
		/* half cold again */
		{ "M109 S200\nM104 S0\nG4 S107\nM109 S200", 83.6 + 59.8 },
	};
	struct walk w;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		walk(&w, rows[i].text);
		assert_true(fabs(w.waits.seconds - rows[i].seconds) < 0.1);
	}
}

static void
walk__time__moves_and_waits(void **state)
{
	struct walk w;

	(void)state;
	/* 100 mm at 50 mm/s, there and back, each from rest to rest */
	walk(&w, "G1 X100 F3000\nG4 S5\nG1 X0\nG4 P500");
	near(w.seconds, 2 * 2.05 + 5.5);
	walk(&w, "G4 S1e9\nG4 S-5");
	near(w.seconds, 1);
	walk(&w, "G4 S999999999");
	near(w.seconds, 86400);
}

static void
walk__forbidden__each_found_with_its_lines(void **state)
{
	static const struct {
		const char		*command;
		enum finding_kind	 kind;
	} rows[] = {
		{ "M500", FINDING_SAVES }, { "M501", FINDING_LOADS },
		{ "M502", FINDING_FORGETS }, { "M92 E100", FINDING_STEPS },
		{ "M303 S200", FINDING_TUNES }, { "M112", FINDING_HALTS },
		{ "M997", FINDING_FLASHES }, { "M999", FINDING_RESTARTS },
		{ "M117 caf\xc3\xa9", FINDING_NOT_ASCII },
		{ "m0500", FINDING_SAVES }, { "M500.1", FINDING_SAVES },
		{ "G92 E0", FINDING__MAX }, { "M117 M500", FINDING__MAX },
		{ "G500", FINDING__MAX }, { "M5000", FINDING__MAX },
	};
	enum finding_kind k;
	struct walk w;
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		walk_begin(&w, &motion_dagoma);
		for (n = 1; n <= 50; n++)
			walk_command(&w, rows[i].command,
			    strlen(rows[i].command), (int64_t)(2 * n));
		for (k = 0; k < FINDING__MAX; k++)
			assert_int_equal(w.findings[k].count,
			    k == rows[i].kind ? 50 : 0);
		if (rows[i].kind == FINDING__MAX)
			continue;
		for (n = 0; n < FINDING_LINES; n++)
			assert_int_equal(w.findings[rows[i].kind].lines[n],
			    2 * (n + 1));
		assert_true(finding_name(rows[i].kind)[0] != '\0');
	}
}

static void
walk__hostile_numbers__stay_finite(void **state)
{
	static const char *const rows[] = {
		"G1 X999999999999 Y-999999999999 E99999999999 F999999999999",
		"G2 X999999999999 I-999999999999 J1 E1", "G3 I0 J0 E1", "G2 R0",
		"G91\nG1 X999999999\nG92 X-999999999\nG1 X999999999 E1",
		"G20\nG1 X999999999999 E1 F0.0000001", "T99999\nG1 X1 E1",
		"G1 F-5 X5 E1", "M104 S999999999999999", "G4 P99999999999",
	};
	struct walk w;
	size_t i;
	int k;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		walk(&w, rows[i]);
		assert_true(isfinite(w.seconds) && w.seconds >= 0);
		for (k = 0; k < 3; k++)
			assert_true(isfinite(w.extruded.min[k]) &&
			    isfinite(w.extruded.max[k]));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(walk__extruded_box__rows),
		cmocka_unit_test(walk__layers_filament_heat__counted),
		cmocka_unit_test(walk__layers__rows),
		cmocka_unit_test(walk__waits__rows),
		cmocka_unit_test(walk__time__moves_and_waits),
		cmocka_unit_test(walk__forbidden__each_found_with_its_lines),
		cmocka_unit_test(walk__hostile_numbers__stay_finite),
	};

	return cmocka_run_group_tests_name("walk", tests, NULL, NULL);
}
