/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The watch over the heaters.
 */
#include <stdio.h>

#include "spoolerd/drain/supply.h"
#include "spoolerd/drain/heatwatch.h"

#define HEATERS_OFF	"M104 S0\nM140 S0"

static void	alarm_of(struct jobrun *, int64_t,
		    const struct heatguard_rule *);

static const enum heatguard_phase phases[PHASE__MAX] = {
	[PHASE_CONNECTING]	= HEATGUARD_IDLE,
	[PHASE_IDLE]		= HEATGUARD_IDLE,
	[PHASE_PRINTING]	= HEATGUARD_PRINTING,
	[PHASE_PAUSING]		= HEATGUARD_PAUSED,
	[PHASE_PAUSED]		= HEATGUARD_PAUSED,
	[PHASE_STOPPING]	= HEATGUARD_PRINTING,
	[PHASE_HALTED]		= HEATGUARD_IDLE,
	[PHASE_LOST]		= HEATGUARD_IDLE,
};

void
heatwatch_begin(struct jobrun *j)
{
	heatguard_init(&j->guard, &heatguard_defaults);
}

void
heatwatch_turn(struct jobrun *j, int64_t now_ms)
{
	struct heatguard_input in = {
		.has_reading = j->link.heat_ms > j->read_ms,
		.heat = j->link.heat,
		.phase = phases[j->phase],
		.link_alive = j->phase != PHASE_LOST,
		.lost_ms = j->link.heard_ms,
	};
	enum heatguard_alarm alarm;
	int64_t percent = j->profile.speed_percent > 0 ?
	    j->profile.speed_percent : 100;

	j->read_ms = j->link.heat_ms;
	in.lost_ms = in.lost_ms * percent / 100;
	heatguard_feed(&j->guard, now_ms * percent / 100, &in);
	while ((alarm = heatguard_take(&j->guard)) != HEATGUARD_NONE)
		alarm_of(j, now_ms, heatguard_rule(alarm));
}

/* The job ends; the parent records the fault, and nothing starts before a
 * person has looked.  A heater that does not obey is the parent's, too: it
 * writes M112 whatever we wait for. */
static void
alarm_of(struct jobrun *j, int64_t now_ms, const struct heatguard_rule *rule)
{
	struct message m = { .type = MESSAGE_ALARM };

	(void)snprintf(m.alarm.why, sizeof(m.alarm.why), "%s",
	    rule->sentence);
	m.alarm.measure = (int32_t)rule->measure;
	j->say(j->say_arg, &m);
	if (rule->measure == HEATGUARD_EMERGENCY) {
		jobrun_emergency(j, now_ms, END_FAILED, rule->sentence);
		return;
	}
	if (j->job.job != 0 && j->phase != PHASE_STOPPING)
		jobrun_stop(j, now_ms, END_FAILED, rule->sentence);
	if (rule->measure == HEATGUARD_HEATERS_OFF)
		supply_host(j, HEATERS_OFF);
}
