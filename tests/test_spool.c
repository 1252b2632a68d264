/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The spool: opening, statements, transactions, and what it says when it
 * can't.
 */
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sql/event.h"
#include "sql/query.h"
#include "tests/lab.h"

/* An SQL text that the schema does not fit would fail only when it is used. */
static void
spool__every_statement__fits_the_schema(void **state)
{
	struct lab *lab = *state;
	sqlite3_stmt *stmt;
	enum statement i;
	sqlite3 *db;

	assert_int_equal(sqlite3_open(lab->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "ATTACH ':memory:' AS session", NULL,
	    NULL, NULL), SQLITE_OK);
	assert_int_equal(migration_session(db), SQLITE_OK);
	for (i = 0; i < SQL__MAX; i++) {
		assert_non_null(statement_text(i));
		if (sqlite3_prepare_v2(db, statement_text(i), -1, &stmt,
		    NULL) != SQLITE_OK)
			fail_msg("%s: %s", statement_text(i),
			    sqlite3_errmsg(db));
		(void)sqlite3_finalize(stmt);
	}
	(void)sqlite3_close(db);
}

static void
spool_open__nothing_there__says_so(void **state)
{
	struct spool *sp;

	(void)state;
	assert_int_equal(spool_open(&sp, "/nowhere/spool.db", SPOOL_WRITE),
	    SPOOL_BROKEN);
	assert_null(sp);
	assert_non_null(strstr(spool_why(NULL), "unable to open"));
	spool_close(NULL);
}

static void
spool_open__not_a_database__says_so(void **state)
{
	struct lab *lab = *state;
	struct spool *sp;
	char path[128];
	FILE *f;
	int i;

	(void)snprintf(path, sizeof(path), "%s/rubbish", lab->dir);
	f = fopen(path, "w");
	assert_non_null(f);
	for (i = 0; i < 1000; i++)
		(void)fputs("not a database ", f);
	(void)fclose(f);
	assert_int_equal(spool_open(&sp, path, SPOOL_CREATE), SPOOL_BROKEN);
}

/* Several users of one group share the database and its side files. */
static void
spool_open__created__is_for_the_group_only(void **state)
{
	static const char *const suffixes[] = { "", "-wal", "-shm" };
	struct lab *lab = *state;
	char path[128];
	struct stat st;
	size_t i;

	for (i = 0; i < 3; i++) {
		(void)snprintf(path, sizeof(path), "%s%s", lab->path,
		    suffixes[i]);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_mode & 0007, 0);
	}
}

static void
spool__rollback__leaves_nothing(void **state)
{
	struct lab *lab = *state;
	struct event_note note = { .what = "test" };
	int64_t before, after;

	assert_int_equal(event_newest(lab->spool, &before), SPOOL_OK);
	assert_int_equal(spool_begin(lab->spool, SPOOL_SURE), SPOOL_OK);
	note.at_ms = before + 1000000;
	assert_int_equal(event_add(lab->spool, &note), SPOOL_OK);
	spool_rollback(lab->spool);
	spool_rollback(lab->spool);		/* harmless */
	assert_int_equal(event_newest(lab->spool, &after), SPOOL_OK);
	assert_int_equal(after, before);
	assert_int_equal(spool_begin(lab->spool, SPOOL_USUAL), SPOOL_OK);
	assert_int_equal(spool_commit(lab->spool), SPOOL_OK);
}

static void
spool_version__another_writer__changes_it(void **state)
{
	struct lab *lab = *state;
	struct event_note note = { .what = "test" };
	struct spool *other;
	int64_t version = spool_version(lab->spool);

	assert_int_equal(spool_version(lab->spool), version);
	assert_int_equal(spool_open(&other, lab->path, SPOOL_WRITE),
	    SPOOL_OK);
	assert_int_equal(event_add(other, &note), SPOOL_OK);
	spool_close(other);
	assert_int_not_equal(spool_version(lab->spool), version);
}

/* Writers that all want the lock at once get it in the end. */
static void
spool__many_writers__all_get_through(void **state)
{
	struct lab *lab = *state;
	struct event_note note = { .what = "test" };
	struct spool *sp;
	int i, k, status;

	for (i = 0; i < 4; i++) {
		if (fork() != 0)
			continue;
		if (spool_open(&sp, lab->path, SPOOL_WRITE) != SPOOL_OK)
			_exit(1);
		for (k = 0; k < 50; k++)
			if (spool_begin(sp, SPOOL_SURE) != SPOOL_OK ||
			    event_add(sp, &note) != SPOOL_OK ||
			    spool_commit(sp) != SPOOL_OK)
				_exit(2);
		_exit(0);
	}
	for (i = 0; i < 4; i++) {
		(void)wait(&status);
		assert_int_equal(status, 0);
	}
}

/* A full disk is told from a broken spool.  (A limit on the size of files is
 * what a full disk looks like to one process.) */
static void
spool__full__says_so(void **state)
{
	struct lab *lab = *state;
	const struct rlimit limit = { 300 << 10, 300 << 10 };
	char why[SPOOL_TEXT_SIZE] = "";
	struct event_note note = { .what = "test" };
	enum spool_result result = SPOOL_OK;
	struct spool *sp;
	int i, status;

	memset(why, 'x', sizeof(why) - 1);
	note.why = why;
	if (fork() == 0) {
		(void)signal(SIGXFSZ, SIG_IGN);
		if (spool_open(&sp, lab->path, SPOOL_WRITE) != SPOOL_OK ||
		    setrlimit(RLIMIT_FSIZE, &limit) == -1)
			_exit(SPOOL__MAX);
		for (i = 0; i < 10000 && result == SPOOL_OK; i++)
			result = event_add(sp, &note);
		_exit((int)result);
	}
	(void)wait(&status);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), SPOOL_FULL);
	/* and the others go on */
	assert_int_equal(event_add(lab->spool, &note), SPOOL_OK);
}

/* The record is append-only, whoever tries. */
static void
event__changed_or_deleted__is_refused(void **state)
{
	static const char *const attempts[] = {
		"UPDATE event SET who = 'nobody'", "DELETE FROM event",
	};
	struct lab *lab = *state;
	sqlite3 *db;
	size_t i;

	assert_int_equal(sqlite3_open(lab->path, &db), SQLITE_OK);
	for (i = 0; i < 2; i++)
		assert_int_equal(sqlite3_exec(db, attempts[i], NULL, NULL,
		    NULL), SQLITE_CONSTRAINT);
	(void)sqlite3_close(db);
}

static void
spool_strerror__every_result__has_words(void **state)
{
	enum spool_result i;

	(void)state;
	for (i = 0; i < SPOOL__MAX; i++)
		assert_true(strlen(spool_strerror(i)) > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, lab_set_up, lab_tear_down)
		T(spool__every_statement__fits_the_schema),
		T(spool_open__nothing_there__says_so),
		T(spool_open__not_a_database__says_so),
		T(spool_open__created__is_for_the_group_only),
		T(spool__rollback__leaves_nothing),
		T(spool_version__another_writer__changes_it),
		T(spool__many_writers__all_get_through),
		T(spool__full__says_so),
		T(event__changed_or_deleted__is_refused),
		T(spool_strerror__every_result__has_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
