/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How far the run of a job is: layers and time by its course, also in a wait,
 * on a fast machine, and when another drain went on with it.
 */
#include <sys/mman.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <unistd.h>

#include "spoolerd/drain/progress.h"

#define JOB	7

/* 60 s of heating before the third command, two layers of 100 s each. */
static const struct course_stop stops[] = {
	{ 0, 0, 0, 0, 0 }, { 2, 0, 0, 0, 0 }, { 3, 0, 0, 0, 60000 },
	{ 3, 1, 200, 0, 60000 }, { 103, 2, 400, 100000, 60000 },
	{ 203, 2, 400, 200000, 60000 },
};

struct fixture {
	struct jobrun	run;
	struct books	books;
};

/* The course of a job comes, as the keeper sends it. */
static void
hear_course(struct jobrun *j, int64_t job)
{
	int fd = memfd_create("course", MFD_CLOEXEC);

	assert_true(fd != -1);
	assert_int_equal(write(fd, stops, sizeof(stops)), sizeof(stops));
	progress_course(j, job, fd);
	assert_int_equal(close(fd), -1);
}

static int
set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return -1;
	f->run.books = &f->books;
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	free(*state);
	return 0;
}

static void
begin(struct fixture *f)
{
	f->run.job = (struct message_job){ .job = JOB, .commands = 203,
	    .bytes = 2030 };
	progress_begin(&f->run);
}

static void
at(struct fixture *f, uint64_t commands, uint64_t printed_ms)
{
	f->books.commands = commands;
	f->books.printed_ms = printed_ms;
}

static void
progress__a_print__layer_and_time_left(void **state)
{
	struct fixture *f = *state;
	struct course_place place;

	hear_course(&f->run, JOB);
	begin(f);
	assert_int_equal(progress_left(&f->run), 260000);
	at(f, 2, 0);
	progress_pass(&f->run, 45000, DIALECT_SLOW);
	assert_int_equal(progress_left(&f->run), 215000);
	/* longer than thought: no more is said than what is behind it */
	at(f, 2, 45000);
	progress_pass(&f->run, 30000, DIALECT_SLOW);
	assert_int_equal(progress_left(&f->run), 200000);
	at(f, 3, 75000);
	assert_int_equal(progress_left(&f->run), 200000);
	at(f, 53, 125000);
	assert_true(progress_place(&f->run, &place));
	assert_int_equal(place.layer, 1);
	assert_int_equal(place.z_um, 200);
	assert_int_equal(progress_left(&f->run), 150000);
	/* it becomes slower: twice the time of the second half */
	at(f, 103, 275000);
	assert_in_range(progress_left(&f->run), 190000, 200000);
	assert_true(progress_place(&f->run, &place));
	assert_int_equal(place.layer, 2);
	at(f, 203, 475000);
	assert_int_equal(progress_left(&f->run), 0);
}

/* Half as fast from now on: that is so at once, of the moves alone, and what
 * went by so slowly says nothing of the machine. */
static void
progress__speed_factor__counts_at_once(void **state)
{
	struct fixture *f = *state;

	hear_course(&f->run, JOB);
	begin(f);
	at(f, 2, 0);
	progress_pass(&f->run, 30000, DIALECT_SLOW);
	f->run.trim.own[KNOB_SPEED] = 80;	/* which the course knows */
	f->run.trim.now[KNOB_SPEED] = 40;
	assert_int_equal(progress_left(&f->run), 30000 + 400000);
	at(f, 2, 30000);
	progress_pass(&f->run, 30000, DIALECT_SLOW);
	/* a layer takes 200 s */
	at(f, 103, 60000 + 200000);
	trim_count(&f->run, 200000);
	assert_in_range(progress_left(&f->run), 199000, 201000);
	f->run.trim.now[KNOB_SPEED] = 80;
	assert_in_range(progress_left(&f->run), 99500, 100500);
	f->run.trim.now[KNOB_SPEED] = 160;
	assert_in_range(progress_left(&f->run), 49500, 50500);
}

/* The drain died; the next one has the same time left, and the same pace. */
static void
progress__goes_on__knows_what_was_learnt(void **state)
{
	struct fixture *f = *state;

	hear_course(&f->run, JOB);
	at(f, 103, 60000 + 130000);
	begin(f);
	assert_in_range(progress_left(&f->run), 127000, 128000);
}

static void
progress__fast_machine__time_that_passes_here(void **state)
{
	struct fixture *f = *state;

	hear_course(&f->run, JOB);
	f->run.profile.speed_percent = 2000;
	begin(f);
	assert_int_equal(progress_left(&f->run), 13000);
	at(f, 2, 0);
	progress_pass(&f->run, 1500, DIALECT_SLOW);
	assert_int_equal(progress_left(&f->run), 11500);
	at(f, 2, 1500);
	progress_pass(&f->run, 1500, DIALECT_SLOW);
	at(f, 53, 3000 + 2500);
	assert_int_equal(progress_left(&f->run), 7500);
}

/* One of another job is none, and a job is not given another in its middle. */
static void
progress__other_course__says_nothing(void **state)
{
	struct fixture *f = *state;
	struct course_place place;

	hear_course(&f->run, JOB + 1);
	begin(f);
	assert_false(progress_place(&f->run, &place));
	assert_int_equal(place.layers, 0);
	assert_int_equal(progress_left(&f->run), -1);
	hear_course(&f->run, JOB);
	assert_false(progress_place(&f->run, &place));
	at(f, 103, 100000);
	assert_in_range(progress_left(&f->run), 97000, 97100);
}

#define CASE(f)		cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(progress__a_print__layer_and_time_left),
		CASE(progress__speed_factor__counts_at_once),
		CASE(progress__goes_on__knows_what_was_learnt),
		CASE(progress__fast_machine__time_that_passes_here),
		CASE(progress__other_course__says_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
