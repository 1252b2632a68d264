/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The archive: what goes, what never goes, and that a record and its bytes
 * agree whatever happens meanwhile.
 */
#include <sys/wait.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "sql/archive.h"
#include "sql/instant.h"
#include "sql/policy.h"
#include "tests/chance.h"
#include "tests/lab.h"

#define DAY_MS	INT64_C(86400000)
#define KILLS	100
#define FILES	24		/* to be cleaned in each round of killing */

static const struct archive_limits thirty_days = { .days = 30 };

static void
execute(struct lab *lab, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(lab->path, &db), SQLITE_OK);
	(void)sqlite3_busy_timeout(db, 5000);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	(void)sqlite3_close(db);
}

static struct file
a_file(struct lab *lab, const char *bytes)
{
	return lab_file(lab, bytes, bytes, true);
}

static bool
is_there(struct lab *lab, const char *sha256)
{
	int fd = content_open(lab->dir, sha256);

	if (fd != -1)
		(void)close(fd);
	return fd != -1;
}

static int
plan(struct lab *lab, const struct archive_limits *l, int64_t now,
    struct archive_file **list)
{
	int n;

	assert_int_equal(archive_plan(lab->spool, l, now, list, &n), SPOOL_OK);
	return n;
}

static void
clean_all(struct lab *lab, const struct archive_limits *l, int64_t now)
{
	struct archive_file *list;
	int i, n = plan(lab, l, now, &list);

	for (i = 0; i < n; i++)
		assert_int_equal(archive_clean(lab->spool, lab->dir, &list[i],
		    now, "cron"), SPOOL_OK);
	free(list);
}

static void
clean__had_its_time__record_stays_and_says_so(void **state)
{
	struct lab *lab = *state;
	int64_t now = instant_now() + 31 * DAY_MS;
	struct file f;

	clean_all(lab, &thirty_days, now);
	assert_int_equal(file_by_id(lab->spool, lab->file.id, &f), SPOOL_OK);
	assert_int_equal(f.cleaned_ms, now);
	assert_false(is_there(lab, f.sha256));
}

static void
clean__limits__each_its_reason(void **state)
{
	static const struct {
		struct archive_limits	limits;
		int			n;
		enum archive_reason	reason;
	} rows[] = {
		{ { .days = 0 }, 0, 0 },
		{ { .days = 60 }, 0, 0 },
		{ { .days = 30 }, 3, ARCHIVE_AGE },
		{ { .files = 3 }, 0, 0 },
		{ { .files = 1 }, 2, ARCHIVE_COUNT },
		/* 11 + 3 + 3 bytes are there; the oldest go first */
		{ { .percent = 17, .disk_bytes = 100 }, 0, 0 },
		{ { .percent = 6, .disk_bytes = 100 }, 1, ARCHIVE_SHARE },
		{ { .percent = 5, .disk_bytes = 100 }, 2, ARCHIVE_SHARE },
	};
	struct lab *lab = *state;
	struct archive_file *list;
	int64_t now = instant_now() + 31 * DAY_MS;
	size_t i;
	int n;

	execute(lab, "UPDATE file SET touched_ms = touched_ms - 1000");
	(void)a_file(lab, "abc");
	(void)a_file(lab, "abd");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		n = plan(lab, &rows[i].limits, now, &list);
		assert_int_equal(n, rows[i].n);
		if (n > 0) {
			assert_int_equal(list[0].reason, rows[i].reason);
			assert_int_equal(list[0].id, lab->file.id);
		}
		free(list);
	}
}

/* Favorites, jobs that may still run, files that nobody has read yet, and
 * what was just uploaded. */
static void
clean__held__never(void **state)
{
	static const char *const held[] = {
		"UPDATE file SET favorite = 1",
		"UPDATE file SET analyzed_ms = NULL",
		"UPDATE job SET state = 'queued'",
		"UPDATE job SET state = 'printing'",
		"UPDATE job SET state = 'paused'",
		"UPDATE job SET state = 'interrupted'",
	};
	static const char undo[] = "UPDATE file SET favorite = 0,"
	    " analyzed_ms = 1; UPDATE job SET state = 'finished'";
	struct lab *lab = *state;
	struct archive_limits tight = { .days = 1, .files = 1, .percent = 1,
	    .disk_bytes = 100 };
	struct archive_file *list, planned;
	int64_t now = instant_now() + 400 * DAY_MS;
	size_t i;

	(void)lab_submit(lab, lab->printer.id);
	execute(lab, "DROP TRIGGER job_moves");
	for (i = 0; i < sizeof(held) / sizeof(held[0]); i++) {
		execute(lab, undo);
		assert_int_equal(plan(lab, &tight, now, &list), 1);
		planned = list[0];
		free(list);
		execute(lab, held[i]);
		assert_int_equal(plan(lab, &tight, now, &list), 0);
		free(list);
		/* and if that came between the plan and the deed */
		assert_int_equal(archive_clean(lab->spool, lab->dir, &planned,
		    now, "cron"), SPOOL_NONE);
		assert_true(is_there(lab, lab->file.sha256));
	}
	execute(lab, undo);
	assert_int_equal(plan(lab, &tight, instant_now(), &list), 0);
	free(list);
	/* a clock that jumped back cleans nothing */
	assert_int_equal(plan(lab, &tight, 0, &list), 0);
	free(list);
}

