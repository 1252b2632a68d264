/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The pool: a job for any printer, and the one that claims it.
 */
#include <sys/wait.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <unistd.h>

#include "tests/lab.h"

#define CLAIMERS	4
#define RACES		50

/* The pool's job waits its turn among the printer's own, and is the
 * printer's once claimed. */
static void
job_claim__pool__in_order_of_age(void **state)
{
	struct lab *lab = *state;
	int64_t p = lab->printer.id, pool = lab_submit(lab, 0);
	struct job job;

	(void)lab_submit(lab, p);
	assert_int_equal(job_by_id(lab->spool, pool, &job), SPOOL_OK);
	assert_int_equal(job.printer_id, 0);
	assert_string_equal(job.printer, "any");
	/* nobody prints it without a printer */
	assert_int_not_equal(job_move(lab->spool, pool, JOB_PRINTING, "x",
	    ""), SPOOL_OK);
	assert_int_equal(lab_state(lab, pool), JOB_QUEUED);
	assert_int_equal(job_claim(lab->spool, p, &job), SPOOL_OK);
	assert_int_equal(job.id, pool);
	assert_int_equal(job.printer_id, p);
	assert_string_equal(job.printer, lab->printer.name);
}

static void
job_cancel__pool(void **state)
{
	struct lab *lab = *state;
	int64_t id = lab_submit(lab, 0);
	struct job job;

	assert_int_equal(job_cancel(lab->spool, id, "alice"), SPOOL_OK);
	assert_int_equal(job_claim(lab->spool, lab->printer.id, &job),
	    SPOOL_NONE);
}

/* One process that claims whatever it can and writes the ids down. */
static void
claim_all(const char *path, int64_t printer, int out)
{
	struct spool *spool;
	struct job job;
	int i;

	if (spool_open(&spool, path, SPOOL_WRITE) != SPOOL_OK)
		_exit(1);
	for (i = 0; i < RACES * 4; i++) {
		if (job_claim(spool, printer, &job) != SPOOL_OK)
			continue;
		if (write(out, &job.id, sizeof(job.id)) != sizeof(job.id) ||
		    job_move(spool, job.id, JOB_FINISHED, "x", "") !=
		    SPOOL_OK || printer_cleaned(spool, printer, "x") !=
		    SPOOL_OK)
			_exit(1);
	}
	spool_close(spool);
	_exit(0);
}

/* fault: two free printers, and two daemons, start one job of the pool */
static void
fault__pool_job_on_two_printers(void **state)
{
	struct lab *lab = *state;
	struct printer other = lab_printer(lab, "dagoma-2", "/dev/pts/78");
	const int64_t printers[] = { lab->printer.id, other.id };
	bool seen[RACES + 8] = { false };
	int out[2], i, status, claimed = 0;
	int64_t id;

	for (i = 0; i < RACES; i++)
		(void)lab_submit(lab, 0);
	(void)printer_cleaned(lab->spool, other.id, "x");
	assert_int_equal(pipe(out), 0);
	for (i = 0; i < CLAIMERS; i++)
		if (fork() == 0)
			claim_all(lab->path, printers[i % 2], out[1]);
	(void)close(out[1]);
	while (read(out[0], &id, sizeof(id)) == sizeof(id)) {
		assert_in_range(id, 1, RACES + 7);
		assert_false(seen[id]);
		seen[id] = true;
		claimed++;
	}
	(void)close(out[0]);
	for (i = 0; i < CLAIMERS; i++) {
		(void)wait(&status);
		assert_int_equal(status, 0);
	}
	assert_int_equal(claimed, RACES);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, lab_set_up, lab_tear_down)
		T(job_claim__pool__in_order_of_age),
		T(job_cancel__pool),
		T(fault__pool_job_on_two_printers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
