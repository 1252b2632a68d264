/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The heat guard: every fault is found, and nothing that is healthy is one.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "firmware/marlin/heater.h"
#include "spoolerd/heatguard.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))
#define NONE		REPLY_NO_TEMPERATURE

/* Straight lines: for so many seconds, from one temperature to another. */
struct stretch {
	int			seconds;
	int32_t			from_dC, to_dC, target_dC;
	enum heatguard_phase	phase;
	bool			lost;
};

struct scenario {
	const char		*name;
	bool			 bed;
	int			 every_s;	/* a reading; 0: 2 s */
	struct stretch		 stretches[6];
	enum heatguard_alarm	 alarm;		/* the only one */
	int			 after_s, by_s;	/* when it comes */
};

#define PRINTS	HEATGUARD_PRINTING
static const struct scenario scenarios[] = {
	{ "heats and stays", false, 0, {
	    { 100, 200, 2100, 2100, PRINTS, false },
	    { 900, 2100, 2100, 2100, PRINTS, false } }, HEATGUARD_NONE, 0, 0 },
	{ "does not heat", false, 0, {
	    { 200, 200, 200, 2100, PRINTS, false } },
	    HEATGUARD_HOTEND_NOT_HEATING, 40, 70 },
	{ "stops on its way", false, 0, {
	    { 50, 200, 1000, 2100, PRINTS, false },
	    { 100, 1000, 1000, 2100, PRINTS, false } },
	    HEATGUARD_HOTEND_NOT_HEATING, 100, 125 },
	{ "bed does not heat", true, 0, {
	    { 400, 200, 200, 600, PRINTS, false } },
	    HEATGUARD_BED_NOT_HEATING, 120, 310 },
	{ "a slow bed", true, 0, {
	    { 3600, 200, 700, 700, PRINTS, false } }, HEATGUARD_NONE, 0, 0 },
	{ "falls away", false, 0, {
	    { 100, 200, 2100, 2100, PRINTS, false },
	    { 400, 2100, 400, 2100, PRINTS, false } },
	    HEATGUARD_HOTEND_RUNAWAY, 140, 230 },
	{ "rises away", false, 0, {
	    { 100, 200, 2100, 2100, PRINTS, false },
	    { 150, 2100, 2625, 2100, PRINTS, false } },
	    HEATGUARD_HOTEND_RUNAWAY, 140, 260 },
	{ "runs through its target", false, 0, {
	    { 60, 200, 1000, 600, PRINTS, false },
	    { 200, 1000, 1500, 600, PRINTS, false } },
	    HEATGUARD_HOTEND_RUNAWAY, 80, 160 },
	{ "bed falls away", true, 0, {
	    { 200, 200, 600, 600, PRINTS, false },
	    { 700, 600, 200, 600, PRINTS, false } },
	    HEATGUARD_BED_RUNAWAY, 300, 600 },
	{ "a dip, as under a fan", false, 0, {
	    { 100, 200, 2100, 2100, PRINTS, false },
	    { 30, 2100, 1900, 2100, PRINTS, false },
	    { 30, 1900, 2100, 2100, PRINTS, false },
	    { 200, 2100, 2100, 2100, PRINTS, false } },
	    HEATGUARD_NONE, 0, 0 },
	{ "cools to a lower target", false, 0, {
	    { 100, 200, 2100, 2100, PRINTS, false },
	    { 600, 2100, 1500, 1500, PRINTS, false } },
	    HEATGUARD_NONE, 0, 0 },
	{ "off", false, 0, {
	    { 100, 200, 2100, 2100, PRINTS, false },
	    { 900, 2100, 200, 0, PRINTS, false } }, HEATGUARD_NONE, 0, 0 },
	{ "above the profile", false, 0, {
	    { 300, 200, 3000, 3300, PRINTS, false } },
	    HEATGUARD_HOTEND_TOO_HOT, 250, 300 },
	{ "idle and hot", false, 0, {
	    { 100, 200, 2100, 2100, HEATGUARD_IDLE, false },
	    { 2000, 2100, 2100, 2100, HEATGUARD_IDLE, false } },
	    HEATGUARD_IDLE_HOT, 1795, 1805 },
	{ "paused and hot for an hour", false, 0, {
	    { 100, 200, 2100, 2100, PRINTS, false },
	    { 3600, 2100, 2100, 2100, HEATGUARD_PAUSED, false } },
	    HEATGUARD_NONE, 0, 0 },
	{ "paused and hot for ever", false, 0, {
	    { 100, 200, 2100, 2100, PRINTS, false },
	    { 8000, 2100, 2100, 2100, HEATGUARD_PAUSED, false } },
	    HEATGUARD_IDLE_HOT, 7295, 7305 },
	{ "link lost, hot", false, 0, {
	    { 100, 200, 2100, 2100, PRINTS, false },
	    { 200, 2100, 2100, 2100, PRINTS, true } },
	    HEATGUARD_LINK_LOST, 155, 165 },
	{ "link lost, off and still hot", false, 0, {
	    { 100, 2100, 1500, 0, PRINTS, false },
	    { 200, 2100, 2100, 0, PRINTS, true } },
	    HEATGUARD_LINK_LOST, 155, 165 },
	{ "link lost, cold", false, 0, {
	    { 10, 200, 200, 0, PRINTS, false },
	    { 900, 200, 200, 0, PRINTS, true } }, HEATGUARD_NONE, 0, 0 },
	{ "sensor gone", false, 0, {
	    { 100, 200, 2100, 2100, PRINTS, false },
	    { 200, NONE, NONE, 2100, PRINTS, false } },
	    HEATGUARD_HOTEND_SENSOR, 150, 170 },
	{ "sensor jumps down", false, 0, {
	    { 100, 200, 2100, 2100, PRINTS, false },
	    { 8, -140, -140, 2100, PRINTS, false } },
	    HEATGUARD_HOTEND_SENSOR, 101, 110 },
	{ "bed sensor jumps up", true, 0, {
	    { 100, 200, 300, 300, PRINTS, false },
	    { 8, 3000, 3000, 300, PRINTS, false } },
	    HEATGUARD_BED_SENSOR, 101, 110 },
	{ "no bed", true, 0, {
	    { 900, NONE, NONE, NONE, PRINTS, false } },
	    HEATGUARD_NONE, 0, 0 },
	{ "one wrong reading", false, 0, {
	    { 100, 200, 2100, 2100, PRINTS, false },
	    { 2, 9100, 9100, 2100, PRINTS, false },
	    { 100, 2100, 2100, 2100, PRINTS, false } },
	    HEATGUARD_NONE, 0, 0 },
	{ "a wrong reading at first", false, 0, {
	    { 2, 2200, 2200, 0, PRINTS, false },
	    { 100, 200, 200, 0, PRINTS, false } }, HEATGUARD_NONE, 0, 0 },
	{ "a wrong reading after a silence", false, 0, {
	    { 100, 200, 2100, 2100, PRINTS, false },
	    { 20, 2100, 2100, 2100, PRINTS, true },
	    { 2, 4900, 4900, 2100, PRINTS, false },
	    { 100, 2100, 2100, 2100, PRINTS, false } },
	    HEATGUARD_NONE, 0, 0 },
	{ "a sensor that was never there", false, 0, {
	    { 20, 11000, 11000, 0, PRINTS, false } },
	    HEATGUARD_HOTEND_SENSOR, 3, 8 },
	{ "a sensor that flickers from the first", false, 0, {
	    { 2, 200, 200, 2100, PRINTS, false },
	    { 2, 2200, 2200, 2100, PRINTS, false },
	    { 2, 200, 200, 2100, PRINTS, false },
	    { 2, 2200, 2200, 2100, PRINTS, false },
	    { 2, 200, 200, 2100, PRINTS, false } },
	    HEATGUARD_HOTEND_SENSOR, 5, 10 },
	{ "a reading a minute, healthy", false, 60, {
	    { 100, 200, 2100, 2100, PRINTS, false },
	    { 900, 2100, 2100, 2100, PRINTS, false } },
	    HEATGUARD_NONE, 0, 0 },
	{ "a reading each 10 s, not heating", false, 10, {
	    { 300, 200, 200, 2100, PRINTS, false } },
	    HEATGUARD_HOTEND_NOT_HEATING, 60, 150 },
};

