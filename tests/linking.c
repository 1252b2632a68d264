/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The link, and the strict little printer at its cable.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/linking.h"

void
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

bool
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

int
set_up(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));

	b->now_ms = 1000;
	link_init(&b->link, dialect_find("marlin"), &b->books,
	    (struct link_limits){ WINDOW, 126 });
	*state = b;
	return 0;
}

int
tear_down(void **state)
{
	free(*state);
	return 0;
}

void
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

void
reattach(struct bench *b)
{
	int i;

	link_init(&b->link, dialect_find("marlin"), &b->books,
	    (struct link_limits){ WINDOW, 126 });
	link_reattach(&b->link, b->now_ms);
	for (i = 0; i < 20 && b->link.state == LINK_PROBING; i++)
		(void)step(b);
}

void
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

void
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
