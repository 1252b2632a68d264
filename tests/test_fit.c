/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fit: what a machine can do against what a file asks for, as rows.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "sql/fit.h"

#define MM	1000

static void
fit__boxes__rows(void **state)
{
	static const struct {
		int	bed[3];		/* mm */
		int	least[3], most[3];
		bool	misses;
	} rows[] = {
		{ { 200, 200, 205 }, { 0, 0, 0 }, { 200, 200, 205 }, false },
		{ { 200, 200, 205 }, { 0, 0, 0 }, { 201, 200, 205 }, true },
		{ { 200, 200, 205 }, { 0, 0, 0 }, { 200, 201, 205 }, true },
		{ { 200, 200, 205 }, { 0, 0, 0 }, { 200, 200, 206 }, true },
		{ { 200, 200, 205 }, { -1, 0, 0 }, { 200, 200, 1 }, true },
		{ { 200, 200, 205 }, { 0, -1, 0 }, { 200, 200, 1 }, true },
		{ { 200, 200, 205 }, { 5, 5, -1 }, { 6, 6, 1 }, true },
		/* the middle of the bed is 0, 0: the site's own file */
		{ { 200, 200, 205 }, { -17, -19, 0 }, { 17, 19, 3 }, false },
		{ { 200, 200, 205 }, { -100, -100, 0 }, { 100, 100, 3 },
		    false },
		{ { 200, 200, 205 }, { -101, -19, 0 }, { 17, 19, 3 }, true },
		{ { 200, 200, 205 }, { -17, -19, 0 }, { 17, 101, 3 }, true },
		/* x from the middle, y from the corner: no machine does that */
		{ { 200, 200, 205 }, { -17, 110, 0 }, { 17, 120, 3 }, true },
		/* unknown: the machine, one of its axes, the file */
		{ { 0, 0, 0 }, { -999, -999, 0 }, { 999, 999, 999 }, false },
		{ { 200, 200, 0 }, { 0, 0, 0 }, { 9, 9, 999 }, false },
		{ { 200, 200, 0 }, { 0, 0, 0 }, { 900, 9, 999 }, true },
		{ { 0, 0, 205 }, { -999, 0, 0 }, { 9, 9, 205 }, false },
		{ { 0, 0, 205 }, { -999, 0, 0 }, { 9, 9, 206 }, true },
		{ { 200, 200, 205 }, { 0, 0, 0 }, { 0, 0, 0 }, false },
	};
	struct printer p;
	struct file f;
	size_t i, axis;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memset(&p, 0, sizeof(p));
		memset(&f, 0, sizeof(f));
		for (axis = 0; axis < 3; axis++) {
			p.bed_um[axis] = rows[i].bed[axis] * MM;
			f.facts[FILE_BBOX_MIN_X_UM + axis] =
			    rows[i].least[axis] * MM;
			f.facts[FILE_BBOX_MAX_X_UM + axis] =
			    rows[i].most[axis] * MM;
		}
		if (fit_misses(FIT_BED, &f, &p) != rows[i].misses)
			fail_msg("row %zu", i);
		assert_false(fit_misses(FIT_HOTEND, &f, &p));
		assert_false(fit_misses(FIT_BED_HEAT, &f, &p));
	}
}

/* Where an admin said which it is, the other one misses. */
static void
fit__bed_form__rows(void **state)
{
	static const struct {
		enum printer_bed	form;
		int			least, most;	/* mm, of X and Y */
		bool			misses;
	} rows[] = {
		{ PRINTER_BED_EITHER, 0, 200, false },
		{ PRINTER_BED_EITHER, -100, 100, false },
		{ PRINTER_BED_EITHER, -1, 101, true },
		{ PRINTER_BED_CORNER, 0, 200, false },
		{ PRINTER_BED_CORNER, -1, 10, true },
		{ PRINTER_BED_CENTER, -100, 100, false },
		{ PRINTER_BED_CENTER, 0, 101, true },
		{ PRINTER_BED_ROUND, -100, 100, false },
		{ PRINTER_BED_ROUND, 0, 101, true },
	};
	struct printer p = { .bed_um = { 200000, 200000, 205000 } };
	struct file f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memset(&f, 0, sizeof(f));
		f.facts[FILE_BBOX_MIN_X_UM] = f.facts[FILE_BBOX_MIN_X_UM + 1] =
		    rows[i].least * MM;
		f.facts[FILE_BBOX_MAX_X_UM] = f.facts[FILE_BBOX_MAX_X_UM + 1] =
		    rows[i].most * MM;
		p.bed_form = rows[i].form;
		if (fit_misses(FIT_BED, &f, &p) != rows[i].misses)
			fail_msg("row %zu", i);
	}
}

