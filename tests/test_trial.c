/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whole prints over faulty cables, judged by what the simulated printer
 * executed: a quick, seeded part of `make soak`.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>

#include "tests/trial.h"

#define SEEDS	3

static const struct machine {
	const char	*firmware, *dialect;
} numbered[] = {
	{ "marlin-1.1", "marlin" }, { "marlin-2.0", "marlin" },
	{ "marlin-2.0.8", "marlin" }, { "marlin-2.1", "marlin" },
	{ "marlin-1.0", "marlin" }, { "malyan", "marlin" },
	{ "prusa", "prusa" }, { "repetier", "repetier" },
	{ "smoothie", "smoothie" }, { "aprinter", "aprinter" },
}, unnumbered[] = {
	{ "teacup", "teacup" }, { "reprapfirmware", "reprapfirmware" },
};

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

/* Every seed of the plan must end like one of these (bits of trial_end). */
static void
expect(struct trial_plan plan, const struct machine *m, unsigned int ends)
{
	struct trial_result r;

	plan.firmware = m->firmware;
	plan.dialect = m->dialect;
	if (plan.lines == 0)
		plan.lines = 200;
	plan.resumes = 20;
	for (plan.seed = 1; plan.seed <= SEEDS; plan.seed++) {
		r = trial_run(&plan);
		if (!(ends & 1u << r.end))
			fail_msg("%s over %s, seed %d: %s: %s", m->firmware,
			    plan.faults, (int)plan.seed,
			    trial_end_name(r.end), r.why);
	}
}

#define FINISHED	(1u << TRIAL_FINISHED)
#define DECLARED	(FINISHED | 1u << TRIAL_INTERRUPTED | \
			    1u << TRIAL_FAILED)

static void
print__good_cable__every_line_once(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(numbered); i++)
		expect((struct trial_plan){ .faults = "none" }, &numbered[i],
		    FINISHED);
	for (i = 0; i < COUNT(unnumbered); i++)
		expect((struct trial_plan){ .faults = "none" },
		    &unnumbered[i], FINISHED);
	expect((struct trial_plan){ .faults = "none" },
	    &(struct machine){ "klipper", "klipper" }, FINISHED);
}

/* A printer that counts its slots in its oks is given more lines, and none is
 * lost in its ring. */
static void
window__slots_said__learnt(void **state)
{
	static const struct {
		const char	*firmware;
		double		 dwell;
		unsigned int	 window;
	} rows[] = {
		{ "marlin-2.0", 0, 8 }, { "marlin-2.0", 0.05, 8 },
		{ "marlin-1.1", 0, 3 }, { "marlin-2.1", 0, 3 },
	};
	struct trial_result r;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		r = trial_run(&(struct trial_plan){ .dialect = "marlin",
		    .firmware = rows[i].firmware, .faults = "none", .seed = 1,
		    .seconds_a_line = rows[i].dwell, .lines = 600 });
		if (r.end != TRIAL_FINISHED || r.window != rows[i].window ||
		    r.resends != 0 || r.overruns != 0)
			fail_msg("row %zu: %s, %u lines, %d resends, %lu lost",
			    i, trial_end_name(r.end), r.window,
			    (int)r.resends, r.overruns);
	}
}

/* A printer that never says "busy" is slow, not noisy. */
static void
patience__moves_longer_than_it__every_line_once(void **state)
{
	static const struct {
		const char	*firmware, *dialect;
		double		 seconds;
	} rows[] = {
		{ "marlin-1.0", "marlin", 6 }, { "marlin-1.0", "marlin", 30 },
		{ "malyan", "marlin", 6 }, { "smoothie", "smoothie", 30 },
		{ "aprinter", "aprinter", 30 },
		{ "repetier", "repetier", 30 }, { "teacup", "teacup", 30 },
	};
	struct trial_result r;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		r = trial_run(&(struct trial_plan){ .dialect = rows[i].dialect,
		    .firmware = rows[i].firmware, .faults = "none", .seed = 1,
		    .seconds_a_move = rows[i].seconds, .lines = 200 });
		if (r.end != TRIAL_FINISHED || r.timeouts > 10)
			fail_msg("row %zu: %s: %s, %d time-outs", i,
			    trial_end_name(r.end), r.why, (int)r.timeouts);
	}
}

