/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The heat guard.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "spoolerd/heatguard.h"

/* A reading that can't be adds this, a good one takes one off: */
#define DOUBT		2
#define DOUBTS_MOST	6	/* an alarm */
#define OVER_MOST	2	/* readings in a row */
/* No heater of a printer is colder or hotter, whatever its sensor says. */
#define LEAST_DC	(-500)
#define MOST_DC		10000

/* The alarms of one heater. */
struct set {
	enum heatguard_alarm	not_heating, runaway, too_hot, sensor;
};

static void	feed_heater(struct heatguard *, struct heatguard_heater *,
		    const struct heatguard_heater_limits *,
		    const struct set *, int64_t, int64_t, int32_t, int32_t);
static bool	believe(struct heatguard_heater *,
		    const struct heatguard_heater_limits *, int64_t, int64_t,
		    int32_t);
static int64_t	reach(const struct heatguard_heater_limits *, int64_t);
static void	follow_target(struct heatguard_heater *, int32_t, int32_t);
static void	watch(struct heatguard_heater *, int32_t);
static bool	rises(struct heatguard_heater *,
		    const struct heatguard_heater_limits *, int32_t, int64_t);
static bool	runs_away(struct heatguard_heater *,
		    const struct heatguard_heater_limits *, int32_t, int64_t);
static void	feed_rest(struct heatguard *, int64_t, enum heatguard_phase);
static bool	is_hot(const struct heatguard *);
static bool	is_heater_hot(const struct heatguard_heater *, int32_t);
static void	raise_alarm(struct heatguard *, enum heatguard_alarm);

/*
 * Marlin's Configuration_adv.h (1.1.9 and 2.x): hot end THERMAL_PROTECTION_
 * PERIOD 40 s and _HYSTERESIS 4 C, WATCH_TEMP_PERIOD 20 s and _INCREASE 2 C;
 * bed 20 s and 2 C, WATCH_BED_TEMP_PERIOD 60 s and _INCREASE 2 C.  Each of
 * ours asks for no more and waits at least twice as long, so the firmware
 * speaks first.
 */
const struct heatguard_limits heatguard_defaults = {
	.hotend = {
		.over_dC = 200,		/* Marlin: HOTEND_OVERSHOOT 15 C */
		.rise_dC = 20, .rise_ms = 60000,	/* firmware: 20 s */
		.near_dC = 100,
		.away_dC = 150, .away_ms = 90000,	/* 4 C for 40 s */
		/* 60 W heat a small block by 6 C/s at most. */
		.step_dC = 300, .slope_dC = 150
	},
	.bed = {
		.over_dC = 150,		/* Marlin: BED_OVERSHOOT 10 C */
		/* A bed for 230 V is quick, one at its limit takes minutes
		 * for the last degrees: 2 C in 60 s is the firmware's. */
		.rise_dC = 20, .rise_ms = 300000,
		.near_dC = 80,
		.away_dC = 100, .away_ms = 180000,	/* 2 C for 20 s */
		.step_dC = 250, .slope_dC = 50
	},
	.hot_dC = 500,		/* nobody should touch it unwarned */
	.idle_ms = 1800000,
	.paused_ms = 7200000,	/* somebody fetches filament */
	.lost_ms = 60000,
	.gone_ms = 60000,
	.blind_ms = 30000,
	.gap_ms = 5000
};

static const struct heatguard_rule rules[] = {
	[HEATGUARD_HOTEND_NOT_HEATING] = { "hotend-not-heating",
	    "The hot end is told to heat and does not get warmer.",
	    HEATGUARD_HEATERS_OFF },
	[HEATGUARD_BED_NOT_HEATING] = { "bed-not-heating",
	    "The bed is told to heat and does not get warmer.",
	    HEATGUARD_HEATERS_OFF },
	[HEATGUARD_HOTEND_RUNAWAY] = { "hotend-runaway",
	    "The hot end left its temperature and does not come back.",
	    HEATGUARD_EMERGENCY },
	[HEATGUARD_BED_RUNAWAY] = { "bed-runaway",
	    "The bed left its temperature and does not come back.",
	    HEATGUARD_EMERGENCY },
	[HEATGUARD_HOTEND_TOO_HOT] = { "hotend-too-hot",
	    "The hot end is hotter than this printer may ever be.",
	    HEATGUARD_EMERGENCY },
	[HEATGUARD_BED_TOO_HOT] = { "bed-too-hot",
	    "The bed is hotter than this printer may ever be.",
	    HEATGUARD_EMERGENCY },
	[HEATGUARD_HOTEND_SENSOR] = { "hotend-sensor",
	    "The hot end's temperature can't be true, or is missing.",
	    HEATGUARD_EMERGENCY },
	[HEATGUARD_BED_SENSOR] = { "bed-sensor",
	    "The bed's temperature can't be true, or is missing.",
	    HEATGUARD_EMERGENCY },
	[HEATGUARD_LINK_LOST] = { "link-lost-hot",
	    "The printer was hot when it stopped answering: look at it.",
	    HEATGUARD_TELL },
	[HEATGUARD_IDLE_HOT] = { "idle-hot",
	    "The printer has been hot for long and prints nothing.",
	    HEATGUARD_HEATERS_OFF },
};
_Static_assert(sizeof(rules) / sizeof(rules[0]) == HEATGUARD__MAX,
    "every alarm has a row");
