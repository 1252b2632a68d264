/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How well the time left is known while files are printed, on machines that
 * are as the analysis thinks and on others (tests/forecast.h).
 *
 *	left FILE ...
 *
 * Prints a line for each file and machine: file, machine, the seconds that it
 * took, the seconds that the analysis said, at 5, 10, 25, 50, 75 and 90 % of
 * the print how far what was said of the time left was from what was left, in
 * percent of the whole, the worst from 5 % on, the furthest that the end moved
 * from one telling to the next, and the percent of the time in which
 * the machine had no move to make.
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "tests/forecast.h"

static const struct {
	const char		*name;
	struct forecast_plan	 plan;
} machines[] = {
	{ "usual", { .accel = 1 } },
	{ "slower", { .accel = 0.4 } },
	{ "heats-slowly", { .heating = 2 } },
	{ "paused", { .pause_s = 600 } },
	{ "drain-dies", { .dies = true } },
	{ "slow-drain-dies", { .dies = true, .accel = 0.4, .heating = 2 } },
	{ "power-cut", { .cut = true } },
	{ "115200-baud", { .baud = 115200 } },
};

static void
tell(const char *file, const char *machine, const struct forecast_result *r)
{
	size_t i;

	printf("%s %s %.1f %.1f", file, machine, r->seconds, r->analyzed);
	for (i = 0; i < FORECAST_POINTS; i++)
		printf(" %.1f", r->error[i]);
	printf(" %.1f %.1f %.1f%s\n", r->worst, r->jump,
	    100 * r->starved / r->seconds, r->finished ? "" : " unfinished");
}

int
main(int argc, char **argv)
{
	struct forecast_plan plan;
	struct forecast_result r;
	size_t m;
	int i;

	for (i = 1; i < argc; i++)
		for (m = 0; m < sizeof(machines) / sizeof(machines[0]); m++) {
			plan = machines[m].plan;
			plan.fd = open(argv[i], O_RDONLY | O_CLOEXEC);
			if (plan.fd == -1)
				err(1, "%s", argv[i]);
			r = forecast_run(&plan);
			tell(argv[i], machines[m].name, &r);
			(void)close(plan.fd);
		}
	return 0;
}
