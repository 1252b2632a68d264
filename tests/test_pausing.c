/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pauses in the run of a job, questions, and the way back into a print.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/jobbing.h"

/* fault: pause/resume/stop sometimes do nothing */
static void
fault__pause_resume_and_stop_do_nothing(void **state)
{
	struct bench *b = *state;
	const struct message *m;

	until(b, PHASE_IDLE);
	take(b, "G28\nG1 X1\nG1 X2\nG1 X3\nG1 X4\nG1 X5\nG1 X6\n", false);
	(void)turn(b, 2);
	order(b, ORDER_PAUSE, JOB);
	until(b, PHASE_PAUSED);
	m = told(b, MESSAGE_PHASE);
	assert_int_equal(m->phase.phase, PHASE_PAUSED);
	assert_int_equal(m->phase.job, JOB);
	b->now_ms += 60000;
	(void)turn(b, UINT32_MAX);
	assert_true(b->printer.executed_n < 7);	/* nothing more meanwhile */
	order(b, ORDER_RESUME, JOB);
	m = told(b, MESSAGE_PHASE);
	assert_int_equal(m->phase.phase, PHASE_PRINTING);
	(void)turn(b, 1);
	order(b, ORDER_STOP, JOB);
	assert_int_equal(b->run.phase, PHASE_STOPPING);
	until(b, PHASE_IDLE);
	assert_done(b, END_STOPPED, false);
}

static void
reenter(struct bench *b, const char *text, int lifted_um)
{
	struct message_job job = { .printer = 1, .job = JOB,
	    .bytes = (int64_t)strlen(text), .commands = 4,
	    .reentry = REENTRY_RECORD, .lifted_um = lifted_um,
	    .done_commands = 5, .done_bytes = (int64_t)strlen(text),
	    .printed_ms = 60000 };

	jobrun_take(&b->run, b->now_ms, &job, file_of(text));
}

/* Nothing moved, so the record stays as it was. */
static void
reenter__nothing_printed__interrupted_as_it_was(void **state)
{
	static const int lifted[] = { 0, 5000, -1 };
	const struct message_done *done;
	struct bench *b;
	size_t i;

	for (i = 0; i < sizeof(lifted) / sizeof(lifted[0]); i++) {
		(void)tear_down(state);
		(void)set_up(state);
		b = *state;
		b->run.profile.pause_lift_um = 5000;
		until(b, PHASE_IDLE);
		reenter(b, "G28\nG1 X1 Y1 Z1\nG1 X2 E1\n", lifted[i]);
		assert_done(b, END_INTERRUPTED, false);
		done = &told(b, MESSAGE_DONE)->done;
		assert_string_equal(done->why,
		    reentry_strerror(REENTRY_NOTHING_YET));
		assert_int_equal(done->commands, 5);
		assert_int_equal(done->bytes, 25);
		assert_int_equal(done->printed_ms, 60000);
		assert_int_equal(done->lifted_um, lifted[i]);
		assert_int_equal(b->books.job, 0);
		assert_int_equal(b->run.phase, PHASE_IDLE);
		(void)turn(b, UINT32_MAX);
		assert_executed(b, "");
	}
}

/* "G1 X1 E1" and so on: a layer of so many lines, then the next. */
static void
make_layers(char text[4096], int layers, int lines)
{
	int i, n = 0, used;

	used = snprintf(text, 4096, "G28\nG1 X0 Y0 Z1\n");
	for (; layers > 0; layers--) {
		used += snprintf(text + used, 32, "G1 Z%d\n", ++n);
		for (i = 1; i <= lines; i++)
			used += snprintf(text + used, 64, "G1 X%d E%d\n", i,
			    n * 100 + i);
	}
}

/* What a checkpoint or an end says while the way back in is not done must not
 * replace the record; a pause steps aside behind it. */