/* What lies over the middle of a bed, if 0, 0 were elsewhere. */
static void
fit__made_for_another_bed__rows(void **state)
{
	static const struct {
		enum printer_bed	form;
		int			x[2], y[2], z;	/* mm */
		enum printer_bed	made_for;
	} rows[] = {
		{ PRINTER_BED_CORNER, { -20, 20 }, { -20, 20 }, 9,
		    PRINTER_BED_CENTER },
		{ PRINTER_BED_CORNER, { -100, 100 }, { -100, 100 }, 205,
		    PRINTER_BED_CENTER },
		{ PRINTER_BED_CENTER, { 80, 120 }, { 80, 120 }, 9,
		    PRINTER_BED_CORNER },
		{ PRINTER_BED_ROUND, { 0, 200 }, { 0, 200 }, 9,
		    PRINTER_BED_CORNER },
		/* a skirt that is too wide, a piece beside the bed */
		{ PRINTER_BED_CORNER, { -3, 150 }, { 9, 150 }, 9,
		    PRINTER_BED_EITHER },
		{ PRINTER_BED_CORNER, { -3, 20 }, { 9, 20 }, 9,
		    PRINTER_BED_EITHER },
		{ PRINTER_BED_CENTER, { 60, 110 }, { 10, 40 }, 9,
		    PRINTER_BED_EITHER },
		/* too large, or too tall, anywhere */
		{ PRINTER_BED_CORNER, { -101, 100 }, { -9, 9 }, 9,
		    PRINTER_BED_EITHER },
		{ PRINTER_BED_CORNER, { -20, 20 }, { -20, 20 }, 206,
		    PRINTER_BED_EITHER },
		{ PRINTER_BED_EITHER, { -1, 101 }, { -1, 101 }, 9,
		    PRINTER_BED_EITHER },
	};
	struct printer p = { .bed_um = { 200000, 200000, 205000 } };
	struct file f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memset(&f, 0, sizeof(f));
		f.facts[FILE_BBOX_MIN_X_UM] = rows[i].x[0] * MM;
		f.facts[FILE_BBOX_MAX_X_UM] = rows[i].x[1] * MM;
		f.facts[FILE_BBOX_MIN_X_UM + 1] = rows[i].y[0] * MM;
		f.facts[FILE_BBOX_MAX_X_UM + 1] = rows[i].y[1] * MM;
		f.facts[FILE_BBOX_MAX_Z_UM] = rows[i].z * MM;
		p.bed_form = rows[i].form;
		assert_true(fit_misses(FIT_BED, &f, &p));
		if (fit_looks_made_for(&f, &p) != rows[i].made_for)
			fail_msg("row %zu", i);
	}
}

static void
fit__a_thousandth_too_far__misses(void **state)
{
	struct printer p = { .bed_um = { 200000, 200000, 205000 } };
	struct file f = { .facts = { [FILE_BBOX_MAX_X_UM] = 200001 } };

	(void)state;
	assert_true(fit_misses(FIT_BED, &f, &p));
	f.facts[FILE_BBOX_MAX_X_UM]--;
	assert_false(fit_misses(FIT_BED, &f, &p));
}

static void
fit__heat__rows(void **state)
{
	static const struct {
		int	most, asked;
		bool	misses;
	} rows[] = {
		{ 2600, 2600, false }, { 2600, 2601, true },
		{ 2600, 0, false }, { 0, 9999, false }, { 0, 0, false },
	};
	struct printer p;
	struct file f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memset(&p, 0, sizeof(p));
		memset(&f, 0, sizeof(f));
		p.hotend_max_dC = rows[i].most;
		f.facts[FILE_HOTEND_DC] = rows[i].asked;
		assert_int_equal(fit_misses(FIT_HOTEND, &f, &p),
		    rows[i].misses);
		assert_false(fit_misses(FIT_BED_HEAT, &f, &p));
		p.hotend_max_dC = 0;
		p.bed_max_dC = rows[i].most;
		f.facts[FILE_BED_DC] = rows[i].asked;
		assert_int_equal(fit_misses(FIT_BED_HEAT, &f, &p),
		    rows[i].misses);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fit__boxes__rows),
		cmocka_unit_test(fit__bed_form__rows),
		cmocka_unit_test(fit__made_for_another_bed__rows),
		cmocka_unit_test(fit__a_thousandth_too_far__misses),
		cmocka_unit_test(fit__heat__rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
