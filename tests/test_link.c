/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The link.  Every fault is injected at every line of a short print; the lines
 * executed must equal the lines pushed, once and in order.
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/linking.h"

static void
link__greeted__says_who_it_is(void **state)
{
	struct bench *b = *state;

	connect_it(b);
	assert_string_equal(b->link.firmware, "Marlin 1.1.9");
	assert_string_equal(b->link.machine_type, "Test");
	assert_string_equal(b->link.uuid, "u");
	assert_true(b->link.reports_heat);
}

/* What an earlier drain's M155 started goes on: a report every 100 ms must
 * not keep the link from ever calling the line quiet. */
static void
link__greeted_amid_reports__says_who_it_is(void **state)
{
	struct bench *b = *state;
	struct link_event ev;
	int i;

	link_greet(&b->link, b->now_ms);
	for (i = 0; i < 200 && b->link.state != LINK_RUNNING; i++) {
		(void)step(b);
		b->now_ms += b->link.state == LINK_SETTLING ? 100 : 0;
		says(b, " T:21.00 /0.00 @:0\n");
	}
	assert_int_equal(b->link.state, LINK_RUNNING);
	assert_true(link_event(&b->link, &ev));
	assert_int_equal(ev.kind, LINK_READY);
}

/* Every fault, at every line. */
static void
link__any_single_fault__executes_every_line_once(void **state)
{
	unsigned int fault, at;
	struct bench *b;

	for (fault = STRICT_NONE; fault < STRICT__MAX; fault++)
		for (at = 1; at <= JOB_LINES; at++) {
			(void)tear_down(state);
			(void)set_up(state);
			b = *state;
			connect_it(b);
			b->printer.fault = fault;
			b->printer.at = at;
			books_begin_job(&b->books, 1);
			print_lines(b, JOB_LINES);
			assert_executed(b, JOB_LINES);
			if (fault == STRICT_NONE)
				assert_int_equal(b->link.resends, 0);
		}
}

/* The window is filled, and not one line above it: the emergency stop needs
 * the printer's last command slot. */
static void
link__good_cable__keeps_within_the_window(void **state)
{
	struct bench *b = *state;
	char out[FRAME_SIZE];
	unsigned int i;

	connect_it(b);
	for (i = 0; i < 10 && link_wants(&b->link, "G1 X10", 6); i++) {
		link_push(&b->link, BOOKS_FILE, "G1 X10", 6, 10 * (i + 1));
		assert_true(link_output(&b->link, b->now_ms, out) > 0);
	}
	assert_int_equal(i, WINDOW);
	says(b, "ok\n");
	assert_true(link_wants(&b->link, "G1 X10", 6));
}

static void
link__window_of_bytes__is_kept(void **state)
{
	struct bench *b = *state;
	char out[FRAME_SIZE], command[90];

	connect_it(b);
	memset(command, 'X', sizeof(command));
	assert_true(link_wants(&b->link, command, 80));
	link_push(&b->link, BOOKS_FILE, command, 80, 1);
	assert_true(link_output(&b->link, b->now_ms, out) > 0);
	assert_false(link_wants(&b->link, command, 80));
	assert_true(link_wants(&b->link, command, 10));
}

/* Not as they could be at worst: three frames of exactly the window's bytes
 * fit, one byte more does not. */
static void
link__window_of_bytes__counts_frames_as_they_are(void **state)
{
	struct bench *b = *state;
	char out[FRAME_SIZE], command[90];
	size_t frames = 0, last, n;

	connect_it(b);
	memset(command, 'X', sizeof(command));
	for (n = 0; n < 2; n++) {
		link_push(&b->link, BOOKS_FILE, command, 30, n + 1);
		frames += link_output(&b->link, b->now_ms, out);
	}
	for (last = 1; last < 80; last++) {
		n = frame_make(out, b->books.next, command, last);
		assert_int_equal(link_wants(&b->link, command, last),
		    frames + n <= b->link.limits.bytes);
	}
}

static void
link__ok_with_nothing_on_the_way__is_no_credit(void **state)
{
	struct bench *b = *state;
	uint64_t base;

	connect_it(b);
	base = b->link.base;
	says(b, "ok\nok\nok 12\n");
	assert_int_equal(b->link.base, base);
	print_lines(b, 10);
	assert_executed(b, 10);
	assert_true(b->in_flight_most <= WINDOW);
}

