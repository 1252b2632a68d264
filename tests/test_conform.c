/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Conformance: what real cables and firmwares were seen to do to a link,
 * beside the single faults of test_link.c and the noise of test_trial.c:
 * answers in pieces, glued, stormy, late; odd beginnings; far line numbers;
 * orders in the middle of a resend.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spoolerd/link/link.h"
#include "tests/strict.h"

#define LINES		12
#define MINUTE_MS	60000

struct bench {
	struct link	link;
	struct books	books;
	struct strict	printer;
	int64_t		now_ms;
	const char	*newline;	/* NULL: as it is said */
	size_t		piece;		/* bytes a read; 0: all */
};

/* What the printer said reaches the host: in pieces, with its newlines. */
static void
hear(struct bench *b)
{
	size_t i, n = b->printer.said_used;
	const char *said = b->printer.said;

	b->printer.said_used = 0;
	for (i = 0; i < n; i++)
		if (said[i] == '\n' && b->newline != NULL)
			link_receive(&b->link, b->now_ms, b->newline,
			    strlen(b->newline));
		else if (b->piece == 0 || b->piece == 1)
			link_receive(&b->link, b->now_ms, said + i, 1);
		else {
			size_t k = n - i < b->piece ? n - i : b->piece;

			link_receive(&b->link, b->now_ms, said + i, k);
			i += k - 1;
		}
}

static void
says(struct bench *b, const char *text)
{
	link_receive(&b->link, b->now_ms, text, strlen(text));
}

/* Everything that the link wants to write now. */
static unsigned int
write_all(struct bench *b)
{
	char out[FRAME_SIZE];
	unsigned int writes = 0;
	size_t n;

	link_tick(&b->link, b->now_ms);
	while ((n = link_output(&b->link, b->now_ms, out)) > 0) {
		strict_carry(&b->printer, out, n);
		hear(b);
		writes++;
	}
	return writes;
}

static void
step(struct bench *b)
{
	int64_t wake;

	(void)write_all(b);
	wake = link_wake(&b->link);
	b->now_ms = wake == INT64_MAX || wake <= b->now_ms ? b->now_ms + 1 :
	    wake;
}

static int
set_up(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));

	b->now_ms = 1000;
	link_init(&b->link, dialect_find("marlin"), &b->books,
	    (struct link_limits){ 3, 121 });
	*state = b;
	return 0;
}

static int
tear_down(void **state)
{
	free(*state);
	return 0;
}

static struct bench *
anew(void **state)
{
	assert_int_equal(tear_down(state), 0);
	assert_int_equal(set_up(state), 0);
	return *state;
}

static void
connect_it(struct bench *b)
{
	int i;

	link_greet(&b->link, b->now_ms);
	for (i = 0; i < 100 && b->link.state != LINK_RUNNING; i++)
		step(b);
	assert_int_equal(b->link.state, LINK_RUNNING);
	b->printer.executed_n = 0;
	b->printer.frames = b->printer.oks = 0;
}

/* LINES lines, each executed once and in order. */
static void
print_it(struct bench *b)
{
	char command[32];
	unsigned int i = 0, turns;
	size_t n;

	for (turns = 0; turns < 1000; turns++) {
		n = (size_t)snprintf(command, sizeof(command), "G1 X%u", i);
		if (i < LINES && link_wants(&b->link, command, n)) {
			link_push(&b->link, BOOKS_FILE, command, n,
			    (i + 1) * 10u);
			i++;
		} else if (i == LINES && link_quiet(&b->link)) {
			break;
		}
		step(b);
	}
	assert_int_equal(b->printer.executed_n, LINES);
	for (i = 0; i < LINES; i++) {
		(void)snprintf(command, sizeof(command), "G1 X%u", i);
		assert_string_equal(b->printer.executed[i], command);
	}
}

static void
push(struct bench *b, const char *command)
{
	assert_true(link_wants(&b->link, command, strlen(command)));
	link_push(&b->link, BOOKS_FILE, command, strlen(command), 10);
	assert_int_equal(write_all(b), 1);
}

