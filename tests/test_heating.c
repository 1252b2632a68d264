/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The run of a job: heaters, health, and control by hand.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/jobbing.h"

/* Only what was on the way when the order came is executed still.
 * fault: stop left heaters and motors as they were */
static void
fault__stop_leaves_the_heaters_on(void **state)
{
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	take(b, "G28\nG1 X1\nG1 X2\nG1 X3\nG1 X4\nG1 X5\nG1 X6\n", false);
	(void)turn(b, 3);
	order(b, ORDER_STOP, JOB);
	until(b, PHASE_IDLE);
	assert_executed(b, "G28\nG1 X1\nG1 X2\nG1 X3\n"
	    "M104 S0\nM140 S0\nM107\nG28 X Y\nM84\n");
	assert_non_null(strstr(told(b, MESSAGE_DONE)->done.why, "parked"));
}

/* Why it died is in its last lines, not only in the very last. */
static void
jobrun__killed_by_heat__says_why(void **state)
{
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	take(b, "G1 X1\nG1 X2\nG1 X3\nG1 X4\n", false);
	(void)turn(b, 1);
	strict_say(&b->printer, "Error:0\n: Extruder switched off. MAXTEMP "
	    "triggered !\nError:Printer halted. kill() called!\n");
	until(b, PHASE_HALTED);
	assert_done(b, END_FAILED, true);
	assert_string_equal(told(b, MESSAGE_DONE)->done.why, "Error:0: "
	    "Extruder switched off. MAXTEMP triggered !; Error:Printer "
	    "halted. kill() called!");
}

/* What the cable did to a print is counted with it: not what was before, nor
 * a pause, and a drain that dies takes none of it away. */
static void
health__each_fault__is_counted_with_the_job(void **state)
{
	static const struct {
		enum strict_fault	fault;
		unsigned int		at;
		bool			resends, timeouts, starves, crash;
	} rows[] = {
		{ STRICT_NONE, 6, false, false, false, false },
		{ LINE_FLIPPED, 6, true, false, true, false },
		{ LINE_FLIPPED, 6, true, false, true, true },
		/* the last question: nothing is behind it that would show that
		 * it is missing, and the file was sent */
		{ LINE_DROPPED, 10, true, true, false, false },
	};
	const struct message_done *done;
	struct bench *b;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(tear_down(state), 0);
		assert_int_equal(set_up(state), 0);
		b = *state;
		until(b, PHASE_IDLE);
		b->now_ms += 3600000;
		b->printer.fault = rows[i].fault;
		b->printer.frames = 0;
		b->printer.at = rows[i].at;
		take(b, "G28\nG1 X1\nG1 X2\nG1 X3\nG1 X4\nG1 X5\nG1 X6\n",
		    false);
		(void)turn(b, 3);
		order(b, ORDER_PAUSE, JOB);
		until(b, PHASE_PAUSED);
		b->now_ms += 3600000;
		order(b, ORDER_RESUME, JOB);
		(void)turn(b, 6);
		if (rows[i].crash) {
			b->now_ms += 1000;
			(void)turn(b, 1);
			(void)close(b->run.fd);
			begin(b);
			until(b, PHASE_IDLE);
			take(b, "G28\nG1 X1\nG1 X2\nG1 X3\nG1 X4\nG1 X5\n"
			    "G1 X6\n", true);
		}
		until(b, PHASE_IDLE);
		assert_done(b, END_FINISHED, false);
		done = &told(b, MESSAGE_DONE)->done;
		if ((done->resends > 0) != rows[i].resends ||
		    (done->timeouts > 0) != rows[i].timeouts ||
		    (done->starved_ms > 0) != rows[i].starves ||
		    done->starved_ms > 20000)
			fail_msg("row %zu: %d resends, %d time-outs, %d ms",
			    i, (int)done->resends, (int)done->timeouts,
			    (int)done->starved_ms);
	}
}

/* Lines that it answered, a second: said with the telemetry. */
static void
health__rate__is_of_the_last_second(void **state)
{
	const struct message *m;
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	b->now_ms += 10000;
	(void)turn(b, UINT32_MAX);
	take(b, "G1 X1\nG1 X2\nG1 X3\nG1 X4\nG1 X5\nG1 X6\n", false);
	(void)turn(b, 4);
	b->said_n = 0;
	b->now_ms += 2000;
	jobrun_turn(&b->run, b->now_ms);
	m = told(b, MESSAGE_TELEMETRY);
	assert_non_null(m);
	/* these, and an M105 */
	assert_int_equal(m->telemetry.rate_mHz, 5 * 1000000 / 2000);
	assert_int_equal(m->telemetry.window, 3);
}