static void
clean__uploaded_again_meanwhile__spared(void **state)
{
	struct lab *lab = *state;
	struct archive_file *list;
	int64_t now = instant_now() + 31 * DAY_MS;

	execute(lab, "UPDATE file SET touched_ms = touched_ms - 1000");
	assert_int_equal(plan(lab, &thirty_days, now, &list), 1);
	(void)a_file(lab, "G28\nG1 X1\n");
	assert_int_equal(archive_clean(lab->spool, lab->dir, &list[0], now,
	    "cron"), SPOOL_NONE);
	free(list);
	assert_true(is_there(lab, lab->file.sha256));
}

static void
clean__uploaded_again_afterwards__back(void **state)
{
	struct lab *lab = *state;
	struct file f;

	clean_all(lab, &thirty_days, instant_now() + 31 * DAY_MS);
	f = lab_file(lab, "G28\nG1 X1\n", "part.g", false);
	assert_int_equal(f.id, lab->file.id);
	assert_int_equal(f.cleaned_ms, 0);
	assert_true(f.analyzed_ms != 0);
	assert_true(is_there(lab, f.sha256));
	assert_true(lab_submit(lab, lab->printer.id) > 0);
}

static void
submit__cleaned__refused(void **state)
{
	struct lab *lab = *state;
	struct job job = { .file_id = lab->file.id,
	    .printer_id = lab->printer.id, .label = "part.g", .who = "bob" };

	clean_all(lab, &thirty_days, instant_now() + 31 * DAY_MS);
	assert_int_equal(job_submit(lab->spool, &job), SPOOL_REFUSED);
}

/* The first step is done and the second is not: as a crash leaves it. */
static void
sweep__between_the_steps__bytes_go(void **state)
{
	struct lab *lab = *state;
	int n;

	execute(lab, "UPDATE file SET cleaned_ms = 1");
	assert_int_equal(archive_sweep(lab->spool, lab->dir, instant_now(),
	    &n), SPOOL_OK);
	assert_int_equal(n, 1);
	assert_false(is_there(lab, lab->file.sha256));
}

/* An upload that died between its name and its row; one that has not come to
 * its row yet; what is none of ours. */
static void
sweep__no_row__only_when_old(void **state)
{
	static const char name[] = "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad";
	struct lab *lab = *state;
	char path[160], other[160];
	int n;

	(void)snprintf(path, sizeof(path), "%s/content/ba/%s", lab->dir, name);
	(void)snprintf(other, sizeof(other), "%s/content/ba/README", lab->dir);
	(void)close(open(path, O_WRONLY | O_CREAT, 0600));
	(void)close(open(other, O_WRONLY | O_CREAT, 0600));
	assert_int_equal(archive_sweep(lab->spool, lab->dir, instant_now(),
	    &n), SPOOL_OK);
	assert_int_equal(n, 0);
	assert_int_equal(archive_sweep(lab->spool, lab->dir, instant_now() +
	    2 * ARCHIVE_GRACE_MS, &n), SPOOL_OK);
	assert_int_equal(n, 1);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(access(other, F_OK), 0);
	assert_true(is_there(lab, lab->file.sha256));
}

static void
lock__second__is_told(void **state)
{
	struct lab *lab = *state;
	int first = archive_lock(lab->dir);

	assert_true(first != -1);
	assert_int_equal(archive_lock(lab->dir), -1);
	assert_int_equal(errno, EWOULDBLOCK);
	(void)close(first);
	first = archive_lock(lab->dir);
	assert_true(first != -1);
	(void)close(first);
}

/* --- killed --- */

static pid_t
start(struct lab *lab)
{
	char program[PATH_MAX];
	ssize_t n;
	pid_t pid = fork();
	int null;

	if (pid != 0)
		return pid;
	n = readlink("/proc/self/exe", program, sizeof(program) - 20);
	program[n > 0 ? n : 0] = '\0';
	*strrchr(program, '/') = '\0';
	(void)stpcpy(strrchr(program, '/'), "/bin/connectprint");
	null = open("/dev/null", O_RDWR);
	(void)dup2(null, STDOUT_FILENO);
	(void)execl(program, program, "--run", lab->dir, "archive", "clean",
	    (char *)NULL);
	_exit(99);
}

