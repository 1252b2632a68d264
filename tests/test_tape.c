/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tape of a printer: a ring in shared memory.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "spoolerd/tape.h"

#define NOW	INT64_C(1700000000000)

static char		path[64];
static struct tape	*tape;
static struct trace_point got[TAPE_POINTS];

static int
setup(void **state)
{
	int fd;

	(void)state;
	(void)strcpy(path, "/tmp/test_tape.XXXXXX");
	fd = mkstemp(path);
	if (fd == -1)
		return -1;
	(void)close(fd);
	tape = tape_open(path);
	return tape == NULL ? -1 : 0;
}

static int
teardown(void **state)
{
	(void)state;
	tape_close(tape);
	return unlink(path);
}

static void
add(int64_t job, int from, int to)
{
	int i;

	for (i = from; i < to; i++)
		tape_add(tape, job, (struct trace_point){
		    .at_ms = NOW + 1000 * i, .line = i });
}

static void
read__what_is_new__only_that(void **state)
{
	(void)state;
	assert_int_equal(tape_job(path), 0);
	add(7, 0, 100);
	assert_int_equal(tape_job(path), 7);
	assert_int_equal(tape_read(path, 7, 0, got), 100);
	assert_int_equal(got[99].line, 99);
	assert_int_equal(tape_read(path, 7, NOW + 89000, got), 10);
	assert_int_equal(got[0].line, 90);
	assert_int_equal(tape_read(path, 8, 0, got), 0);
}

static void
read__longer_than_the_tape__the_end_in_order(void **state)
{
	int n, i;

	(void)state;
	add(7, 0, 3 * TAPE_POINTS + 17);
	n = tape_read(path, 7, 0, got);
	/* the slot of the oldest may be written to just now */
	assert_int_equal(n, TAPE_POINTS - 1);
	for (i = 0; i < n; i++)
		assert_int_equal(got[i].line,
		    3 * TAPE_POINTS + 17 - (TAPE_POINTS - 1) + i);
}

static void
open__once_more__what_was_there_is_kept(void **state)
{
	(void)state;
	add(7, 0, 50);
	tape_close(tape);	/* as after a kill */
	tape = tape_open(path);
	add(7, 50, 60);
	assert_int_equal(tape_read(path, 7, 0, got), 60);
}

static void
add__another_job__begins_anew(void **state)
{
	(void)state;
	add(7, 0, 50);
	add(8, 50, 53);
	assert_int_equal(tape_job(path), 8);
	assert_int_equal(tape_read(path, 7, 0, got), 0);
	assert_int_equal(tape_read(path, 8, 0, got), 3);
}

static void
add__too_often__only_changes_count(void **state)
{
	struct trace_point p = { .at_ms = NOW };

	(void)state;
	tape_add(tape, 7, p);
	p.at_ms += TAPE_LEAST_MS - 1;
	tape_add(tape, 7, p);
	assert_int_equal(tape->count, 1);
	p.state = TRACE_PAUSED;
	tape_add(tape, 7, p);
	assert_int_equal(tape->count, 2);
	p.at_ms += TAPE_LEAST_MS;
	tape_add(tape, 7, p);
	assert_int_equal(tape->count, 3);
}

static void
add__clock_goes_back__order_stays(void **state)
{
	int n, i;

	(void)state;
	add(7, 100, 110);
	add(7, 0, 10);
	n = tape_read(path, 7, 0, got);
	assert_int_equal(n, 20);
	for (i = 1; i < n; i++)
		assert_true(got[i].at_ms > got[i - 1].at_ms);
}

static void
read__no_tape_or_another_file__nothing(void **state)
{
	int fd;

	(void)state;
	add(7, 0, 3);
	assert_int_equal(tape_read("/tmp/test_tape.none", 7, 0, got), 0);
	assert_int_equal(tape_job("/tmp/test_tape.none"), 0);
	tape->version = TAPE_VERSION + 1;
	assert_int_equal(tape_read(path, 7, 0, got), 0);
	tape_close(tape);
	fd = open(path, O_WRONLY | O_TRUNC);
	assert_int_equal(write(fd, "x", 1), 1);
	(void)close(fd);
	assert_int_equal(tape_read(path, 7, 0, got), 0);
	tape = tape_open(path);
	assert_int_equal(tape_job(path), 0);
}

static void
since__by_the_one_that_writes__some_at_a_time(void **state)
{
	int64_t i;

	(void)state;
	for (i = 0; i < TAPE_POINTS + 5; i++)
		tape_add(tape, 7, (struct trace_point){
		    .at_ms = NOW + i * 1000, .line = i });
	assert_int_equal(tape_since(tape, 8, 0, got, 3), 0);
	assert_int_equal(tape_since(tape, 7, 0, got, 3), 3);
	assert_int_equal(got[0].line, 5);
	assert_int_equal(tape_since(tape, 7, got[2].at_ms, got, TAPE_POINTS),
	    TAPE_POINTS - 3);
	assert_int_equal(got[0].line, 8);
	assert_int_equal(tape_since(tape, 7, NOW + (TAPE_POINTS + 4) * 1000,
	    got, 9), 0);
}

#define T(test)		cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(read__what_is_new__only_that),
		T(read__longer_than_the_tape__the_end_in_order),
		T(open__once_more__what_was_there_is_kept),
		T(add__another_job__begins_anew),
		T(add__too_often__only_changes_count),
		T(add__clock_goes_back__order_stays),
		T(read__no_tape_or_another_file__nothing),
		T(since__by_the_one_that_writes__some_at_a_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
