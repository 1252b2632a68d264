/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The link against the strict little printer.  Every fault is injected at
 * every line of a short print; the lines executed must equal the lines
 * pushed, once and in order.
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
#include "tests/strict.h"

#define JOB_LINES	40
#define WINDOW		3

struct bench {
	struct link	link;
	struct books	books;
	struct strict	printer;
	int64_t		now_ms;
	unsigned int	in_flight_most;
};

static void
says(struct bench *b, const char *text)
{
	link_receive(&b->link, b->now_ms, text, strlen(text));
}

/* What the printer said reaches the host. */
static void
hear(struct bench *b)
{
	size_t n = b->printer.said_used;

	b->printer.said_used = 0;
	link_receive(&b->link, b->now_ms, b->printer.said, n);
}

/* Let everything that is due now happen; then let time pass to the next
 * deadline.  false: the link waits for nothing. */
static bool
step(struct bench *b)
{
	char out[FRAME_SIZE];
	int64_t wake;
	size_t n;

	link_tick(&b->link, b->now_ms);
	while ((n = link_output(&b->link, b->now_ms, out)) > 0) {
		strict_carry(&b->printer, out, n);
		hear(b);
	}
	if (b->now_ms % 2 == 1) {
		strict_late(&b->printer);
		hear(b);
	}
	wake = link_wake(&b->link);
	if (wake == INT64_MAX)
		return false;
	b->now_ms = wake > b->now_ms ? wake : b->now_ms + 1;
	return true;
}

static int
set_up(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));

	b->now_ms = 1000;
	link_init(&b->link, dialect_find("marlin"), &b->books,
	    (struct link_limits){ WINDOW, 126 });
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
connect_it(struct bench *b)
{
	struct link_event ev;
	int i;

	link_greet(&b->link, b->now_ms);
	for (i = 0; i < 100 && b->link.state != LINK_RUNNING; i++)
		(void)step(b);
	assert_int_equal(b->link.state, LINK_RUNNING);
	assert_true(link_event(&b->link, &ev));
	assert_int_equal(ev.kind, LINK_READY);
	b->printer.frames = b->printer.oks = 0;
}

/* Another drain takes over, with the books as they are. */
static void
reattach(struct bench *b)
{
	int i;

	link_init(&b->link, dialect_find("marlin"), &b->books,
	    (struct link_limits){ WINDOW, 126 });
	link_reattach(&b->link, b->now_ms);
	for (i = 0; i < 20 && b->link.state == LINK_PROBING; i++)
		(void)step(b);
}

static void
print_lines(struct bench *b, unsigned int lines)
{
	char command[32];
	unsigned int i = 0, turns;
	uint64_t in_flight;
	int n;

	for (turns = 0; turns < 2000; turns++) {
		n = snprintf(command, sizeof(command), "G1 X%u", i);
		if (i < lines && link_wants(&b->link, command, (size_t)n)) {
			link_push(&b->link, BOOKS_FILE, command, (size_t)n,
			    (i + 1) * 10u);
			i++;
		} else if (i == lines && link_quiet(&b->link)) {
			return;
		}
		in_flight = b->link.sent - b->link.base;
		if (in_flight > b->in_flight_most)
			b->in_flight_most = (unsigned int)in_flight;
		if (i % 7 == 3 && link_wants(&b->link, "M105", 4) &&
		    b->link.marker == 0)
			link_push(&b->link, BOOKS_HOST, "M105", 4, 0);
		(void)step(b);
	}
	fail_msg("%u of %u lines, link %s", i, lines,
	    link_state_name(b->link.state));
}

static void
assert_executed(struct bench *b, unsigned int lines)
{
	char command[32];
	unsigned int i;

	assert_int_equal(b->printer.executed_n, lines);
	for (i = 0; i < lines; i++) {
		(void)snprintf(command, sizeof(command), "G1 X%u", i);
		assert_string_equal(b->printer.executed[i], command);
	}
	assert_int_equal(b->books.commands, lines);
	assert_int_equal(b->books.offset, lines * 10);
}

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

