/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The daemon, whole: spoolerd with its real children and the simulated
 * printer, killed wherever it hurts.
 */
#include <sys/prctl.h>
#include <sys/wait.h>

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/captive.h"

/* --- the tests --- */

static void
print__nobody_disturbs__executed_once(void **state)
{
	struct captive *f = *state;
	int64_t job;

	captive_adopt(f);
	job = captive_print(f);
	captive_wait_state(f, job, JOB_FINISHED);
	assert_int_equal(captive_executed(f), CAPTIVE_LINES);
	/* forgotten, its port is free for another */
	assert_true(captive_order(f, "cleaned", 0));
	json_decref(captive_call(f, "forget", json_pack("[s]", "sim"), NULL));
	assert_null(captive_call(f, "order", json_pack("[I, s, i]",
	    (json_int_t)f->number, "cleaned", 0), NULL));
}

static void
kill__drain_and_keeper__executed_once(void **state)
{
	struct captive *f = *state;
	int64_t job;

	captive_adopt(f);
	job = captive_print(f);
	captive_kill_child(f, "drain");
	captive_wait_for(f, "printing", job, 100);
	captive_kill_child(f, "keeper");
	captive_kill_child(f, "drain");
	captive_wait_state(f, job, JOB_FINISHED);
	assert_int_equal(captive_executed(f), CAPTIVE_LINES);
}

static void
kill__daemon_whose_port_is_kept__executed_once(void **state)
{
	struct captive *f = *state;
	int64_t job;
	int status;

	captive_adopt(f);
	job = captive_print(f);
	status = captive_end_daemon(f, SIGKILL);
	assert_true(WIFSIGNALED(status));
	captive_start_daemon(f, f->stored);
	captive_wait_for(f, "printing", job, 100);
	status = captive_end_daemon(f, SIGTERM);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	captive_start_daemon(f, f->stored);
	captive_wait_state(f, job, JOB_FINISHED);
	assert_int_equal(captive_executed(f), CAPTIVE_LINES);
}

static void
kill__daemon_whose_port_is_lost__interrupted(void **state)
{
	struct captive *f = *state;
	int64_t job;
	int n;

	captive_adopt(f);
	job = captive_print(f);
	(void)captive_end_daemon(f, SIGKILL);
	captive_drop(&f->stored);
	captive_start_daemon(f, -1);
	captive_wait_state(f, job, JOB_INTERRUPTED);
	captive_wait_for(f, "idle", 0, 0);
	n = captive_executed(f);
	assert_true(n >= 50 && n < CAPTIVE_LINES);
	assert_false(captive_order(f, "resume", job));
	assert_false(captive_order(f, "give-up", job + 1));
	assert_true(captive_order(f, "give-up", job));
	assert_int_equal(lab_state(f->lab, job), JOB_STOPPED);
}

static void
emergency__printing__halts_until_reset(void **state)
{
	struct captive *f = *state;
	struct printer p;
	int64_t job;

	captive_adopt(f);
	job = captive_print(f);
	assert_true(captive_order(f, "emergency", 0));
	captive_wait_fault(f, p.fault);
	captive_wait_state(f, job, JOB_STOPPED);
	assert_true(captive_executed(f) < CAPTIVE_LINES);
	assert_true(captive_order(f, "reset", 0));
	captive_wait_for(f, "idle", 0, 0);
	assert_int_equal(printer_by_id(f->lab->spool, f->number, &p),
	    SPOOL_OK);
	assert_string_equal(p.fault, "");
}

/* The daemon's own eyes on the heater: the machine is halted, whatever it is
 * doing, and the reason is kept.  No heater is so hot, so it does not
 * matter how much time a busy computer leaves between two readings. */
static void
expect_heat_alarm(struct captive *f)
{
	char why[SPOOL_TEXT_SIZE];

	captive_wait_reading(f);
	captive_remote(f, "sensor 20000");
	captive_wait_fault(f, why);
	assert_non_null(strstr(why, "The hot end's temperature"));
}

