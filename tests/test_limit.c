/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Limits on one person's prints, with times that the test chooses; and hours.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sql/hours.h"
#include "sql/limit.h"
#include "sql/person.h"
#include "sql/policy.h"
#include "sql/whynot.h"
#include "tests/lab.h"

#define NOW	INT64_C(1795251600000)	/* Saturday 21 November 2026, 09:00 */
#define DAY_MS	INT64_C(86400000)
#define HOUR	3600

static void
set(struct lab *lab, enum policy policy, int64_t value)
{
	assert_int_equal(policy_set(lab->spool, policy, value, "root"),
	    SPOOL_OK);
}

/* A print as it may be in the record. */
static void
record(struct lab *lab, const char *state, int64_t started_ms,
    int64_t printed_s)
{
	char text[512];

	(void)snprintf(text, sizeof(text), "INSERT INTO job (file_id,"
	    " printer_id, label, who, state, queued_ms, started_ms, ended_ms,"
	    " printed_ms, rank) VALUES (%lld, %s, 'part.g', 'alice', '%s', %lld,"
	    " nullif(%lld, 0), nullif(%lld, 0), %lld, 1)",
	    (long long)lab->file.id, started_ms != 0 ? "1" : "NULL", state,
	    (long long)NOW, (long long)started_ms, (long long)started_ms,
	    (long long)printed_s * 1000);
	lab_execute(lab, text);
}

static void
file_takes(struct lab *lab, int64_t seconds)
{
	char text[128];

	(void)snprintf(text, sizeof(text), "UPDATE file SET seconds = %lld",
	    (long long)seconds);
	lab_execute(lab, text);
}

static enum limit_code
ask(struct lab *lab, int64_t now_ms)
{
	enum spool_result result;
	struct limit limit;

	result = limit_to_queue(lab->spool, "alice", lab->file.id, 1,
	    now_ms, &limit);
	assert_int_equal(result, limit.code == LIMIT_NOTHING ? SPOOL_OK :
	    SPOOL_REFUSED);
	return limit.code;
}

static void
limit__none_set__any_number(void **state)
{
	struct lab *lab = *state;
	int i;

	file_takes(lab, 900 * HOUR);
	for (i = 0; i < 50; i++)
		record(lab, "finished", NOW - i, 100 * HOUR);
	assert_int_equal(ask(lab, NOW), LIMIT_NOTHING);
}

static void
limit__prints_of_a_week__counted(void **state)
{
	struct lab *lab = *state;

	set(lab, POLICY_WEEK_PRINTS, 3);
	record(lab, "finished", NOW - 7 * DAY_MS, 0);	/* it is over */
	record(lab, "failed", NOW - DAY_MS, 0);	/* not their fault */
	record(lab, "cancelled", 0, 0);
	record(lab, "stopped", NOW - 7 * DAY_MS + 1, 0);
	record(lab, "finished", NOW - DAY_MS, 0);
	assert_int_equal(ask(lab, NOW), LIMIT_NOTHING);
	record(lab, "queued", 0, 0);
	assert_int_equal(ask(lab, NOW), LIMIT_WEEK_PRINTS);
	/* one of them is a week old a moment later */
	assert_int_equal(ask(lab, NOW + 1), LIMIT_NOTHING);
}

/* A clock set back by an hour gives nothing away, and one set back by a year
 * locks nobody out. */
static void
limit__clock_back__neither_gift_nor_lock(void **state)
{
	struct lab *lab = *state;

	set(lab, POLICY_WEEK_PRINTS, 1);
	set(lab, POLICY_WEEK_HOURS, 2);
	record(lab, "finished", NOW, 3 * HOUR);
	assert_int_equal(ask(lab, NOW - 3600000), LIMIT_WEEK_PRINTS);
	assert_int_equal(ask(lab, NOW - 365 * DAY_MS), LIMIT_NOTHING);
}

static void
limit__hours_of_a_week__record_and_estimates(void **state)
{
	struct lab *lab = *state;
	char text[LIMIT_SIZE];
	struct limit limit;

	set(lab, POLICY_WEEK_HOURS, 10);
	file_takes(lab, 2 * HOUR);
	record(lab, "finished", NOW - DAY_MS, 4 * HOUR);
	record(lab, "failed", NOW - DAY_MS, 1 * HOUR);
	record(lab, "queued", 0, 0);
	assert_int_equal(ask(lab, NOW), LIMIT_NOTHING);
	record(lab, "printing", NOW - 1, 60);
	assert_int_equal(limit_to_queue(lab->spool, "alice", lab->file.id, 1,
	    NOW, &limit), SPOOL_REFUSED);
	assert_int_equal(limit.code, LIMIT_WEEK_HOURS);
	assert_string_equal(limit_sentence(&limit, text), "You used "
	    "9 h of 10 h of printing within seven days, and this takes "
	    "2 h: wait some days, or ask an administrator.");
}