struct fixture {
	struct heatguard_limits	limits;
	struct heatguard	guard;
	int64_t			at_s;
	enum heatguard_alarm	first;
	int64_t			first_s;
	int			alarms;
};

static void
begin(struct fixture *x)
{
	memset(x, 0, sizeof(*x));
	x->limits = heatguard_defaults;
	x->limits.hotend.most_dC = 2600;
	x->limits.bed.most_dC = 1200;
	heatguard_init(&x->guard, &x->limits);
}

static void
feed(struct fixture *x, const struct heatguard_input *in)
{
	enum heatguard_alarm alarm;

	heatguard_feed(&x->guard, x->at_s * 1000, in);
	while ((alarm = heatguard_take(&x->guard)) != HEATGUARD_NONE) {
		if (x->alarms++ > 0)
			continue;
		x->first = alarm;
		x->first_s = x->at_s;
	}
}

static void
go(struct fixture *x, const struct stretch *s, bool bed, int every_s)
{
	struct heatguard_input in = { .phase = s->phase,
	    .link_alive = !s->lost, .lost_ms = x->at_s * 1000 };
	int32_t dC;
	int i;

	for (i = 0; i < s->seconds; i++, x->at_s++) {
		dC = s->from_dC == NONE ? NONE : s->from_dC +
		    (s->to_dC - s->from_dC) * i / s->seconds;
		in.heat = bed ?
		    (struct reply_heat){ NONE, NONE, dC, s->target_dC } :
		    (struct reply_heat){ dC, s->target_dC, NONE, NONE };
		in.has_reading = x->at_s % every_s == 0;
		feed(x, &in);
	}
}

