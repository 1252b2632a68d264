/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The survey: every layer is found again, waits lie at their command, and
 * whatever comes, it is a course that fits.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>

#include "spoolerd/filter/survey.h"
#include "tests/chance.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

static struct survey survey;
static struct course course;

/* A print of so many layers of so many commands, each 10 ms; layers of 0.2
 * mm. */
static void
print(int64_t layers, int64_t commands)
{
	struct survey_now now = { .commands = 0 };
	int64_t layer, i;

	survey_begin(&survey);
	for (layer = 1; layer <= layers; layer++)
		for (i = 0; i < commands; i++) {
			now.commands++;
			now.layer = layer;
			now.z = 0.2 * (double)layer;
			now.move_s += 0.01;
			survey_note(&survey, &now);
		}
	survey_end(&survey, &now);
	assert_true(course_take(&course, survey.stops,
	    survey.n * sizeof(survey.stops[0])));
}

/* Each layer is at its commands; where there are too many for a stop each, it
 * is not far. */
static void
survey__layers__found_again(void **state)
{
	static const struct {
		int64_t		layers, commands;
		unsigned int	off;	/* layers */
		size_t		most;	/* stops */
	} rows[] = {
		{ 1, 1, 0, 4 },
		{ 15, 1, 0, 20 },
		{ 15, 400, 0, 200 },
		{ 300, 5000, 0, 900 },
		{ 1700, 1000, 0, 2047 },
		{ 5000, 100, 4, 2048 },
		{ 20000, 30, 16, 2048 },
	};
	struct course_place place;
	int64_t n;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		print(rows[i].layers, rows[i].commands);
		assert_true(survey.n <= rows[i].most);
		for (n = 1; n <= rows[i].layers; n++) {
			assert_true(course_find(&course, (n - 1) *
			    rows[i].commands, &place));
			assert_in_range(place.layer + rows[i].off, n,
			    n + rows[i].off);
			assert_in_range(place.z_um + 1 + 200 *
			    (int32_t)rows[i].off, 200 * n, 200 * n + 2 + 400 *
			    rows[i].off);
			assert_int_equal(place.layers, rows[i].layers);
		}
	}
}

/* Time passes evenly between stops: never more than a hundredth of all off. */
static void
survey__uneven_pace__time_is_right(void **state)
{
	static double at[200001];
	struct survey_now now = { .commands = 0, .layer = 1 };
	struct course_place place;
	uint32_t seed = 4;
	int64_t i;

	(void)state;
	survey_begin(&survey);
	for (i = 0; i < 200000; i++) {
		now.commands = i + 1;
		now.move_s += i / 20000 % 2 ? 0.002 : 5e-4 *
		    (double)chance(&seed, 100);
		at[i + 1] = now.move_s;
		survey_note(&survey, &now);
	}
	survey_end(&survey, &now);
	assert_true(survey.n < 700);
	assert_true(course_take(&course, survey.stops,
	    survey.n * sizeof(survey.stops[0])));
	for (i = 0; i <= 200000; i += 37) {
		assert_true(course_find(&course, i, &place));
		assert_true(fabs((double)place.move_ms / 1000 - at[i]) <
		    at[200000] / 100);
	}
}

static void
survey__waits__lie_at_their_command(void **state)
{
	struct survey_now now = { .commands = 0 };
	struct course_place place;
	int64_t i;

	(void)state;
	survey_begin(&survey);
	for (i = 1; i <= 100; i++) {
		now.commands = i;
		now.wait_s += i == 5 || i == 6 ? 80 : 0;
		survey_note(&survey, &now);
	}
	survey_end(&survey, &now);
	assert_true(course_take(&course, survey.stops,
	    survey.n * sizeof(survey.stops[0])));
	for (i = 0; i <= 100; i++) {
		assert_true(course_find(&course, i, &place));
		assert_int_equal(place.wait_ms, i < 5 ? 0 : i == 5 ? 80000 :
		    160000);
		assert_int_equal(place.wait_here_ms, i == 4 || i == 5 ?
		    80000 : 0);
		assert_int_equal(place.wait_total_ms, 160000);
	}
}

/* A machine takes in many commands before the first one's move is made: at each
 * of these the time is right, though in the long print that follows no place
 * between gets a stop so often. */
static void
survey__behind_a_wait__each_command_counts(void **state)
{
	struct survey_now now = { .wait_s = 80 };
	struct course_place place;
	int64_t i;

	(void)state;
	survey_begin(&survey);
	for (i = 1; i <= 100000; i++) {
		now.commands = i;
		now.layer = i / 10;
		now.move_s = i < 16 ? 0 : i == 16 ? 4 : 4 + (double)i / 10;
		survey_note(&survey, &now);
	}
	survey_end(&survey, &now);
	assert_true(course_take(&course, survey.stops,
	    survey.n * sizeof(survey.stops[0])));
	assert_true(course_find(&course, 15, &place));
	assert_int_equal(place.move_ms, 0);
	assert_int_equal(place.move_here_ms, 4000);
	assert_true(course_find(&course, 16, &place));
	assert_int_equal(place.move_ms, 4000);
	assert_true(course_find(&course, 20, &place));
	assert_int_equal(place.move_ms, 6000);
}

/* What was primed before the first mark was no layer. */
static void
survey__a_mark_comes__heights_are_forgotten(void **state)
{
	struct survey_now now = { .commands = 101, .layer = 1, .z = 0.3 };
	struct course_place place;

	(void)state;
	survey_begin(&survey);
	survey_note(&survey, &now);
	now = (struct survey_now){ .commands = 102, .layer = 2, .z = 0.5 };
	survey_note(&survey, &now);
	survey_restart(&survey);
	now = (struct survey_now){ .commands = 103, .layer = 1, .z = 0.5 };
	survey_note(&survey, &now);
	now = (struct survey_now){ .commands = 104, .layer = 1, .z = 0.2 };
	survey_note(&survey, &now);
	survey_end(&survey, &now);
	assert_true(course_take(&course, survey.stops,
	    survey.n * sizeof(survey.stops[0])));
	assert_true(course_find(&course, 101, &place));
	assert_int_equal(place.layer, 0);
	assert_true(course_find(&course, 102, &place));
	assert_int_equal(place.layer, 1);
	assert_int_equal(place.z_um, 200);
}

/* Waits and layers at every command, numbers beyond all bounds: a course. */
static void
survey__anything__is_a_course(void **state)
{
	struct survey_now now = { .commands = 0 };
	uint32_t seed = 9;
	int64_t i;

	(void)state;
	survey_begin(&survey);
	for (i = 1; i <= 100000; i++) {
		now.commands = i;
		now.layer += (int64_t)chance(&seed, 3);
		now.z = chance(&seed, 2) ? 1e12 : -1e12;
		now.move_s += chance(&seed, 2) ? 0 : 1e5;
		now.wait_s += chance(&seed, 2) ? 0 : 100;
		survey_note(&survey, &now);
	}
	now.layer = 50;		/* says its comment */
	survey_end(&survey, &now);
	assert_true(survey.n <= COURSE_STOPS);
	assert_true(course_take(&course, survey.stops,
	    survey.n * sizeof(survey.stops[0])));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(survey__layers__found_again),
		cmocka_unit_test(survey__uneven_pace__time_is_right),
		cmocka_unit_test(survey__waits__lie_at_their_command),
		cmocka_unit_test(survey__behind_a_wait__each_command_counts),
		cmocka_unit_test(survey__a_mark_comes__heights_are_forgotten),
		cmocka_unit_test(survey__anything__is_a_course),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
