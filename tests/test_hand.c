/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Control by hand through the real daemon, whose drain is killed in the middle
 * of it: that is said, nothing is done twice, and the next print is absolute.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "sql/event.h"
#include "tests/captive.h"

#define PATIENCE_S	300	/* never reached but by a failure */

/* How often this was recorded of the printer. */
static int
recorded(struct captive *f, const char *what)
{
	struct event *list = NULL;
	int n = 0, i, found = 0;

	assert_int_equal(event_of_printer(f->lab->spool, f->number, INT64_MAX,
	    1000, &list, &n), SPOOL_OK);
	for (i = 0; i < n; i++)
		found += strcmp(list[i].what, what) == 0;
	free(list);
	return found;
}

static bool
jog(const struct captive *f)
{
	json_t *value = captive_call(f, "control", json_pack("[I, s]",
	    (json_int_t)f->number, "jog"), json_pack("{s:{s:i}}", "arguments",
	    "x_um", 10000));
	bool good = value != NULL;

	json_decref(value);
	return good;
}

/* The jogs that were executed; the first line of the file, and all behind it,
 * must be in absolute coordinates. */
static int
executed_jogs(const struct captive *f)
{
	FILE *in = fopen(f->executed, "re");
	bool absolute = true;
	char line[256];
	int jogs = 0;

	assert_non_null(in);
	while (fgets(line, sizeof(line), in) != NULL) {
		if (strncmp(line, "G91", 3) == 0)
			absolute = false;
		else if (strncmp(line, "G90", 3) == 0)
			absolute = true;
		else if (strncmp(line, "G1 X10.000 F3000", 16) == 0)
			jogs++;
		else if (strncmp(line, "G1 ", 3) == 0)
			assert_true(absolute);
	}
	(void)fclose(in);
	return jogs;
}

/* Until one more is executed, or recorded as not done.  Whoever asks the
 * daemon finds it at work meanwhile. */
static void
until(struct captive *f, bool executed, int count)
{
	const time_t deadline = time(NULL) + PATIENCE_S;

	while ((executed ? executed_jogs(f) :
	    recorded(f, "printer.undone")) < count) {
		assert_true(time(NULL) < deadline);
		json_decref(captive_call(f, "ports", NULL, NULL));
	}
}

/* Its machine stands still, so that the drain is surely in the middle. */
static void
drain_killed__in_a_jog__said_and_never_done_again(void **state)
{
	struct captive *f = *state;
	int64_t job;
	int before;

	f->keeps_state = true;
	captive_adopt(f);
	captive_wait_reading(f);
	assert_int_equal(kill(f->printer, SIGSTOP), 0);
	assert_true(jog(f));
	assert_int_equal(recorded(f, "printer.control"), 1);
	captive_kill_child(f, "drain");
	until(f, false, 1);
	assert_int_equal(kill(f->printer, SIGCONT), 0);
	captive_wait_for(f, "idle", 0, 0);
	job = captive_print(f);
	before = executed_jogs(f);
	assert_true(before <= 1);
	assert_int_equal(recorded(f, "printer.undone"), 1);
	assert_true(captive_order(f, "stop", job));
	captive_wait_state(f, job, JOB_STOPPED);
	assert_true(jog(f));
	until(f, true, before + 1);
	assert_int_equal(recorded(f, "printer.undone"), 1);
}

#define T(test)		cmocka_unit_test_setup_teardown(test, captive_setup, \
			    captive_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(drain_killed__in_a_jog__said_and_never_done_again),
	};

	(void)signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