/* --- bytes --- */

static void
answers__nul_in_them__is_passed_over(void **state)
{
	static const char ok[] = "\0o\0k\0\n\0";
	char out[FRAME_SIZE];
	struct bench *b = anew(state);

	connect_it(b);
	link_push(&b->link, BOOKS_FILE, "G1 X1", 5, 10);
	assert_true(link_output(&b->link, b->now_ms, out) > 0);
	assert_false(link_quiet(&b->link));
	link_receive(&b->link, b->now_ms, ok, sizeof(ok));
	assert_true(link_quiet(&b->link));
}

static void
answers__any_pieces_and_newlines__are_understood(void **state)
{
	/* the last ones are noise, behind an answer and between two */
	static const char *const newlines[] = { "\n", "\r", "\r\n",
	    "\n\n", " \x80\xff\n", "\n\x80\x81\xff\n" };
	struct bench *b;
	size_t i, piece;

	for (i = 0; i < sizeof(newlines) / sizeof(newlines[0]); i++)
		for (piece = 1; piece < 9; piece++) {
			b = anew(state);
			b->newline = newlines[i];
			b->piece = piece;
			b->printer.fault = LINE_FLIPPED;
			b->printer.at = 7;
			connect_it(b);
			print_it(b);
		}
}

/* A line of the host comes to a halt in the middle, for however long. */
static void
answers__half_a_line__waits_for_its_rest(void **state)
{
	static const int64_t stalls[] = { 300, 3000 };
	struct bench *b;
	size_t i;

	for (i = 0; i < 2; i++) {
		b = anew(state);
		connect_it(b);
		link_push(&b->link, BOOKS_FILE, "G28", 3, 10);
		b->printer.fault = OK_LOST;
		b->printer.at = 1;
		(void)write_all(b);
		says(b, "o");
		b->now_ms += stalls[i];
		link_tick(&b->link, b->now_ms);
		assert_false(link_quiet(&b->link));
		says(b, "k\n");
		assert_true(link_quiet(&b->link));
		assert_int_equal(b->link.timeouts, 0);
	}
}

/* --- acknowledgements --- */

/* Of these none is the ok of the line that is on the way. */
static void
answers__that_look_like_ok__are_none(void **state)
{
	static const char *const rows[] = {
		"echo: ok\n", " T:20.0 /0.0ok\n", "okay\n", "o k\n", "k\n",
		"File deleted:a.g ok\n", "//action:ok\n", "ok12\n",
		"ok N900 P15 B3\n", "wait\n", "echo:busy: processing\n",
	};
	struct bench *b = *state;
	size_t i;

	connect_it(b);
	b->link.numbered = LINK_NUMBERED;
	link_push(&b->link, BOOKS_FILE, "G1 X1", 5, 10);
	b->printer.fault = OK_LOST;
	b->printer.at = 1;
	(void)write_all(b);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		says(b, rows[i]);
		if (link_quiet(&b->link))
			fail_msg("\"%s\" was taken for its ok", rows[i]);
	}
}

/* "wait" again and again while an answer is on its way changes nothing; one
 * that comes long after asks the printer where it is, once a second. */
static void
wait__storm__asks_seldom(void **state)
{
	struct bench *b = *state;
	int i;

	connect_it(b);
	link_push(&b->link, BOOKS_FILE, "G1 X1", 5, 10);
	b->printer.fault = OK_LOST;
	b->printer.at = 1;
	(void)write_all(b);
	for (i = 0; i < 1000; i++)
		says(b, "wait\n");
	assert_int_equal(b->link.resends, 0);
	b->now_ms += 1100;
	for (i = 0; i < 1000; i++)
		says(b, "wait\n");
	(void)write_all(b);
	b->now_ms += 1000;
	(void)write_all(b);
	assert_true(link_quiet(&b->link));
	assert_int_equal(b->link.resends, 1);
	assert_int_equal(b->printer.executed_n, 1);
}

/* --- time --- */

