/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A power cut in the middle of a write: of the spool's log only a beginning
 * reached the disk, or its last page is torn.  A job is then exactly where
 * its last move that was confirmed has put it.
 */
#include <sys/stat.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sql/event.h"
#include "sql/job.h"
#include "tests/lab.h"

#define STEP	2999	/* bytes from one cut to the next: no part of a page */

/* A job's life after it was queued. */
static const enum job_state moves[] = { JOB_PRINTING, JOB_PAUSED,
	JOB_PRINTING, JOB_INTERRUPTED, JOB_PRINTING, JOB_FINISHED };
#define MOVES	(sizeof(moves) / sizeof(moves[0]))

struct disk {
	char	path[128], wal[136];	/* as after the power cut */
	char	*database, *log;
	size_t	 database_size, log_size;
	size_t	 safe[MOVES + 1];	/* of the log, after so many moves */
};

static char *
slurp(const char *path, size_t *size)
{
	FILE *in = fopen(path, "re");
	struct stat st;
	char *bytes;

	assert_non_null(in);
	assert_int_equal(fstat(fileno(in), &st), 0);
	*size = (size_t)st.st_size;
	bytes = malloc(*size + 1);
	assert_non_null(bytes);
	assert_int_equal(fread(bytes, 1, *size, in), *size);
	(void)fclose(in);
	return bytes;
}

static void
put(const char *path, const char *bytes, size_t n, size_t garbled)
{
	FILE *out = fopen(path, "we");
	size_t i;

	assert_non_null(out);
	assert_int_equal(fwrite(bytes, 1, n, out), n);
	for (i = 0; i < garbled; i++)
		assert_true(fputc((int)(i * 7919 >> 3 & 0xff), out) != EOF);
	assert_int_equal(fclose(out), 0);
}

static size_t
size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (size_t)st.st_size : 0;
}

/* Live through all moves, and see how far the log is on disk after each. */
static int64_t
live(struct lab *lab, struct disk *d)
{
	int64_t id = lab_submit(lab, lab->printer.id);
	struct job job;
	char wal[136];
	size_t i;

	(void)snprintf(wal, sizeof(wal), "%s-wal", lab->path);
	(void)snprintf(d->path, sizeof(d->path), "%s/cut.db", lab->dir);
	(void)snprintf(d->wal, sizeof(d->wal), "%s-wal", d->path);
	lab_execute(lab, "PRAGMA wal_checkpoint(TRUNCATE)");
	d->safe[0] = size_of(wal);
	assert_int_equal(d->safe[0], 0);
	d->database = slurp(lab->path, &d->database_size);
	for (i = 0; i < MOVES; i++) {
		assert_int_equal(i == 0 ? job_claim(lab->spool,
		    lab->printer.id, &job) : job_move(lab->spool, id,
		    moves[i], "keeper", ""), SPOOL_OK);
		d->safe[i + 1] = size_of(wal);
		assert_true(d->safe[i + 1] > d->safe[i]);
	}
	d->log = slurp(wal, &d->log_size);
	assert_int_equal(d->log_size, d->safe[MOVES]);
	return id;
}

/* The job, its events and its moves agree: so many were made.  Only read,
 * for who writes ends with a checkpoint, which waits for the disk. */
static void
assert_moved(const struct disk *d, int64_t id, size_t made)
{
	struct event *list = NULL;
	struct spool *spool;
	struct job job;
	size_t told = 0;
	int n = 0, i;

	assert_int_equal(spool_open(&spool, d->path, SPOOL_READ), SPOOL_OK);
	assert_int_equal(job_by_id(spool, id, &job), SPOOL_OK);
	assert_int_equal(job.state, made == 0 ? JOB_QUEUED : moves[made - 1]);
	assert_int_equal(event_of_job(spool, id, &list, &n), SPOOL_OK);
	for (i = 0; i < n; i++)
		told += strcmp(list[i].what, "job.move") == 0;
	assert_int_equal(told, made);
	free(list);
	spool_close(spool);
}

static void
power_cut__log_cut_or_torn_anywhere__last_confirmed_move(void **state)
{
	struct lab *lab = *state;
	struct disk d;
	int64_t id = live(lab, &d);
	size_t cut, made = 0;
	int torn;

	for (cut = 0; cut <= d.log_size; cut += STEP) {
		while (made < MOVES && d.safe[made + 1] <= cut)
			made++;
		for (torn = 0; torn < 2; torn++) {
			put(d.path, d.database, d.database_size, 0);
			put(d.wal, d.log, cut, torn ? d.log_size - cut : 0);
			assert_moved(&d, id, made);
		}
	}
	assert_true(made >= MOVES - 1);
	free(d.database);
	free(d.log);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    power_cut__log_cut_or_torn_anywhere__last_confirmed_move,
		    lab_set_up, lab_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