/* M105's own ok carries a temperature: it takes a wrong count back. */
static void
link__temperature_answer__corrects_the_count(void **state)
{
	struct bench *b = *state;
	char out[FRAME_SIZE];
	uint64_t first;

	connect_it(b);
	first = b->link.base;
	link_push(&b->link, BOOKS_FILE, "G1 X1", 5, 10);
	(void)link_output(&b->link, b->now_ms, out);
	link_push(&b->link, BOOKS_FILE, "G1 X2", 5, 20);
	(void)link_output(&b->link, b->now_ms, out);
	link_push(&b->link, BOOKS_HOST, "M105", 4, 0);
	(void)link_output(&b->link, b->now_ms, out);
	says(b, "ok\nok\nok\n");	/* one too many: it can't be M105's */
	assert_int_equal(b->link.base, first + 2);
	says(b, "ok T:21.5 /0.0 @:0\n");
	assert_true(link_quiet(&b->link));
	assert_int_equal(b->link.heat.hotend_dC, 215);
}

static void
link__resend_of_next__acknowledges_all(void **state)
{
	struct bench *b = *state;
	char out[FRAME_SIZE], text[64];

	connect_it(b);
	link_push(&b->link, BOOKS_FILE, "G1 X1", 5, 10);
	(void)link_output(&b->link, b->now_ms, out);
	(void)snprintf(text, sizeof(text), "Resend: %" PRIu64 "\nok\n",
	    b->link.sent);
	says(b, text);
	assert_true(link_quiet(&b->link));
	assert_int_equal(b->books.offset, 10);
}

/* Numbers that no line of ours has change nothing. */
static void
link__resend_of_nonsense__is_not_believed(void **state)
{
	static const char *const rows[] = {
		"Resend: 999999\nok\n", "Resend:\nok\n", "Resend: x\nok\n",
		"Resend: 99999999999999999999999\nok\n", "rs \nok\n",
	};
	struct bench *b = *state;
	size_t i;

	connect_it(b);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t base = b->link.base;

		says(b, rows[i]);
		assert_int_equal(b->link.base, base);
		assert_int_equal(b->link.state, LINK_RUNNING);
	}
	print_lines(b, 5);
	assert_executed(b, 5);
}

static void
link__resend_without_ok__goes_on(void **state)
{
	struct bench *b = *state;

	connect_it(b);
	b->printer.no_ok_after_resend = true;
	b->printer.fault = LINE_FLIPPED;
	b->printer.at = 5;
	print_lines(b, 20);
	assert_executed(b, 20);
}

/* The bare M108's ok is not taken for a line's. */
static void
link__break_wait__is_bare_and_has_its_own_ok(void **state)
{
	struct bench *b = *state;
	char out[FRAME_SIZE];
	size_t n;

	connect_it(b);
	link_push(&b->link, BOOKS_FILE, "M109 S200", 9, 10);
	(void)link_output(&b->link, b->now_ms, out);
	assert_int_equal(link_waits_for(&b->link),
	    DIALECT_SLOW | DIALECT_HEAT);
	link_break_wait(&b->link);
	n = link_output(&b->link, b->now_ms, out);
	assert_int_equal(n, 5);
	assert_memory_equal(out, "M108\n", 5);
	assert_true(link_wants(&b->link, "M104 S0", 7));
	link_push(&b->link, BOOKS_HOST, "M104 S0", 7, 0);
	(void)link_output(&b->link, b->now_ms, out);
	says(b, "ok\nok\n");	/* the M109's and the M108's */
	assert_false(link_quiet(&b->link));
	says(b, "ok\n");
	assert_true(link_quiet(&b->link));
}

/* Nothing that a printer says may break the host: every byte, long lines,
 * and lines that never end. */
static void
link__rubbish__is_survived(void **state)
{
	struct bench *b = *state;
	unsigned int seed = 1, i, k;
	char junk[512];
	struct link_event ev;

	connect_it(b);
	for (i = 0; i < 2000; i++) {
		for (k = 0; k < sizeof(junk); k++) {
			seed = seed * 1103515245u + 12345u;
			junk[k] = (char)(seed >> 16);
		}
		link_receive(&b->link, b->now_ms, junk, sizeof(junk));
		link_tick(&b->link, b->now_ms);
		while (link_event(&b->link, &ev))
			continue;
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)
		T(link__greeted__says_who_it_is),
		T(link__greeted_amid_reports__says_who_it_is),
		T(link__any_single_fault__executes_every_line_once),
		T(link__good_cable__keeps_within_the_window),
		T(link__window_of_bytes__is_kept),
		T(link__window_of_bytes__counts_frames_as_they_are),
		T(link__ok_with_nothing_on_the_way__is_no_credit),
		T(link__temperature_answer__corrects_the_count),
		T(link__resend_of_next__acknowledges_all),
		T(link__resend_of_nonsense__is_not_believed),
		T(link__resend_without_ok__goes_on),
		T(link__break_wait__is_bare_and_has_its_own_ok),
		T(link__rubbish__is_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
