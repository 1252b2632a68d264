/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The link and what printers say, word by word and second by second: what no
 * simulated printer would say by itself, and how long each may be silent.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spoolerd/link/hello.h"
#include "spoolerd/link/link.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))
#define FIRST		(HELLO_NUMBER + 1)	/* HELLO_NUMBER is M115 */

struct bench {
	struct link	link;
	struct books	books;
	int64_t		now_ms;
	char		sent[4096];	/* since forget() */
	size_t		used;
};

static void
forget(struct bench *b)
{
	b->used = 0;
	b->sent[0] = '\0';
}

/* What is due now goes out. */
static void
write_out(struct bench *b)
{
	char out[FRAME_SIZE];
	size_t n;

	while ((n = link_output(&b->link, b->now_ms, out)) > 0) {
		assert_true(b->used + n < sizeof(b->sent));
		memcpy(b->sent + b->used, out, n);
		b->used += n;
		b->sent[b->used] = '\0';
	}
}

static void
says(struct bench *b, const char *text)
{
	link_receive(&b->link, b->now_ms, text, strlen(text));
	write_out(b);
}

/* Time passes, looked at whenever the link wants it. */
static void
wait_ms(struct bench *b, int64_t ms)
{
	int64_t until = b->now_ms + ms, wake;

	for (;;) {
		link_tick(&b->link, b->now_ms);
		write_out(b);
		wake = link_wake(&b->link);
		if (wake >= until)
			break;
		b->now_ms = wake > b->now_ms ? wake : b->now_ms + 1;
	}
	b->now_ms = until;
	link_tick(&b->link, b->now_ms);
	write_out(b);
}

static void
push(struct bench *b, const char *command)
{
	size_t n = strlen(command);

	assert_true(link_wants(&b->link, command, n));
	link_push(&b->link, BOOKS_FILE, command, n, b->books.offset + 10);
	write_out(b);
}

static void
begin(struct bench *b, const char *dialect)
{
	memset(b, 0, sizeof(*b));
	b->now_ms = 1000;
	link_init(&b->link, dialect_find(dialect), &b->books,
	    (struct link_limits){ 3, 126 });
	link_greet(&b->link, b->now_ms);
}

/* It answers, and is asked who it is. */
static void
connect_it(struct bench *b, const char *dialect)
{
	struct link_event ev;

	begin(b, dialect);
	wait_ms(b, 200);
	says(b, "ok\n");
	wait_ms(b, 1000);
	assert_non_null(strstr(b->sent, "M115"));
	says(b, "FIRMWARE_NAME:Test\nok\n");
	assert_int_equal(b->link.state, LINK_RUNNING);
	assert_true(link_event(&b->link, &ev));
	assert_int_equal(ev.kind, LINK_READY);
	forget(b);
}

static int
set_up(void **state)
{
	*state = calloc(1, sizeof(struct bench));
	return *state == NULL ? -1 : 0;
}

static int
tear_down(void **state)
{
	free(*state);
	return 0;
}

/* --- answers --- */

/* Some firmwares refuse each line that was on the way behind the bad one. */
static void
resend__once_for_each_line_on_the_way__sent_again_once(void **state)
{
	static const struct {
		const char	*dialect, *each;
	} rows[] = {
		{ "marlin", "Error:x, Last Line: 1001\nResend: 1002\nok\n" },
		{ "marlin", "Error:x, Last Line: 1001\nResend: 1002\n" },
		{ "smoothie", "rs N1002\r\n" },
	};
	struct bench *b = *state;
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		connect_it(b, rows[i].dialect);
		push(b, "G1 X1");
		push(b, "G1 X2");
		push(b, "G1 X3");
		forget(b);
		says(b, rows[i].each);
		b->now_ms += 5;
		says(b, rows[i].each);
		b->now_ms += 5;
		says(b, rows[i].each);
		wait_ms(b, 1000);
		assert_string_equal(b->sent, "N1002 G1 X1*82\n");
		says(b, "ok\n");
		says(b, "ok\n");
		says(b, "ok\n");
		assert_true(link_quiet(&b->link));
		assert_int_equal(b->link.resends, 3);
		assert_int_equal(b->link.noise, 50 - 3);
	}
}

