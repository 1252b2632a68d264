/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The course of a print: what is one, and where a print is by it.
 */
#include <sys/mman.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include <unistd.h>

#include "spoolerd/course.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

static struct course course;

/* Heating before the third command, two layers, the way home. */
static const struct course_stop good[] = {
	{ 0, 0, 0, 0, 0 }, { 2, 0, 0, 1000, 0 }, { 3, 0, 0, 1000, 60000 },
	{ 10, 1, 200, 2000, 60000 }, { 30, 2, 400, 12000, 60000 },
	{ 40, 2, 400, 20000, 60000 },
};

static void
course_take__rows(void **state)
{
	static const struct {
		size_t			n;	/* bytes */
		struct course_stop	stops[3];
		bool			taken;
	} rows[] = {
		{ 0, { { 0 } }, false },
		{ 20, { { 0 } }, false },
		{ 39, { { 0 } }, false },
		{ 40, { { 0 } }, true },
		{ 40, { { 0, 0, 0, 0, 0 }, { 5, 2, -9, 7, 8 } }, true },
		{ 60, { { 0 }, { 5, 2, 9, 7, 8 }, { 5, 2, 1, 7, 8 } }, true },
		/* what goes back */
		{ 40, { { 1, 0, 0, 0, 0 }, { 5, 0, 0, 0, 0 } }, false },
		{ 60, { { 0 }, { 5, 0, 0, 0, 0 }, { 4, 0, 0, 0, 0 } }, false },
		{ 60, { { 0 }, { 5, 2, 0, 0, 0 }, { 6, 1, 0, 0, 0 } }, false },
		{ 60, { { 0 }, { 5, 0, 0, 2, 0 }, { 6, 0, 0, 1, 0 } }, false },
		{ 60, { { 0 }, { 5, 0, 0, 0, 2 }, { 6, 0, 0, 0, 1 } }, false },
	};
	static const char many[COURSE_BYTES + sizeof(struct course_stop)];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		assert_int_equal(course_take(&course, rows[i].stops,
		    rows[i].n), rows[i].taken);
		assert_int_equal(course.n, rows[i].taken ? rows[i].n / 20 : 0);
	}
	assert_true(course_take(&course, many, COURSE_BYTES));
	assert_false(course_take(&course, many, sizeof(many)));
}

static void
course_find__rows(void **state)
{
	static const struct {
		int64_t			commands;
		struct course_place	place;
	} rows[] = {
		{ -1, { 0, 2, 0, 0, 20000, 0, 60000, 500, 0 } },
		{ 0, { 0, 2, 0, 0, 20000, 0, 60000, 500, 0 } },
		{ 1, { 0, 2, 0, 500, 20000, 0, 60000, 500, 0 } },
		/* the third command is the wait */
		{ 2, { 0, 2, 0, 1000, 20000, 0, 60000, 0, 60000 } },
		{ 3, { 0, 2, 0, 1000, 20000, 60000, 60000, 142, 0 } },
		{ 10, { 1, 2, 200, 2000, 20000, 60000, 60000, 500, 0 } },
		{ 20, { 1, 2, 200, 7000, 20000, 60000, 60000, 500, 0 } },
		{ 30, { 2, 2, 400, 12000, 20000, 60000, 60000, 800, 0 } },
		{ 40, { 2, 2, 400, 20000, 20000, 60000, 60000, 0, 0 } },
		{ INT64_MAX, { 2, 2, 400, 20000, 20000, 60000,
		    60000, 0, 0 } },
	};
	struct course_place place;
	size_t i;

	(void)state;
	assert_true(course_take(&course, good, sizeof(good)));
	for (i = 0; i < COUNT(rows); i++) {
		assert_true(course_find(&course, rows[i].commands, &place));
		assert_memory_equal(&place, &rows[i].place, sizeof(place));
	}
	course.n = 0;
	assert_false(course_find(&course, 20, &place));
	assert_int_equal(place.layers, 0);
}

/* Where lines are so short that the cable can't bring them as fast, it counts;
 * elsewhere nothing changes, and twice is as once. */
static void
course_least__cable__counts(void **state)
{
	static const struct course_stop stops[] = {
		{ 0, 0, 0, 0, 0 }, { 100, 1, 0, 100, 0 },
		{ 110, 1, 0, 5100, 0 }, { 1110, 2, 0, 6100, 9 },
	};
	int i;

	(void)state;
	assert_true(course_take(&course, stops, sizeof(stops)));
	course_least(&course, 0);
	assert_memory_equal(course.stops, stops, sizeof(stops));
	for (i = 0; i < 2; i++) {
		course_least(&course, 4000);
		assert_int_equal(course.stops[1].move_ms, 400);
		assert_int_equal(course.stops[2].move_ms, 5400);
		assert_int_equal(course.stops[3].move_ms, 9400);
		assert_int_equal(course.stops[3].wait_ms, 9);
	}
	course_least(&course, 1e12);
	assert_int_equal(course.stops[3].move_ms, INT32_MAX);
}

static void
course_read__a_file_of_it_or_not(void **state)
{
	int fd = memfd_create("course", MFD_CLOEXEC);

	(void)state;
	assert_true(fd != -1);
	assert_false(course_read(&course, fd));
	assert_int_equal(write(fd, good, sizeof(good)), sizeof(good));
	assert_true(course_read(&course, fd));
	assert_int_equal(course.n, COUNT(good));
	assert_int_equal(write(fd, "x", 1), 1);
	assert_false(course_read(&course, fd));
	(void)close(fd);
	assert_false(course_read(&course, fd));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(course_take__rows),
		cmocka_unit_test(course_find__rows),
		cmocka_unit_test(course_least__cable__counts),
		cmocka_unit_test(course_read__a_file_of_it_or_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
