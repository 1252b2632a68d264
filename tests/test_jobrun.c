/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The run of a job: phases, orders, ends, and crashes at every line.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/jobbing.h"

static void
jobrun__connected__says_ready(void **state)
{
	struct bench *b = *state;
	const struct message *m;

	until(b, PHASE_IDLE);
	m = told(b, MESSAGE_READY);
	assert_non_null(m);
	assert_string_equal(m->ready.machine_type, "Test");
}

static void
jobrun__whole_file__is_executed_and_finished(void **state)
{
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	take(b, "; a comment\nG28\n\nG1 X1 ; there\nG1 X2\nM84", false);
	assert_int_equal(b->run.phase, PHASE_PRINTING);
	until(b, PHASE_IDLE);
	assert_executed(b, "G28\nG1 X1\nG1 X2\nM84\n");
	assert_done(b, END_FINISHED, false);
	assert_int_equal(told(b, MESSAGE_DONE)->done.commands, 4);
	assert_int_equal(b->books.job, 0);
}

static void
jobrun__empty_file__finishes(void **state)
{
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	take(b, "; nothing\n", false);
	until(b, PHASE_IDLE);
	assert_done(b, END_FINISHED, false);
}

static void
jobrun__order_for_another_job__does_nothing(void **state)
{
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	order(b, ORDER_STOP, JOB);
	take(b, "G28\nG1 X1\n", false);
	order(b, ORDER_STOP, JOB - 1);
	order(b, ORDER_PAUSE, 0);
	order(b, (enum message_order)99, JOB);
	assert_int_equal(b->run.phase, PHASE_PRINTING);
	until(b, PHASE_IDLE);
	assert_done(b, END_FINISHED, false);
}

static void
jobrun__stop_before_homing__does_not_move(void **state)
{
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	take(b, "M104 S200\nG1 X1\nG28\n", false);
	(void)turn(b, 1);
	order(b, ORDER_STOP, JOB);
	until(b, PHASE_IDLE);
	assert_executed(b, "M104 S200\nG1 X1\nM104 S0\nM140 S0\nM107\n");
	assert_non_null(strstr(told(b, MESSAGE_DONE)->done.why,
	    "not parked"));
}

/* The wait for heat is broken off; the lines behind it are not lost. */
static void
jobrun__stop_in_a_blocking_wait__gets_through(void **state)
{
	struct bench *b = *state;

	b->printer.heats_for_ever = true;
	until(b, PHASE_IDLE);
	take(b, "G28\nM109 S220\nG1 X1\nG1 X2\n", false);
	(void)turn(b, UINT32_MAX);
	assert_true(b->printer.blocked);
	order(b, ORDER_STOP, JOB);
	until(b, PHASE_IDLE);
	assert_done(b, END_STOPPED, false);
	assert_executed(b, "G28\nM109 S220\nG1 X1\nG1 X2\nM108\n"
	    "M104 S0\nM140 S0\nM107\nG28 X Y\nM84\n");
}

static void
jobrun__killed_printer__fails_the_job(void **state)
{
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	take(b, "G28\nG1 X1\n", false);
	(void)turn(b, 1);
	strict_say(&b->printer, "Error:Printer halted. kill() called!\n");
	hear(b);
	(void)turn(b, 0);
	assert_int_equal(b->run.phase, PHASE_HALTED);
	assert_done(b, END_FAILED, true);
}

static void
jobrun__emergency__stops_and_halts(void **state)
{
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	take(b, "G28\nG1 X1\n", false);
	(void)turn(b, 1);
	strict_carry(&b->printer, (char[]){ "\nM112\n" }, 6);
	order(b, ORDER_EMERGENCY, 0);
	hear(b);
	(void)turn(b, UINT32_MAX);
	assert_int_equal(b->run.phase, PHASE_HALTED);
	assert_done(b, END_STOPPED, true);
}

/* In the middle of a resend, too: nothing of ours may go out then, but the
 * parent's line does. */
static void
jobrun__orders_in_a_resend__are_obeyed(void **state)
{
	static const struct {
		enum message_order	order;
		enum message_phase	phase;
	} rows[] = {
		{ ORDER_PAUSE, PHASE_PAUSED }, { ORDER_STOP, PHASE_IDLE },
		{ ORDER_EMERGENCY, PHASE_HALTED },
	};
	struct bench *b;
	unsigned int at;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (at = 1; at < 10; at++) {
			assert_int_equal(tear_down(state), 0);
			assert_int_equal(set_up(state), 0);
			b = *state;
			until(b, PHASE_IDLE);
			take(b, "G28\nG1 X1\nG1 X2\nG1 X3\nG1 X4\nG1 X5\n",
			    false);
			b->printer.frames = 0;
			b->printer.fault = LINE_FLIPPED;
			b->printer.at = at;
			(void)turn(b, at < 4 ? at : 4);
			if (rows[i].order == ORDER_EMERGENCY)
				strict_carry(&b->printer,
				    (char[]){ "\nM112\n" }, 6);
			order(b, rows[i].order, JOB);
			hear(b);
			until(b, rows[i].phase);
			if (rows[i].phase == PHASE_PAUSED) {
				order(b, ORDER_RESUME, JOB);
				until(b, PHASE_IDLE);
				assert_executed(b, "G28\nG1 X1\nG1 X2\n"
				    "G1 X3\nG1 X4\nG1 X5\n");
			}
		}
}