_Static_assert(HEATGUARD__MAX <= 32, "an alarm is a bit");

static const struct set hotend_set = { HEATGUARD_HOTEND_NOT_HEATING,
    HEATGUARD_HOTEND_RUNAWAY, HEATGUARD_HOTEND_TOO_HOT,
    HEATGUARD_HOTEND_SENSOR };
static const struct set bed_set = { HEATGUARD_BED_NOT_HEATING,
    HEATGUARD_BED_RUNAWAY, HEATGUARD_BED_TOO_HOT, HEATGUARD_BED_SENSOR };

const struct heatguard_rule *
heatguard_rule(enum heatguard_alarm alarm)
{
	assert(alarm > HEATGUARD_NONE && alarm < HEATGUARD__MAX);
	return &rules[alarm];
}

void
heatguard_init(struct heatguard *g, const struct heatguard_limits *limits)
{
	memset(g, 0, sizeof(*g));
	g->limits = limits;
	g->read_ms = g->rest_ms = -1;
	g->hotend.dC = g->bed.dC = REPLY_NO_TEMPERATURE;
	g->hotend.target_dC = g->bed.target_dC = REPLY_NO_TEMPERATURE;
}

void
heatguard_feed(struct heatguard *g, int64_t now_ms,
    const struct heatguard_input *in)
{
	const struct reply_heat *heat = &in->heat;
	int64_t seen_ms;

	if (in->has_reading && in->link_alive) {
		seen_ms = g->read_ms == -1 ? 0 : now_ms - g->read_ms;
		g->read_ms = now_ms;
		feed_heater(g, &g->hotend, &g->limits->hotend, &hotend_set,
		    now_ms, seen_ms, heat->hotend_dC, heat->hotend_target_dC);
		feed_heater(g, &g->bed, &g->limits->bed, &bed_set,
		    now_ms, seen_ms, heat->bed_dC, heat->bed_target_dC);
	}
	feed_rest(g, now_ms, in->phase);
	if (!in->link_alive && is_hot(g) &&
	    now_ms - in->lost_ms >= g->limits->lost_ms)
		raise_alarm(g, HEATGUARD_LINK_LOST);
}

enum heatguard_alarm
heatguard_take(struct heatguard *g)
{
	unsigned int i;

	for (i = HEATGUARD_NONE + 1; i < HEATGUARD__MAX; i++)
		if ((g->raised & ~g->told & UINT32_C(1) << i) != 0) {
			g->told |= UINT32_C(1) << i;
			return (enum heatguard_alarm)i;
		}
	return HEATGUARD_NONE;
}

/* The evidence is gathered anew too, or the old would raise it at once after
 * the heaters were turned off. */
void
heatguard_clear(struct heatguard *g)
{
	struct heatguard_heater *heaters[] = { &g->hotend, &g->bed };
	unsigned int i;

	g->raised = g->told = 0;
	g->rest_ms = -1;
	for (i = 0; i < 2; i++) {
		heaters[i]->over = heaters[i]->doubts = 0;
		heaters[i]->gone_seen_ms = heaters[i]->away_seen_ms = 0;
		watch(heaters[i], heaters[i]->dC);
	}
}

static void
feed_heater(struct heatguard *g, struct heatguard_heater *h,
    const struct heatguard_heater_limits *l, const struct set *alarms,
    int64_t now_ms, int64_t seen_ms, int32_t dC, int32_t target_dC)
{
	bool blind = seen_ms > g->limits->blind_ms;

	if (seen_ms > g->limits->gap_ms)
		seen_ms = g->limits->gap_ms;
	if (dC == REPLY_NO_TEMPERATURE) {
		if (h->target_dC <= 0)	/* a machine without this heater */
			return;
		h->gone_seen_ms += seen_ms;
		if (h->gone_seen_ms >= g->limits->gone_ms)
			raise_alarm(g, alarms->sensor);
		return;
	}
	h->gone_seen_ms = 0;
	if (!believe(h, l, now_ms, g->limits->gap_ms, dC)) {
		if (h->doubts >= DOUBTS_MOST)
			raise_alarm(g, alarms->sensor);
		return;
	}
	if (blind) {
		h->away_seen_ms = 0;
		watch(h, dC);
	}
	follow_target(h, target_dC, dC);
	h->over = l->most_dC > 0 && dC > l->most_dC + l->over_dC ?
	    h->over + (h->over < OVER_MOST) : 0;
	if (h->over == OVER_MOST)
		raise_alarm(g, alarms->too_hot);
	if (h->target_dC <= 0)
		return;
	if (!rises(h, l, dC, seen_ms))
		raise_alarm(g, alarms->not_heating);
	if (runs_away(h, l, dC, seen_ms))
		raise_alarm(g, alarms->runaway);
}