/* Rings of other boards, with more lines in flight than they take: what a tiny
 * one has no room for comes again; from 64 bytes on nothing is lost. */
static void
ring__any_size__every_line_once(void **state)
{
	static const struct {
		unsigned int	 ring;
		bool		 overruns;
	} rows[] = { { 32, true }, { 64, false }, { 128, false },
	    { 1024, false } };
	static const char *const firmwares[] = { "marlin-1.1", "marlin-2.0",
	    "marlin-2.1" };
	struct trial_result r;
	size_t i, f;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		for (f = 0; f < COUNT(firmwares); f++) {
			r = trial_run(&(struct trial_plan){ .window = 8,
			    .firmware = firmwares[f], .dialect = "marlin",
			    .faults = "none", .seed = 1, .lines = 600,
			    .resumes = 20, .ring = rows[i].ring,
			    .seconds_a_line = 0.05 });
			if (r.end != TRIAL_FINISHED || r.executed != 600 ||
			    (r.overruns > 0) != rows[i].overruns)
				fail_msg("%s, ring of %u: %s, %lu lost",
				    firmwares[f], rows[i].ring,
				    trial_end_name(r.end), r.overruns);
		}
}

/* Where it does not see M112 on arrival, a slot for it is free at any moment,
 * however the cable is; but an ok too many takes it, for as long as M105 needs
 * to find that out. */
static void
emergency__any_moment__has_a_slot(void **state)
{
	static const char *const firmwares[] = { "marlin-1.0", "marlin-1.1",
	    "marlin-2.0.8", "marlin-2.1", "prusa" };
	static const char *const cables[] = { "none", "to-flip=3e-4",
	    "to-drop=1e-4", "ok-lost=1e-2" };
	struct trial_result r;
	size_t f, c;

	(void)state;
	for (f = 0; f < COUNT(firmwares); f++)
		for (c = 0; c < COUNT(cables); c++) {
			r = trial_run(&(struct trial_plan){ .seed = 1,
			    .firmware = firmwares[f], .lines = 600,
			    .dialect = f == 4 ? "prusa" : "marlin",
			    .faults = cables[c], .resumes = 20,
			    .seconds_a_move = 0.05 });
			if (r.end != TRIAL_FINISHED || r.deaf_seconds > 0)
				fail_msg("%s, %s: %s, deaf for %.1f s",
				    firmwares[f], cables[c],
				    trial_end_name(r.end), r.deaf_seconds);
		}
}

/* It forgot where it was: the job is interrupted, can't be resumed (where that
 * can be known), and no line of it is executed any more.  Whether or not it is
 * heard to boot. */
static void
reset__by_itself__interrupted(void **state)
{
	static const unsigned int at[] = { 1, 7, 150 };
	struct trial_plan plan = { .faults = "none", .seed = 1, .lines = 200,
	    .resumes = 20 };
	const struct machine *m;
	struct trial_result r;
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(numbered) + COUNT(unnumbered); i++)
		for (k = 0; k < COUNT(at) * 4; k++) {
			m = i < COUNT(numbered) ? &numbered[i] :
			    &unnumbered[i - COUNT(numbered)];
			plan.firmware = m->firmware;
			plan.dialect = m->dialect;
			plan.reset_at = at[k / 4];
			plan.resets = k % 2;
			plan.no_banner = k % 4 > 1;
			r = trial_run(&plan);
			if (r.end != TRIAL_INTERRUPTED ||
			    (r.resumed > 0 && i < COUNT(numbered)) ||
			    r.executed > plan.reset_at + 1)
				fail_msg("%s, row %zu: %s: %s, %u lines",
				    m->firmware, k, trial_end_name(r.end),
				    r.why, r.executed);
		}
}

