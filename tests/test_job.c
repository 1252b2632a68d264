/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Jobs: every move and no other.  Who claims them: test_pool.c.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sql/event.h"
#include "tests/lab.h"

/* How to bring a new job into each state. */
static const enum job_state ways[JOB__MAX][3] = {
	[JOB_QUEUED]	  = { JOB__MAX },
	[JOB_PRINTING]	  = { JOB_PRINTING, JOB__MAX },
	[JOB_PAUSED]	  = { JOB_PRINTING, JOB_PAUSED, JOB__MAX },
	[JOB_FINISHED]	  = { JOB_PRINTING, JOB_FINISHED, JOB__MAX },
	[JOB_STOPPED]	  = { JOB_PRINTING, JOB_STOPPED, JOB__MAX },
	[JOB_FAILED]	  = { JOB_PRINTING, JOB_FAILED, JOB__MAX },
	[JOB_INTERRUPTED] = { JOB_PRINTING, JOB_INTERRUPTED, JOB__MAX },
	[JOB_CANCELLED]	  = { JOB_CANCELLED, JOB__MAX },
};

/* The design's picture, written down once more on purpose. */
static const char *const allowed[] = {
	"queued printing", "queued cancelled", "queued failed",
	"printing paused",
	"printing finished", "printing stopped", "printing failed",
	"printing interrupted", "paused printing", "paused stopped",
	"paused failed", "paused interrupted", "interrupted printing",
	"interrupted paused", "interrupted stopped",
};