static void
patience__long_commands__are_given_it(void **state)
{
	static const struct {
		const char	*command, *words;
		int64_t		 every_ms, for_ms;
		bool		 patient;
	} rows[] = {
		{ "G29", "echo:busy: processing\n", 2000, 30 * MINUTE_MS,
		    true },
		{ "M600", "echo:busy: paused for user\n", 2000,
		    30 * MINUTE_MS, true },
		{ "G4 S600", "echo:busy: processing\n", 2000, 10 * MINUTE_MS,
		    true },
		{ "G28", "", 24900, 24900, true },
		/* reports come by themselves, and say nothing of the line */
		{ "G1 X1", " T:20.0 /0.0\n", 2000, 8000, false },
		{ "G1 X1", "", 8000, 8000, false },
	};
	struct bench *b;
	int64_t passed;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		b = anew(state);
		connect_it(b);
		b->printer.fault = OK_LOST;
		b->printer.at = 1;
		push(b, rows[i].command);
		for (passed = 0; passed < rows[i].for_ms;
		    passed += rows[i].every_ms) {
			b->now_ms += rows[i].every_ms;
			says(b, rows[i].words);
			link_tick(&b->link, b->now_ms);
		}
		if ((b->link.timeouts == 0) != rows[i].patient)
			fail_msg("row %zu: %d time-outs", i,
			    (int)b->link.timeouts);
	}
}

/* --- beginnings --- */

/* Banners, resets on opening, rubbish of a bootloader, oks that nobody asked
 * for: in the end it is greeted. */
static void
beginning__odd__is_greeted_in_the_end(void **state)
{
	static const char *const rows[] = {
		"start\n", "start\nok\n", "start\nstart\n",
		"start\nBrown out Reset\n", "start\nWatchdog Reset\n",
		"start\necho:Marlin 2.0.x\n//action:prompt_end\n",
		"\x80\xff\xfe\x80\xff\n\xff\n", "ok\nok\nok\nok\n",
		"Resend: 1\n", ("Error:checksum mismatch, Last Line: 0\n"
		    "Resend: 1\nok\n"), "wait\nwait\n", "half a li",
	};
	struct bench *b;
	size_t i;
	int turns;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		b = anew(state);
		link_greet(&b->link, b->now_ms);
		says(b, rows[i]);
		for (turns = 0; turns < 3; turns++)
			step(b);
		says(b, rows[i]);
		for (turns = 0; turns < 100 &&
		    b->link.state != LINK_RUNNING; turns++)
			step(b);
		if (b->link.state != LINK_RUNNING)
			fail_msg("row %zu: %s", i,
			    link_state_name(b->link.state));
		b->printer.executed_n = 0;
		print_it(b);
	}
}

/* --- numbers --- */

/* A print that has been going on for weeks. */
static void
number__far__every_line_once(void **state)
{
	static const uint64_t firsts[] = { 65530, 131066,
	    UINT64_C(2147483640), UINT64_C(4294967290) };
	static const enum strict_fault faults[] = { STRICT_NONE,
	    LINE_FLIPPED, LINE_DROPPED, OK_LOST, OK_DOUBLED };
	struct bench *b;
	size_t i, f;

	for (i = 0; i < sizeof(firsts) / sizeof(firsts[0]); i++)
		for (f = 0; f < sizeof(faults) / sizeof(faults[0]); f++) {
			b = anew(state);
			connect_it(b);
			books_new_epoch(&b->books, firsts[i]);
			b->link.base = b->link.sent = b->link.high =
			    b->link.first = firsts[i];
			b->printer.last = firsts[i] - 1;
			b->printer.fault = faults[f];
			b->printer.at = 6;
			print_it(b);
		}
}

#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(answers__nul_in_them__is_passed_over),
		T(answers__any_pieces_and_newlines__are_understood),
		T(answers__half_a_line__waits_for_its_rest),
		T(answers__that_look_like_ok__are_none),
		T(wait__storm__asks_seldom),
		T(patience__long_commands__are_given_it),
		T(beginning__odd__is_greeted_in_the_end),
		T(number__far__every_line_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