static void
heat_alarm__in_a_job__halted_and_failed(void **state)
{
	struct captive *f = *state;
	int64_t job;

	captive_adopt(f);
	job = captive_print(f);
	/* or it would be over before three readings were seen */
	assert_true(captive_order(f, "pause", job));
	captive_wait_for(f, "paused", job, 50);
	expect_heat_alarm(f);
	captive_wait_state(f, job, JOB_FAILED);
	assert_true(captive_executed(f) < CAPTIVE_LINES);
}

static void
heat_alarm__idle__halted(void **state)
{
	captive_adopt(*state);
	expect_heat_alarm(*state);
}

static void
unplug__printing__interrupted_and_found_again(void **state)
{
	struct captive *f = *state;
	int64_t job;

	captive_adopt(f);
	job = captive_print(f);
	(void)kill(f->printer, SIGKILL);
	(void)waitpid(f->printer, NULL, 0);
	(void)unlink(f->tty);
	captive_wait_state(f, job, JOB_INTERRUPTED);
	captive_wait_for(f, "lost", 0, 0);
	captive_power_on(f, f->tty);
	captive_wait_for(f, "idle", 0, 0);
	assert_true(captive_order(f, "give-up", job));
}

/* Orphans come to us: there must be none. */
static void
term__children__end_with_it(void **state)
{
	struct captive *f = *state;
	int status;

	(void)prctl(PR_SET_CHILD_SUBREAPER, 1);
	captive_adopt(f);
	status = captive_end_daemon(f, SIGTERM);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	(void)kill(f->printer, SIGKILL);
	assert_int_equal(wait(NULL), f->printer);
	assert_int_equal(wait(NULL), -1);
	assert_int_equal(errno, ECHILD);
	(void)prctl(PR_SET_CHILD_SUBREAPER, 0);
	f->printer = 0;
}

static void
start__second_daemon__refuses(void **state)
{
	struct captive *f = *state;
	char other[128];
	const char *same_run[] = { "--run", f->run, "--spool", other, NULL };
	const char *same_spool[] = { "--run", other, "--spool", f->lab->path,
	    NULL };
	int status;

	(void)snprintf(other, sizeof(other), "%s/other", f->lab->dir);
	captive_start_daemon(f, -1);
	assert_true(waitpid(captive_spawn(f, "spoolerd", same_run, -1), &status,
	    0) > 0);
	assert_int_equal(WEXITSTATUS(status), 1);
	assert_true(waitpid(captive_spawn(f, "spoolerd", same_spool, -1),
	    &status, 0) > 0);
	assert_int_equal(WEXITSTATUS(status), 1);
	json_decref(captive_call(f, "wake", NULL, NULL));
}

static void
start__wrong_options__exit_1(void **state)
{
	static const char *const rows[][5] = {
		{ NULL },
		{ "--run", "/tmp/x", NULL },
		{ "--spool", "/tmp/x", NULL },
		{ "--fly", NULL },
		{ "--run", "/nowhere/a", "--spool", "/nowhere/b", NULL },
	};
	struct captive *f = *state;
	int status;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_true(waitpid(captive_spawn(f, "spoolerd", rows[i], -1),
		    &status, 0) > 0);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 1);
	}
}

#define T(test)		cmocka_unit_test_setup_teardown(test, captive_setup, \
			    captive_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(print__nobody_disturbs__executed_once),
		T(kill__drain_and_keeper__executed_once),
		T(kill__daemon_whose_port_is_kept__executed_once),
		T(kill__daemon_whose_port_is_lost__interrupted),
		T(emergency__printing__halts_until_reset),
		T(heat_alarm__in_a_job__halted_and_failed),
		T(heat_alarm__idle__halted),
		T(unplug__printing__interrupted_and_found_again),
		T(term__children__end_with_it),
		T(start__second_daemon__refuses),
		T(start__wrong_options__exit_1),
	};

	(void)signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
