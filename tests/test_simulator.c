/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The simulated printer against what Marlin 1.1.9 was measured to answer in
 * Dagoma's DiscoEasy200 configuration.  It judges every other test, so it is
 * judged first.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/marlin/simulator.h"

#define S	INT64_C(1000000)

struct bench {
	struct simulator	sim;
	char			executed[4096];
	char			said[65536];
	size_t			used;
};

static void
executed(void *arg, const char *command, long number)
{
	struct bench *b = arg;

	(void)number;
	(void)strcat(b->executed, command);
	(void)strcat(b->executed, "|");
}

/* Let time pass, as a process would: what is said is taken away. */
static void
wait_us(struct bench *b, int64_t us)
{
	int64_t until = b->sim.now_us + us, step;

	while (b->sim.now_us < until) {
		step = b->sim.now_us + S / 100;
		simulator_advance(&b->sim, step < until ? step : until);
		b->used += simulator_said(&b->sim, b->said + b->used,
		    sizeof(b->said) - 1 - b->used);
	}
	b->said[b->used] = '\0';
}

static void
tell(struct bench *b, const char *bytes)
{
	assert_int_equal(simulator_hear(&b->sim, bytes, strlen(bytes)),
	    strlen(bytes));
}

static void
forget(struct bench *b)
{
	b->used = 0;
	b->said[0] = b->executed[0] = '\0';
}

/* A numbered line with its sum. */
static void
tell_line(struct bench *b, int number, const char *command)
{
	char line[160];
	unsigned int sum = 0;
	int i, n;

	n = snprintf(line, sizeof(line), "N%d %s", number, command);
	for (i = 0; i < n; i++)
		sum ^= (unsigned char)line[i];
	(void)snprintf(line + n, sizeof(line) - (size_t)n, "*%u\n", sum);
	tell(b, line);
}

static int
set_up(void **state)
{
	static const struct simulator_options options = { .baud = 250000,
	    .ambient = 21, .machine_type = "DiscoEasy200" };
	struct bench *b = calloc(1, sizeof(*b));

	simulator_init(&b->sim, &options, executed, b);
	simulator_reset(&b->sim, 0);
	wait_us(b, 3 * S);
	assert_non_null(strstr(b->said, "start\necho:Marlin 1.1.9\n"));
	forget(b);
	tell(b, "N4 M110 N4*125\n");	/* its Last Line is 4 */
	wait_us(b, S / 10);
	assert_string_equal(b->said, "ok\n");
	forget(b);
	*state = b;
	return 0;
}

static int
tear_down(void **state)
{
	free(*state);
	return 0;
}

static void
simulator__bytes__rows(void **state)
{
	static const struct {
		const char *what, *bytes, *said, *executed;
	} rows[] = {
		{ "no number, wrong sum", "G92 E0*1\n", "ok\n", "G92 E0|" },
		{ "empty and comment", "\n; words\n", "", "" },
		{ "CRLF", "G92 E0\r\n", "ok\n", "G92 E0|" },
		{ "number without sum", "N5 G92 E0\n",
		    "Error:No Checksum with line number, Last Line: 4\n"
		    "Resend: 5\nok\n", "" },
		{ "bad sum", "N5 G92 E0*1\n",
		    "Error:checksum mismatch, Last Line: 4\nResend: 5\nok\n",
		    "" },
		{ "gap", "N9 G92 E0*78\n",
		    "Error:Line Number is not Last Line Number+1, "
		    "Last Line: 4\nResend: 5\nok\n", "" },
		{ "N flipped", "F5 G92 E0*74\n",
		    "echo:Unknown command: \"F5 G92 E0\"\nok\n",
		    "F5 G92 E0|" },
		{ "M110 backwards", "N2 M110 N2*125\n", "ok\n", "M110 N2|" },
	};
	struct bench *b;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)tear_down(state);
		(void)set_up(state);
		b = *state;
		tell(b, rows[i].bytes);
		wait_us(b, S / 10);
		if (strcmp(b->said, rows[i].said) != 0 ||
		    strcmp(b->executed, rows[i].executed) != 0)
			fail_msg("%s: said \"%s\", executed \"%s\"",
			    rows[i].what, b->said, b->executed);
	}
}

/* The bad line's error flushes what arrived behind it: one answer for all. */
static void
simulator__bad_line_with_three_behind__one_answer(void **state)
{
	struct bench *b = *state;

	tell_line(b, 5, "G4 P50");	/* busy, so that the rest piles up */
	wait_us(b, 5000);
	tell(b, "N6 G92 E0*1\n");
	tell_line(b, 7, "G92 E0");
	tell_line(b, 8, "G92 E0");
	tell_line(b, 9, "G92 E0");
	wait_us(b, S);
	assert_non_null(strstr(b->said, "Error:checksum mismatch, "
	    "Last Line: 5\nResend: 6\nok\n"));
	assert_string_equal(b->executed, "G4 P50|");
}