/* The hot end is told to be at 200 degrees, is there, and then cools down. */
static void
run_away(struct bench *b)
{
	char said[64];
	int i;

	for (i = 0; i < 300 && told(b, MESSAGE_ALARM) == NULL; i++) {
		(void)snprintf(said, sizeof(said), " T:%d.0 /200.0\n",
		    i < 60 ? 200 : 200 - (i - 60) / 2);
		strict_say(&b->printer, said);
		hear(b);
		b->now_ms += 1000;
		b->said_n = 0;
		jobrun_turn(&b->run, b->now_ms);
	}
	assert_non_null(told(b, MESSAGE_ALARM));
	assert_int_equal(told(b, MESSAGE_ALARM)->alarm.measure,
	    HEATGUARD_EMERGENCY);
}

/* What the parent does then: a bare line on its own copy of the descriptor,
 * and the order. */
static void
parent_stops(struct bench *b)
{
	strict_carry(&b->printer, (char[]){ "\nM112\n" }, 6);
	order(b, ORDER_EMERGENCY, b->run.job.job);
	hear(b);
	(void)turn(b, UINT32_MAX);
}

/* Outside the firmware, too, somebody looks at the temperatures. */
static void
heat__runs_away__alarm_and_killed(void **state)
{
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	take(b, "G28\nG1 X1\nG4 S9000\nG1 X2\n", false);
	(void)turn(b, 2);
	run_away(b);
	parent_stops(b);
	assert_true(b->printer.killed);
	assert_int_equal(b->run.phase, PHASE_HALTED);
	assert_done(b, END_FAILED, true);
	assert_non_null(strstr(told(b, MESSAGE_DONE)->done.why, "hot end"));
}

static void
heat__runs_away_without_a_job__killed(void **state)
{
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	run_away(b);
	parent_stops(b);
	assert_true(b->printer.killed);
	assert_int_equal(b->run.phase, PHASE_HALTED);
	assert_null(told(b, MESSAGE_DONE));
}

/* The numbered M112 may kill it before the parent's order comes back; that
 * must not look like a printer that does not confirm. */
static void
heat__killed_before_the_order_comes_back__stays_halted(void **state)
{
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	run_away(b);
	(void)turn(b, UINT32_MAX);
	assert_int_equal(b->run.phase, PHASE_HALTED);
	order(b, ORDER_EMERGENCY, 0);
	b->now_ms += 5000;
	(void)turn(b, UINT32_MAX);
	assert_int_equal(b->run.phase, PHASE_HALTED);
}

/* It does not even hear M112: the alarm is the reason, all the same. */
static void
heat__not_confirmed__lost_for_the_alarms_reason(void **state)
{
	struct bench *b = *state;

	b->printer.heats_for_ever = true;
	until(b, PHASE_IDLE);
	take(b, "M109 S200\nG1 X1\nG1 X2\n", false);
	(void)turn(b, UINT32_MAX);
	run_away(b);
	order(b, ORDER_EMERGENCY, JOB);
	b->now_ms += 1000;
	(void)turn(b, 0);
	assert_int_equal(b->run.phase, PHASE_LOST);
	assert_done(b, END_FAILED, true);
	assert_non_null(strstr(told(b, MESSAGE_DONE)->done.why, "hot end"));
}

static void
manual__idle_and_printing__only_idle_moves(void **state)
{
	struct message_order_to_drain o = { .order = ORDER_CONTROL,
	    .manual = { .control = MANUAL_JOG, .given = 1 << MANUAL_X_UM,
	    .values = { [MANUAL_X_UM] = 10000 } } };
	struct bench *b = *state;
	unsigned int before;

	until(b, PHASE_IDLE);
	before = b->printer.executed_n;
	jobrun_order(&b->run, b->now_ms, &o);
	(void)turn(b, UINT32_MAX);
	assert_true(b->printer.executed_n >= before + 3);
	assert_string_equal(b->printer.executed[before], "G91");
	assert_string_equal(b->printer.executed[before + 1],
	    "G1 X10.000 F3000");
	assert_string_equal(b->printer.executed[before + 2], "G90");
	take(b, "G28\nG1 X1\n", false);
	jobrun_order(&b->run, b->now_ms, &o);
	assert_int_equal(b->run.host_count, 0);
}