static void
reenter__stopped_on_the_way__height_not_known(void **state)
{
	struct bench *b = *state;
	const struct message_done *done;
	char text[4096];

	until(b, PHASE_IDLE);
	make_layers(text, 1, 40);
	reenter(b, text, 0);
	(void)turn(b, 3);
	b->now_ms += 60000;
	(void)turn(b, 0);
	assert_null(told(b, MESSAGE_CHECKPOINT));
	assert_int_equal(b->books.aside, BOOKS_ENTERING);
	order(b, ORDER_STOP, JOB);
	until(b, PHASE_IDLE);
	assert_done(b, END_STOPPED, false);
	done = &told(b, MESSAGE_DONE)->done;
	assert_int_equal(done->bytes, strlen(text));
	assert_int_equal(done->lifted_um, -1);
}

static void
reenter__done__goes_on_at_the_layer(void **state)
{
	struct bench *b = *state;
	const struct message *m;
	char text[4096];

	until(b, PHASE_IDLE);
	make_layers(text, 2, 40);
	reenter(b, text, 0);
	until(b, PHASE_IDLE);
	assert_done(b, END_FINISHED, false);
	m = told(b, MESSAGE_PHASE);
	assert_non_null(m);
	assert_true(m->phase.reentered);
	/* G28, G1, G1 Z1, 40 of the first layer, G1 Z2 */
	assert_int_equal(m->phase.commands, 44);
	assert_int_equal(told(b, MESSAGE_DONE)->done.commands, 84);
	assert_string_equal(b->printer.executed[b->printer.executed_n - 40],
	    "G1 X1 E201");
}

/* Each layer is on record, but not each line of a spiral. */
static void
checkpoint__layers__each_but_one_a_second(void **state)
{
	static const struct {
		int		layers, lines, step_ms;
		unsigned int	least, most;
	} rows[] = {
		{ 6, 10, 200, 6, 8 },	/* a layer takes two seconds */
		{ 30, 1, 10, 0, 2 },	/* all of it half a second */
		{ 1, 40, 1000, 4, 6 },	/* one long layer: now and then */
	};
	struct bench *b;
	char text[4096];
	size_t r;
	int i;

	for (r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
		(void)tear_down(state);
		(void)set_up(state);
		b = *state;
		until(b, PHASE_IDLE);
		make_layers(text, rows[r].layers, rows[r].lines);
		take(b, text, false);
		for (i = 0; i < 1000 && b->run.phase != PHASE_IDLE; i++) {
			(void)turn(b, 1);
			b->now_ms += rows[r].step_ms;
		}
		assert_done(b, END_FINISHED, false);
		assert_in_range(count_told(b, MESSAGE_CHECKPOINT),
		    rows[r].least, rows[r].most);
	}
}

/* The head steps aside and comes back, hot, to where it was. */
static void
pause__known_place__steps_aside_and_back(void **state)
{
	static const char text[] = "M109 S200\nG28\nG90\nM82\n"
	    "G1 X10 Y20 Z0.3 F1200\nG1 X11 E1.5\nG1 X12 E1.6\nG1 X13 E1.7\n";
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	b->run.profile.pause_retract_um = 2000;
	b->run.profile.pause_lift_um = 5000;
	(void)strcpy(b->run.profile.pause_gcode, "G1 X0 Y180 F6000");
	take(b, text, false);
	while (b->printer.executed_n < 6)
		(void)turn(b, 1);
	order(b, ORDER_PAUSE, JOB);
	order(b, ORDER_RESUME, JOB);	/* nothing was moved yet */
	order(b, ORDER_PAUSE, JOB);
	until(b, PHASE_PAUSED);
	assert_int_equal(b->books.aside, BOOKS_ASIDE);
	order(b, ORDER_RESUME, JOB);
	until(b, PHASE_IDLE);
	assert_done(b, END_FINISHED, false);
	assert_executed(b, "M109 S200\nG28\nG90\nM82\n"
	    "G1 X10 Y20 Z0.3 F1200\nG1 X11 E1.5\nG1 X12 E1.6\n"
	    "G91\nM83\nG1 E-2.00 F2100\nG1 Z5.00 F600\nG90\n"
	    "G1 X0 Y180 F6000\n"
	    "M109 S200\nG90\nG1 X12.000 Y20.000 F6000\nG1 Z0.300 F600\n"
	    "M83\nG1 E2.00 F2100\nG92 E1.60000\nG90\nM82\nG1 F1200\n"
	    "G1 X13 E1.7\n");
}