static void
simulator__duplicate__names_the_next(void **state)
{
	struct bench *b = *state;

	tell_line(b, 5, "G92 E0");
	wait_us(b, S / 10);
	tell_line(b, 5, "G92 E0");
	wait_us(b, S / 10);
	assert_string_equal(b->said, "ok\nError:Line Number is not Last Line "
	    "Number+1, Last Line: 5\nResend: 6\nok\n");
	assert_string_equal(b->executed, "G92 E0|");
}

/* The newline between two numbered lines is lost: their sum can't be right. */
static void
simulator__newline_lost__is_refused(void **state)
{
	struct bench *b = *state;

	tell(b, "N5 G92 E0*66N6 G92 E0*65\n");
	wait_us(b, S / 10);
	assert_non_null(strstr(b->said, "Resend: 5\nok\n"));
	assert_string_equal(b->executed, "");
}

static void
simulator__above_96_characters__is_cut(void **state)
{
	struct bench *b = *state;
	char command[128] = "M117 ";

	memset(command + 5, 'x', 100);
	tell_line(b, 5, command);
	wait_us(b, S / 10);
	assert_non_null(strstr(b->said, "Error:No Checksum with line number, "
	    "Last Line: 4\nResend: 5\nok\n"));
}

/* Eight lines behind a blocking one: the ring of 128 bytes overflows. */
static void
simulator__eight_in_flight__overflow(void **state)
{
	struct bench *b = *state;
	int i;

	for (i = 5; i < 13; i++)
		tell_line(b, i, i == 5 ? "G4 S2" :
		    "G1 X10.123 Y20.456 E1.23456 F1800");
	wait_us(b, S);
	assert_true(b->sim.uart.overruns > 0);
	wait_us(b, 5 * S);
	/* the next line is glued to the half of another */
	tell_line(b, 13, "G92 E0");
	wait_us(b, S / 10);
	assert_non_null(strstr(b->said, "Error:"));
}

static void
simulator__three_in_flight__fit(void **state)
{
	struct bench *b = *state;
	int i;

	for (i = 5; i < 8; i++)
		tell_line(b, i, i == 5 ? "G4 S2" :
		    "G1 X10.123 Y20.456 E1.23456 F1800");
	wait_us(b, 5 * S);
	assert_int_equal(b->sim.uart.overruns, 0);
	assert_null(strstr(b->said, "Error:"));
}

/* M112 is read while a command slot is free, and only then. */
static void
simulator__m112_in_m109__needs_a_free_slot(void **state)
{
	struct bench *b;
	int outstanding;

	for (outstanding = 2; outstanding <= 3; outstanding++) {
		(void)tear_down(state);
		(void)set_up(state);
		b = *state;
		tell_line(b, 5, "M109 S200");
		tell_line(b, 6, "G92 E0");
		tell_line(b, 7, "G92 E0");
		if (outstanding == 3)
			tell_line(b, 8, "G92 E0");
		wait_us(b, S / 10);
		tell(b, "\nM112\n");
		wait_us(b, S / 2);
		assert_int_equal(strstr(b->said, "Error:Printer halted. "
		    "kill() called!\n") != NULL, outstanding == 2);
		assert_int_equal(b->sim.killed, outstanding == 2);
	}
}

static void
simulator__killed__is_mute_until_reset(void **state)
{
	struct bench *b = *state;

	tell(b, "M112\n");
	wait_us(b, S / 10);
	forget(b);
	tell(b, "M105\n");
	wait_us(b, S);
	assert_string_equal(b->said, "");
	simulator_reset(&b->sim, b->sim.now_us);
	wait_us(b, 3 * S);
	assert_non_null(strstr(b->said, "start\n"));
	assert_true(b->sim.hotend.target == 0);
}

static void
simulator__m108__breaks_the_wait_and_has_its_own_ok(void **state)
{
	struct bench *b = *state;

	tell_line(b, 5, "M109 S200");
	wait_us(b, 3 * S);
	assert_non_null(strstr(b->said, " T:"));
	assert_non_null(strstr(b->said, "echo:busy: processing\n"));
	assert_null(strstr(b->said, "ok"));
	forget(b);
	tell(b, "M108\n");
	wait_us(b, 3 * S / 2);
	assert_non_null(strstr(b->said, "ok\nok\n"));
	assert_string_equal(b->executed, "M108|");
}

static void
simulator__m109_r__waits_for_cooling(void **state)
{
	struct bench *b = *state;

	b->sim.hotend.celsius = 220;
	b->sim.hotend.at_us = b->sim.now_us;
	tell_line(b, 5, "M109 R100");
	wait_us(b, 10 * S);
	assert_null(strstr(b->said, "ok"));
	wait_us(b, 300 * S);
	assert_non_null(strstr(b->said, "ok\n"));
	assert_true(b->sim.hotend.celsius < 102);
}