/* One line at a time, and its error asks for it; what has no number in it is
 * about that line. */
static void
error__that_asks__sent_again(void **state)
{
	static const struct {
		const char	*says, *again;
	} rows[] = {
		{ "Error:incorrect checksum\nok\n", "N1002 G1 X1*82\n" },
		{ "Error:receive buffer overrun\nok\n",
		    "N1002 G1 X1*82\n" },
		{ "Error:Line Number is not Last Line Number+1, Last "
		    "Line:1001\nok\n", "N1002 G1 X1*82\n" },
		/* its ok was lost */
		{ "Error:Line Number is not Last Line Number+1, Last "
		    "Line:1002\nok\n", "" },
		/* the command was wrong, the line was not */
		{ "Error:Unknown command G1\nok\n", "" },
	};
	struct bench *b = *state;
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		connect_it(b, "aprinter");
		push(b, "G1 X1");
		assert_false(link_wants(&b->link, "G1 X2", 5));
		forget(b);
		says(b, rows[i].says);
		wait_ms(b, 1000);
		assert_string_equal(b->sent, rows[i].again);
		if (rows[i].again[0] != '\0')
			says(b, "ok\n");
		assert_true(link_quiet(&b->link));
		assert_int_equal(b->books.acked, FIRST + 1);
	}
}

/* Numbers that name no line of ours. */
static void
resend__of_strange_numbers__rows(void **state)
{
	static const struct {
		const char		*says;
		enum link_state		 state;
	} rows[] = {
		/* said once the cable may have made it up */
		{ "Resend: 1\nok\n", LINK_RUNNING },
		/* again and again the board counts from anew */
		{ "Resend: 1\nok\nResend: 1\nok\nResend: 1\nok\n",
		    LINK_GREETING },
		{ "Resend: 900\nok\n", LINK_RUNNING },
		{ "Resend: 2147483648\nok\n", LINK_RUNNING },
		{ "Resend: -2147483648\nok\n", LINK_RUNNING },
	};
	struct bench *b = *state;
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		connect_it(b, "marlin");
		push(b, "G1 X1");
		says(b, rows[i].says);
		if (b->link.state != rows[i].state)
			fail_msg("row %zu: %s", i,
			    link_state_name(b->link.state));
	}
}

/* --- resets --- */

/* A board that starts anew in the middle of a print, by a brown-out or its
 * watchdog, whatever part of its banner the cable lets through. */
static void
banner__in_mid_print__is_a_reset(void **state)
{
	static const struct {
		const char	*dialect, *says;
	} rows[] = {
		{ "marlin", "start\n" }, { "marlin", "echo:Marlin 1.1.9\n" },
		{ "marlin", "stbrt\nPowerUp\n" },
		{ "marlin", "Marlin 2.1.2\n" },
		{ "marlin", " Brown out Reset\n" },
		{ "marlin", "\200\200\003Watchdog Reset\nstart\n" },
		{ "prusa", "start\n" }, { "repetier", "Info:PowerUp\n" },
		{ "teacup", "start\nok\n" }, { "smoothie", "Smoothie\nok\n" },
		{ "reprapfirmware", "RepRapFirmware for Duet 2 is up\n" },
		{ "klipper", "// Klipper state: Ready\n" },
		{ "aprinter", "st\201rt\nAPrinter\n" },
	};
	struct bench *b = *state;
	struct link_event ev;
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		connect_it(b, rows[i].dialect);
		push(b, "G2 X10 Y10 I5 J5");
		says(b, rows[i].says);
		if (!link_event(&b->link, &ev) ||
		    ev.kind != LINK_WAS_RESET || link_event(&b->link, &ev) ||
		    b->link.state != LINK_GREETING)
			fail_msg("row %zu: %s", i,
			    link_state_name(b->link.state));
	}
}

