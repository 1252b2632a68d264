/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ranks: places in the queue, who may take them, and what is left alone.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sql/event.h"
#include "sql/rank.h"
#include "tests/lab.h"

#define JOBS	4

static int64_t
submit_as(struct lab *lab, int64_t printer, const char *who)
{
	struct job job = { .file_id = lab->file.id, .printer_id = printer,
	    .label = "part.g" };

	(void)snprintf(job.who, sizeof(job.who), "%s", who);
	assert_int_equal(job_submit(lab->spool, &job), SPOOL_OK);
	return job.id;
}

static enum spool_result
move(struct lab *lab, int64_t id, int64_t other, bool behind, bool everybody,
    bool *overtakes)
{
	const struct rank_place place = { .job = other, .behind = behind };

	return rank_move(lab->spool, id, &place, "alice", everybody,
	    overtakes);
}

static void
good_move(struct lab *lab, int64_t id, int64_t other, bool behind)
{
	bool overtakes;

	assert_int_equal(move(lab, id, other, behind, true, &overtakes),
	    SPOOL_OK);
	assert_false(overtakes);
}

/* The ids of what waits for a printer, in order, as "3 1 2". */
static void
assert_order(struct lab *lab, int64_t printer, const char *wanted)
{
	char text[128] = "";
	struct job *list;
	size_t used = 0;
	int n, i;

	assert_int_equal(job_queue(lab->spool, printer, 100, &list, &n),
	    SPOOL_OK);
	for (i = 0; i < n; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
		    "%s%d", i > 0 ? " " : "", (int)list[i].id);
	free(list);
	assert_string_equal(text, wanted);
}

static void
rank_move__everywhere__in_that_order(void **state)
{
	struct lab *lab = *state;
	int64_t p = lab->printer.id;
	struct job job;
	int i;

	for (i = 0; i < JOBS; i++)
		(void)lab_submit(lab, i % 2 == 0 ? p : 0);
	assert_order(lab, p, "1 2 3 4");
	good_move(lab, 3, 1, false);
	assert_order(lab, p, "3 1 2 4");
	good_move(lab, 3, 4, true);
	assert_order(lab, p, "1 2 4 3");
	good_move(lab, 4, 1, true);
	assert_order(lab, p, "1 4 2 3");
	good_move(lab, 4, 2, false);		/* where it is */
	assert_order(lab, p, "1 4 2 3");
	assert_order(lab, 0, "4 2");
	good_move(lab, 4, 1, false);
	assert_int_equal(job_claim(lab->spool, p, &job), SPOOL_OK);
	assert_int_equal(job.id, 4);
	/* a new one is the last, whatever was done */
	(void)lab_submit(lab, p);
	assert_order(lab, p, "1 2 3 5");
}

static void
rank_move__gap_used_up__same_order(void **state)
{
	struct lab *lab = *state;
	int64_t p = lab->printer.id;
	int i;

	for (i = 0; i < JOBS; i++)
		(void)lab_submit(lab, p);
	good_move(lab, 2, 4, true);
	for (i = 0; i < 100; i++) {
		good_move(lab, 4 - i % 2, 1, true);
		assert_order(lab, p, i % 2 == 0 ? "1 4 3 2" : "1 3 4 2");
	}
}

static void
rank_move__last_again__never_overflows(void **state)
{
	struct lab *lab = *state;
	int64_t p = lab->printer.id;
	int i;

	(void)lab_submit(lab, p);
	(void)lab_submit(lab, p);
	for (i = 0; i < 200; i++) {
		good_move(lab, 1 + i % 2, 2 - i % 2, true);
		assert_order(lab, p, i % 2 == 0 ? "2 1" : "1 2");
	}
	for (i = 0; i < 200; i++) {
		good_move(lab, 1 + i % 2, 2 - i % 2, false);
		assert_order(lab, p, i % 2 == 0 ? "1 2" : "2 1");
	}
}

static void
rank_move__not_queued__refused(void **state)
{
	struct lab *lab = *state;
	int64_t p = lab->printer.id;
	struct event *list;
	struct job job;
	bool overtakes;
	int i, n;

	for (i = 0; i < JOBS; i++)
		(void)lab_submit(lab, p);
	assert_int_equal(job_claim(lab->spool, p, &job), SPOOL_OK);
	assert_int_equal(job_cancel(lab->spool, 2, "x"), SPOOL_OK);
	assert_int_equal(move(lab, 1, 3, true, true, &overtakes),
	    SPOOL_REFUSED);
	assert_int_equal(move(lab, 4, 1, false, true, &overtakes),
	    SPOOL_REFUSED);
	assert_int_equal(move(lab, 4, 2, false, true, &overtakes),
	    SPOOL_REFUSED);
	assert_int_equal(move(lab, 4, 4, false, true, &overtakes),
	    SPOOL_REFUSED);
	assert_int_equal(move(lab, 4, 99, false, true, &overtakes),
	    SPOOL_REFUSED);
	assert_int_equal(move(lab, 99, 4, false, true, &overtakes),
	    SPOOL_NONE);
	assert_order(lab, p, "3 4");
	/* and only what was done is in the events */
	good_move(lab, 4, 3, false);
	assert_int_equal(event_of_job(lab->spool, 4, &list, &n), SPOOL_OK);
	assert_int_equal(n, 2);
	assert_string_equal(list[1].what, "job.reordered");
	assert_string_equal(list[1].who, "alice");
	assert_string_equal(list[1].new, "before job 3");
	free(list);
}

/* fault: who may queue may also push in.  One's own jobs change places among
 * themselves, and go back; they never pass those of others. */
static void
fault__queue_jumper(void **state)
{
	struct lab *lab = *state;
	int64_t p = lab->printer.id;
	struct printer other = lab_printer(lab, "dagoma-2", "/dev/pts/78");
	bool overtakes;

	(void)submit_as(lab, p, "bob");			/* 1 */
	(void)submit_as(lab, p, "alice");		/* 2 */
	(void)submit_as(lab, other.id, "bob");		/* 3 */
	(void)submit_as(lab, p, "alice");		/* 4 */
	(void)submit_as(lab, 0, "bob");			/* 5 */
	(void)submit_as(lab, 0, "alice");		/* 6 */
	assert_int_equal(move(lab, 4, 1, false, false, &overtakes),
	    SPOOL_REFUSED);
	assert_true(overtakes);
	assert_int_equal(move(lab, 6, 5, false, false, &overtakes),
	    SPOOL_REFUSED);
	assert_true(overtakes);
	assert_int_equal(move(lab, 6, 3, true, false, &overtakes),
	    SPOOL_REFUSED);
	assert_true(overtakes);
	assert_order(lab, p, "1 2 4 5 6");
	/* another printer's queue is no matter of theirs */
	assert_int_equal(move(lab, 4, 2, false, false, &overtakes), SPOOL_OK);
	assert_order(lab, p, "1 4 2 5 6");
	assert_int_equal(move(lab, 2, 6, true, false, &overtakes), SPOOL_OK);
	assert_order(lab, p, "1 4 5 6 2");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, lab_set_up, lab_tear_down)
		T(rank_move__everywhere__in_that_order),
		T(rank_move__gap_used_up__same_order),
		T(rank_move__last_again__never_overflows),
		T(rank_move__not_queued__refused),
		T(fault__queue_jumper),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