/* The drain dies with the head aside, or on its way: the next one brings it
 * back, and pushes the filament only if it knows that it was pulled. */
static void
pause__crash__comes_back_once(void **state)
{
	static const char text[] = "G1 X1 Y2 Z3 F1200\nG1 X2\nG1 X3\nG1 X4\n";
	static const struct {
		unsigned int	frames;		/* of the way aside */
		bool		pushes;
	} rows[] = { { 1, false }, { 3, false }, { UINT32_MAX, true } };
	struct bench *b;
	char all[4096];
	unsigned int i;
	size_t r;

	for (r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
		(void)tear_down(state);
		(void)set_up(state);
		b = *state;
		until(b, PHASE_IDLE);
		b->run.profile.pause_retract_um = 2000;
		take(b, text, false);
		while (b->printer.executed_n < 2)
			(void)turn(b, 1);
		order(b, ORDER_PAUSE, JOB);
		while (b->books.aside == BOOKS_IN_PLACE)
			(void)turn(b, 1);
		(void)turn(b, rows[r].frames);
		(void)close(b->run.fd);
		begin(b);
		b->run.profile.pause_retract_um = 2000;
		until(b, PHASE_IDLE);
		take(b, text, true);
		until(b, PHASE_IDLE);
		assert_int_equal(told(b, MESSAGE_DONE)->done.end,
		    END_FINISHED);
		for (i = 0, all[0] = '\0'; i < b->printer.executed_n; i++)
			(void)strcat(strcat(all, b->printer.executed[i]),
			    "\n");
		assert_int_equal(strstr(all, "G1 E2.00") != NULL,
		    rows[r].pushes);
		assert_non_null(strstr(all, "\nG1 F1200\n"));
		assert_null(strstr(strstr(all, "G1 X4") + 1, "G1 X"));
	}
}

/* M0 and M600 would block a machine without a display for ever. */
static void
ask__file_asks_for_a_person__waits_for_an_answer(void **state)
{
	static const struct {
		const char *command, *asks;
	} rows[] = {
		{ "M0", "The print file asks for a person." },
		{ "M1 S5", "The print file asks for a person." },
		{ "M0 P100 Turn the piece", "The print file asks: Turn the "
		    "piece" },
		{ "M0 Put a nut in", "The print file asks: Put a nut in" },
		{ "M600", "Change the filament." },
		{ "@pause", "The print file asks for a pause." },
	};
	char text[64];
	struct bench *b;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)tear_down(state);
		(void)set_up(state);
		b = *state;
		until(b, PHASE_IDLE);
		(void)snprintf(text, sizeof(text), "G1 X1\n%s\nG1 X2\n",
		    rows[i].command);
		take(b, text, false);
		until(b, PHASE_PAUSED);
		assert_executed(b, "G1 X1\n");
		b->now_ms += 2000;
		(void)turn(b, UINT32_MAX);
		assert_string_equal(b->run.question, rows[i].asks);
		order(b, ORDER_RESUME, JOB);
		until(b, PHASE_IDLE);
		assert_executed(b, "G1 X1\nG1 X2\n");
		assert_string_equal(b->run.question, "");
	}
}

/* The printer says that its filament is out. */
static void
ask__printer_pauses__is_asked_on_the_page(void **state)
{
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	take(b, "G1 X1\nG1 X2\nG1 X3\nG1 X4\nG1 X5\nG1 X6\n", false);
	(void)turn(b, 1);
	strict_say(&b->printer, "//action:prompt_begin Filament is out\n"
	    "//action:prompt_show\n//action:paused\n");
	until(b, PHASE_PAUSED);
	assert_string_equal(b->run.question, "Filament is out");
	order(b, ORDER_RESUME, JOB);
	until(b, PHASE_IDLE);
	assert_executed(b, "G1 X1\nG1 X2\nM876 S0\nG1 X3\nG1 X4\nG1 X5\n"
	    "G1 X6\n");
}

