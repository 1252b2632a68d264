/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * History: jobs by filter, and what ended prints add up to.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sql/instant.h"
#include "sql/statistic.h"
#include "tests/lab.h"

/* A print of a person that ended in a state after an hour, or half of it. */
static int64_t
print(struct lab *lab, int64_t printer, const char *who, enum job_state end)
{
	struct job job = { .file_id = lab->file.id, .printer_id = printer };
	bool whole = end == JOB_FINISHED;
	struct job claimed;

	(void)snprintf(job.label, sizeof(job.label), "vase of %s.g", who);
	(void)snprintf(job.who, sizeof(job.who), "%s", who);
	assert_int_equal(job_submit(lab->spool, &job), SPOOL_OK);
	assert_int_equal(job_claim(lab->spool, printer, &claimed), SPOOL_OK);
	assert_int_equal(claimed.id, job.id);
	assert_int_equal(job_checkpoint(lab->spool, job.id, 1,
	    whole ? lab->file.bytes : lab->file.bytes / 2,
	    whole ? 3600000 : 1800000, 0), SPOOL_OK);
	assert_int_equal(job_move(lab->spool, job.id, end, who, ""), SPOOL_OK);
	assert_int_equal(printer_cleaned(lab->spool, printer, "x"), SPOOL_OK);
	return job.id;
}

/* lucie: a whole one on each printer; marc: half a one. */
static int
set_up(void **state)
{
	struct printer other;
	struct lab *lab;

	if (lab_set_up(state) != 0)
		return -1;
	lab = *state;
	lab->file = lab_file(lab, "G1 X1\nG1 X2\n", "part.g", false);
	lab->file.analyzed_ms = 1;
	lab->file.commands = 2;
	lab->file.facts[FILE_FILAMENT_UM] = 1000000;
	assert_int_equal(file_analyzed(lab->spool, &lab->file), SPOOL_OK);
	other = lab_printer(lab, "dagoma-2", "/dev/pts/78");
	assert_int_equal(printer_cleaned(lab->spool, other.id, "x"),
	    SPOOL_OK);
	(void)print(lab, lab->printer.id, "lucie", JOB_FINISHED);
	(void)print(lab, other.id, "lucie", JOB_FINISHED);
	(void)print(lab, lab->printer.id, "marc", JOB_STOPPED);
	/* one that never started counts nowhere */
	assert_int_equal(job_cancel(lab->spool, lab_submit(lab, other.id),
	    "x"), SPOOL_OK);
	return 0;
}

static void
statistic_list__by_each__adds_up(void **state)
{
	static const struct {
		enum statistic_by	 by;
		int			 n;
		struct statistic	 first;
	} rows[] = {
		{ STATISTIC_PRINTER, 2, { "dagoma-1", 2, 1, 1, 0, 5400000,
		    1500000 } },
		{ STATISTIC_PERSON, 2, { "lucie", 2, 2, 0, 0, 7200000,
		    2000000 } },
		{ STATISTIC_MONTH, 1, { "", 3, 2, 1, 0, 9000000, 2500000 } },
	};
	struct lab *lab = *state;
	struct statistic *list;
	size_t i;
	int n;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(statistic_list(lab->spool, rows[i].by, 0, 0,
		    &list, &n), SPOOL_OK);
		assert_int_equal(n, rows[i].n);
		if (rows[i].first.key[0] != '\0')
			assert_string_equal(list[0].key, rows[i].first.key);
		else
			assert_int_equal(strlen(list[0].key), 7);
		assert_int_equal(list[0].prints, rows[i].first.prints);
		assert_int_equal(list[0].finished, rows[i].first.finished);
		assert_int_equal(list[0].stopped, rows[i].first.stopped);
		assert_int_equal(list[0].failed, rows[i].first.failed);
		assert_int_equal(list[0].printed_ms, rows[i].first.printed_ms);
		assert_int_equal(list[0].filament_um,
		    rows[i].first.filament_um);
		free(list);
	}
}

static void
statistic_list__another_time__none(void **state)
{
	struct lab *lab = *state;
	struct statistic *list;
	int n;

	assert_int_equal(statistic_list(lab->spool, STATISTIC_PERSON, 0, 1,
	    &list, &n), SPOOL_OK);
	assert_int_equal(n, 0);
	assert_int_equal(statistic_list(lab->spool, STATISTIC_PERSON,
	    instant_now() + 60000, 0, &list, &n), SPOOL_OK);
	assert_int_equal(n, 0);
}

static void
job_list__filter_rows__how_many(void **state)
{
	const int64_t now = instant_now();
	const struct {
		struct job_filter	filter;
		int			n;
	} rows[] = {
		{ { .limit = 10 }, 4 },
		{ { .limit = 10, .ended = true }, 4 },
		{ { .limit = 10, .open = true }, 0 },
		{ { .limit = 10, .state = "finished" }, 2 },
		{ { .limit = 10, .state = "cancelled" }, 1 },
		{ { .limit = 10, .who = "lucie" }, 2 },
		{ { .limit = 10, .who = "luc" }, 0 },
		{ { .limit = 10, .text = "VASE" }, 3 },
		{ { .limit = 10, .text = "of marc" }, 1 },
		{ { .limit = 10, .text = "%" }, 0 },
		{ { .limit = 10, .from_ms = now + 60000 }, 0 },
		{ { .limit = 10, .from_ms = now - 60000 }, 4 },
		{ { .limit = 10, .to_ms = now - 60000 }, 0 },
		{ { .limit = 10, .who = "lucie", .state = "stopped" }, 0 },
	};
	struct lab *lab = *state;
	struct job *list;
	size_t i;
	int n;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(job_list(lab->spool, &rows[i].filter, &list,
		    &n), SPOOL_OK);
		assert_int_equal(n, rows[i].n);
		free(list);
	}
}

#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, lab_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(statistic_list__by_each__adds_up),
		T(statistic_list__another_time__none),
		T(job_list__filter_rows__how_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
