/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The link at a printer that is lost, reset or found again.
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "spoolerd/link/hello.h"
#include "tests/linking.h"

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)
		T(link__nobody_there__is_silent),
		T(link__same_line_for_ever__gives_up),
		T(link__start_in_a_print__is_a_reset),
		T(link__killed__is_dead_with_its_words),
		T(link__busy__renews_the_patience),
		T(link__silence_in_a_print__gives_up_at_last),
		T(link__reattached__goes_on_where_the_printer_is),
		T(link__reattached_behind_the_books__goes_on_there),
		T(link__reattached_to_a_reset_board__says_so),
		T(link__reattached_unsure__never_erases_where_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
