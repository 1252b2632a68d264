/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The commands of the simulated printer.
 */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/marlin/command.h"
#include "firmware/marlin/factor.h"
#include "firmware/marlin/tuning.h"

#define S_US		INT64_C(1000000)

typedef bool (handler)(struct simulator *, const char *);
static handler	do_move, do_arc, do_dwell, do_home, do_level, do_position,
		do_absolute, do_relative, do_e_absolute, do_e_relative,
		do_hotend, do_hotend_wait, do_bed, do_bed_wait, do_heat,
		do_fan, do_fan_off, do_report, do_keep_alive, do_where,
		do_who, do_finish, do_nothing;

static const struct {
	const char	*word;
	handler		*run;
} commands[] = {
	{ "G0",   do_move },	   { "G1",   do_move },
	{ "G2",   do_arc },	   { "G3",   do_arc },
	{ "G4",   do_dwell },	   { "G21",  do_nothing },
	{ "G28",  do_home },	   { "G29",  do_level },
	{ "G90",  do_absolute },   { "G91",  do_relative },
	{ "G92",  do_position },
	{ "M17",  do_nothing },	   { "M18",  do_finish },
	{ "M20",  do_nothing },	   { "M31",  do_nothing },
	{ "M42",  do_nothing },	   { "M73",  do_nothing },
	{ "M75",  do_nothing },	   { "M76",  do_nothing },
	{ "M77",  do_nothing },
	{ "M82",  do_e_absolute }, { "M83",  do_e_relative },
	{ "M84",  do_finish },	   { "M85",  do_nothing },
	{ "M92",  do_nothing },
	{ "M104", do_hotend },	   { "M105", do_heat },
	{ "M106", do_fan },	   { "M107", do_fan_off },
	{ "M108", do_nothing },	   { "M109", do_hotend_wait },
	{ "M110", do_nothing },	   { "M113", do_keep_alive },
	{ "M114", do_where },	   { "M115", do_who },
	{ "M117", do_nothing },	   { "M118", do_nothing },
	{ "M140", do_bed },	   { "M155", do_report },
	{ "M190", do_bed_wait },   { "M200", do_nothing },
	{ "M201", tuning_accel_axis }, { "M203", tuning_speed },
	{ "M204", tuning_accel },	   { "M205", tuning_jerk },
	{ "M206", do_nothing },	   { "M211", do_nothing },
	{ "M220", factor_speed },	   { "M221", factor_flow },
	{ "M290", factor_shift },
	{ "M300", do_nothing },	   { "M301", do_nothing },
	{ "M400", do_finish },	   { "M410", do_nothing },
	{ "M420", do_nothing },	   { "T0",   do_nothing },
};

static const char axes[] = "XYZE";

static bool	wait_for(struct simulator *, enum simulator_wait, int64_t);
static bool	move_to(struct simulator *, const double *);
static void	target_of(const struct simulator *, const char *, double *);

bool
command_run(struct simulator *s, const char *command)
{
	size_t i, n;

	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		n = strlen(commands[i].word);
		if (strncmp(command, commands[i].word, n) == 0 &&
		    !isdigit((unsigned char)command[n]) &&
		    command[n] != '.' &&
		    (commands[i].run != factor_shift ||
		    s->flavor->babysteps))
			return commands[i].run(s, command + n);
	}
	n = s->flavor->unknown_word ? strcspn(command, " ") : strlen(command);
	simulator_say(s, "%s%.*s%s", s->flavor->unknown[0], (int)n, command,
	    s->flavor->unknown[1]);
	return true;
}

static bool
wait_for(struct simulator *s, enum simulator_wait wait, int64_t us)
{
	if (s->options.instant && wait != WAIT_ROOM)
		return true;
	s->wait = wait;
	s->wait_us = s->now_us + us;
	return false;
}

/* --- moves --- */

static void
target_of(const struct simulator *s, const char *words, double *target)
{
	double value;
	int i;

	memcpy(target, s->planner.position, sizeof(s->planner.position));
	for (i = 0; i < AXES; i++) {
		if (!tuning_find(words, axes[i], &value))
			continue;
		if (i == E_AXIS ? s->relative || s->relative_e : s->relative)
			target[i] += value;
		else
			target[i] = value + s->offset[i];
	}
}

static bool
do_move(struct simulator *s, const char *words)
{
	double target[AXES], feed;

	if (tuning_find(words, 'F', &feed) && feed > 0)
		s->feed = feed / 60;
	target_of(s, words, target);
	return move_to(s, target);
}

/* The command waits until the planner has room for it. */
static bool
move_to(struct simulator *s, const double *target)
{
	if (s->options.instant) {
		memcpy(s->planner.position, target,
		    sizeof(s->planner.position));
		return true;
	}
	if (planner_full(&s->planner))
		return wait_for(s, WAIT_ROOM, 0);
	planner_add(&s->planner, s->now_us, target,
	    s->feed * s->percent / 100);
	return true;
}

/* An arc is planned as its chord would be: what matters here is that it
 * takes a place and about the right time. */
static bool
do_arc(struct simulator *s, const char *words)
{
	return do_move(s, words);
}

/* First all moves end, then this takes its seconds.  true: it is over. */
static bool
takes(struct simulator *s, double seconds)
{
	if (s->stage == 0)
		return wait_for(s, WAIT_STILL, 0);
	if (s->stage == 1)
		return wait_for(s, WAIT_TIME, (int64_t)(seconds * 1e6));
	return true;
}

static bool
do_dwell(struct simulator *s, const char *words)
{
	double seconds = 0, ms;

	if (tuning_find(words, 'P', &ms))
		seconds = ms / 1000;
	(void)tuning_find(words, 'S', &seconds);
	return takes(s, fmax(seconds, 0));
}

