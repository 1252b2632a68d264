/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <err.h>
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "spoolerd/news.h"

/* What is written to standard error meanwhile. */
static void
hearken(void (*speak)(void), char *text, size_t size)
{
	int old = dup(STDERR_FILENO), ends[2];
	ssize_t n;

	assert_int_equal(pipe(ends), 0);
	assert_int_not_equal(dup2(ends[1], STDERR_FILENO), -1);
	speak();
	(void)fflush(stderr);
	assert_int_not_equal(dup2(old, STDERR_FILENO), -1);
	(void)close(old);
	(void)close(ends[1]);
	n = read(ends[0], text, size - 1);
	assert_true(n > 0);
	text[n] = '\0';
	(void)close(ends[0]);
}

static void
tell(void)
{
	news("%s: %s -> %s", "dagoma-1", "idle", "printing");
}

static void
tell_much(void)
{
	news("%0600d", 1);
}

static void
news__no_journal__as_a_warning(void **state)
{
	char text[1024], expected[1024];

	(void)state;
	assert_int_equal(unsetenv("JOURNAL_STREAM"), 0);
	hearken(tell, text, sizeof(text));
	(void)snprintf(expected, sizeof(expected),
	    "%s: dagoma-1: idle -> printing\n", program_invocation_short_name);
	assert_string_equal(text, expected);
}

static void
news__journal__of_its_priority(void **state)
{
	char text[1024];

	(void)state;
	assert_int_equal(setenv("JOURNAL_STREAM", "8:1", 1), 0);
	hearken(tell, text, sizeof(text));
	assert_memory_equal(text, "<6>", 3);
	assert_non_null(strstr(text, ": dagoma-1: idle -> printing\n"));
}

static void
news__too_long__is_cut_and_still_a_line(void **state)
{
	char text[1024];

	(void)state;
	hearken(tell_much, text, sizeof(text));
	assert_true(strlen(text) < 600);
	assert_int_equal(strcspn(text, "\n"), strlen(text) - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(news__no_journal__as_a_warning),
		cmocka_unit_test(news__journal__of_its_priority),
		cmocka_unit_test(news__too_long__is_cut_and_still_a_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