/* Could a body get from the last reading to this one?  Which of the two is
 * wrong only a third can tell: a level that nothing confirmed gives way to the
 * next, one that two readings agreed on to enough that disagree.  After a
 * silence much is possible, and what needs all of it confirms nothing. */
static bool
believe(struct heatguard_heater *h, const struct heatguard_heater_limits *l,
    int64_t now_ms, int64_t gap_ms, int32_t dC)
{
	bool first = h->dC == REPLY_NO_TEMPERATURE;
	int64_t since_ms = now_ms - h->at_ms;
	int64_t apart = first ? 0 : llabs((int64_t)dC - h->dC);
	bool possible = dC >= LEAST_DC && dC <= MOST_DC;
	bool agrees = possible && apart <= reach(l, since_ms);

	if (!agrees)
		h->doubts += DOUBT;
	else
		h->doubts -= h->doubts > 0;
	if (!possible || (!agrees && h->sure && h->doubts < DOUBTS_MOST))
		return false;
	h->sure = agrees && !first && apart <= reach(l,
	    since_ms < gap_ms ? since_ms : gap_ms);
	h->dC = dC;
	h->at_ms = now_ms;
	if (!agrees)
		watch(h, dC);
	return agrees;
}

static int64_t
reach(const struct heatguard_heater_limits *l, int64_t ms)
{
	return l->step_dC + l->slope_dC * ms / 1000;
}

/* A reading that names no target leaves it as it was. */
static void
follow_target(struct heatguard_heater *h, int32_t target_dC, int32_t dC)
{
	if (target_dC == REPLY_NO_TEMPERATURE || target_dC == h->target_dC)
		return;
	h->target_dC = target_dC;
	h->was_there = false;
	h->heats = target_dC > dC;
	h->away_seen_ms = 0;
	watch(h, dC);
}

static void
watch(struct heatguard_heater *h, int32_t dC)
{
	h->rise_from_dC = dC;
	h->rise_seen_ms = 0;
}

/* Far below a target that it has not reached, it has to get warmer. */
static bool
rises(struct heatguard_heater *h, const struct heatguard_heater_limits *l,
    int32_t dC, int64_t seen_ms)
{
	if (h->was_there || dC >= h->target_dC - l->near_dC ||
	    dC >= h->rise_from_dC + l->rise_dC) {
		watch(h, dC);
		return true;
	}
	h->rise_seen_ms += seen_ms;
	return h->rise_seen_ms < l->rise_ms;
}

/* Once there it stays there.  A heater that goes up to its target and on is
 * away even if no reading saw it there; one that cools down is not. */
static bool
runs_away(struct heatguard_heater *h, const struct heatguard_heater_limits *l,
    int32_t dC, int64_t seen_ms)
{
	int64_t apart = (int64_t)dC - h->target_dC;

	if ((apart <= l->near_dC && apart >= -l->near_dC) ||
	    (h->heats && apart > 0))
		h->was_there = true;
	if (!h->was_there || (apart <= l->away_dC && apart >= -l->away_dC)) {
		h->away_seen_ms = 0;
		return false;
	}
	h->away_seen_ms += seen_ms;
	return h->away_seen_ms >= l->away_ms;
}

/* Hot without printing: from its beginning, or from the end of the print. */
static void
feed_rest(struct heatguard *g, int64_t now_ms, enum heatguard_phase phase)
{
	bool told = g->hotend.target_dC > 0 || g->bed.target_dC > 0;

	if (phase == HEATGUARD_PRINTING || !told || phase != g->phase)
		g->rest_ms = -1;
	g->phase = phase;
	if (phase == HEATGUARD_PRINTING || !told)
		return;
	if (g->rest_ms == -1)
		g->rest_ms = now_ms;
	if (now_ms - g->rest_ms >= (phase == HEATGUARD_PAUSED ?
	    g->limits->paused_ms : g->limits->idle_ms))
		raise_alarm(g, HEATGUARD_IDLE_HOT);
}

static bool
is_hot(const struct heatguard *g)
{
	return is_heater_hot(&g->hotend, g->limits->hot_dC) ||
	    is_heater_hot(&g->bed, g->limits->hot_dC);
}

/* Or about to be. */
static bool
is_heater_hot(const struct heatguard_heater *h, int32_t hot_dC)
{
	return h->target_dC > 0 || h->dC >= hot_dC;
}

static void
raise_alarm(struct heatguard *g, enum heatguard_alarm alarm)
{
	g->raised |= UINT32_C(1) << alarm;
}
