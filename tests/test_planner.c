/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The simulated planner against times worked out by hand: 1000 mm/s2 and the
 * crawl of 0.05 mm/s at both ends.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>

#include "firmware/marlin/planner.h"

/* Seconds until everything is done. */
static double
run_all(struct planner *p)
{
	int64_t now_us = 0;

	while (!planner_empty(p)) {
		now_us = planner_next(p);
		assert_true(now_us != INT64_MAX);
		planner_run(p, now_us);
	}
	return (double)now_us / 1e6;
}

static void
near(double is, double wanted)
{
	if (fabs(is - wanted) > 0.01 * wanted)
		fail_msg("%f s instead of %f s", is, wanted);
}

static void
planner__one_move__is_a_trapezoid(void **state)
{
	struct planner p;

	(void)state;
	planner_reset(&p, 16);
	/* 100 mm/s is reached after 5 mm: 0.1 s up, 0.9 s on, 0.1 s down */
	planner_add(&p, 0, (double[]){ 100, 0, 0, 0 }, 100);
	near(run_all(&p), 1.1);
}

static void
planner__short_move__is_a_triangle(void **state)
{
	struct planner p;

	(void)state;
	planner_reset(&p, 16);
	/* 4 mm: up 2 mm, down 2 mm, peak sqrt(2 a s) = 63.2 mm/s */
	planner_add(&p, 0, (double[]){ 4, 0, 0, 0 }, 100);
	near(run_all(&p), 2 * sqrt(4.0 / 1000));
}

static void
planner__straight_on__does_not_slow_down(void **state)
{
	struct planner p;
	int i;

	(void)state;
	planner_reset(&p, 16);
	for (i = 1; i <= 10; i++)
		planner_add(&p, 0, (double[]){ 10 * i, 0, 0, 0 }, 100);
	/* the first began at once and knew of no other: 0.2 s for its 10 mm;
	 * then 90 mm with one way up and one way down */
	near(run_all(&p), 0.2 + 1.0);
}

static void
planner__back_again__stops_between(void **state)
{
	struct planner p;

	(void)state;
	planner_reset(&p, 16);
	planner_add(&p, 0, (double[]){ 100, 0, 0, 0 }, 100);
	planner_add(&p, 0, (double[]){ 0, 0, 0, 0 }, 100);
	/* each end may jump by 10 mm/s in all: 5 before, 5 behind */
	near(run_all(&p), 2.19);
}

static void
planner__z__keeps_its_own_limit(void **state)
{
	struct planner p;

	(void)state;
	planner_reset(&p, 16);
	planner_add(&p, 0, (double[]){ 0, 0, 12, 0 }, 100);
	near(run_all(&p), 1.012);
}

static void
planner__queue__is_full_at_15(void **state)
{
	struct planner p;
	int i;

	(void)state;
	planner_reset(&p, 16);
	for (i = 1; !planner_full(&p); i++)
		planner_add(&p, 0, (double[]){ i, i % 2, 0, 0 }, 50);
	assert_int_equal(p.count, 15);
	planner_run(&p, planner_next(&p));
	assert_false(planner_full(&p));
	planner_clear(&p);
	assert_true(planner_empty(&p));
	assert_int_equal(planner_next(&p), INT64_MAX);
}

static void
planner__no_distance__is_no_block(void **state)
{
	struct planner p;

	(void)state;
	planner_reset(&p, 16);
	planner_add(&p, 0, (double[]){ 0, 0, 0, 0 }, 50);
	assert_true(planner_empty(&p));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(planner__one_move__is_a_trapezoid),
		cmocka_unit_test(planner__short_move__is_a_triangle),
		cmocka_unit_test(planner__straight_on__does_not_slow_down),
		cmocka_unit_test(planner__back_again__stops_between),
		cmocka_unit_test(planner__z__keeps_its_own_limit),
		cmocka_unit_test(planner__queue__is_full_at_15),
		cmocka_unit_test(planner__no_distance__is_no_block),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
