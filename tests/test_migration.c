/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Migrations: made once, whoever comes first, and never by an old program.
 */
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
#include "sql/snapshot.h"
#include "tests/lab.h"

static void
execute(const char *path, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	(void)sqlite3_close(db);
}

static void
migration__again__changes_nothing(void **state)
{
	struct lab *lab = *state;
	struct printer p;
	struct spool *sp;

	assert_int_equal(spool_open(&sp, lab->path, SPOOL_CREATE), SPOOL_OK);
	assert_int_equal(printer_by_name(sp, "dagoma-1", &p), SPOOL_OK);
	spool_close(sp);
}

/* A spool of version 1 with a file that was read, and one that is refused. */
static void
migration__from_version_1__files_are_read_again(void **state)
{
	extern const char schema_sql[];
	struct lab *lab = *state;
	struct file f, bad;
	struct spool *sp;
	char path[128];

	(void)snprintf(path, sizeof(path), "%s/old.db", lab->dir);
	execute(path, schema_sql);
	execute(path, "PRAGMA journal_mode = WAL; PRAGMA user_version = 1");
	execute(path, "INSERT INTO file (id, sha256, bytes, label, who,"
	    " uploaded_ms, analyzed_ms, refused) VALUES"
	    " (1, printf('%064d', 1), 9, 'a.g', 'x', 5, 6, ''),"
	    " (2, printf('%064d', 2), 9, 'b.g', 'x', 5, 6, 'binary')");
	assert_int_equal(spool_open(&sp, path, SPOOL_CREATE), SPOOL_OK);
	assert_int_equal(file_by_id(sp, 2, &bad), SPOOL_OK);
	assert_true(bad.analyzed_ms != 0);
	assert_int_equal(file_unread(sp, &f), SPOOL_OK);
	assert_int_equal(f.id, 1);
	f.facts[FILE_MOTION_SECONDS] = 12;
	f.facts[FILE_BBOX_MIN_X_UM] = -3;
	assert_int_equal(file_analyzed(sp, &f), SPOOL_OK);
	assert_int_equal(file_by_id(sp, f.id, &f), SPOOL_OK);
	assert_int_equal(f.facts[FILE_MOTION_SECONDS], 12);
	assert_int_equal(f.facts[FILE_BBOX_MIN_X_UM], -3);
	assert_string_equal(f.findings, "[]");
	spool_close(sp);
}

/* What is in a spool that a program of these days made. */
static void
execute_file(const char *path, const char *name)
{
	static char sql[32768];
	FILE *in = fopen(name, "re");
	size_t n;

	assert_non_null(in);
	n = fread(sql, 1, sizeof(sql) - 1, in);
	assert_true(feof(in));
	(void)fclose(in);
	sql[n] = '\0';
	execute(path, sql);
}

/* Nothing is lost, and all that came later works on it. */
static void
migration__first_spool_of_all__goes_on(void **state)
{
	struct lab *lab = *state;
	struct printer p;
	struct spool *sp;
	struct job job;
	struct file f;
	char path[128], why[SPOOL_TEXT_SIZE];
	struct event *events;
	int n;

	(void)snprintf(path, sizeof(path), "%s/first.db", lab->dir);
	execute_file(path, "tests/sample/spool-1.sql");
	execute(path, "PRAGMA journal_mode = WAL");
	assert_int_equal(spool_open(&sp, path, SPOOL_CREATE), SPOOL_OK);
	assert_int_equal(job_by_id(sp, 1, &job), SPOOL_OK);
	assert_int_equal(job.state, JOB_FINISHED);
	assert_int_equal(job.done_commands, 3);
	assert_int_equal(event_of_job(sp, 1, &events, &n), SPOOL_OK);
	assert_int_equal(n, 2);
	free(events);
	assert_int_equal(printer_by_name(sp, "dagoma-2", &p), SPOOL_OK);
	assert_int_equal(p.pause_retract_um, 2000);
	/* its queue, and a job for the pool behind it */
	assert_int_equal(file_unread(sp, &f), SPOOL_OK);
	assert_int_equal(f.id, 1);
	assert_int_equal(file_analyzed(sp, &f), SPOOL_OK);
	job = (struct job){ .file_id = 1, .label = "b.g", .who = "ann" };
	assert_int_equal(job_submit(sp, &job), SPOOL_OK);
	assert_int_equal(job.id, 4);
	assert_int_equal(printer_cleaned(sp, p.id, "ann"), SPOOL_OK);
	assert_int_equal(job_claim(sp, p.id, &job), SPOOL_OK);
	assert_int_equal(job.id, 3);
	assert_int_equal(snapshot_check(sp, false, why), SPOOL_OK);
	spool_close(sp);
}

