/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Motion: times that can be computed by hand, and the same moves through the
 * simulated printer's own planner, which shares no line with it.
 */
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "firmware/marlin/planner.h"
#include "spoolerd/filter/motion.h"
#include "tests/chance.h"

#define MOVES	20000

static double
one_move(double x, double e, double speed)
{
	const double delta[MOTION_AXES] = { x, 0, 0, e };
	struct motion m;

	motion_begin(&m, &motion_dagoma);
	motion_add(&m, delta, speed);
	motion_rest(&m);
	return m.seconds;
}

static void
motion__one_move__by_hand(void **state)
{
	static const struct {
		double	x, e, speed, seconds;
	} rows[] = {
		/* ramps of 0.05 s and 1.25 mm each at 1000 mm/s2 */
		{ 100, 0, 50, 0.05 + 0.05 + 97.5 / 50 },
		/* a triangle: sqrt(1000 * 1) at its top */
		{ 1, 0, 300, 2 * 0.0316227766 },
		/* E alone: 3000 mm/s2, and 120 mm/s at most */
		{ 0, 60, 500, 0.04 + 0.04 + 55.2 / 120 },
		/* X can do no more than 300 mm/s */
		{ 300, 0, 900, 0.3 + 0.3 + 210.0 / 300 },
		{ 0, 0, 50, 0 },
		{ 1e-5, 0, 50, 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_true(fabs(one_move(rows[i].x, rows[i].e,
		    rows[i].speed) - rows[i].seconds) < 0.001);
}

static void
motion__straight_on__no_stop_between(void **state)
{
	const double delta[MOTION_AXES] = { 10, 0, 0, 0 };
	struct motion m;
	int i;

	(void)state;
	motion_begin(&m, &motion_dagoma);
	/* the first begins before the second is known, so it stops */
	for (i = 0; i < 11; i++)
		motion_add(&m, delta, 50);
	motion_rest(&m);
	assert_true(fabs(m.seconds - one_move(10, 0, 50) -
	    one_move(100, 0, 50)) < 0.001);
}

/* Feed the planner as fast as it takes moves. */
static double
planner_seconds(struct planner *p, double moves[][MOTION_AXES + 1], int n)
{
	double target[AXES] = { 0 };
	int64_t now_us = 0;
	int i, k;

	planner_reset(p, 16);
	for (i = 0; i < n; i++) {
		while (planner_full(p)) {
			now_us = planner_next(p);
			planner_run(p, now_us);
		}
		for (k = 0; k < AXES; k++)
			target[k] += moves[i][k];
		planner_add(p, now_us, target, moves[i][MOTION_AXES]);
	}
	while (!planner_empty(p)) {
		now_us = planner_next(p);
		planner_run(p, now_us);
	}
	return (double)now_us / 1e6;
}

/* Moves of many lengths, turns and speeds: the two agree within 0.1 %. */
static void
motion__against_simulated_planner__agree(void **state)
{
	static double moves[MOVES][MOTION_AXES + 1];
	static struct planner p;
	struct motion m;
	uint32_t seed, c;
	double theirs, size;
	int i, k;

	(void)state;
	for (seed = 1; seed <= 5; seed++) {
		c = seed;
		motion_begin(&m, &motion_dagoma);
		for (i = 0; i < MOVES; i++) {
			size = chance(&c, 4) == 0 ? 50 : 0.8;
			for (k = 0; k < AXES; k++)
				moves[i][k] = size *
				    ((double)chance(&c, 2001) / 1000 - 1);
			moves[i][2] = chance(&c, 50) == 0 ? 0.2 : 0;
			moves[i][3] = fabs(moves[i][0]) * 0.05;
			moves[i][4] = 5 + (double)chance(&c, 150);
			motion_add(&m, moves[i], moves[i][4]);
		}
		motion_rest(&m);
		theirs = planner_seconds(&p, moves, MOVES);
		assert_true(theirs > 100);
		assert_true(fabs(m.seconds / theirs - 1) < 0.001);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(motion__one_move__by_hand),
		cmocka_unit_test(motion__straight_on__no_stop_between),
		cmocka_unit_test(motion__against_simulated_planner__agree),
	};

	return cmocka_run_group_tests_name("motion", tests, NULL, NULL);
}