static bool
do_home(struct simulator *s, const char *words)
{
	double unused;
	bool all = true, axis[3];
	int i;

	for (i = 0; i < 3; i++) {
		axis[i] = tuning_find(words, axes[i], &unused);
		all = all && !axis[i];
	}
	if (!takes(s, all ? 8 : 4))
		return false;
	for (i = 0; i < 3; i++)
		if (all || axis[i])
			s->planner.position[i] = s->offset[i] = 0;
	if (all || axis[Z_AXIS])
		s->shift = 0;
	return true;
}

static bool
do_level(struct simulator *s, const char *words)
{
	(void)words;
	if (!takes(s, 20))
		return false;
	simulator_say(s, "Bed X: 0.000 Y: 0.000 Z: 0.000\n");
	return true;
}

static bool
do_finish(struct simulator *s, const char *words)
{
	(void)words;
	return s->stage > 0 || wait_for(s, WAIT_STILL, 0);
}

static bool
do_position(struct simulator *s, const char *words)
{
	double value;
	int i;

	for (i = 0; i < AXES; i++)
		if (tuning_find(words, axes[i], &value))
			s->offset[i] = s->planner.position[i] - value;
	return true;
}

static bool
do_absolute(struct simulator *s, const char *words)
{
	(void)words;
	s->relative = false;
	return true;
}

static bool
do_relative(struct simulator *s, const char *words)
{
	(void)words;
	s->relative = true;
	return true;
}

static bool
do_e_absolute(struct simulator *s, const char *words)
{
	(void)words;
	s->relative_e = false;
	return true;
}

static bool
do_e_relative(struct simulator *s, const char *words)
{
	(void)words;
	s->relative_e = true;
	return true;
}

static bool
do_where(struct simulator *s, const char *words)
{
	const double *at = s->planner.position, *off = s->offset;

	(void)words;
	simulator_say(s, "X:%.2f Y:%.2f Z:%.2f E:%.2f Count X:%.0f Y:%.0f "
	    "Z:%.0f\n", at[0] - off[0], at[1] - off[1], at[2] - off[2],
	    at[3] - off[3], at[0] * 80, at[1] * 80, at[2] * 2560);
	return true;
}

/* --- heat --- */

/* What came before counts with the old target. */
static void
set_target(struct simulator *s, struct heater *h, double celsius)
{
	heater_advance(h, s->now_us);
	h->target = celsius;
}

static bool
do_hotend(struct simulator *s, const char *words)
{
	double value;

	if (tuning_find(words, 'S', &value))
		set_target(s, &s->hotend, value);
	return true;
}

static bool
do_hotend_wait(struct simulator *s, const char *words)
{
	double value;

	if (s->stage > 0)
		return true;
	s->cooling_too = tuning_find(words, 'R', &value);
	if (s->cooling_too || tuning_find(words, 'S', &value))
		set_target(s, &s->hotend, value);
	s->words_us = s->now_us + S_US;
	return wait_for(s, WAIT_HOTEND, 0);
}

static bool
do_bed(struct simulator *s, const char *words)
{
	double value;

	if (s->options.bed && tuning_find(words, 'S', &value))
		set_target(s, &s->bed, value);
	return true;
}

static bool
do_bed_wait(struct simulator *s, const char *words)
{
	double value;

	if (s->stage > 0 || !s->options.bed)
		return true;
	s->cooling_too = tuning_find(words, 'R', &value);
	if (s->cooling_too || tuning_find(words, 'S', &value))
		set_target(s, &s->bed, value);
	s->words_us = s->now_us + S_US;
	return wait_for(s, WAIT_BED, 0);
}

/* The answer and the ok are one line. */
static bool
do_heat(struct simulator *s, const char *words)
{
	(void)words;
	simulator_say(s, "%s", s->answered ? "" : "ok");
	simulator_say_heat(s);
	simulator_say(s, "\n");
	s->answered = true;
	return true;
}

static bool
do_report(struct simulator *s, const char *words)
{
	double value;

	if (tuning_find(words, 'S', &value)) {
		s->report_every_us = (int64_t)(fmin(value, 60) * 1e6);
		s->report_us = s->now_us + s->report_every_us;
	}
	return true;
}

static bool
do_keep_alive(struct simulator *s, const char *words)
{
	double value;

	if (tuning_find(words, 'S', &value))
		s->busy_every_us = (int64_t)(fmin(value, 60) * 1e6);
	return true;
}

static bool
do_fan(struct simulator *s, const char *words)
{
	double value = 255;

	(void)tuning_find(words, 'S', &value);
	s->fan = value > 255 ? 255 : value < 0 ? 0 : (int)value;
	return true;
}

static bool
do_fan_off(struct simulator *s, const char *words)
{
	(void)words;
	s->fan = 0;
	return true;
}

/* --- the rest --- */

static bool
do_who(struct simulator *s, const char *words)
{
	(void)words;
	if (s->flavor->capabilities == NULL) {
		simulator_say(s, "%s\n", s->flavor->firmware);
		s->answered = s->answered || s->flavor->named_in_ok;
		return true;
	}
	simulator_say(s, "%s MACHINE_TYPE:%s EXTRUDER_COUNT:1 "
	    "UUID:cede2a2f-41a2-4748-9b12-c55c62f367ff\n%s",
	    s->flavor->firmware, s->options.machine_type,
	    s->flavor->capabilities);
	return true;
}

static bool
do_nothing(struct simulator *s, const char *words)
{
	(void)s;
	(void)words;
	return true;
}
