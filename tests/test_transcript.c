/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The transcript: what was said is there, once, in order, until its place is
 * taken; and nothing of it can harm who reads it.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "spoolerd/transcript.h"

struct fixture {
	int			 fd;
	struct transcript	*t;
	struct transcript_ear	 ear;
};

static int
set_up(void **state)
{
	static struct fixture f;

	memset(&f, 0, sizeof(f));
	f.fd = transcript_make();
	assert_int_not_equal(f.fd, -1);
	f.t = transcript_map(f.fd);
	assert_non_null(f.t);
	*state = &f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	transcript_unmap(f->t);
	return close(f->fd);
}

static void
hear(struct fixture *f, const char *bytes)
{
	transcript_hear(f->t, &f->ear, 7, bytes, strlen(bytes));
}

static void
is(struct fixture *f, uint64_t number, const char *text)
{
	struct transcript_copy copy;

	assert_true(transcript_get(f->t, number, &copy));
	assert_string_equal(copy.text, text);
}

static void
add__both_ways__are_read_by_another_map(void **state)
{
	struct fixture *f = *state;
	struct transcript *other = transcript_map(f->fd);
	struct transcript_copy copy;

	assert_non_null(other);
	transcript_add(f->t, TRANSCRIPT_SENT, 5, "N1 M105*36\n", 11);
	hear(f, "ok T:20\r\n");
	assert_int_equal(transcript_first(other), 1);
	assert_int_equal(transcript_next(other), 3);
	assert_true(transcript_get(other, 1, &copy));
	assert_int_equal(copy.way, TRANSCRIPT_SENT);
	assert_int_equal(copy.at_ms, 5);
	assert_string_equal(copy.text, "N1 M105*36");
	assert_true(transcript_get(other, 2, &copy));
	assert_int_equal(copy.way, TRANSCRIPT_HEARD);
	assert_string_equal(copy.text, "ok T:20");
	assert_false(transcript_get(other, 0, &copy));
	assert_false(transcript_get(other, 3, &copy));
	transcript_unmap(other);
}

static void
hear__in_pieces__whole_lines(void **state)
{
	struct fixture *f = *state;

	hear(f, "o");
	assert_int_equal(transcript_next(f->t), 1);
	hear(f, "k\n\n\r\nech");
	assert_int_equal(transcript_next(f->t), 2);
	hear(f, "o:\033[31m\200\n");
	assert_int_equal(transcript_next(f->t), 3);
	is(f, 1, "ok");
	is(f, 2, "echo:?[31m?");
}

static void
hear__endless_line__is_cut(void **state)
{
	struct fixture *f = *state;
	struct transcript_copy copy;
	int i;

	for (i = 0; i < 5000; i++)
		hear(f, "x");
	hear(f, "\nok\n");
	assert_true(transcript_get(f->t, 1, &copy));
	assert_int_equal(strlen(copy.text), TRANSCRIPT_TEXT);
	is(f, 2, "ok");
}

static void
add__more_than_there_is_room__the_last(void **state)
{
	struct fixture *f = *state;
	struct transcript_copy copy;
	char text[24];
	int i, n;

	for (i = 1; i <= TRANSCRIPT_LINES + 3; i++) {
		n = snprintf(text, sizeof(text), "line %d", i);
		transcript_add(f->t, TRANSCRIPT_SENT, i, text, (size_t)n);
	}
	assert_int_equal(transcript_first(f->t), 4);
	assert_int_equal(transcript_next(f->t), TRANSCRIPT_LINES + 4);
	assert_false(transcript_get(f->t, 3, &copy));
	is(f, 4, "line 4");
	is(f, TRANSCRIPT_LINES + 3, "line 515");
}

static void
get__written_by_a_stranger__is_bounded(void **state)
{
	struct fixture *f = *state;
	struct transcript_copy copy;

	memset(f->t->lines, 0xff, sizeof(f->t->lines));
	atomic_store(&f->t->lines[5].number, 5);
	assert_true(transcript_get(f->t, 5, &copy));
	assert_int_equal(strlen(copy.text), TRANSCRIPT_TEXT);
	assert_int_equal(copy.text[0], '?');
	assert_int_equal(copy.way, TRANSCRIPT_HEARD);
}

static void
map__something_else__refused(void **state)
{
	struct fixture *f = *state;
	int ends[2];

	assert_int_equal(ftruncate(f->fd, 0), -1);	/* sealed */
	assert_int_equal(pipe(ends), 0);
	assert_null(transcript_map(ends[0]));
	assert_null(transcript_map(-1));
	(void)close(ends[0]);
	(void)close(ends[1]);
}

int
main(void)
{
#define T(name)	cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(add__both_ways__are_read_by_another_map),
		T(hear__in_pieces__whole_lines),
		T(hear__endless_line__is_cut),
		T(add__more_than_there_is_room__the_last),
		T(get__written_by_a_stranger__is_bounded),
		T(map__something_else__refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
