/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * make soak: thousands of seeded prints, every dialect over every kind of
 * faulty cable, as a table; then one print of seven days.  A print that is
 * WRONG or STUCK fails it.
 *
 *	soak [prints a cell [first seed]]
 *
 * "hidden" counts what was executed otherwise than it was sent, or never, and
 * could not be shown by the dialect: two flips of the same bit in one line
 * leave its XOR as it was.  Beside it, for single flips, what that comes to:
 * lines x C(L,2) x p^2 / 8, for lines of L bytes and a flip a byte of p.  A
 * firmware that takes a line without a sum takes one whose star was changed,
 * too: lines x p more.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/marlin/flavor.h"
#include "tests/trial.h"

static const struct {
	const char	*firmware, *dialect;
} machines[] = {
	{ "marlin-1.1", "marlin" }, { "marlin-2.0", "marlin" },
	{ "marlin-2.0.8", "marlin" }, { "marlin-2.1", "marlin" },
	{ "marlin-1.0", "marlin" }, { "malyan", "marlin" },
	{ "prusa", "prusa" }, { "repetier", "repetier" },
	{ "smoothie", "smoothie" }, { "aprinter", "aprinter" },
	{ "teacup", "teacup" },
	{ "reprapfirmware", "reprapfirmware" }, { "klipper", "klipper" },
};

static const char *const cables[] = {
	"none", "flip=1e-5", "flip=1e-4", "flip=1e-3", "drop=1e-4",
	"insert=1e-4", "double=1e-4", "burst=3e-5", "ok-lost=1e-2",
	"ok-doubled=1e-2", "ok-late=1e-2",
	"flip=1e-4,drop=1e-4,ok-lost=1e-3,ok-doubled=1e-3",
};

#define LINE_BYTES	41	/* of a trial's lines, on the cable */
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

/* What nothing shows, to be expected. */
static double
computed(const char *firmware, const char *faults, unsigned int lines)
{
	const struct reader_rules *rules = &flavor_find(firmware)->rules;
	double p, n = LINE_BYTES;

	if (strncmp(faults, "flip=", 5) != 0 || strchr(faults, ',') != NULL)
		return -1;
	p = strtod(faults + 5, NULL);
	return lines * ((n * (n - 1) / 2) * p * p / 8 +
	    (rules->number_needs_sum ? 0 : p));
}

static unsigned int
run_cell(size_t machine, size_t cable, unsigned int prints,
    unsigned int first)
{
	struct cell cell = { .lines = 0 };
	unsigned int i, failed = 0;
	double hidden;

	for (i = 0; i < prints; i++) {
		struct trial_plan plan = {
			.firmware = machines[machine].firmware,
			.dialect = machines[machine].dialect,
			.faults = cables[cable], .seed = first + i,
			.lines = 400, .resumes = 20,
			.crash_every = i % 3 == 2 ? 97 : 0,
		};
		struct trial_result r = trial_run(&plan);

		failed += bad(&plan, &r);
		add(&cell, &r);
	}
	hidden = computed(machines[machine].firmware, cables[cable],
	    cell.lines);
	(void)printf("%-15s %-48s %6u %6u %6u %6u %6u %7llu %6u ",
	    machines[machine].firmware, cables[cable], prints,
	    cell.ends[TRIAL_FINISHED],
	    cell.ends[TRIAL_INTERRUPTED] + cell.ends[TRIAL_FAILED],
	    cell.ends[TRIAL_WRONG] + cell.ends[TRIAL_STUCK], cell.resumed,
	    (unsigned long long)cell.resends, cell.hidden);
	(void)printf(hidden < 0 ? "\n" : "(%.1f)\n", hidden);
	(void)fflush(stdout);
	return failed;
}

/* Seven days; past the 65 536th line, over a cable that is not good. */
static unsigned int
run_week(const char *firmware, const char *dialect)
{
	struct trial_plan plan = { .firmware = firmware, .dialect = dialect,
	    .faults = "flip=1e-5,ok-lost=1e-5", .seed = 7, .lines = 80000,
	    .resumes = 20, .seconds_a_line = 7 * 24 * 3600 / 80000.0 };
	struct trial_result r = trial_run(&plan);

	(void)printf("%-15s seven days, %u lines: %s after %.2f days, %llu "
	    "resends, %llu time-outs, %u resumed, %u hidden\n", firmware,
	    r.executed, trial_end_name(r.end), r.seconds / 86400,
	    (unsigned long long)r.resends, (unsigned long long)r.timeouts,
	    r.resumed, r.hidden);
	return r.end != TRIAL_FINISHED;
}

static unsigned int
number(int argc, char **argv, int i, unsigned int normal)
{
	return argc > i ? (unsigned int)strtoul(argv[i], NULL, 10) : normal;
}

int
main(int argc, char **argv)
{
	unsigned int prints = number(argc, argv, 1, 100);
	unsigned int first = number(argc, argv, 2, 1);
	unsigned int failed = 0;
	size_t m, c;

	/* a drain logs its phases */
	if (freopen("/dev/null", "w", stderr) == NULL)
		return 1;
	(void)printf("%-15s %-48s %6s %6s %6s %6s %6s %7s %6s\n", "firmware",
	    "cable, a byte or an ok", "prints", "finish", "interr", "wrong",
	    "resume", "resends", "hidden");
	for (m = 0; m < COUNT(machines); m++)
		/* Klipper has no cable: its terminal is in the same computer,
		 * and nothing checks what comes */
		for (c = 0; c < (strcmp(machines[m].firmware, "klipper") == 0 ?
		    1 : COUNT(cables)); c++)
			failed += run_cell(m, c, prints, first);
	failed += run_week("marlin-1.1", "marlin");
	failed += run_week("repetier", "repetier");
	return failed != 0;
}
