/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The warm-up: how long a wait for heat will go on, on heaters of any pace.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>

#include "spoolerd/drain/warmup.h"
#include "spoolerd/warming.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

/* What it reads after so many seconds at full power. */
static struct reply_heat
at(const struct warming *h, double seconds, double pace)
{
	double most = WARMING_ROOM_C + h->most;
	int32_t dC = (int32_t)(10 * (most - h->most *
	    exp(-seconds / pace / h->tau_s)));

	return (struct reply_heat){ .hotend_dC = dC, .bed_dC = dC };
}

/* From the first degrees on it is known how long a slow heater needs, and soon
 * within a tenth. */
static void
warmup__any_heater__is_learnt_in_its_wait(void **state)
{
	static const struct {
		const char		*command;
		const struct warming	*heater;
		double			target, pace;
	} rows[] = {
		{ "M109 S200", &warming_hotend, 200, 1 },
		{ "M109 R200", &warming_hotend, 200, 2 },
		{ "M109 S240", &warming_hotend, 240, 0.5 },
		{ "M190 S60", &warming_bed, 60, 1 },
		{ "M190 S60", &warming_bed, 60, 3 },
	};
	struct warmup w;
	struct reply_heat heat;
	double whole, left;
	int64_t said;
	size_t i;
	int s;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		w = (struct warmup){ .number = 0 };
		whole = rows[i].pace * warming_seconds(rows[i].heater,
		    WARMING_ROOM_C, rows[i].target);
		for (s = 0; s < whole; s++) {
			heat = at(rows[i].heater, s, rows[i].pace);
			warmup_pass(&w, 7, rows[i].command, &heat,
			    s == 0 ? 0 : 1000);
			said = warmup_left_ms(&w);
			left = whole - s;
			assert_true(said >= 0);
			if (s > whole / 2)
				assert_true(fabs((double)said / 1000 - left) <
				    whole / 10);
		}
	}
}

/* What was learnt counts for the waits to come. */
static void
warmup__next_wait__is_expected_so(void **state)
{
	struct warmup w = { .number = 0 };
	struct reply_heat cold = at(&warming_hotend, 0, 1), heat;
	int64_t usual;
	int s;

	(void)state;
	usual = warmup_of_ms(&w, "M109 S200", &cold);
	assert_in_range(usual, 83000, 84000);
	assert_int_equal(warmup_of_ms(&w, "G28", &cold), 0);
	assert_int_equal(warmup_of_ms(&w, "M109 S0", &cold), 0);
	assert_int_equal(warmup_of_ms(&w, "M190", &cold), 0);
	for (s = 0; s < 160; s++) {
		heat = at(&warming_hotend, s, 2);
		warmup_pass(&w, 7, "M109 S200", &heat, s == 0 ? 0 : 1000);
	}
	assert_in_range(warmup_of_ms(&w, "M109 S200", &cold), usual * 18 / 10,
	    usual * 2);
	/* one that cools down waits for nothing */
	warmup_pass(&w, 8, "M109 S100", &heat, 1000);
	assert_int_equal(warmup_left_ms(&w), 0);
	assert_true(warmup_scale(&w) > 1.8);
}

static void
warmup__unknown__says_nothing(void **state)
{
	const struct reply_heat none = { REPLY_NO_TEMPERATURE,
	    REPLY_NO_TEMPERATURE, REPLY_NO_TEMPERATURE, REPLY_NO_TEMPERATURE };
	const struct reply_heat cold = at(&warming_hotend, 0, 1);
	struct warmup w = { .number = 0 };

	(void)state;
	assert_int_equal(warmup_left_ms(&w), -1);
	warmup_pass(&w, 3, "M109 S200", &none, 1000);
	assert_int_equal(warmup_left_ms(&w), -1);
	assert_int_equal(warmup_of_ms(&w, "M109 S200", &none), 0);
	warmup_pass(&w, 4, "M116", &cold, 1000);
	assert_int_equal(warmup_left_ms(&w), -1);
	/* a heater that does nothing is not waited for for ever */
	warmup_pass(&w, 5, "M109 S200", &cold, INT64_C(86400000));
	assert_in_range(warmup_left_ms(&w), 0, 5 * 84000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(warmup__any_heater__is_learnt_in_its_wait),
		cmocka_unit_test(warmup__next_wait__is_expected_so),
		cmocka_unit_test(warmup__unknown__says_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