/* No sign of it: the parent resets a lost printer. */
static void
jobrun__emergency_unconfirmed__is_lost(void **state)
{
	struct bench *b = *state;

	b->printer.heats_for_ever = true;
	until(b, PHASE_IDLE);
	take(b, "G28\nM109 S200\nG1 X1\nG1 X2\n", false);
	(void)turn(b, UINT32_MAX);
	order(b, ORDER_EMERGENCY, 0);
	b->now_ms += 1000;
	(void)turn(b, 0);
	assert_int_equal(b->run.phase, PHASE_LOST);
	assert_done(b, END_STOPPED, true);
}

static void
jobrun__reset_in_a_print__interrupts(void **state)
{
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	take(b, "G28\nG1 X1\n", false);
	(void)turn(b, 1);
	b->printer.last = 0;
	strict_say(&b->printer, "start\n");
	hear(b);
	(void)turn(b, 0);
	assert_done(b, END_INTERRUPTED, false);
	until(b, PHASE_IDLE);		/* and it is greeted again */
}

static void
jobrun__hangup__interrupts(void **state)
{
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	take(b, "G28\nG1 X1\n", false);
	jobrun_hangup(&b->run, b->now_ms);
	assert_int_equal(b->run.phase, PHASE_LOST);
	assert_done(b, END_INTERRUPTED, false);
}

static void
jobrun__too_long_line__fails_with_the_heaters_off(void **state)
{
	struct bench *b = *state;
	char text[512] = "G28\n";

	memset(text + 4, 'X', 300);
	until(b, PHASE_IDLE);
	take(b, text, false);
	until(b, PHASE_IDLE);
	assert_done(b, END_FAILED, false);
	assert_executed(b, "G28\nM104 S0\nM140 S0\nM107\nG28 X Y\nM84\n");
}

/* Killed after any write: a new drain asks the printer where it is. */
static void
jobrun__crash_at_any_line__executes_every_line_once(void **state)
{
	static const char text[] = "G28\nG1 X1\nG1 X2\nG1 X3\nG1 X4\nG1 X5\n";
	struct bench *b;
	unsigned int at;

	for (at = 0; at <= 8; at++) {
		(void)tear_down(state);
		(void)set_up(state);
		b = *state;
		until(b, PHASE_IDLE);
		take(b, text, false);
		(void)turn(b, at);
		if (b->run.phase != PHASE_PRINTING)
			break;
		(void)close(b->run.fd);
		begin(b);
		until(b, PHASE_IDLE);
		take(b, text, true);
		until(b, PHASE_IDLE);
		assert_executed(b, text);
		assert_done(b, END_FINISHED, false);
	}
	assert_true(at > 6);
}

static void
jobrun__crash_and_reset__is_interrupted(void **state)
{
	static const char text[] = "G28\nG1 X1\nG1 X2\nG1 X3\nG1 X4\nG1 X5\n";
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	take(b, text, false);
	(void)turn(b, 4);
	(void)close(b->run.fd);
	b->printer.last = 0;
	begin(b);
	until(b, PHASE_IDLE);
	assert_done(b, END_INTERRUPTED, false);
	assert_int_equal(b->books.job, 0);
	/* whoever did not hear that yet is told again */
	b->said_n = 0;
	take(b, text, true);
	assert_done(b, END_INTERRUPTED, false);
	assert_int_equal(b->run.phase, PHASE_IDLE);
}

/* Marlin can't count past 31 bits; between two jobs there is time to begin
 * anew, in a job there is not. */
static void
jobrun__large_numbers__begin_anew_between_jobs(void **state)
{
	struct bench *b = *state;
	uint64_t next = JOBRUN_NUMBERS - 4;

	until(b, PHASE_IDLE);
	(void)turn(b, UINT32_MAX);
	books_new_epoch(&b->books, next);
	b->run.link.base = b->run.link.sent = b->run.link.high =
	    b->run.link.first = next;
	b->printer.last = next - 1;
	take(b, "G28\nG1 X1\nG1 X2\nG1 X3\nG1 X4\nG1 X5\n", false);
	until(b, PHASE_CONNECTING);
	assert_true(b->printer.last > JOBRUN_NUMBERS);
	assert_done(b, END_FINISHED, false);
	until(b, PHASE_IDLE);
	assert_true(b->printer.last < JOBRUN_NUMBERS);
	b->said_n = 0;
	take(b, "M84\n", false);
	until(b, PHASE_IDLE);
	assert_executed(b, "G28\nG1 X1\nG1 X2\nG1 X3\nG1 X4\nG1 X5\n"
	    "M84\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)
		T(jobrun__connected__says_ready),
		T(jobrun__whole_file__is_executed_and_finished),
		T(jobrun__empty_file__finishes),
		T(jobrun__order_for_another_job__does_nothing),
		T(jobrun__stop_before_homing__does_not_move),
		T(jobrun__stop_in_a_blocking_wait__gets_through),
		T(jobrun__killed_printer__fails_the_job),
		T(jobrun__emergency__stops_and_halts),
		T(jobrun__orders_in_a_resend__are_obeyed),
		T(jobrun__emergency_unconfirmed__is_lost),
		T(jobrun__reset_in_a_print__interrupts),
		T(jobrun__hangup__interrupts),
		T(jobrun__too_long_line__fails_with_the_heaters_off),
		T(jobrun__crash_at_any_line__executes_every_line_once),
		T(jobrun__crash_and_reset__is_interrupted),
		T(jobrun__large_numbers__begin_anew_between_jobs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
