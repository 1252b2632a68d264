/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * make soak: thousands of seeded prints, every dialect over every kind of
 * faulty cable, as a table.  A row that is WRONG or STUCK fails it.
 *
 *	soak [prints a cell [first seed]]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/trial.h"

static const struct {
	const char	*firmware, *dialect;
} machines[] = {
	{ "marlin-1.1", "marlin" }, { "marlin-2.0", "marlin" },
	{ "marlin-2.0.8", "marlin" }, { "marlin-2.1", "marlin" },
	{ "prusa", "prusa" }, { "repetier", "repetier" },
	{ "smoothie", "smoothie" }, { "teacup", "teacup" },
	{ "reprapfirmware", "reprapfirmware" }, { "klipper", "klipper" },
};

static const char *const cables[] = {
	"none", "flip=1e-5", "flip=1e-4", "flip=1e-3", "drop=1e-4",
	"insert=1e-4", "double=1e-4", "burst=3e-5", "ok-lost=1e-2",
	"ok-doubled=1e-2", "ok-late=1e-2",
	"flip=1e-4,drop=1e-4,ok-lost=1e-3,ok-doubled=1e-3",
};

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

struct cell {
	unsigned int	ends[TRIAL__MAX], resumed, hidden, lines;
	uint64_t	resends, struck;
};

static void
add(struct cell *c, const struct trial_result *r)
{
	c->ends[r->end]++;
	c->resumed += r->resumed;
	c->hidden += r->hidden;
	c->lines += r->executed;
	c->resends += r->resends;
	c->struck += r->struck;
}

static bool
bad(const struct trial_plan *plan, const struct trial_result *r)
{
	if (r->end != TRIAL_WRONG && r->end != TRIAL_STUCK)
		return false;
	(void)printf("%s, %s, seed %llu: %s: %s\n", plan->firmware,
	    plan->faults, (unsigned long long)plan->seed,
	    trial_end_name(r->end), r->why);
	return true;
}

int
main(int argc, char **argv)
{
	unsigned int prints = argc > 1 ? (unsigned int)atoi(argv[1]) : 30;
	unsigned int first = argc > 2 ? (unsigned int)atoi(argv[2]) : 1;
	unsigned int failed = 0, p;
	size_t m, c;

	(void)printf("%-15s %-50s %6s %6s %6s %6s %6s %7s %7s\n", "firmware",
	    "cable", "prints", "finish", "interr", "resume", "wrong",
	    "hidden", "resends");
	/* a drain logs its phases */
	if (freopen("/dev/null", "w", stderr) == NULL)
		return 1;
	for (m = 0; m < COUNT(machines); m++)
		for (c = 0; c < COUNT(cables); c++) {
			struct cell cell = { .lines = 0 };

			/* Klipper has no cable: its terminal is in the same
			 * computer, and nothing checks what comes */
			if (c > 0 &&
			    strcmp(machines[m].firmware, "klipper") == 0)
				break;
			for (p = 0; p < prints; p++) {
				struct trial_plan plan = {
					.firmware = machines[m].firmware,
					.dialect = machines[m].dialect,
					.faults = cables[c],
					.seed = first + p, .lines = 400,
					.resumes = 20,
					.crash_every = p % 3 == 2 ? 97 : 0,
				};
				struct trial_result r = trial_run(&plan);

				failed += bad(&plan, &r);
				if (getenv("SOAK_VERBOSE"))
					printf("  %s seed %d %s %s\n",
					    plan.faults, (int)plan.seed,
					    trial_end_name(r.end), r.why);
				add(&cell, &r);
			}
			(void)printf("%-15s %-50s %6u %6u %6u %6u %6u %7u "
			    "%7llu\n", machines[m].firmware, cables[c],
			    prints, cell.ends[TRIAL_FINISHED],
			    cell.ends[TRIAL_INTERRUPTED], cell.resumed,
			    cell.ends[TRIAL_WRONG] + cell.ends[TRIAL_STUCK],
			    cell.hidden, (unsigned long long)cell.resends);
			(void)fflush(stdout);
		}
	return failed != 0;
}