/* A dialect with line numbers gets through all this by itself. */
static void
print__bad_cable__every_line_once(void **state)
{
	static const char *const cables[] = {
		"flip=1e-4", "drop=1e-4", "insert=1e-4", "double=1e-4",
		"burst=3e-5", "ok-lost=1e-2", "ok-doubled=1e-2",
		"ok-late=1e-2", "to-flip=1e-3", "from-flip=1e-3",
	};
	size_t i, c;

	(void)state;
	for (i = 0; i < COUNT(numbered); i++)
		for (c = 0; c < COUNT(cables); c++)
			expect((struct trial_plan){ .faults = cables[c] },
			    &numbered[i], FINISHED);
}

static void
print__hopeless_cable__ends_declared(void **state)
{
	static const char *const cables[] = {
		"flip=1e-2", "drop=1e-2", "flip=5e-2", "silent=1",
		"from-flip=1e-2", "ok-lost=0.5",
	};
	size_t i, c;

	(void)state;
	for (i = 0; i < COUNT(numbered); i++)
		for (c = 0; c < COUNT(cables); c++)
			expect((struct trial_plan){ .faults = cables[c] },
			    &numbered[i], DECLARED);
}

/* Without numbers a lost answer ends the job, and says so. */
static void
print__no_numbers__ends_declared(void **state)
{
	static const char *const cables[] = {
		"flip=1e-4", "drop=1e-4", "insert=1e-4", "ok-lost=1e-2",
		"ok-doubled=1e-2",
	};
	size_t i, c;

	(void)state;
	for (i = 0; i < COUNT(unnumbered); i++)
		for (c = 0; c < COUNT(cables); c++)
			expect((struct trial_plan){ .faults = cables[c] },
			    &unnumbered[i], DECLARED);
}

/* The drain dies after every so many writes, and the next one goes on. */
static void
crash__at_any_write__every_line_once(void **state)
{
	unsigned int every;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(numbered); i++)
		for (every = 40; every < 48; every++)
			expect((struct trial_plan){ .faults = "flip=1e-4",
			    .crash_every = every, .lines = 120 },
			    &numbered[i], FINISHED);
}

static void
number__past_16_bits__every_line_once(void **state)
{
	struct trial_plan plan = { .firmware = "repetier",
	    .dialect = "repetier", .faults = "flip=1e-6", .seed = 1,
	    .lines = 66000, .resumes = 5 };
	struct trial_result r = trial_run(&plan);

	(void)state;
	assert_string_equal(trial_end_name(r.end), "finished");
	assert_int_equal(r.executed, 66000);
}

/* The judge itself: it sees a line that is missing. */
static void
judge__same_seed__same_print(void **state)
{
	struct trial_plan plan = { .firmware = "marlin-1.1",
	    .dialect = "marlin", .faults = "flip=1e-3", .seed = 5,
	    .lines = 200, .resumes = 20 };
	struct trial_result a = trial_run(&plan), b = trial_run(&plan);

	(void)state;
	assert_int_equal(a.resends, b.resends);
	assert_int_equal(a.struck, b.struck);
	assert_true(a.struck > 0);
	assert_true(a.seconds == b.seconds);
}

int
main(void)
{
#define T(f)	cmocka_unit_test(f)
	const struct CMUnitTest tests[] = {
		T(print__good_cable__every_line_once),
		T(window__slots_said__learnt),
		T(patience__moves_longer_than_it__every_line_once),
		T(ring__any_size__every_line_once),
		T(emergency__any_moment__has_a_slot),
		T(reset__by_itself__interrupted),
		T(print__bad_cable__every_line_once),
		T(print__hopeless_cable__ends_declared),
		T(print__no_numbers__ends_declared),
		T(crash__at_any_write__every_line_once),
		T(number__past_16_bits__every_line_once),
		T(judge__same_seed__same_print),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