/* Relative coordinates that somebody typed are not the next print's. */
static void
manual__typed_before_a_job__absolute_again(void **state)
{
	struct message_order_to_drain o = { .order = ORDER_CONTROL,
	    .manual = { .control = MANUAL_GCODE, .line = "G91" } };
	struct bench *b = *state;
	unsigned int before;

	until(b, PHASE_IDLE);
	before = b->printer.executed_n;
	jobrun_order(&b->run, b->now_ms, &o);
	(void)turn(b, UINT32_MAX);
	take(b, "G1 X1\n", false);
	until(b, PHASE_IDLE);
	assert_string_equal(b->printer.executed[before], "G91");
	assert_string_equal(b->printer.executed[before + 1], "G90");
	assert_string_equal(b->printer.executed[before + 2], "M82");
	assert_string_equal(b->printer.executed[before + 3], "G1 X1");
}

static void
jog(struct bench *b)
{
	struct message_order_to_drain o = { .order = ORDER_CONTROL,
	    .manual = { .control = MANUAL_JOG, .given = 1 << MANUAL_X_UM,
	    .values = { [MANUAL_X_UM] = 10000 } } };

	b->books.hand_given++;
	jobrun_order(&b->run, b->now_ms, &o);
}

/* All lines of a jog are G91, G1, G90: the drain dies behind each of them, and
 * nothing of it is done again; the next print is never relative. */
static void
manual__killed_in_a_jog__next_print_is_absolute(void **state)
{
	struct bench *b;
	unsigned int sent, before, i;
	uint64_t done;
	bool absolute;

	for (sent = 0; sent <= 3; sent++) {
		(void)tear_down(state);
		(void)set_up(state);
		b = *state;
		until(b, PHASE_IDLE);
		(void)turn(b, UINT32_MAX);
		before = b->printer.executed_n;
		jog(b);
		(void)turn(b, sent);
		done = b->books.hand_done;
		assert_int_equal(done, sent < 3 ? 0 : 1);
		/* as the parent says it to the keeper */
		b->books.hand_done = b->books.hand_given;
		begin(b);
		until(b, PHASE_IDLE);
		(void)turn(b, UINT32_MAX);
		take(b, "G1 X1\n", false);
		until(b, PHASE_IDLE);
		absolute = true;
		for (i = before; strcmp(b->printer.executed[i], "G1 X1") != 0;
		    i++) {
			assert_true(i < b->printer.executed_n);
			if (strcmp(b->printer.executed[i], "G91") == 0)
				absolute = false;
			if (strcmp(b->printer.executed[i], "G90") == 0)
				absolute = true;
		}
		assert_true(absolute);
	}
}

/* What is not done of it is said, once. */
static void
manual__not_done__said(void **state)
{
	enum { IS_PRINTING, IS_RESET, IS_KILLED, IS_UNPLUGGED, IS_DONE };
	struct bench *b;
	uint64_t done;
	int i;

	for (i = IS_PRINTING; i <= IS_DONE; i++) {
		(void)tear_down(state);
		(void)set_up(state);
		b = *state;
		until(b, PHASE_IDLE);
		(void)turn(b, UINT32_MAX);
		if (i == IS_PRINTING)
			take(b, "G28\nG1 X1\n", false);
		jog(b);
		(void)turn(b, i == IS_DONE ? UINT32_MAX : 1);
		if (i == IS_RESET)
			strict_say(&b->printer, "start\n");
		else if (i == IS_KILLED)
			strict_say(&b->printer,
			    "Error:Printer halted. kill() called!\n");
		hear(b);
		if (i == IS_UNPLUGGED)
			jobrun_hangup(&b->run, b->now_ms);
		(void)turn(b, UINT32_MAX);
		assert_int_equal(told(b, MESSAGE_UNDONE) != NULL,
		    i != IS_DONE);
		done = b->books.hand_done;
		assert_int_equal(done, b->books.hand_given);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)
		T(fault__stop_leaves_the_heaters_on),
		T(jobrun__killed_by_heat__says_why),
		T(health__each_fault__is_counted_with_the_job),
		T(health__rate__is_of_the_last_second),
		T(manual__idle_and_printing__only_idle_moves),
		T(manual__typed_before_a_job__absolute_again),
		T(manual__killed_in_a_jog__next_print_is_absolute),
		T(manual__not_done__said),
		T(heat__runs_away__alarm_and_killed),
		T(heat__runs_away_without_a_job__killed),
		T(heat__killed_before_the_order_comes_back__stays_halted),
		T(heat__not_confirmed__lost_for_the_alarms_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
