/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the link learns of a printer's slots, and what it does not believe.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "spoolerd/link/link.h"

#define SETTLED_MS	10000

struct bench {
	struct link	link;
	struct books	books;
	int64_t		now_ms;
};

static void
says(struct bench *b, const char *text)
{
	link_receive(&b->link, b->now_ms, text, strlen(text));
	link_tick(&b->link, b->now_ms);
}

/* Everything that the link wants to write. */
static unsigned int
writes(struct bench *b)
{
	char out[FRAME_SIZE];
	unsigned int n = 0;

	link_tick(&b->link, b->now_ms);
	while (link_output(&b->link, b->now_ms, out) > 0)
		n++;
	return n;
}

/* Lines, until no more are wanted: how many are on the way. */
static unsigned int
fill(struct bench *b, const char *command)
{
	size_t n = strlen(command);

	while (link_wants(&b->link, command, n)) {
		link_push(&b->link, BOOKS_FILE, command, n, 0);
		(void)writes(b);
	}
	return (unsigned int)(b->link.sent - b->link.base);
}

/* The oldest line's ok, with these words. */
static void
answers(struct bench *b, const char *words)
{
	char ok[64];

	(void)snprintf(ok, sizeof(ok), "ok N%d %s\n", (int)b->link.base,
	    words);
	says(b, ok);
}

/* One line alone on the way, and its ok. */
static void
alone(struct bench *b, const char *words)
{
	link_push(&b->link, BOOKS_HOST, "M107", 4, 0);
	(void)writes(b);
	answers(b, words);
}

/* It is greeted, and M115 is on the way. */
static void
greet(struct bench *b, const char *dialect)
{
	struct link_event ev;

	memset(b, 0, sizeof(*b));
	b->now_ms = 1000;
	link_init(&b->link, dialect_find(dialect), &b->books,
	    (struct link_limits){ 3, 121 });
	link_greet(&b->link, b->now_ms);
	b->now_ms += 200;
	assert_int_equal(writes(b), 2);
	says(b, "ok\n");
	b->now_ms += SETTLED_MS;
	assert_int_equal(writes(b), 1);
	while (link_event(&b->link, &ev))
		continue;
}

static void
learn__answers_to_lone_lines__rows(void **state)
{
	static const struct {
		const char	*m115, *second, *third;
		unsigned int	 lines;
	} rows[] = {
		/* as measured: BUFSIZE 8, and one slot stays for M112 */
		{ "P31 B7", "P31 B7", "P31 B7", 7 },
		{ "P15 B3", "P15 B3", "P15 B3", 3 },
		/* fewer slots than the profile says */
		{ "P15 B1", "P15 B1", "P15 B1", 1 },
		{ "P15 B0", "P15 B0", "P15 B0", 1 },
		/* once is never: the cable may have changed it */
		{ "P31 B7", "P31 B3", "P31 B5", 3 },
		{ "P31 B9", "P31 B7", "P31 B7", 7 },
		/* whatever it says */
		{ "P31 B31", "P31 B31", "P31 B31", WINDOW_MOST },
		{ "P999 B999", "P999 B999", "P999 B999", WINDOW_MOST },
		{ "P31 B4294967303", "P31 B4294967303", "P31 B4294967303",
		    3 },
		{ "P31 B-7", "P31 B-7", "P31 B-7", 3 },
		{ "P31 B7x", "P31 B7x", "P31 B7x", 3 },
		{ "P31 B", "P31 B", "P31 B", 3 },
		{ "P31", "B:60", "", 3 },
	};
	struct bench b;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		greet(&b, "marlin");
		answers(&b, rows[i].m115);
		alone(&b, rows[i].second);
		alone(&b, rows[i].third);
		if (b.link.limits.lines != rows[i].lines)
			fail_msg("row %zu: %u lines", i,
			    b.link.limits.lines);
		assert_true(b.link.window <= rows[i].lines);
	}
}

/* M112 is seen on its arrival: no slot is kept for it. */
static void
learn__emergency_parser__takes_the_last_slot(void **state)
{
	struct bench b;

	(void)state;
	greet(&b, "marlin");
	says(&b, "Cap:EMERGENCY_PARSER:1\n");
	answers(&b, "P31 B7");
	alone(&b, "P31 B7");
	assert_int_equal(b.link.limits.lines, 8);
}

