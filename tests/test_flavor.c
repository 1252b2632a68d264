/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The simulated firmwares against what the real ones were measured to answer
 * to the same bytes.
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
	char			executed[4096], said[65536];
	size_t			used;
};

static void
executed(void *arg, const char *command, long number)
{
	struct bench *b = arg;

	(void)number;
	(void)strcat(strcat(b->executed, command), "|");
}

static void
wait_us(struct bench *b, int64_t us)
{
	int64_t until = b->sim.now_us + us;

	while (b->sim.now_us < until) {
		simulator_advance(&b->sim, b->sim.now_us + S / 100);
		b->used += simulator_said(&b->sim, b->said + b->used,
		    sizeof(b->said) - 1 - b->used);
	}
	b->said[b->used] = '\0';
}

/* A line with its number and sum; sum + wrong. */
static void
tell(struct bench *b, int number, const char *command, unsigned int wrong)
{
	char line[160];
	unsigned int sum = 0;
	int i, n;

	n = snprintf(line, sizeof(line), "N%d %s", number, command);
	for (i = 0; i < n; i++)
		sum ^= (unsigned char)line[i];
	n += snprintf(line + n, sizeof(line) - (size_t)n, "*%u\n",
	    sum ^ wrong);
	assert_int_equal(simulator_hear(&b->sim, line, (size_t)n), n);
}

static struct bench *
start(const char *flavor)
{
	struct simulator_options options = { .baud = 250000, .ambient = 21,
	    .machine_type = "T", .flavor = flavor_find(flavor) };
	struct bench *b = calloc(1, sizeof(*b));

	assert_non_null(options.flavor);
	simulator_init(&b->sim, &options, executed, b);
	simulator_reset(&b->sim, 0);
	wait_us(b, 5 * S);
	tell(b, 4, "M110 N4", 0);
	wait_us(b, S / 10);
	b->used = 0;
	b->executed[0] = '\0';
	return b;
}

/* Line 5 is bad, 6 and 7 are right behind it. */
static void
bad_line__followed_by_good_ones__as_measured(void **state)
{
	static const struct {
		const char *flavor, *said, *executed;
	} rows[] = {
		{ "marlin-1.1", "Error:checksum mismatch, Last Line: 4\n"
		    "Resend: 5\nok\n", "" },
		{ "marlin-2.0", "Error:checksum mismatch, Last Line: 4\n"
		    "Resend: 5\nok P31 B8\n", "" },
		{ "marlin-2.0.8", "Error:checksum mismatch, Last Line: 4\n"
		    "Resend: 5\n", "" },
		{ "marlin-1.0", "Error:checksum mismatch, Last Line: 4\n"
		    "Resend: 5\nok\n", "" },
		{ "malyan", "Error:checksum mismatch, Last Line: 4\n"
		    "Resend: 5\nok N4 P15 B16\n", "" },
		{ "repetier", "Error:Wrong checksum\n\nResend:5\nok\n", "" },
		{ "teacup", "rs N5 Expected checksum\nok\n"
		    "ok\nok\n", "G92 E6|G92 E7|" },
		{ "aprinter", "Error:incorrect checksum\nok\n"
		    "Error:Line Number is not Last Line Number+1, Last "
		    "Line:4\nok\nError:Line Number is not Last Line "
		    "Number+1, Last Line:4\nok\n", "" },
		{ "klipper", "ok\nok\nok\n", "G92 E5|G92 E6|G92 E7|" },
	};
	struct bench *b;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		b = start(rows[i].flavor);
		tell(b, 5, "G92 E5", 1);
		tell(b, 6, "G92 E6", 0);
		tell(b, 7, "G92 E7", 0);
		wait_us(b, S / 8);
		if (strncmp(b->said, rows[i].said, strlen(rows[i].said)) !=
		    0 ||
		    strcmp(b->executed, rows[i].executed) != 0)
			fail_msg("%s: said \"%s\", executed \"%s\"",
			    rows[i].flavor, b->said, b->executed);
		free(b);
	}
}

/* A line that was there already. */
static void
duplicate__line__as_measured(void **state)
{
	static const struct {
		const char *flavor, *said, *executed;
	} rows[] = {
		{ "marlin-1.1", "ok\nError:Line Number is not Last Line "
		    "Number+1, Last Line: 5\nResend: 6\nok\n", "G92 E5|" },
		{ "marlin-2.0", "ok N5 P31 B7\nError:Line Number is not "
		    "Last Line Number+1, Last Line: 5\nResend: 6\n"
		    "ok P31 B8\n", "G92 E5|" },
		{ "malyan", "ok N5 P15 B15\nError:Line Number is not Last "
		    "Line Number+1, Last Line: 5\nResend: 6\n"
		    "ok N5 P15 B16\n", "G92 E5|" },
		{ "repetier", "ok 5\nskip 5\nok\n", "G92 E5|" },
		{ "teacup", "ok\nok\n", "G92 E5|G92 E5|" },
		{ "smoothie", "ok\nrs N6\r\n", "G92 E5|" },
		{ "aprinter", "ok\nError:Line Number is not Last Line "
		    "Number+1, Last Line:5\nok\n", "G92 E5|" },
	};
	struct bench *b;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		b = start(rows[i].flavor);
		tell(b, 5, "G92 E5", 0);
		wait_us(b, S / 20);
		tell(b, 5, "G92 E5", 0);
		wait_us(b, S / 20);
		if (strcmp(b->said, rows[i].said) != 0 ||
		    strcmp(b->executed, rows[i].executed) != 0)
			fail_msg("%s: said \"%s\", executed \"%s\"",
			    rows[i].flavor, b->said, b->executed);
		free(b);
	}
}

