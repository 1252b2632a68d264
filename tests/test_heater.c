/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The simulated heater: plausible, and the same in one step or in many.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>

#include "firmware/marlin/heater.h"

#define S	INT64_C(1000000)

static void
heater__hotend__heats_in_about_100_s(void **state)
{
	struct heater h;

	(void)state;
	heater_init_hotend(&h, 20);
	h.target = 220;
	heater_advance(&h, 60 * S);
	assert_true(h.celsius > 100 && h.celsius < 220);
	assert_int_equal(heater_power(&h), 127);
	heater_advance(&h, 130 * S);
	assert_true(fabs(h.celsius - 220) < 0.001);	/* and no further */
	assert_in_range(heater_power(&h), 1, 126);
}

static void
heater__off__cools_to_the_room(void **state)
{
	struct heater h;

	(void)state;
	heater_init_bed(&h, 21);
	h.celsius = 60;
	heater_advance(&h, 100 * S);
	assert_true(h.celsius < 60 && h.celsius > 21);
	assert_int_equal(heater_power(&h), 0);
	heater_advance(&h, 100000 * S);
	assert_true(fabs(h.celsius - 21) < 0.01);
}

static void
heater__cooling_to_a_target__stops_there(void **state)
{
	struct heater h;

	(void)state;
	heater_init_hotend(&h, 20);
	h.celsius = 220;
	h.target = 100;
	heater_advance(&h, 1000 * S);
	assert_true(fabs(h.celsius - 100) < 0.001);
}

static void
heater__many_steps__are_one(void **state)
{
	struct heater a, b;
	int64_t t;

	(void)state;
	heater_init_hotend(&a, 20);
	b = a;
	a.target = b.target = 200;
	heater_advance(&a, 50 * S);
	for (t = 0; t <= 50 * S; t += S / 10)
		heater_advance(&b, t);
	assert_true(fabs(a.celsius - b.celsius) < 0.001);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(heater__hotend__heats_in_about_100_s),
		cmocka_unit_test(heater__off__cools_to_the_room),
		cmocka_unit_test(heater__cooling_to_a_target__stops_there),
		cmocka_unit_test(heater__many_steps__are_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