/* What refuses a line names any line, and counts a slot too many. */
static void
learn__refusals_and_wrong_names__teach_nothing(void **state)
{
	static const char *const said[] = {
		("Error:checksum mismatch, Last Line: 1\nResend: 2\n"
		    "ok N2 P31 B8\n"),
		"ok N1 P31 B8\n",	/* of a line that was answered */
		"ok N900 P31 B8\n",
		"ok P31 B8\n",
	};
	struct bench b;
	size_t i, again;

	(void)state;
	for (i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
		greet(&b, "marlin");
		answers(&b, "");
		for (again = 0; again < 3; again++) {
			(void)fill(&b, "G1 X1");
			says(&b, said[i]);
		}
		if (b.link.limits.lines != 3)
			fail_msg("row %zu: %u lines", i,
			    b.link.limits.lines);
	}
}

/* Where nothing is numbered, one line is on the way, whatever is said. */
static void
learn__dialect_without_numbers__stays_at_one(void **state)
{
	struct bench b;

	(void)state;
	greet(&b, "teacup");
	answers(&b, "P31 B7");
	alone(&b, "P31 B7");
	assert_int_equal(b.link.window, 1);
	assert_int_equal(fill(&b, "G1 X1"), 1);
}

/* Another board may be behind the same cable now. */
static void
learn__greeted_again__begins_with_the_profile(void **state)
{
	struct bench b;

	(void)state;
	greet(&b, "marlin");
	answers(&b, "P31 B7");
	alone(&b, "P31 B7");
	assert_int_equal(b.link.limits.lines, 7);
	says(&b, "start\n");
	b.now_ms += SETTLED_MS;
	(void)writes(&b);
	says(&b, "ok\n");
	b.now_ms += SETTLED_MS;
	(void)writes(&b);
	assert_int_equal(b.link.limits.lines, 3);
}

/* Bytes count while they may be in the ring; a line that has a slot has left
 * it.  After trouble nothing is known of that. */
static void
bytes__lines_with_a_slot__count_no_more(void **state)
{
	static const char line[] = "G1 X100.123 Y100.123 E10.12345 F6000";
	struct bench b;

	(void)state;
	greet(&b, "marlin");
	answers(&b, "P31 B7");
	alone(&b, "P31 B7");
	b.link.window = 7;
	assert_int_equal(fill(&b, line), 2);
	answers(&b, "P31 B6");	/* the other one has its slot */
	assert_int_equal(fill(&b, line), 3);
	answers(&b, "P31 B5");
	assert_int_equal(fill(&b, line), 4);
	says(&b, "Error:checksum mismatch\nResend: 900\n");
	assert_int_equal(b.link.room.stored, 0);
	assert_int_equal(b.link.window, 1);
}

/* Two moves in a row that found the planner empty: it ran dry between. */
static void
dry__moves_on_an_empty_planner__counted(void **state)
{
	static const struct {
		const char	*commands[2], *words[2];
		unsigned int	 ms;
	} rows[] = {
		{ { "G1 X1", "G1 X2" }, { "P30 B7", "P30 B7" }, 40 },
		{ { "G1 X1", "G1 X2" }, { "P30 B7", "P29 B7" }, 0 },
		{ { "G1 X1", "G1 X2" }, { "P29 B7", "P30 B7" }, 0 },
		{ { "M106 S1", "G1 X2" }, { "P31 B7", "P30 B7" }, 0 },
		{ { "G28", "G1 X2" }, { "P31 B7", "P30 B7" }, 0 },
		{ { "G1 X1", "G1 X2" }, { "B7", "B7" }, 0 },
	};
	struct bench b;
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		greet(&b, "marlin");
		answers(&b, "P31 B7");
		alone(&b, "P31 B7");
		for (n = 0; n < 2; n++) {
			link_push(&b.link, BOOKS_FILE, rows[i].commands[n],
			    strlen(rows[i].commands[n]), 0);
			(void)writes(&b);
			b.now_ms += 40;
			answers(&b, rows[i].words[n]);
		}
		if (b.link.lean_ms != rows[i].ms)
			fail_msg("row %zu: %d ms", i, (int)b.link.lean_ms);
	}
}

int
main(void)
{
#define T(f)	cmocka_unit_test(f)
	const struct CMUnitTest tests[] = {
		T(learn__answers_to_lone_lines__rows),
		T(learn__emergency_parser__takes_the_last_slot),
		T(learn__refusals_and_wrong_names__teach_nothing),
		T(learn__dialect_without_numbers__stays_at_one),
		T(learn__greeted_again__begins_with_the_profile),
		T(bytes__lines_with_a_slot__count_no_more),
		T(dry__moves_on_an_empty_planner__counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