static void
link__nobody_there__is_silent(void **state)
{
	struct bench *b = *state;
	struct link_event ev;
	char out[FRAME_SIZE];
	int i;

	link_greet(&b->link, b->now_ms);
	for (i = 0; i < 100 && b->link.state != LINK_DEAD; i++) {
		link_tick(&b->link, b->now_ms);
		while (link_output(&b->link, b->now_ms, out) > 0)
			continue;
		b->now_ms = link_wake(&b->link);
	}
	assert_true(link_event(&b->link, &ev));
	assert_int_equal(ev.kind, LINK_SILENT);
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

static void
link__same_line_for_ever__gives_up(void **state)
{
	struct bench *b = *state;
	struct link_event ev = { 0 };
	char out[FRAME_SIZE], text[64];
	int i;

	connect_it(b);
	link_push(&b->link, BOOKS_FILE, "G1 X1", 5, 10);
	(void)snprintf(text, sizeof(text), "Resend: %" PRIu64 "\nok\n",
	    b->link.base);
	for (i = 0; i < 50 && b->link.state == LINK_RUNNING; i++) {
		(void)link_output(&b->link, b->now_ms, out);
		says(b, text);
		b->now_ms += 1000;
		link_tick(&b->link, b->now_ms);
	}
	assert_true(link_event(&b->link, &ev));
	assert_int_equal(ev.kind, LINK_NOISY);
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

static void
link__start_in_a_print__is_a_reset(void **state)
{
	struct bench *b = *state;
	struct link_event ev;

	connect_it(b);
	link_push(&b->link, BOOKS_FILE, "G1 X1", 5, 10);
	says(b, "start\n");
	assert_true(link_event(&b->link, &ev));
	assert_int_equal(ev.kind, LINK_WAS_RESET);
	assert_int_equal(b->link.state, LINK_GREETING);
}

static void
link__killed__is_dead_with_its_words(void **state)
{
	struct bench *b = *state;
	struct link_event ev;

	connect_it(b);
	says(b, "Error:Printer halted. kill() called!\n");
	assert_true(link_event(&b->link, &ev));
	assert_int_equal(ev.kind, LINK_KILLED);
	assert_string_equal(ev.text, "Error:Printer halted. kill() called!");
	assert_int_equal(b->link.state, LINK_DEAD);
	says(b, "ok\nResend: 1\n");
	assert_int_equal(b->link.state, LINK_DEAD);
}

static void
link__busy__renews_the_patience(void **state)
{
	struct bench *b = *state;
	char out[FRAME_SIZE];
	int i;

	connect_it(b);
	link_push(&b->link, BOOKS_FILE, "G1 X1", 5, 10);
	(void)link_output(&b->link, b->now_ms, out);
	for (i = 0; i < 1000; i++) {
		b->now_ms += 2000;
		says(b, "echo:busy: processing\n");
		link_tick(&b->link, b->now_ms);
	}
	assert_int_equal(b->link.timeouts, 0);
	assert_int_equal(link_output(&b->link, b->now_ms, out), 0);
}

static void
link__silence_in_a_print__gives_up_at_last(void **state)
{
	struct bench *b = *state;
	struct link_event ev = { 0 };
	char out[FRAME_SIZE];
	int i;

	connect_it(b);
	link_push(&b->link, BOOKS_FILE, "G1 X1", 5, 10);
	for (i = 0; i < 100 && b->link.state == LINK_RUNNING; i++) {
		while (link_output(&b->link, b->now_ms, out) > 0)
			continue;
		b->now_ms = link_wake(&b->link);
		link_tick(&b->link, b->now_ms);
	}
	assert_true(link_event(&b->link, &ev));
	assert_int_equal(ev.kind, LINK_SILENT);
	assert_int_equal(b->link.timeouts, LINK_SILENCES + 1);
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

/* A crash after the books knew of a line and before, or after, the printer
 * got it: the printer says which, and the file goes on there. */
static void
link__reattached__goes_on_where_the_printer_is(void **state)
{
	struct bench *b;
	struct link_event ev = { 0 };
	unsigned int lost;
	int i;

	for (lost = 0; lost <= WINDOW; lost++) {
		(void)tear_down(state);
		(void)set_up(state);
		b = *state;
		connect_it(b);
		books_begin_job(&b->books, 1);
		print_lines(b, 10);
		/* what the drain posted and then died */
		for (i = 0; i < (int)lost; i++)
			(void)books_post(&b->books, BOOKS_FILE,
			    (uint64_t)110 + (uint64_t)i * 10);
		reattach(b);
		assert_true(link_event(&b->link, &ev));
		assert_int_equal(ev.kind, LINK_FOUND_AGAIN);
		assert_int_equal(b->books.offset, 100);
		assert_int_equal(b->books.commands, 10);
		assert_int_equal(b->printer.executed_n, 10);
	}
}

/* An ok that the cable made of something was believed, and then the drain
 * died: the printer wants a line that the books call done.  It is right. */
static void
link__reattached_behind_the_books__goes_on_there(void **state)
{
	struct bench *b = *state;
	struct link_event ev = { 0 };

	connect_it(b);
	books_begin_job(&b->books, 1);
	print_lines(b, 8);
	b->printer.last--;
	reattach(b);
	assert_true(link_event(&b->link, &ev));
	assert_int_equal(ev.kind, LINK_FOUND_AGAIN);
	assert_int_equal(b->books.next, b->printer.last + 1);
	assert_int_equal(b->books.offset, 70);
	assert_int_equal(b->books.commands, 7);
}

static void
link__reattached_to_a_reset_board__says_so(void **state)
{
	struct bench *b = *state;
	struct link_event ev = { 0 };

	connect_it(b);
	books_begin_job(&b->books, 1);
	print_lines(b, 10);
	b->printer.last = 0;
	reattach(b);
	assert_true(link_event(&b->link, &ev));
	assert_int_equal(ev.kind, LINK_WAS_RESET);
	assert_int_equal(b->link.state, LINK_GREETING);
}

/* It may be another machine: one that is in the middle of a print is not
 * greeted, one that fits is asked who it is. */
static void
link__reattached_unsure__never_erases_where_it_is(void **state)
{
	static const struct {
		uint64_t		last;
		enum link_event_kind	event;
		enum link_state		state;
	} rows[] = {
		{ 0, LINK_WAS_RESET, LINK_GREETING },
		{ HELLO_NUMBER - 2, LINK_WAS_RESET, LINK_GREETING },
		{ HELLO_NUMBER - 1, LINK_STRANGE, LINK_DEAD },
		{ HELLO_NUMBER + 8, LINK_STRANGE, LINK_DEAD },
		/* M115, ten lines and an M105 or two */
		{ UINT64_MAX, LINK_READY, LINK_RUNNING },
		{ HELLO_NUMBER + 500, LINK_STRANGE, LINK_DEAD },
	};
	struct link_event ev = { 0 };
	struct bench *b;
	uint64_t job;
	size_t i;
	int k;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)tear_down(state);
		(void)set_up(state);
		b = *state;
		connect_it(b);
		books_begin_job(&b->books, 1);
		print_lines(b, 10);
		if (rows[i].last != UINT64_MAX)
			b->printer.last = rows[i].last;
		link_init(&b->link, dialect_find("marlin"), &b->books,
		    (struct link_limits){ WINDOW, 126 });
		b->link.unsure = b->link.asks = true;
		link_reattach(&b->link, b->now_ms);
		for (k = 0; k < 50 && (b->link.state == LINK_PROBING ||
		    b->link.state == LINK_ASKING); k++)
			(void)step(b);
		assert_true(link_event(&b->link, &ev));
		assert_int_equal(ev.kind, rows[i].event);
		assert_int_equal(b->link.state, rows[i].state);
		job = b->books.job;
		assert_int_equal(job, 1);
		assert_int_equal(b->books.offset, 100);
		if (rows[i].event == LINK_READY)
			assert_string_equal(b->link.machine_type,
			    "Test");
	}
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
		T(link__nobody_there__is_silent),
		T(link__any_single_fault__executes_every_line_once),
		T(link__good_cable__keeps_within_the_window),
		T(link__window_of_bytes__is_kept),
		T(link__window_of_bytes__counts_frames_as_they_are),
		T(link__ok_with_nothing_on_the_way__is_no_credit),
		T(link__temperature_answer__corrects_the_count),
		T(link__resend_of_next__acknowledges_all),
		T(link__same_line_for_ever__gives_up),
		T(link__resend_of_nonsense__is_not_believed),
		T(link__resend_without_ok__goes_on),
		T(link__start_in_a_print__is_a_reset),
		T(link__killed__is_dead_with_its_words),
		T(link__busy__renews_the_patience),
		T(link__silence_in_a_print__gives_up_at_last),
		T(link__break_wait__is_bare_and_has_its_own_ok),
		T(link__reattached__goes_on_where_the_printer_is),
		T(link__reattached_behind_the_books__goes_on_there),
		T(link__reattached_to_a_reset_board__says_so),
		T(link__reattached_unsure__never_erases_where_it_is),
		T(link__rubbish__is_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
