/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long prints will take on a printer, by those that finished there.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "sql/outlook.h"
#include "tests/lab.h"

#define EXPECTED_S	600

static int
set_up(void **state)
{
	struct lab *lab;

	if (lab_set_up(state) != 0)
		return -1;
	lab = *state;
	lab->file = lab_file(lab, "G1 X1\nG1 X2\n", "part.g", false);
	lab->file.analyzed_ms = 1;
	lab->file.commands = 2;
	lab->file.seconds = 540;
	lab->file.facts[FILE_PRINT_SECONDS] = EXPECTED_S;
	assert_int_equal(file_analyzed(lab->spool, &lab->file), SPOOL_OK);
	return 0;
}

/* A print that took so long ends like this. */
static void
print(struct lab *lab, int64_t seconds, enum job_state end)
{
	int64_t id = lab_submit(lab, lab->printer.id);
	struct job job;

	assert_int_equal(job_claim(lab->spool, lab->printer.id, &job),
	    SPOOL_OK);
	assert_int_equal(job.id, id);
	assert_int_equal(job_checkpoint(lab->spool, id, 2, lab->file.bytes,
	    seconds * 1000, 0), SPOOL_OK);
	assert_int_equal(job_move(lab->spool, id, end, "x", ""), SPOOL_OK);
	assert_int_equal(printer_cleaned(lab->spool, lab->printer.id, "x"),
	    SPOOL_OK);
}

static int64_t
pace(struct lab *lab)
{
	int64_t permille;

	assert_int_equal(outlook_pace(lab->spool, lab->printer.id, &permille),
	    SPOOL_OK);
	return permille;
}

static void
outlook_pace__finished_prints__count(void **state)
{
	struct lab *lab = *state;

	assert_int_equal(pace(lab), 0);
	print(lab, 300, JOB_STOPPED);
	print(lab, 300, JOB_FAILED);
	assert_int_equal(pace(lab), 0);
	print(lab, 720, JOB_FINISHED);
	assert_int_equal(pace(lab), 1200);
	print(lab, 840, JOB_FINISHED);
	assert_int_equal(pace(lab), 1300);
	/* the pace of another printer is its own */
	lab->printer = lab_printer(lab, "dagoma-2", "/dev/pts/78");
	assert_int_equal(pace(lab), 0);
}

/* What was repaired is forgotten; nonsense has a bound. */
static void
outlook_pace__last_ten__count(void **state)
{
	struct lab *lab = *state;
	int i;

	print(lab, INT64_C(1000000), JOB_FINISHED);
	assert_int_equal(pace(lab), 5000);
	for (i = 0; i < 10; i++)
		print(lab, EXPECTED_S, JOB_FINISHED);
	assert_int_equal(pace(lab), 1000);
}

static void
outlook_job__heating_and_all__else_the_slicers_word(void **state)
{
	struct lab *lab = *state;
	int64_t seconds, id = lab_submit(lab, lab->printer.id);

	assert_int_equal(outlook_job(lab->spool, id, &seconds), SPOOL_OK);
	assert_int_equal(seconds, EXPECTED_S);
	lab->file.facts[FILE_PRINT_SECONDS] = 0;
	assert_int_equal(file_analyzed(lab->spool, &lab->file), SPOOL_OK);
	assert_int_equal(outlook_job(lab->spool, id, &seconds), SPOOL_OK);
	assert_int_equal(seconds, 540);
	assert_int_equal(outlook_job(lab->spool, 999, &seconds), SPOOL_NONE);
	assert_int_equal(seconds, 0);
}

#define CASE(f)	cmocka_unit_test_setup_teardown(f, set_up, lab_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(outlook_pace__finished_prints__count),
		CASE(outlook_pace__last_ten__count),
		CASE(outlook_job__heating_and_all__else_the_slicers_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