static bool
is_allowed(enum job_state old, enum job_state new)
{
	char move[64];
	size_t i;

	(void)snprintf(move, sizeof(move), "%s %s", job_state_name(old),
	    job_state_name(new));
	for (i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
		if (strcmp(allowed[i], move) == 0)
			return true;
	return false;
}

static int64_t
job_in(struct lab *lab, enum job_state state)
{
	int64_t id = lab_submit(lab, lab->printer.id);
	const enum job_state *way;

	for (way = ways[state]; *way != JOB__MAX; way++)
		assert_int_equal(job_move(lab->spool, id, *way, "test", ""),
		    SPOOL_OK);
	return id;
}

/* fault: the page says Printing while the file says Free.  One state, one
 * mover, one table; every other move is refused and changes nothing. */
static void
fault__state_changes_without_order(void **state)
{
	struct lab *lab = *state;
	enum job_state old, new;
	enum spool_result result;
	int64_t id;

	for (old = 0; old < JOB__MAX; old++)
		for (new = 0; new < JOB__MAX; new++) {
			id = job_in(lab, old);
			result = job_move(lab->spool, id, new, "test", "why");
			assert_int_equal(result, is_allowed(old, new) ?
			    SPOOL_OK : SPOOL_REFUSED);
			assert_int_equal(lab_state(lab, id),
			    result == SPOOL_OK ? new : old);
			(void)lab_tear_down(state);
			(void)lab_set_up(state);
			lab = *state;
		}
}

/* fault: a print cannot be traced to who started it */
static void
fault__nobody_knows_who_printed(void **state)
{
	struct lab *lab = *state;
	struct event *list;
	struct job job;
	int64_t id;
	int n;

	id = lab_submit(lab, lab->printer.id);
	assert_int_equal(job_claim(lab->spool, lab->printer.id, &job),
	    SPOOL_OK);
	assert_string_equal(job.who, "alice");
	assert_int_equal(job_wish(lab->spool, id, JOB_STOP, "bob"), SPOOL_OK);
	assert_int_equal(job_move(lab->spool, id, JOB_STOPPED, "bob", "dirt"),
	    SPOOL_OK);
	assert_int_equal(event_of_job(lab->spool, id, &list, &n), SPOOL_OK);
	assert_int_equal(n, 4);
	assert_string_equal(list[0].what, "job.submitted");
	assert_string_equal(list[0].who, "alice");
	assert_string_equal(list[2].what, "job.wish");
	assert_string_equal(list[2].who, "bob");
	assert_string_equal(list[3].old, "printing");
	assert_string_equal(list[3].new, "stopped");
	assert_string_equal(list[3].why, "dirt");
	free(list);
}

static void
job_claim__oldest_first(void **state)
{
	struct lab *lab = *state;
	int64_t first = lab_submit(lab, lab->printer.id);
	struct job job;

	(void)lab_submit(lab, lab->printer.id);
	assert_int_equal(job_claim(lab->spool, lab->printer.id, &job),
	    SPOOL_OK);
	assert_int_equal(job.id, first);
	assert_int_equal(job.state, JOB_PRINTING);
	assert_true(job.started_ms > 0);
	assert_string_equal(job.sha256, lab->file.sha256);
	/* one at a time */
	assert_int_equal(job_claim(lab->spool, lab->printer.id, &job),
	    SPOOL_NONE);
}

/* What stands in the way of a claim, a row each; taken away, it starts. */
static void
job_claim__in_the_way__waits(void **state)
{
	struct lab *lab = *state;
	int64_t p = lab->printer.id, id;
	struct job job;

	id = lab_submit(lab, p);
	lab_execute(lab, "UPDATE printer SET disabled = 'broken belt'");
	assert_int_equal(job_claim(lab->spool, p, &job), SPOOL_NONE);
	lab_execute(lab, "UPDATE printer SET disabled = ''");
	(void)printer_fault(lab->spool, p, "halted", "spoolerd");
	assert_int_equal(job_claim(lab->spool, p, &job), SPOOL_NONE);
	(void)printer_fault(lab->spool, p, "", "admin");
	assert_int_equal(job_claim(lab->spool, p, &job), SPOOL_OK);
	assert_int_equal(job.id, id);
	assert_int_equal(job_move(lab->spool, id, JOB_FINISHED, "spoolerd",
	    ""), SPOOL_OK);
	id = lab_submit(lab, p);
	assert_int_equal(job_claim(lab->spool, p, &job), SPOOL_NONE);
	assert_int_equal(printer_cleaned(lab->spool, p, "alice"), SPOOL_OK);
	assert_int_equal(job_claim(lab->spool, p, &job), SPOOL_OK);
	assert_int_equal(job.id, id);
}

static void
job_claim__file_not_analyzed__waits(void **state)
{
	struct lab *lab = *state;
	struct file f = lab_file(lab, "G28\n", "new.g", false);
	struct job job = { .file_id = f.id, .printer_id = lab->printer.id,
	    .label = "new.g", .who = "alice" };

	assert_int_equal(job_submit(lab->spool, &job), SPOOL_OK);
	assert_int_equal(job_claim(lab->spool, lab->printer.id, &job),
	    SPOOL_NONE);
	assert_int_equal(file_unread(lab->spool, &f), SPOOL_OK);
	assert_int_equal(file_analyzed(lab->spool, &f), SPOOL_OK);
	assert_int_equal(file_unread(lab->spool, &f), SPOOL_NONE);
	assert_int_equal(job_claim(lab->spool, lab->printer.id, &job),
	    SPOOL_OK);
}

static void
job_submit__what_cannot_be__is_refused(void **state)
{
	struct lab *lab = *state;
	struct job job = { .file_id = 999, .printer_id = lab->printer.id,
	    .label = "x.g", .who = "alice" };
	struct file f = lab_file(lab, "\x01", "bad.g", false);

	assert_int_equal(job_submit(lab->spool, &job), SPOOL_REFUSED);
	job.file_id = lab->file.id;
	job.printer_id = 999;
	assert_int_equal(job_submit(lab->spool, &job), SPOOL_REFUSED);
	f.refused = FILE_BINARY;
	assert_int_equal(file_analyzed(lab->spool, &f), SPOOL_OK);
	job.file_id = f.id;
	job.printer_id = lab->printer.id;
	assert_int_equal(job_submit(lab->spool, &job), SPOOL_REFUSED);
	assert_int_equal(printer_forget(lab->spool, lab->printer.id, "admin"),
	    SPOOL_OK);
	job.file_id = lab->file.id;
	assert_int_equal(job_submit(lab->spool, &job), SPOOL_REFUSED);
}

static void
job_wish__only_of_a_running_job(void **state)
{
	struct lab *lab = *state;
	struct job job;
	int64_t id = lab_submit(lab, lab->printer.id);

	assert_int_equal(job_wish(lab->spool, id, JOB_PAUSE, "alice"),
	    SPOOL_REFUSED);
	assert_int_equal(job_claim(lab->spool, lab->printer.id, &job),
	    SPOOL_OK);
	assert_int_equal(job_wish(lab->spool, id, JOB_PAUSE, "alice"),
	    SPOOL_OK);
	assert_int_equal(job_by_id(lab->spool, id, &job), SPOOL_OK);
	assert_int_equal(job.wish, JOB_PAUSE);
	/* the machine goes on: so does the wish */
	assert_int_equal(job_move(lab->spool, id, JOB_PAUSED, "x", ""),
	    SPOOL_OK);
	assert_int_equal(job_move(lab->spool, id, JOB_PRINTING, "x", ""),
	    SPOOL_OK);
	assert_int_equal(job_by_id(lab->spool, id, &job), SPOOL_OK);
	assert_int_equal(job.wish, JOB_RUN);
}

static void
job_cancel__only_while_queued(void **state)
{
	struct lab *lab = *state;
	int64_t id = lab_submit(lab, lab->printer.id);
	struct job job;

	assert_int_equal(job_cancel(lab->spool, id, "alice"), SPOOL_OK);
	assert_int_equal(job_cancel(lab->spool, id, "alice"), SPOOL_REFUSED);
	id = lab_submit(lab, lab->printer.id);
	assert_int_equal(job_claim(lab->spool, lab->printer.id, &job),
	    SPOOL_OK);
	assert_int_equal(job_cancel(lab->spool, id, "alice"), SPOOL_REFUSED);
	assert_int_equal(lab_state(lab, id), JOB_PRINTING);
}

static void
job_list__filters(void **state)
{
	struct lab *lab = *state;
	struct printer other = lab_printer(lab, "dagoma-2", "/dev/pts/78");
	struct job_filter filter = { .limit = 10 };
	int64_t a = lab_submit(lab, lab->printer.id);
	int64_t b = lab_submit(lab, other.id);
	struct job *list;
	int n;

	assert_int_equal(job_cancel(lab->spool, a, "x"), SPOOL_OK);
	assert_int_equal(job_list(lab->spool, &filter, &list, &n), SPOOL_OK);
	assert_int_equal(n, 2);
	assert_int_equal(list[0].id, b);	/* newest first */
	assert_string_equal(list[0].printer, "dagoma-2");
	free(list);
	filter.open = true;
	assert_int_equal(job_list(lab->spool, &filter, &list, &n), SPOOL_OK);
	assert_int_equal(n, 1);
	free(list);
	filter.before = b;
	assert_int_equal(job_list(lab->spool, &filter, &list, &n), SPOOL_OK);
	assert_int_equal(n, 0);
	free(list);
	filter = (struct job_filter){ .printer_id = lab->printer.id,
	    .limit = 1 };
	assert_int_equal(job_list(lab->spool, &filter, &list, &n), SPOOL_OK);
	assert_int_equal(n, 1);
	assert_int_equal(list[0].state, JOB_CANCELLED);
	free(list);
}

static void
job_checkpoint__kept_for_the_last_ended(void **state)
{
	struct lab *lab = *state;
	struct job job;
	int64_t id = lab_submit(lab, lab->printer.id);

	assert_int_equal(job_last_ended(lab->spool, lab->printer.id, &job),
	    SPOOL_NONE);
	assert_int_equal(job_claim(lab->spool, lab->printer.id, &job),
	    SPOOL_OK);
	assert_int_equal(job_checkpoint(lab->spool, id, 1, 4, 9000, 0),
	    SPOOL_OK);
	assert_int_equal(job_current(lab->spool, lab->printer.id, &job),
	    SPOOL_OK);
	assert_int_equal(job.done_bytes, 4);
	assert_int_equal(job_move(lab->spool, id, JOB_FAILED, "x", "smoke"),
	    SPOOL_OK);
	assert_int_equal(job_last_ended(lab->spool, lab->printer.id, &job),
	    SPOOL_OK);
	assert_int_equal(job.id, id);
	assert_int_equal(job.printed_ms, 9000);
	assert_string_equal(job.why, "smoke");
	assert_int_equal(job_checkpoint(lab->spool, 999, 1, 1, 1, 0),
	    SPOOL_NONE);
}

/* A job that prints, and ends when the clock is so far off. */
static int64_t
end_with_clock_off(struct lab *lab, int64_t off_ms)
{
	int64_t id = lab_submit(lab, lab->printer.id);
	char sql[128];
	struct job job;
	sqlite3 *db;

	assert_int_equal(printer_cleaned(lab->spool, lab->printer.id, "x"),
	    SPOOL_OK);
	assert_int_equal(job_claim(lab->spool, lab->printer.id, &job),
	    SPOOL_OK);
	assert_int_equal(job.id, id);
	assert_int_equal(job_move(lab->spool, id, JOB_FINISHED, "x", ""),
	    SPOOL_OK);
	(void)snprintf(sql, sizeof(sql), "UPDATE job SET ended_ms = ended_ms"
	    " + (%lld) WHERE id = %lld", (long long)off_ms, (long long)id);
	assert_int_equal(sqlite3_open(lab->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	(void)sqlite3_close(db);
	return id;
}

static void
job_last_ended__clock_jumps__the_latest_all_the_same(void **state)
{
	static const int64_t offs[] = { 0, 31536000000, -31536000000, 0,
	    86400000 };
	struct lab *lab = *state;
	struct job job;
	int64_t id;
	size_t i;

	for (i = 0; i < sizeof(offs) / sizeof(offs[0]); i++) {
		id = end_with_clock_off(lab, offs[i]);
		assert_int_equal(job_last_ended(lab->spool, lab->printer.id,
		    &job), SPOOL_OK);
		assert_int_equal(job.id, id);
	}
	/* one that never began is not what lies on the bed */
	id = lab_submit(lab, lab->printer.id);
	assert_int_equal(job_cancel(lab->spool, id, "x"), SPOOL_OK);
	assert_int_equal(job_last_ended(lab->spool, lab->printer.id, &job),
	    SPOOL_OK);
	assert_int_not_equal(job.id, id);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, lab_set_up, lab_tear_down)
		T(fault__state_changes_without_order),
		T(fault__nobody_knows_who_printed),
		T(job_claim__oldest_first),
		T(job_claim__in_the_way__waits),
		T(job_claim__file_not_analyzed__waits),
		T(job_submit__what_cannot_be__is_refused),
		T(job_wish__only_of_a_running_job),
		T(job_cancel__only_while_queued),
		T(job_list__filters),
		T(job_checkpoint__kept_for_the_last_ended),
		T(job_last_ended__clock_jumps__the_latest_all_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
