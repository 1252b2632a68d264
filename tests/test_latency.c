/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The latency timer of USB chips, in a made-up /sys.
 */
#include <sys/stat.h>

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "spoolerd/parent/latency.h"

struct fixture {
	char	sys[64], timer[128];
};

static int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	char command[256];

	(void)snprintf(f->sys, sizeof(f->sys), "/tmp/test_latency.XXXXXX");
	*state = f;
	if (mkdtemp(f->sys) == NULL)
		return -1;
	(void)snprintf(command, sizeof(command),
	    "mkdir -p %s/class/tty/ttyUSB0/device", f->sys);
	(void)snprintf(f->timer, sizeof(f->timer),
	    "%s/class/tty/ttyUSB0/device/latency_timer", f->sys);
	return system(command);
}

static int
teardown(void **state)
{
	struct fixture *f = *state;
	char command[128];
	int result;

	(void)snprintf(command, sizeof(command), "rm -r '%s'", f->sys);
	result = system(command);
	free(f);
	return result;
}

static void
put(const struct fixture *f, const char *text)
{
	FILE *out = fopen(f->timer, "we");

	assert_non_null(out);
	assert_true(fputs(text, out) >= 0);
	assert_int_equal(fclose(out), 0);
}

static void
timer__each__is_one_afterwards(void **state)
{
	static const struct {
		const char	*before, *after;
		int		 ms;
	} rows[] = {
		{ "16\n", "1\n", 1 },
		{ "2\n", "1\n", 1 },
		{ "255", "1\n", 1 },
		{ "1\n", "1\n", 1 },
		{ "", "", -1 },
	};
	const struct fixture *f = *state;
	char text[16];
	FILE *in;
	size_t i, n;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		put(f, rows[i].before);
		assert_int_equal(latency_lower(f->sys, "/dev/ttyUSB0", -1),
		    rows[i].ms);
		in = fopen(f->timer, "re");
		assert_non_null(in);
		n = fread(text, 1, sizeof(text) - 1, in);
		(void)fclose(in);
		text[n] = '\0';
		assert_string_equal(text, rows[i].after);
	}
}

/* One that only root may set. */
static void
timer__not_ours__told_as_it_is(void **state)
{
	const struct fixture *f = *state;
	bool root = geteuid() == 0;
	int ms;

	put(f, "16\n");
	assert_int_equal(chmod(f->timer, 0444), 0);
	assert_int_equal(chmod(f->sys, 0755), 0);
	if (root)
		assert_int_equal(seteuid(65534), 0);
	ms = latency_lower(f->sys, "/dev/ttyUSB0", -1);
	if (root)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(ms, 16);
}

static void
timer__none__told(void **state)
{
	static const char *const paths[] = { "/dev/ttyUSB0", "/dev/ttyUSB7",
		"/dev/pts/3", "tty", "/", "" };
	const struct fixture *f = *state;
	size_t i;

	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		assert_int_equal(latency_lower(f->sys, paths[i], -1), -1);
}

int
main(void)
{
#define T(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(timer__each__is_one_afterwards),
		T(timer__not_ours__told_as_it_is),
		T(timer__none__told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