/* Who it is; no other word of its own while it waits. */
static void
old_firmwares__their_words__as_documented(void **state)
{
	static const struct {
		const char *flavor, *command, *said;
	} rows[] = {
		{ "malyan", "M115", "NAME. Malyan\tVER: 4.0\tMODEL: M200\t"
		    "HW: HH02\nCLK:EXT BUILD: Aug 10 2017 09:53:33\n"
		    "ok N5 P15 B15\n" },
		{ "malyan", "G4 S6", "ok N5 P15 B15\n" },
		{ "marlin-1.0", "M115", "FIRMWARE_NAME:Marlin V1; "
		    "Sprinter/grbl mashup for gen6 FIRMWARE_URL:"
		    "https://github.com/ErikZalm/Marlin/ PROTOCOL_VERSION:1.0 "
		    "MACHINE_TYPE:T EXTRUDER_COUNT:1 "
		    "UUID:cede2a2f-41a2-4748-9b12-c55c62f367ff\nok\n" },
		{ "marlin-1.0", "G4 S6", "ok\n" },
		{ "aprinter", "M115", "ok FIRMWARE_NAME:APrinter\n" },
		{ "aprinter", "M112 X", "Error:Unknown command M112\nok\n" },
	};
	struct bench *b;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		b = start(rows[i].flavor);
		tell(b, 5, rows[i].command, 0);
		wait_us(b, 7 * S);
		assert_string_equal(b->said, rows[i].said);
		free(b);
	}
}

/* The start of a line was lost, its sum was not. */
static void
no_number__marlin_1_0__asks_at_the_next_line(void **state)
{
	struct bench *b = start("marlin-1.0");

	(void)state;
	assert_int_equal(simulator_hear(&b->sim, "G92 E5*1\n", 9), 9);
	wait_us(b, S / 10);
	assert_string_equal(b->said, "Error:No Line Number with checksum, "
	    "Last Line: 4\n");
	assert_string_equal(b->executed, "");
	tell(b, 6, "G92 E6", 0);
	wait_us(b, S / 10);
	assert_non_null(strstr(b->said, "Resend: 5\nok\n"));
	free(b);
}

/* Repetier asks again, each 0.2 s, until the line comes. */
static void
repetier__missing_line__asks_again(void **state)
{
	struct bench *b = start("repetier");
	const char *at = b->said;
	int asked = 0;

	(void)state;
	tell(b, 5, "G92 E5", 1);
	wait_us(b, S);
	while ((at = strstr(at, "Resend:5\nok\n")) != NULL) {
		at++;
		asked++;
	}
	assert_in_range(asked, 4, 6);
	tell(b, 5, "G92 E5", 0);
	wait_us(b, S / 20);
	b->used = 0;
	wait_us(b, S / 2);
	assert_string_equal(b->said, "");
	assert_string_equal(b->executed, "G92 E5|");
	free(b);
}

/* The emergency parser sees M112 behind a full queue; without it nobody
 * does. */
static void
emergency__behind_a_full_queue__as_measured(void **state)
{
	static const struct {
		const char	*flavor;
		bool		 numbered, killed;
	} rows[] = {
		{ "marlin-1.1", false, false },
		{ "marlin-2.1", false, true },
		{ "marlin-2.1", true, true },
	};
	struct bench *b;
	size_t i;
	int n;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		b = start(rows[i].flavor);
		for (n = 5; n < 9; n++)
			tell(b, n, n == 5 ? "M109 S200" : "G92 E0", 0);
		wait_us(b, S / 5);
		if (rows[i].numbered)
			tell(b, 9, "M112", 0);
		else
			assert_int_equal(simulator_hear(&b->sim, "\nM112\n",
			    6), 6);
		wait_us(b, S);
		if (b->sim.killed != rows[i].killed)
			fail_msg("%s: killed %d", rows[i].flavor,
			    b->sim.killed);
		free(b);
	}
}

/* Not mute, but nothing moves until M999. */
static void
smoothie__stopped__waits_for_m999(void **state)
{
	struct bench *b = start("smoothie");

	(void)state;
	assert_int_equal(simulator_hear(&b->sim, "M112\n", 5), 5);
	tell(b, 5, "G92 E5", 0);
	tell(b, 6, "M105", 0);
	wait_us(b, S / 10);
	assert_string_equal(b->said, "ok Emergency Stop Requested - reset or "
	    "M999 required to exit HALT state\r\n!!\r\nok T:21.00 /0.00 "
	    "@:0\n");
	b->used = 0;
	assert_int_equal(simulator_hear(&b->sim, "M999\n", 5), 5);
	tell(b, 7, "G92 E7", 0);
	wait_us(b, S / 10);
	assert_string_equal(b->said, "WARNING: After HALT you should HOME as "
	    "position is currently unknown\nok\nok\n");
	assert_string_equal(b->executed, "M105|G92 E7|");
	free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_line__followed_by_good_ones__as_measured),
		cmocka_unit_test(duplicate__line__as_measured),
		cmocka_unit_test(old_firmwares__their_words__as_documented),
		cmocka_unit_test(no_number__marlin_1_0__asks_at_the_next_line),
		cmocka_unit_test(repetier__missing_line__asks_again),
		cmocka_unit_test(emergency__behind_a_full_queue__as_measured),
		cmocka_unit_test(smoothie__stopped__waits_for_m999),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
