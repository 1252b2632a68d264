/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cables pulled and put back in the middle of a print, with the real daemon:
 * boards that forget, and boards that do not.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/captive.h"

/* Nothing was forgotten: the print goes on, and every line is executed
 * once. */
static void
replug__board_that_keeps_its_state__goes_on(void **state)
{
	struct captive *f = *state;
	int64_t job;

	f->keeps_state = true;
	captive_adopt(f);
	job = captive_print(f);
	captive_remote(f, "unplug");
	captive_wait_state(f, job, JOB_INTERRUPTED);
	captive_wait_for(f, "lost", 0, 0);
	captive_remote(f, "plug");
	captive_wait_for(f, "printing", job, 100);
	captive_remote(f, "unplug");
	captive_wait_state(f, job, JOB_INTERRUPTED);
	captive_remote(f, "plug");
	captive_wait_state(f, job, JOB_FINISHED);
	assert_int_equal(captive_executed(f), CAPTIVE_LINES);
}

/* Opening its port resets it: a person must decide. */
static void
replug__board_that_forgets__waits_for_a_person(void **state)
{
	struct captive *f = *state;
	int64_t job;
	int n;

	captive_adopt(f);
	job = captive_print(f);
	captive_remote(f, "unplug");
	captive_wait_state(f, job, JOB_INTERRUPTED);
	captive_remote(f, "plug");
	captive_wait_for(f, "idle", 0, 0);
	n = captive_executed(f);
	assert_true(n >= 50 && n < CAPTIVE_LINES);
	assert_false(captive_order(f, "resume", job));
	assert_true(captive_order(f, "give-up", job));
	assert_int_equal(captive_executed(f), n);
}

/* Both ends die while the cable is out. */
static void
replug__new_daemon_meanwhile__goes_on(void **state)
{
	struct captive *f = *state;
	int64_t job;

	f->keeps_state = true;
	captive_adopt(f);
	job = captive_print(f);
	captive_remote(f, "unplug");
	captive_wait_state(f, job, JOB_INTERRUPTED);
	(void)captive_end_daemon(f, SIGKILL);
	captive_drop(&f->stored);
	captive_remote(f, "plug");
	captive_start_daemon(f, -1);
	captive_wait_for(f, "idle", 0, 0);
	/* whether the pause was a second or a week nobody knows: a person
	 * says so */
	assert_true(captive_order(f, "resume", job));
	captive_wait_state(f, job, JOB_FINISHED);
	assert_int_equal(captive_executed(f), CAPTIVE_LINES);
}

/* The board's reset button, in the middle of a print. */
static void
reset_button__printing__interrupted(void **state)
{
	struct captive *f = *state;
	int64_t job;

	f->keeps_state = true;
	captive_adopt(f);
	job = captive_print(f);
	captive_remote(f, "reset");
	captive_wait_state(f, job, JOB_INTERRUPTED);
	captive_wait_for(f, "idle", 0, 0);
	assert_false(captive_order(f, "resume", job));
	assert_true(captive_order(f, "give-up", job));
}

/* Neither the emergency stop's reset nor a person's does anything to this
 * board: its halt ends by M999, which only a person's reset sends. */
static void
reset_order__board_that_waits_for_m999__is_revived(void **state)
{
	struct captive *f = *state;
	char why[SPOOL_TEXT_SIZE];
	int64_t job;

	f->keeps_state = true;
	f->firmware = "smoothie";
	captive_adopt(f);
	job = captive_print(f);
	assert_true(captive_order(f, "emergency", job));
	captive_wait_state(f, job, JOB_STOPPED);
	captive_wait_fault(f, why);
	assert_true(captive_order(f, "reset", 0));
	captive_wait_for(f, "idle", 0, 0);
}

/* A bad cable, as the whole system meets it. */
static void
print__bad_cable__every_line_once(void **state)
{
	struct captive *f = *state;
	int64_t job;

	captive_adopt(f);
	captive_remote(f, "fault seed=3,flip=1e-4,drop=1e-4,ok-lost=1e-3");
	job = captive_print(f);
	captive_wait_state(f, job, JOB_FINISHED);
	assert_int_equal(captive_executed(f), CAPTIVE_LINES);
}

/* A machine that nobody knows: its firmware's name says how to talk. */
static void
adopt__other_firmwares__speak_their_dialect(void **state)
{
	static const struct {
		const char	*firmware, *dialect;
	} rows[] = {
		{ "repetier", "repetier" }, { "teacup", "teacup" },
		{ "marlin-2.0", "marlin" }, { "klipper", "klipper" },
		{ "marlin-1.0", "marlin" }, { "malyan", "marlin" },
		{ "aprinter", "aprinter" },
	};
	struct captive *f;
	struct printer p;
	int64_t job;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(captive_teardown(state), 0);
		assert_int_equal(captive_setup(state), 0);
		f = *state;
		f->firmware = rows[i].firmware;
		captive_adopt(f);
		assert_int_equal(printer_by_id(f->lab->spool, f->number, &p),
		    SPOOL_OK);
		assert_string_equal(p.dialect, rows[i].dialect);
		job = captive_print(f);
		captive_wait_state(f, job, JOB_FINISHED);
		assert_int_equal(captive_executed(f), CAPTIVE_LINES);
	}
}

/* Nobody says at which rate it speaks. */
static void
adopt__another_baud_rate__is_found(void **state)
{
	struct captive *f = *state;
	struct printer p;

	f->baud = "115200";
	captive_adopt(f);
	assert_int_equal(printer_by_id(f->lab->spool, f->number, &p),
	    SPOOL_OK);
	assert_int_equal(p.baud, 115200);
}

#define T(test)		cmocka_unit_test_setup_teardown(test, captive_setup, \
			    captive_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(replug__board_that_keeps_its_state__goes_on),
		T(replug__board_that_forgets__waits_for_a_person),
		T(replug__new_daemon_meanwhile__goes_on),
		T(reset_button__printing__interrupted),
		T(reset_order__board_that_waits_for_m999__is_revived),
		T(print__bad_cable__every_line_once),
		T(adopt__another_baud_rate__is_found),
		T(adopt__other_firmwares__speak_their_dialect),
	};

	(void)signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
