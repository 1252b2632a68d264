/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is said of the time left while a file is printed, against what it then
 * takes, on the simulated printer and in simulated time.
 */
#include <sys/mman.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "tests/forecast.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))
#define TURN		6.283185307

/* --- the prints --- */

static void
spiral(FILE *out)
{
	double angle, r;
	int i;

	for (i = 0; i < 9000; i++) {
		angle = i * TURN / 300;
		r = 20 + 3 * cos(5 * angle);
		(void)fprintf(out, "G1 X%.3f Y%.3f Z%.3f E%.4f F1800\n",
		    100 + r * cos(angle), 100 + r * sin(angle),
		    0.2 + i * 0.2 / 300, i * 0.015);
	}
}

/* Few commands, long moves: a planner holds half a minute of them. */
static void
stripes(FILE *out)
{
	int layer, i;
	double e = 0;

	for (layer = 1; layer <= 3; layer++) {
		(void)fprintf(out, "G1 Z%.1f F600\n", layer * 0.2);
		for (i = 0; i < 80; i++)
			(void)fprintf(out, "G1 X%d Y%.1f E%.3f F2400\n",
			    i % 2 ? 40 : 140, 40 + i * 0.5, e += 3.3);
	}
}

/* Towers with a rest between their layers. */
static void
towers(FILE *out)
{
	static const int corners[][2] = { { 0, 0 }, { 8, 0 }, { 8, 8 },
	    { 0, 8 }, { 0, 0 } };
	int layer, tower;
	double e = 0;
	size_t i;

	for (layer = 1; layer <= 20; layer++) {
		(void)fprintf(out, "G1 Z%.1f F600\n", layer * 0.2);
		for (tower = 0; tower < 3; tower++)
			for (i = 0; i < COUNT(corners); i++)
				(void)fprintf(out, "G1 X%d Y%d E%.3f F%d\n",
				    40 + 50 * tower + corners[i][0],
				    50 + corners[i][1], e += i > 0 ? 0.27 : 0,
				    i > 0 ? 1200 : 7200);
		(void)fprintf(out, "G4 P3000\nM400\n");
	}
}

static void (*const shapes[])(FILE *) = { spiral, stripes, towers };

static int
make_file(void (*shape)(FILE *))
{
	int fd = memfd_create("forecast", MFD_CLOEXEC);
	FILE *out = fd == -1 ? NULL : fdopen(dup(fd), "w");

	assert_non_null(out);
	(void)fprintf(out, "G90\nM82\nM104 S200\nG28\nM109 S200\nG92 E0\n"
	    "G1 Z5 F600\n");
	shape(out);
	(void)fprintf(out, "M104 S0\nG91\nG1 Z10 F600\nG90\nM84\n");
	assert_int_equal(fclose(out), 0);
	return fd;
}

/* --- */

/* On a machine that is as the analysis thinks, whatever it prints and
 * whatever happens on the way. */
static void
forecast__usual_machine__within_five_percent(void **state)
{
	static const struct forecast_plan plans[] = {
		{ .fd = 0 },
		{ .baud = 115200 },
		{ .pause_s = 600 },
		{ .dies = true },
	};
	struct forecast_plan plan;
	struct forecast_result r;
	size_t i, s;

	(void)state;
	for (s = 0; s < COUNT(shapes); s++)
		for (i = 0; i < COUNT(plans); i++) {
			plan = plans[i];
			plan.fd = make_file(shapes[s]);
			r = forecast_run(&plan);
			(void)close(plan.fd);
			assert_true(r.finished);
			assert_false(r.negative);
			/* what a planner holds is done when it is paused */
			if (r.worst > 5 ||
			    r.jump > (plan.pause_s > 0 ? 8 : 5))
				fail_msg("print %zu, plan %zu: %.1f %% off, "
				    "jumps by %.1f", s, i, r.worst, r.jump);
		}
}

/* Others are learnt; what nobody could know of is taken in soon. */
static void
forecast__other_machine__is_learnt(void **state)
{
	static const struct {
		struct forecast_plan	plan;
		double			most[FORECAST_POINTS];	/* % off */
	} rows[] = {
		{ { .accel = 0.4 }, { 20, 20, 15, 6, 3, 2 } },
		{ { .heating = 2 }, { 20, 12, 6, 5, 3, 3 } },
		{ { .heating = 2, .accel = 0.4, .dies = true },
		    { 25, 20, 15, 8, 5, 5 } },
		/* a cut is not expected */
		{ { .cut = true }, { 50, 50, 50, 50, 6, 4 } },
	};
	struct forecast_plan plan;
	struct forecast_result r;
	size_t i, s, p;

	(void)state;
	for (s = 0; s < COUNT(shapes); s++)
		for (i = 0; i < COUNT(rows); i++) {
			plan = rows[i].plan;
			plan.fd = make_file(shapes[s]);
			r = forecast_run(&plan);
			(void)close(plan.fd);
			assert_true(r.finished);
			assert_false(r.negative);
			for (p = 0; p < FORECAST_POINTS; p++)
				if (fabs(r.error[p]) > rows[i].most[p])
					fail_msg("print %zu, row %zu: %.1f %% "
					    "off at %.0f", s, i, r.error[p],
					    forecast_parts[p]);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forecast__usual_machine__within_five_percent),
		cmocka_unit_test(forecast__other_machine__is_learnt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