/* A bootloader's rubbish for two seconds, and two resets. */
static void
greet__reset_twice_amid_rubbish__ready_once(void **state)
{
	struct bench *b = *state;
	struct link_event ev;
	int i;

	begin(b, "marlin");
	for (i = 0; i < 20; i++) {
		link_receive(&b->link, b->now_ms, "\360\0\3ok\201~\r", 8);
		wait_ms(b, 100);
	}
	says(b, "start\nPowerUp\necho:Marlin 1.1.9\n");
	wait_ms(b, 500);
	says(b, "start\nPowerUp\necho:Marlin 1.1.9\n");
	wait_ms(b, 2300);
	says(b, "echo:SD init fail\n");
	wait_ms(b, 1000);
	assert_non_null(strstr(b->sent, "M110 N1000"));
	says(b, "ok\n");
	wait_ms(b, 1000);
	says(b, "FIRMWARE_NAME:Marlin 1.1.9\nok\n");
	assert_true(link_event(&b->link, &ev));
	assert_int_equal(ev.kind, LINK_READY);
	assert_false(link_event(&b->link, &ev));
}

/* The hello itself is refused, or lost: it is said again. */
static void
greet__hello_refused__said_again(void **state)
{
	static const char *const rows[] = {
		"Error:checksum mismatch, Last Line: 0\nResend: 1\nok\n",
		"Error:checksum mismatch, Last Line: 0\nResend: 1\n",
		"rs N1\r\n", "",
	};
	struct bench *b = *state;
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		begin(b, "marlin");
		wait_ms(b, 200);
		says(b, rows[i]);
		wait_ms(b, 4000);
		/* an ok for the refusal was taken for the hello's: then M115
		 * is refused, as often as it takes to be sure */
		if (strstr(b->sent, "M115") != NULL) {
			says(b, "Resend: 1\nok\n");
			wait_ms(b, 1000);
			says(b, "Resend: 1\nok\n");
			wait_ms(b, 1000);
			says(b, "Resend: 1\nok\n");
			wait_ms(b, 4000);
		}
		assert_int_not_equal(b->link.state, LINK_DEAD);
		says(b, "ok\n");
		wait_ms(b, 1000);
		says(b, "FIRMWARE_NAME:Test\nok\n");
		if (b->link.state != LINK_RUNNING)
			fail_msg("row %zu: %s", i,
			    link_state_name(b->link.state));
	}
}

/* A person's reset ends a halt, once, before the hello; nothing else does. */
static void
greet__after_a_reset__revives(void **state)
{
	static const struct {
		const char	*dialect, *line;
	} rows[] = {
		{ "marlin", "\nM999\n" }, { "prusa", "\nM999\n" },
		{ "repetier", "\nM999\n" }, { "smoothie", "\nM999\n" },
		{ "reprapfirmware", "\nM999\n" },
		{ "klipper", "\nFIRMWARE_RESTART\n" }, { "teacup", "" },
		{ "aprinter", "" },
	};
	struct bench *b = *state;
	size_t i, n;

	for (i = 0; i < COUNT(rows); i++) {
		n = strlen(rows[i].line);
		begin(b, rows[i].dialect);
		wait_ms(b, 10000);
		assert_null(strstr(b->sent, "M999"));
		begin(b, rows[i].dialect);
		link_revive(&b->link);
		says(b, "fatal:Heater error - restart with M999.\n");
		wait_ms(b, 500);
		if (memcmp(b->sent, rows[i].line, n) != 0)
			fail_msg("%s: \"%s\"", rows[i].dialect, b->sent);
		/* what it answers to that is not the hello's */
		says(b, "ok\nResend: 1\nok\n");
		wait_ms(b, 10000);
		assert_null(strstr(b->sent + n, "M999"));
		assert_non_null(strstr(b->sent + n, "M110 N1000"));
	}
}

/* --- time --- */

/* Its answer comes after so long; before, it says that it is busy, or not. */
static void
do_slowly(struct bench *b, const char *dialect, const char *command,
    int64_t ms, bool busy)
{
	int64_t at;

	connect_it(b, dialect);
	push(b, command);
	if (b->link.window > 1)
		push(b, "G1 X1");
	forget(b);
	for (at = 0; at < ms; at += 100) {
		wait_ms(b, 100);
		if (busy && at % 2000 == 0)
			says(b, "echo:busy: processing\n");
	}
	if (b->used > 0 || b->link.timeouts > 0)
		fail_msg("%s, %s%s: \"%s\"", dialect, command,
		    busy ? ", busy" : "", b->sent);
	says(b, "ok\nok\n");
	assert_true(link_quiet(&b->link));
}