static void
limit__long_print__refused(void **state)
{
	struct lab *lab = *state;
	char text[LIMIT_SIZE];
	struct limit limit;

	set(lab, POLICY_PRINT_HOURS, 5);
	file_takes(lab, 5 * HOUR);
	assert_int_equal(ask(lab, NOW), LIMIT_NOTHING);
	file_takes(lab, 5 * HOUR + 30 * 60);
	assert_int_equal(limit_to_queue(lab->spool, "alice", lab->file.id, 1,
	    NOW, &limit), SPOOL_REFUSED);
	assert_non_null(strstr(limit_sentence(&limit, text),
	    "takes 5 h 30, and one print may take 5 h:"));
	/* the slicer said nothing: what the moves take */
	lab_execute(lab, "UPDATE file SET seconds = 0, motion_seconds = 20000");
	assert_int_equal(ask(lab, NOW), LIMIT_PRINT_HOURS);
	/* it says that it is a short one: it can say anything */
	lab_execute(lab, "UPDATE file SET seconds = 60");
	assert_int_equal(ask(lab, NOW), LIMIT_PRINT_HOURS);
	lab_execute(lab, "UPDATE file SET print_seconds = 600");
	assert_int_equal(ask(lab, NOW), LIMIT_NOTHING);
}

static void
limit__jobs_at_once__refused_by_submit(void **state)
{
	struct lab *lab = *state;
	struct job job = { .file_id = lab->file.id,
	    .printer_id = lab->printer.id, .label = "part.g",
	    .who = "alice" };

	set(lab, POLICY_JOBS_AT_ONCE, 2);
	(void)lab_submit(lab, lab->printer.id);
	(void)lab_submit(lab, 0);
	assert_int_equal(job_submit(lab->spool, &job), SPOOL_REFUSED);
	assert_int_equal(ask(lab, NOW), LIMIT_JOBS_AT_ONCE);
	(void)strcpy(job.who, "bob");
	assert_int_equal(job_submit(lab->spool, &job), SPOOL_OK);
}

/* Each copy counts, and what is refused leaves none of them. */
static void
limit__copies__all_or_none(void **state)
{
	static const struct {
		enum policy	policy;
		int64_t		value;
		int		copies;
		enum limit_code	code;
	} rows[] = {
		{ POLICY_JOBS_AT_ONCE, 3, 3, LIMIT_JOBS_AT_ONCE },
		{ POLICY_WEEK_PRINTS, 3, 3, LIMIT_WEEK_PRINTS },
		{ POLICY_WEEK_HOURS, 6, 3, LIMIT_WEEK_HOURS },
		{ POLICY_PRINT_HOURS, 1, 1, LIMIT_PRINT_HOURS },
		{ POLICY_PRINT_HOURS, 2, 3, LIMIT_NOTHING },
	};
	struct lab *lab = *state;
	struct job job = { .file_id = lab->file.id, .label = "part.g",
	    .who = "alice" }, next, *list;
	struct limit limit;
	size_t i;
	int n;

	file_takes(lab, 2 * HOUR);
	record(lab, "queued", 0, 0);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		set(lab, rows[i].policy, rows[i].value);
		assert_int_equal(job_submit_copies(lab->spool, &job,
		    rows[i].copies, &limit), rows[i].code == LIMIT_NOTHING ?
		    SPOOL_OK : SPOOL_REFUSED);
		assert_int_equal(limit.code, rows[i].code);
		set(lab, rows[i].policy, 0);
		assert_int_equal(job_queue(lab->spool, 0, 9, &list, &n),
		    SPOOL_OK);
		free(list);
		assert_int_equal(n, rows[i].code == LIMIT_NOTHING ?
		    1 + rows[i].copies : 1);
	}
	/* and they are the ids from the one that was told */
	for (i = 0; i < 3; i++) {
		assert_int_equal(job_by_id(lab->spool, job.id + (int64_t)i,
		    &next), SPOOL_OK);
		assert_string_equal(next.who, "alice");
	}
	assert_int_equal(job_by_id(lab->spool, job.id + 3, &next),
	    SPOOL_NONE);
}

static void
limit__admin__has_none(void **state)
{
	struct person alice = { .name = "alice", .role = PERSON_ADMIN };
	struct lab *lab = *state;
	char key[PERSON_KEY_SIZE];

	set(lab, POLICY_JOBS_AT_ONCE, 1);
	record(lab, "queued", 0, 0);
	assert_int_equal(ask(lab, NOW), LIMIT_JOBS_AT_ONCE);
	assert_int_equal(person_add_key(lab->spool, &alice, "curl", key),
	    SPOOL_OK);
	assert_int_equal(ask(lab, NOW), LIMIT_NOTHING);
}

/* Its length was not known when it was queued. */
static void
limit__read_late__fails_at_the_claim(void **state)
{
	struct lab *lab = *state;
	struct job job;
	int64_t id;

	set(lab, POLICY_PRINT_HOURS, 1);
	id = lab_submit(lab, lab->printer.id);
	file_takes(lab, 9 * HOUR);
	lab_execute(lab, "UPDATE printer SET needs_cleaning = 0;"
	    "UPDATE file SET analyzed_ms = analyzed_ms + 3600000");
	assert_int_equal(job_claim(lab->spool, lab->printer.id, &job),
	    SPOOL_REFUSED);
	assert_int_equal(job_by_id(lab->spool, id, &job), SPOOL_OK);
	assert_int_equal(job.state, JOB_FAILED);
	assert_non_null(strstr(job.why, "9 h"));
}

