/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a print looked like: from the tape to the record.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "spoolerd/tape.h"
#include "tests/keeping.h"

/* As the parent does: points [from, to) of a job. */
static void
write_tape(const struct fixture *f, int64_t job, int from, int to)
{
	char path[128];
	struct tape *tape;

	(void)snprintf(path, sizeof(path), "%s/%d.tape", f->lab->dir,
	    (int)f->printer);
	tape = tape_open(path);
	assert_non_null(tape);
	for (; from < to; from++)
		tape_add(tape, job, (struct trace_point){
		    .at_ms = 1000000 + 1000 * from });
	tape_close(tape);
}

static int64_t
traced(const struct fixture *f, int64_t job)
{
	int64_t n;

	assert_int_equal(trace_count(f->lab->spool, job, &n), SPOOL_OK);
	return n;
}

static void
trace__job_ends_or_keeper_dies__each_point_once(void **state)
{
	struct fixture *f = *state;
	int64_t id = print(f);

	write_tape(f, id, 0, 90);
	/* a keeper that just came looks at once */
	stop(f);
	start(f);
	(void)hear_row(f, id, true);
	say_found(f);
	(void)hear_row(f, id, false);
	assert_int_equal(traced(f, id), 90);
	write_tape(f, id, 90, 100);
	say_done(f, id, END_FINISHED, false);
	say_done(f, id, END_FINISHED, false);
	(void)hear_row(f, id, false);
	(void)hear_row(f, id, false);
	assert_int_equal(traced(f, id), 100);
}

static void
trace__tape_of_another_spool__is_passed_over(void **state)
{
	struct fixture *f = *state;
	int64_t id = print(f);

	write_tape(f, 999, 0, 10);
	say_done(f, id, END_FINISHED, false);
	(void)hear_row(f, 0, false);
	assert_int_equal(job_now(f, id).state, JOB_FINISHED);
}

#define T(test) \
	cmocka_unit_test_setup_teardown(test, keeping_set_up, keeping_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(trace__job_ends_or_keeper_dies__each_point_once),
		T(trace__tape_of_another_spool__is_passed_over),
	};

	(void)signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