static void
heatguard__scenarios__rows(void **state)
{
	const struct scenario *s;
	struct fixture x;
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(scenarios); i++) {
		s = &scenarios[i];
		begin(&x);
		for (k = 0; k < COUNT(s->stretches); k++)
			go(&x, &s->stretches[k], s->bed,
			    s->every_s > 0 ? s->every_s : 2);
		if (x.first != s->alarm || x.alarms > 1 ||
		    (x.alarms == 1 && (x.first_s < s->after_s ||
		    x.first_s > s->by_s)))
			fail_msg("%s: %d alarms, the first is %s after %d s",
			    s->name, x.alarms, x.alarms > 0 ?
			    heatguard_rule(x.first)->code : "none",
			    (int)x.first_s);
	}
}

static void
heatguard_clear__still_wrong__is_raised_again(void **state)
{
	const struct stretch cold = { 200, 200, 200, 2100, PRINTS, false };
	struct fixture x;

	(void)state;
	begin(&x);
	go(&x, &cold, false, 2);
	go(&x, &cold, false, 2);
	assert_int_equal(x.alarms, 1);
	heatguard_clear(&x.guard);
	go(&x, &(struct stretch){ 50, 200, 200, 2100, PRINTS, false }, false,
	    2);
	assert_int_equal(x.alarms, 1);
	go(&x, &cold, false, 2);
	assert_int_equal(x.alarms, 2);
}

/* A healthy heater to a target, then to another, then off; seen at times. */
static void
live(struct heater *h, bool bed, int target, int then, int every_s)
{
	const double targets[] = { target, then, 0 };
	struct heatguard_input in = { .phase = PRINTS, .link_alive = true };
	struct fixture x;
	int32_t dC, t;
	size_t i;

	begin(&x);
	x.limits.hotend.most_dC = x.limits.bed.most_dC = 4000;
	for (x.at_s = 0; x.at_s < 3 * 1200; x.at_s++) {
		i = (size_t)(x.at_s / 1200);
		h->target = targets[i];
		heater_advance(h, x.at_s * 1000000);
		dC = (int32_t)(h->celsius * 10);
		t = (int32_t)(h->target * 10);
		in.heat = bed ? (struct reply_heat){ NONE, NONE, dC, t } :
		    (struct reply_heat){ dC, t, NONE, NONE };
		in.has_reading = x.at_s % every_s == 0;
		feed(&x, &in);
		if (x.alarms > 0)
			fail_msg("%s to %d, then %d, a reading each %d s: %s "
			    "after %d s", bed ? "bed" : "hotend", target, then,
			    every_s, heatguard_rule(x.first)->code,
			    (int)x.at_s);
	}
}

static void
heatguard__healthy_heaters__never_alarm(void **state)
{
	static const int every_s[] = { 1, 2, 7, 29, 31, 60 };
	struct heater h;
	size_t k;
	int ambient, target;

	(void)state;
	for (k = 0; k < COUNT(every_s); k++)
		for (ambient = 5; ambient <= 35; ambient += 10) {
			for (target = 1; target < ambient + 330; target += 7) {
				heater_init_hotend(&h, ambient);
				live(&h, false, target, 190, every_s[k]);
			}
			for (target = 1; target < ambient + 80; target += 3) {
				heater_init_bed(&h, ambient);
				live(&h, true, target, 50, every_s[k]);
			}
		}
}

static void
heatguard_rule__every_alarm__has_a_row(void **state)
{
	enum heatguard_alarm i;

	(void)state;
	for (i = HEATGUARD_NONE + 1; i < HEATGUARD__MAX; i++) {
		assert_true(strlen(heatguard_rule(i)->code) > 3);
		assert_true(strlen(heatguard_rule(i)->sentence) > 20);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(heatguard__scenarios__rows),
		cmocka_unit_test(heatguard_clear__still_wrong__is_raised_again),
		cmocka_unit_test(heatguard__healthy_heaters__never_alarm),
		cmocka_unit_test(heatguard_rule__every_alarm__has_a_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