/* Sixteen blocks, four slots: a move behind a full queue has no ok yet. */
static void
simulator__moves__take_time(void **state)
{
	struct bench *b = *state;
	char command[64];
	int i;

	for (i = 0; i < 40; i++) {
		(void)snprintf(command, sizeof(command), "G1 X%d F600",
		    i % 2 * 10);
		tell_line(b, 5 + i, command);
		wait_us(b, 20000);
	}
	/* 0.8 s: fewer than two moves of 1 s can be over */
	assert_true(b->sim.planner.count >= 14);
	assert_true(b->sim.uart.overruns > 0 || b->sim.waiting > 0);
}

static void
simulator__reports__come_by_themselves(void **state)
{
	struct bench *b = *state;

	tell_line(b, 5, "M155 S2");
	wait_us(b, S / 10);
	forget(b);
	wait_us(b, 5 * S);
	assert_string_equal(b->said, " T:21.00 /0.00 @:0\n"
	    " T:21.00 /0.00 @:0\n");
	forget(b);
	tell(b, "M105\n");
	wait_us(b, S / 10);
	assert_string_equal(b->said, "ok T:21.00 /0.00 @:0\n");
}

static void
simulator__position__is_where_it_was_sent(void **state)
{
	struct bench *b = *state;

	tell(b, "G28\n");
	wait_us(b, 20 * S);
	tell(b, "G1 X10 Y20 F6000\nG92 E5\n");
	wait_us(b, 5 * S);
	tell(b, "G91\nG1 X-1\n");
	wait_us(b, 5 * S);
	forget(b);
	tell(b, "M114\n");
	wait_us(b, S / 10);
	assert_non_null(strstr(b->said, "X:9.00 Y:20.00 Z:0.00 E:5.00 "));
}

/* 20 mm at 10 mm/s, then as much at half the speed; what was planned before
 * M220 is not changed by it. */
static void
simulator__speed_factor__is_of_the_moves_behind_it(void **state)
{
	struct bench *b = *state;

	tell(b, "G1 X20 F600\nM220 S50\nG1 X40\nM400\n");
	wait_us(b, 5 * S);
	assert_null(strstr(b->executed, "M400|G"));
	assert_int_equal(b->sim.percent, 50);
	assert_false(planner_empty(&b->sim.planner));
	wait_us(b, S + S / 2);
	assert_true(planner_empty(&b->sim.planner));
}

/* Only so much plastic is moved; the place is the file's. */
static void
simulator__flow_factor__is_of_the_plastic(void **state)
{
	struct bench *b = *state;

	tell(b, "M221 S50\nG1 E10 F60\n");
	wait_us(b, 4 * S);
	assert_false(planner_empty(&b->sim.planner));
	wait_us(b, 2 * S);
	assert_true(planner_empty(&b->sim.planner));
	forget(b);
	tell(b, "M114\n");
	wait_us(b, S / 10);
	assert_non_null(strstr(b->said, "E:10.00 "));
}

static void
simulator__knobs__each_firmware_in_its_words(void **state)
{
	static const struct {
		const char	*flavor, *bytes, *said;
	} rows[] = {
		{ "marlin-1.1", "M220\n", "ok\n" },
		{ "marlin-1.1", "M290 Z0.05\n",
		    "echo:Unknown command: \"M290 Z0.05\"\nok\n" },
		{ "marlin-2.1", "M220 S80\nM220\n", "ok\nFR:80%\nok\n" },
		{ "marlin-2.1", "M221\n", "echo:E0 Flow: 100%\nok\n" },
		{ "marlin-2.1", "M290 P0 Z0.05\n", "ok\n" },
		{ "repetier", "M220 S10\n", "SpeedMultiply:25\n" },
	};
	struct simulator_options options = { .ambient = 21,
	    .machine_type = "Test" };
	struct bench *b = *state;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		options.flavor = flavor_find(rows[i].flavor);
		simulator_init(&b->sim, &options, executed, b);
		simulator_reset(&b->sim, 0);
		wait_us(b, 4 * S);
		forget(b);
		tell(b, rows[i].bytes);
		wait_us(b, S / 10);
		if (strstr(b->said, rows[i].said) == NULL)
			fail_msg("%s: %s", rows[i].flavor, b->said);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)
		T(simulator__bytes__rows),
		T(simulator__bad_line_with_three_behind__one_answer),
		T(simulator__duplicate__names_the_next),
		T(simulator__newline_lost__is_refused),
		T(simulator__above_96_characters__is_cut),
		T(simulator__eight_in_flight__overflow),
		T(simulator__three_in_flight__fit),
		T(simulator__m112_in_m109__needs_a_free_slot),
		T(simulator__killed__is_mute_until_reset),
		T(simulator__m108__breaks_the_wait_and_has_its_own_ok),
		T(simulator__m109_r__waits_for_cooling),
		T(simulator__moves__take_time),
		T(simulator__reports__come_by_themselves),
		T(simulator__position__is_where_it_was_sent),
		T(simulator__speed_factor__is_of_the_moves_behind_it),
		T(simulator__flow_factor__is_of_the_plastic),
		T(simulator__knobs__each_firmware_in_its_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