/* Nothing is sent again, and nothing is given up, while a command takes its
 * time: an answer after 24.9 s, or after what the command itself says. */
static void
patience__slow_commands__no_word_too_many(void **state)
{
	static const char *const dialects[] = { "marlin", "prusa", "repetier",
	    "teacup", "smoothie", "reprapfirmware", "klipper",
	    "aprinter" };
	static const struct {
		const char	*command;
		int64_t		 ms;
	} rows[] = {
		{ "G28", 24900 }, { "G29", 24900 }, { "M109 S200", 24900 },
		{ "M190 S60", 24900 }, { "G4 S24.9", 24900 },
		{ "G4 P24900", 24900 }, { "M400", 24900 }, { "G32", 24900 },
		{ "M116", 24900 }, { "G4 S600", 600000 },
		{ "G4 P3600000", 3600000 },
	};
	size_t d, i;

	for (d = 0; d < COUNT(dialects); d++)
		for (i = 0; i < COUNT(rows); i++) {
			do_slowly(*state, dialects[d], rows[i].command,
			    rows[i].ms, false);
			do_slowly(*state, dialects[d], rows[i].command,
			    rows[i].ms, true);
		}
}

/* Half an hour of "busy" in a change of filament. */
static void
patience__busy_for_long__waits(void **state)
{
	static const char *const commands[] = { "G29", "M600", "G1 X1" };
	struct bench *b = *state;
	size_t i;
	int n;

	for (i = 0; i < COUNT(commands); i++) {
		connect_it(b, "marlin");
		push(b, commands[i]);
		forget(b);
		for (n = 0; n < 900; n++) {
			wait_ms(b, 2000);
			says(b, "echo:busy: paused for user\n");
		}
		assert_int_equal(b->used, 0);
		assert_int_equal(b->link.timeouts, 0);
	}
}

/* Temperatures come by themselves, the ok does not: that is not patience's
 * affair, and the line is asked about. */
static void
patience__reports_without_an_ok__asks_after_the_line(void **state)
{
	struct bench *b = *state;
	int n;

	connect_it(b, "marlin");
	push(b, "G1 X1");
	forget(b);
	for (n = 0; n < 8; n++) {
		says(b, " T:21.00 /0.00 @:0\n");
		wait_ms(b, 1000);
	}
	assert_string_equal(b->sent, "\nN1002 G1 X1*82\n");
	says(b, "Error:Line Number is not Last Line Number+1, Last Line: "
	    "1002\nResend: 1003\nok\n");
	assert_true(link_quiet(&b->link));
	assert_int_equal(b->books.offset, 10);
}

/* --- the window --- */

/* Down to one line after a loss; up again by one for each LINK_CLEAN. */
static void
window__after_a_loss__grows_again(void **state)
{
	struct bench *b = *state;
	unsigned int i, window;

	connect_it(b, "marlin");
	push(b, "G1 X1");
	says(b, "Error:checksum mismatch, Last Line: 1001\nResend: 1002\n"
	    "ok\n");
	for (window = 1; window <= 3; window++) {
		wait_ms(b, 100);
		assert_int_equal(b->link.window, window);
		for (i = 0; i < LINK_CLEAN && window < 3; i++) {
			if (link_quiet(&b->link))
				push(b, "G1 X1");
			says(b, "ok\n");
		}
	}
	push(b, "G1 X1");
	push(b, "G1 X1");
	push(b, "G1 X1");
	assert_false(link_wants(&b->link, "G1 X1", 5));
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(resend__once_for_each_line_on_the_way__sent_again_once),
		T(error__that_asks__sent_again),
		T(resend__of_strange_numbers__rows),
		T(banner__in_mid_print__is_a_reset),
		T(greet__reset_twice_amid_rubbish__ready_once),
		T(greet__hello_refused__said_again),
		T(greet__after_a_reset__revives),
		T(patience__slow_commands__no_word_too_many),
		T(patience__busy_for_long__waits),
		T(patience__reports_without_an_ok__asks_after_the_line),
		T(window__after_a_loss__grows_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