static bool
is_connected(void *arg, int64_t printer)
{
	(void)arg;
	(void)printer;
	return true;
}

static void
limit__closed__waits_and_says_so(void **state)
{
	struct lab *lab = *state;
	enum policy day;
	struct whynot_row *list;
	struct job job;
	int64_t id;
	int n;

	for (day = POLICY_OPEN_SUNDAY; day <= POLICY_OPEN_SATURDAY; day++)
		set(lab, day, 0);
	lab_execute(lab, "UPDATE printer SET needs_cleaning = 0");
	id = lab_submit(lab, lab->printer.id);
	assert_int_equal(job_claim(lab->spool, lab->printer.id, &job),
	    SPOOL_NONE);
	assert_int_equal(lab_state(lab, id), JOB_QUEUED);
	assert_int_equal(whynot_list(lab->spool, id, is_connected, NULL, &list,
	    &n), SPOOL_OK);
	assert_int_equal(n, 1);
	assert_string_equal(whynot_code(list[0].whynot), "closed");
	free(list);
	for (day = POLICY_OPEN_SUNDAY; day <= POLICY_OPEN_SATURDAY; day++)
		set(lab, day, HOURS_ALWAYS);
	assert_int_equal(job_claim(lab->spool, lab->printer.id, &job),
	    SPOOL_OK);
}

/* By the lab's own time, summer and winter. */
static void
limit__opening_hours__of_the_lab(void **state)
{
	static const struct {
		int64_t	at_s;
		bool	open;
		int64_t	opens_s;
	} rows[] = {
		/* Friday 20 November 2026 in Paris is UTC+1 */
		{ 1795158000, true, 0 },		/* Friday 08:00 */
		{ 1795157999, false, 1795158000 },
		{ 1795195799, true, 0 },		/* 18:29:59 */
		{ 1795195800, false, 1795417200 },	/* to Monday 08:00 */
		/* Friday 26 June 2026 is UTC+2 */
		{ 1782453600, true, 0 },		/* 08:00 */
		{ 1782453599, false, 1782453600 },
	};
	struct lab *lab = *state;
	enum policy day;
	struct limit limit;
	int64_t id, slots;
	size_t i;

	assert_int_equal(setenv("TZ", "Europe/Paris", 1), 0);
	assert_true(hours_parse("08:00-18:30", &slots));
	set(lab, POLICY_OPEN_SUNDAY, 0);
	set(lab, POLICY_OPEN_SATURDAY, 0);
	for (day = POLICY_OPEN_MONDAY; day <= POLICY_OPEN_FRIDAY; day++)
		set(lab, day, slots);
	id = lab_submit(lab, lab->printer.id);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(limit_to_start(lab->spool, id,
		    rows[i].at_s * 1000, &limit), rows[i].open ? SPOOL_OK :
		    SPOOL_REFUSED);
		assert_int_equal(limit.opens_ms, rows[i].opens_s * 1000);
	}
}

static void
hours__text__there_and_back(void **state)
{
	static const char *const good[] = { "always", "closed", "08:00-12:30",
	    "00:00-00:30,08:00-12:30,14:00-24:00" };
	static const char *const bad[] = { "", "8:00-12:00", "08:00",
	    "08:15-09:00", "08:00-25:00", "12:00-08:00", "08:00-08:00",
	    "08:00-12:00,", "08:00-12:00;14:00-15:00", "08:60-09:00",
	    "24:30-24:30" };
	char text[HOURS_SIZE];
	int64_t slots;
	size_t i;
	int at;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_true(hours_parse(good[i], &slots));
		assert_string_equal(hours_format(slots, text), good[i]);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(hours_parse(bad[i], &slots));
	/* every other half hour: the longest text */
	assert_true(strlen(hours_format(INT64_C(0x555555555555), text)) <
	    HOURS_SIZE - 1);
	assert_true(hours_parse(text, &slots));
	assert_int_equal(slots, INT64_C(0x555555555555));
	assert_true(hours_parse("08:00-12:30", &slots));
	for (at = 0; at < 24 * 60; at++)
		assert_int_equal(hours_open(slots, at),
		    at >= 480 && at < 750);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, lab_set_up, lab_tear_down)
		T(limit__none_set__any_number),
		T(limit__prints_of_a_week__counted),
		T(limit__clock_back__neither_gift_nor_lock),
		T(limit__hours_of_a_week__record_and_estimates),
		T(limit__long_print__refused),
		T(limit__jobs_at_once__refused_by_submit),
		T(limit__admin__has_none),
		T(limit__copies__all_or_none),
		T(limit__read_late__fails_at_the_claim),
		T(limit__closed__waits_and_says_so),
		T(limit__opening_hours__of_the_lab),
		T(hours__text__there_and_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