/* It goes on without doing what it was told: a person is asked. */
static void
ask__printer_leaves_lines_out__pauses(void **state)
{
	static const struct {
		const char *says, *question;
	} rows[] = {
		{ "echo: cold extrusion prevented\n",
		    "The printer moves no plastic: its hotend is too cold." },
		{ "Error:Probing Failed\n", "Error:Probing Failed" },
	};
	struct bench *b;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)tear_down(state);
		(void)set_up(state);
		b = *state;
		until(b, PHASE_IDLE);
		strict_say(&b->printer, rows[i].says);
		hear(b);
		(void)turn(b, UINT32_MAX);	/* nobody to ask yet */
		take(b, "G1 X1\nG1 X2\nG1 X3\nG1 X4\n", false);
		(void)turn(b, 1);
		assert_int_equal(b->run.phase, PHASE_PRINTING);
		strict_say(&b->printer, rows[i].says);
		until(b, PHASE_PAUSED);
		assert_string_equal(b->run.question, rows[i].question);
		order(b, ORDER_RESUME, JOB);
		until(b, PHASE_IDLE);
		assert_executed(b, "G1 X1\nG1 X2\nG1 X3\nG1 X4\n");
	}
}

/* fault: time left and percentage vanish after a pause */
static void
fault__progress_vanishes_after_a_pause(void **state)
{
	struct bench *b = *state;
	const struct message *m;

	until(b, PHASE_IDLE);
	take(b, "G28\nG1 X1\nG1 X2\nG1 X3\n", false);
	b->now_ms += 4000;
	(void)turn(b, 2);
	order(b, ORDER_PAUSE, JOB);
	until(b, PHASE_PAUSED);
	b->now_ms += 3600000;
	(void)turn(b, UINT32_MAX);
	m = told(b, MESSAGE_TELEMETRY);
	assert_int_equal(m->telemetry.job, JOB);
	assert_true(m->telemetry.commands >= 2);
	assert_int_equal(m->telemetry.commands_total, 4);
	assert_true(m->telemetry.printed_ms >= 4000);
	assert_true(m->telemetry.printed_ms < 60000);
}

/* Switched off in a long pause, by a guard or by hand: nothing goes through a
 * cold nozzle. */
static void
resume__heaters_are_off__heats_first(void **state)
{
	static const struct {
		int32_t	target_dC;
		bool	heats;
	} rows[] = { { 0, true }, { 2000, false }, { INT32_MIN, false } };
	struct bench *b;
	unsigned int k, heated;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)tear_down(state);
		(void)set_up(state);
		b = *state;
		until(b, PHASE_IDLE);
		take(b, "M104 S200\nG28\nG1 X1\nG1 X2\nG1 X3\nG1 X4\n",
		    false);
		(void)turn(b, 3);
		order(b, ORDER_PAUSE, JOB);
		until(b, PHASE_PAUSED);
		b->run.link.heat.hotend_target_dC = rows[i].target_dC;
		order(b, ORDER_RESUME, JOB);
		until(b, PHASE_IDLE);
		for (k = heated = 0; k < b->printer.executed_n; k++) {
			heated += strcmp(b->printer.executed[k],
			    "M109 S200") == 0;
			if (strcmp(b->printer.executed[k], "G1 X4") == 0)
				assert_int_equal(heated, rows[i].heats);
		}
		assert_int_equal(heated, rows[i].heats);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)
		T(fault__pause_resume_and_stop_do_nothing),
		T(fault__progress_vanishes_after_a_pause),
		T(reenter__nothing_printed__interrupted_as_it_was),
		T(reenter__stopped_on_the_way__height_not_known),
		T(reenter__done__goes_on_at_the_layer),
		T(checkpoint__layers__each_but_one_a_second),
		T(pause__known_place__steps_aside_and_back),
		T(pause__crash__comes_back_once),
		T(ask__file_asks_for_a_person__waits_for_an_answer),
		T(ask__printer_pauses__is_asked_on_the_page),
		T(ask__printer_leaves_lines_out__pauses),
		T(resume__heaters_are_off__heats_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
