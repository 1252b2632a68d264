/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Time left: the formula's promises.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "spoolerd/drain/estimate.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

static void
estimate__rows(void **state)
{
	static const struct {
		struct estimate	e;
		int64_t		left_ms;
	} rows[] = {
		/* nothing known, nothing said */
		{ { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, -1 },
		{ { 0, 0, 1000, 0, 0, 60000, 0, 0, 0, 0, 0, 0 }, -1 },
		{ { 0, 9, 1000, 0, 0, 60000, 0, 0, 0, 0, 0, 0 }, -1 },
		/* the slicer's word at the start; nothing at the end */
		{ { 600, 0, 1000, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, 600000 },
		{ { 600, 1000, 1000, 0, 0, 1, 0, 0, 0, 0, 0, 0 }, 0 },
		{ { 0, 1000, 1000, 0, 0, 99, 0, 0, 0, 0, 0, 0 }, 0 },
		/* more than all is all */
		{ { 600, 2000, 1000, 0, 0, 1, 0, 0, 0, 0, 0, 0 }, 0 },
		/* without the slicer our own rate, from one percent on */
		{ { 0, 10, 1000, 0, 0, 6000, 0, 0, 0, 0, 0, 0 }, 594000 },
		{ { 0, 500, 1000, 0, 0, 300000, 0, 0, 0, 0, 0, 0 }, 300000 },
		/* bytes, while the commands are not counted */
		{ { 0, 500, 0, 10, 40, 300000, 0, 0, 0, 0, 0, 0 }, 900000 },
		/* but the waits don't count */
		{ { 0, 500, 1000, 0, 0, 300000, 200000, 0, 0, 0, 0, 0 },
		    100000 },
		/* half way, twice as slow as the slicer said: 3/4 of it */
		{ { 600, 500, 1000, 0, 0, 600000, 0, 0, 0, 0, 0, 0 }, 450000 },
		/* and twenty times as fast, nearly done */
		{ { 600, 900, 1000, 0, 0, 27000, 0, 0, 0, 0, 0, 0 }, 8700 },
		/* nonsense stays in bounds */
		{ { 600, 500, 1000, 0, 0, -5, 0, 0, 0, 0, 0, 0 }, 150000 },
		{ { 600, 500, 1000, 0, 0, 5, 100, 0, 0, 0, 0, 0 }, 150000 },
		{ { 600, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0 }, 600000 },
		{ { INT64_MAX, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0 },
		    ESTIMATE_MAX_MS },
		{ { INT64_MAX, INT64_MAX / 2, INT64_MAX, 0, 0, INT64_MAX,
		    INT64_MIN, 0, 0, 0, 0, 0 }, ESTIMATE_MAX_MS },
		{ { 0, INT64_MAX / 2, INT64_MAX, 0, 0, INT64_MAX, 0,
		    0, 0, 0, 0, 0 },
		    ESTIMATE_MAX_MS },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		assert_int_equal(estimate_left(&rows[i].e), rows[i].left_ms);
}

/* --- by the course of the print --- */

/* A print of an hour's moves behind 100 s of heating, on a machine that needs
 * pace thousandths of the time; what is said when so many thousandths of the
 * moves are done. */
static int64_t
say(int64_t pace, int64_t done)
{
	return estimate_left(&(struct estimate){
	    .slicer_seconds = 99, .commands = 1, .commands_total = 1000,
	    .printed_ms = 100000 + 3600 * done * pace / 1000,
	    .waited_ms = 100000,
	    .move_ms = 3600 * done, .move_total_ms = 3600000 });
}

/* How far from what is left, in thousandths of that. */
static int64_t
error(int64_t pace, int64_t done)
{
	int64_t left = 3600 * (1000 - done) * pace / 1000;

	return (say(pace, done) - left) * 1000 / left;
}

/* Whatever the machine's pace, it is known soon, and better and better. */
static void
estimate__other_machine__is_learnt(void **state)
{
	static const int64_t paces[] = { 50, 500, 800, 1000, 1300, 2000 };
	int64_t last, now;
	size_t i;
	int done;

	(void)state;
	for (i = 0; i < COUNT(paces); i++) {
		last = INT64_MAX - 1;
		for (done = 0; done < 1000; done += 10) {
			now = error(paces[i], done);
			now = now < 0 ? -now : now;
			assert_true(now <= last + 1);
			last = now;
		}
	}
	/* 30 % slower than thought */
	assert_in_range(-error(1300, 0), 225, 235);
	assert_in_range(-error(1300, 100), 30, 50);
	assert_in_range(-error(1300, 500), 5, 10);
	assert_in_range(-error(1300, 900), 2, 6);
}

static void
estimate__course__rows(void **state)
{
	static const struct {
		struct estimate	e;
		int64_t		left_ms;
	} rows[] = {
		/* all of it, with the waits to come */
		{ { .move_total_ms = 60000, .wait_left_ms = 5000 }, 65000 },
		/* commands say nothing where the course does */
		{ { .commands = 900, .commands_total = 1000,
		    .slicer_seconds = 9, .move_ms = 30000,
		    .printed_ms = 30000, .move_total_ms = 60000 }, 30000 },
		/* nothing was measured where it goes on: as expected */
		{ { .move_ms = 30000, .move_total_ms = 60000,
		    .printed_ms = 40000, .waited_ms = 10000 }, 30000 },
		/* its last prints were 30 % slower, and this one is */
		{ { .move_total_ms = 60000, .pace = 1.3 }, 78000 },
		{ { .move_ms = 30000, .move_total_ms = 60000,
		    .printed_ms = 39000, .pace = 1.3 }, 39000 },
		/* nonsense stays in bounds */
		{ { .move_ms = 0, .move_total_ms = 60000,
		    .printed_ms = INT64_MAX }, 600000 },
		{ { .move_ms = 30000, .move_total_ms = 60000,
		    .printed_ms = 5, .waited_ms = 100 }, 1154 },
		{ { .move_total_ms = INT64_MAX }, ESTIMATE_MAX_MS },
		/* at its end */
		{ { .move_ms = 60000, .move_total_ms = 60000,
		    .printed_ms = 90000 }, 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		assert_int_equal(estimate_left(&rows[i].e), rows[i].left_ms);
}

/* --- by the slicer's word --- */

/* A slicer that is right stays right all the way, to the second. */
static void
estimate__slicer_right__is_linear(void **state)
{
	struct estimate e = { .slicer_seconds = 1000, .commands_total = 1000,
	    .waited_ms = 240000 };
	int64_t left, want;

	(void)state;
	for (; e.commands <= 1000; e.commands++) {
		e.printed_ms = e.waited_ms + e.commands * 1000;
		want = (1000 - e.commands) * 1000;
		left = estimate_left(&e);
		assert_true(left >= want - 1 && left <= want + 1);
	}
}

/* Heating and homing, when f stands still, leave it where it is. */
static void
estimate__waiting__changes_nothing(void **state)
{
	struct estimate e = { .slicer_seconds = 600, .commands = 7,
	    .commands_total = 1000, .printed_ms = 4000 };
	const int64_t before = estimate_left(&e);

	(void)state;
	for (; e.waited_ms < 900000; e.waited_ms += 7000, e.printed_ms += 7000)
		assert_int_equal(estimate_left(&e), before);
}

/* A slow start of another kind is bounded by the slicer's word. */
static void
estimate__slow_start__does_not_explode(void **state)
{
	struct estimate e = { .slicer_seconds = 600, .commands = 5,
	    .commands_total = 1000 };

	(void)state;
	for (; e.printed_ms < 3600000; e.printed_ms += 1000)
		assert_true(estimate_left(&e) < 640000);
}

/* Machines that are faster than the slicer thinks, and up to twice as slow:
 * the time left only goes down. */
static void
estimate__steady_machine__never_grows(void **state)
{
	static const int64_t paces[] = { 50, 500, 900, 1000, 1100, 1500, 2000 };
	struct estimate e = { .slicer_seconds = 1000, .commands_total = 1000 };
	int64_t left, last;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(paces); i++) {
		last = INT64_MAX;
		for (e.commands = 0; e.commands <= 1000; e.commands++) {
			e.printed_ms = e.commands * paces[i];
			left = estimate_left(&e);
			assert_true(left >= 0 && left <= last);
			last = left;
		}
		assert_int_equal(last, 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(estimate__rows),
		cmocka_unit_test(estimate__other_machine__is_learnt),
		cmocka_unit_test(estimate__course__rows),
		cmocka_unit_test(estimate__slicer_right__is_linear),
		cmocka_unit_test(estimate__waiting__changes_nothing),
		cmocka_unit_test(estimate__slow_start__does_not_explode),
		cmocka_unit_test(estimate__steady_machine__never_grows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
