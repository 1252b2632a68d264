/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plans: what pages and the keeper ask all the time must be found by an index,
 * however long the history is.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "sql/query.h"
#include "tests/lab.h"

/* What is not here is of one row, or is asked when a person looks back. */
static const enum statement frequent[] = {
	SQL_EVENT_OF_JOB, SQL_EVENT_OF_PRINTER, SQL_EVENT_SINCE,
	SQL_FILE_BY_HASH, SQL_FILE_LIST, SQL_FILE_UNREAD,
	SQL_JOB_BY_ID, SQL_JOB_COUNT, SQL_JOB_CURRENT, SQL_JOB_FIRST,
	SQL_JOB_INSERT, SQL_JOB_LAST_ENDED, SQL_JOB_LIST_OF_PERSON,
	SQL_JOB_LIST_OPEN, SQL_JOB_MOVE, SQL_JOB_NEXT, SQL_JOB_QUEUE,
	SQL_JOB_QUEUED_OF_PRINTER, SQL_JOB_WHYNOT,
	SQL_LIMIT_FILE, SQL_LIMIT_JOB, SQL_LIMIT_USE,
	SQL_NOTICE_DUE, SQL_NOTICE_NEWS,
	SQL_PRINTER_BY_ID, SQL_PRINTER_BY_NAME, SQL_PRINTER_CLEANED,
	SQL_PRINTER_LIST,
	SQL_RANK_AFTER, SQL_RANK_BEFORE, SQL_RANK_OVERTAKEN,
	SQL_TRACE_COUNT, SQL_TRACE_LAST, SQL_TRACE_NEXT,
};

/* The indexes of rows that are few, so that all of them may be walked. */
static const char *const few[] = { "job_open", "job_rank", "file_unread",
	"notice_due" };

/* The tables that grow, by the names that statements give them. */
static const char *const grown[] = { "event", "e", "file", "f", "job", "j",
	"k", "notice", "n", "trace" };

static bool
is_one_of(const char *word, const char *const *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(word, list[i]) == 0)
			return true;
	return false;
}

#define IS_ONE_OF(word, list) \
	is_one_of(word, list, sizeof(list) / sizeof((list)[0]))

/* One line of a plan: "SCAN j USING INDEX job_rank". */
static bool
walks(const char *step)
{
	char table[33] = "", index[33] = "";

	if (sscanf(step, "SCAN %32s USING INDEX %32s", table, index) < 1)
		return false;
	return IS_ONE_OF(table, grown) && !IS_ONE_OF(index, few);
}

static void
plan__frequent_statement__walks_no_history(void **state)
{
	struct lab *lab = *state;
	sqlite3_stmt *stmt;
	const char *step;
	char *text;
	size_t i;

	for (i = 0; i < sizeof(frequent) / sizeof(frequent[0]); i++) {
		text = sqlite3_mprintf("EXPLAIN QUERY PLAN %s",
		    statement_text(frequent[i]));
		assert_int_equal(sqlite3_prepare_v2(query_db(lab->spool), text,
		    -1, &stmt, NULL), SQLITE_OK);
		while (sqlite3_step(stmt) == SQLITE_ROW) {
			step = (const char *)sqlite3_column_text(stmt, 3);
			if (walks(step))
				fail_msg("%s: %s", step, text);
		}
		(void)sqlite3_finalize(stmt);
		sqlite3_free(text);
	}
}

/* The test above sees what it is made for. */
static void
plan__whole_history__is_told(void **state)
{
	(void)state;
	assert_true(walks("SCAN j"));
	assert_true(walks("SCAN job USING INDEX job_file"));
	assert_false(walks("SCAN j USING INDEX job_open"));
	assert_false(walks("SEARCH j USING INDEX job_who (who=?)"));
	assert_false(walks("SCAN p"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    plan__frequent_statement__walks_no_history, lab_set_up,
		    lab_tear_down),
		cmocka_unit_test(plan__whole_history__is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