/* Every record's bytes are there, or it says that they were cleaned.  How
 * many say so. */
static int
check(struct lab *lab)
{
	struct file *list;
	int i, n, cleaned = 0;

	assert_int_equal(file_list(lab->spool, 0, 1000, &list, &n), SPOOL_OK);
	for (i = 0; i < n; i++)
		if (list[i].cleaned_ms != 0)
			cleaned++;
		else
			assert_true(is_there(lab, list[i].sha256));
	free(list);
	return cleaned;
}

/* Bring every file of the rounds back, and make them old. */
static void
fill(struct lab *lab)
{
	char bytes[32];
	int i;

	for (i = 0; i < FILES; i++) {
		(void)snprintf(bytes, sizeof(bytes), "G1 X%d\n", i);
		(void)a_file(lab, bytes);
	}
	execute(lab, "UPDATE file SET touched_ms = 1000 WHERE id > 1");
}

static int64_t
microseconds(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

static void
clean__killed_at_random__nothing_half(void **state)
{
	struct lab *lab = *state;
	uint32_t seed = 20261121;
	int i, status, n, partly = 0;
	int64_t whole;
	pid_t pid;

	fill(lab);
	whole = microseconds();
	pid = start(lab);
	(void)waitpid(pid, &status, 0);
	whole = microseconds() - whole;
	assert_int_equal(status, 0);
	assert_int_equal(check(lab), FILES);
	for (i = 0; i < KILLS; i++) {
		fill(lab);
		pid = start(lab);
		(void)usleep((useconds_t)chance(&seed, (size_t)whole));
		(void)kill(pid, SIGKILL);
		(void)waitpid(pid, &status, 0);
		n = check(lab);
		partly += n > 0 && n < FILES;
	}
	/* the kills did fall into the work */
	assert_true(partly > 0);
	fill(lab);
	pid = start(lab);
	(void)waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
	assert_int_equal(check(lab), FILES);
	assert_int_equal(archive_sweep(lab->spool, lab->dir, instant_now() +
	    2 * ARCHIVE_GRACE_MS, &n), SPOOL_OK);
	assert_int_equal(n, 0);		/* nothing was left to sweep */
}

/* Clean and sweep without a pause, at a time when all there is is old: bytes
 * without a row, too. */
static void
clean_for_ever(struct lab *lab)
{
	int64_t now = instant_now() + 400 * DAY_MS;
	struct archive_file *list;
	int i, n;

	if (spool_open(&lab->spool, lab->path, SPOOL_WRITE) != SPOOL_OK)
		_exit(99);
	for (;;) {
		if (archive_plan(lab->spool, &thirty_days, now, &list, &n) !=
		    SPOOL_OK)
			continue;
		for (i = 0; i < n; i++)
			(void)archive_clean(lab->spool, lab->dir, &list[i],
			    now, "cron");
		free(list);
		(void)archive_sweep(lab->spool, lab->dir, now, &n);
	}
}

/* Others upload and queue the same content, or queue what is there: a job in
 * the queue has its bytes, always. */
static void
clean__while_uploaded_and_queued__a_job_has_its_bytes(void **state)
{
	struct lab *lab = *state;
	struct job job;
	pid_t pid = fork();
	int i, queued[2] = { 0, 0 }, refused = 0;

	if (pid == 0)
		clean_for_ever(lab);
	/* as often as it takes until it did run in between */
	for (i = 0; i < 240 || ((queued[0] == 0 || refused == 0) &&
	    i < 100000); i++) {
		if (i % 2 == 0)
			lab->file = a_file(lab, "G28\nG1 X1\n");
		job = (struct job){ .file_id = lab->file.id, .printer_id =
		    lab->printer.id, .label = "part.g", .who = "alice" };
		if (job_submit(lab->spool, &job) != SPOOL_OK) {
			refused++;	/* it was cleaned before */
			continue;
		}
		queued[i % 2]++;
		assert_true(is_there(lab, lab->file.sha256));
		assert_int_equal(job_cancel(lab->spool, job.id, "alice"),
		    SPOOL_OK);
	}
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
	assert_true(queued[0] > 0 && refused > 0);
	(void)check(lab);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, lab_set_up, lab_tear_down)
		T(clean__had_its_time__record_stays_and_says_so),
		T(clean__limits__each_its_reason),
		T(clean__held__never),
		T(clean__uploaded_again_meanwhile__spared),
		T(clean__uploaded_again_afterwards__back),
		T(submit__cleaned__refused),
		T(sweep__between_the_steps__bytes_go),
		T(sweep__no_row__only_when_old),
		T(lock__second__is_told),
		T(clean__killed_at_random__nothing_half),
		T(clean__while_uploaded_and_queued__a_job_has_its_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