/* Version 1 of an afternoon: the pause was in its page. */
static void
migration__pause_in_version_1__comes_once(void **state)
{
	struct lab *lab = *state;
	struct printer p;
	struct spool *sp;
	char path[128];

	(void)snprintf(path, sizeof(path), "%s/pause.db", lab->dir);
	execute_file(path, "tests/sample/spool-1.sql");
	execute(path, "PRAGMA journal_mode = WAL;"
	    "ALTER TABLE profile ADD COLUMN pause_retract_um INTEGER NOT NULL"
	    " DEFAULT 0 CHECK (pause_retract_um BETWEEN 0 AND 20000);"
	    "ALTER TABLE profile ADD COLUMN pause_lift_um INTEGER NOT NULL"
	    " DEFAULT 0 CHECK (pause_lift_um BETWEEN 0 AND 100000);"
	    "ALTER TABLE profile ADD COLUMN pause_gcode TEXT NOT NULL"
	    " DEFAULT ''");
	assert_int_equal(spool_open(&sp, path, SPOOL_CREATE), SPOOL_OK);
	assert_int_equal(printer_by_name(sp, "dagoma-1", &p), SPOOL_OK);
	assert_int_equal(p.pause_lift_um, 5000);
	spool_close(sp);
}

/* What can't be brought here says what to do, and is left as it was. */
static void
migration__unknown_tables__said(void **state)
{
	struct lab *lab = *state;
	struct spool *sp;
	char path[128];

	(void)snprintf(path, sizeof(path), "%s/alien.db", lab->dir);
	execute(path, "PRAGMA journal_mode = WAL; PRAGMA user_version = 2;"
	    "CREATE TABLE job (alien TEXT); CREATE TABLE file (alien TEXT)");
	assert_int_equal(spool_open(&sp, path, SPOOL_CREATE), SPOOL_BROKEN);
	assert_non_null(strstr(spool_why(NULL), "put its folder aside"));
	execute(path, "INSERT INTO job (alien) VALUES ('here')");
}

static void
migration__newer_database__is_refused(void **state)
{
	struct lab *lab = *state;
	struct spool *sp;

	execute(lab->path, "PRAGMA user_version = 999");
	assert_int_equal(spool_open(&sp, lab->path, SPOOL_CREATE),
	    SPOOL_BROKEN);
	assert_non_null(strstr(spool_why(NULL), "newer"));
	assert_int_equal(spool_open(&sp, lab->path, SPOOL_WRITE),
	    SPOOL_BROKEN);
	assert_non_null(strstr(spool_why(NULL), "another version"));
}

static void
migration__many_at_once__make_one(void **state)
{
	struct lab *lab = *state;
	struct spool *sp;
	char path[128];
	int i, status;

	(void)snprintf(path, sizeof(path), "%s/fresh.db", lab->dir);
	for (i = 0; i < 6; i++)
		if (fork() == 0)
			_exit(spool_open(&sp, path, SPOOL_CREATE) == SPOOL_OK ?
			    0 : 1);
	for (i = 0; i < 6; i++) {
		(void)wait(&status);
		assert_int_equal(status, 0);
	}
	assert_int_equal(spool_open(&sp, path, SPOOL_WRITE), SPOOL_OK);
	spool_close(sp);
}

/* Killed at any moment, a database is either empty or whole. */
static void
migration__killed__begins_again(void **state)
{
	struct lab *lab = *state;
	struct spool *sp;
	char path[128];
	pid_t pid;
	int i;

	for (i = 0; i < 20; i++) {
		(void)snprintf(path, sizeof(path), "%s/killed-%d.db",
		    lab->dir, i);
		pid = fork();
		if (pid == 0) {
			(void)spool_open(&sp, path, SPOOL_CREATE);
			_exit(0);
		}
		(void)usleep((useconds_t)i * 200);
		(void)kill(pid, SIGKILL);
		(void)waitpid(pid, NULL, 0);
		assert_int_equal(spool_open(&sp, path, SPOOL_CREATE),
		    SPOOL_OK);
		spool_close(sp);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, lab_set_up, lab_tear_down)
		T(migration__again__changes_nothing),
		T(migration__from_version_1__files_are_read_again),
		T(migration__first_spool_of_all__goes_on),
		T(migration__pause_in_version_1__comes_once),
		T(migration__unknown_tables__said),
		T(migration__newer_database__is_refused),
		T(migration__many_at_once__make_one),
		T(migration__killed__begins_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
