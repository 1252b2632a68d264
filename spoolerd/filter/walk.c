/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The walk through a print file.
 */
#include <math.h>
#include <string.h>

#include "spoolerd/filter/arc.h"
#include "spoolerd/filter/tune.h"
#include "spoolerd/filter/walk.h"

#define E_AXIS		3
#define WAIT_MAX	86400	/* s: who waits longer jokes */
#define FEED_FIRST	25	/* mm/s, before the first F */
#define INCH		25.4

static bool	is_ascii(const char *, size_t);
static void	straight(struct walk *, const struct words *);
static void	arc(struct walk *, const struct words *);
static void	wait_for(struct walk *, const struct words *);
static void	rest(struct walk *, const struct words *);
static void	inches(struct walk *, const struct words *);
static void	millimeters(struct walk *, const struct words *);
static void	home(struct walk *, const struct words *);
static void	level(struct walk *, const struct words *);
static void	absolute(struct walk *, const struct words *);
static void	relative(struct walk *, const struct words *);
static void	set_position(struct walk *, const struct words *);
static void	absolute_e(struct walk *, const struct words *);
static void	relative_e(struct walk *, const struct words *);
static void	hotend(struct walk *, const struct words *);
static void	hotend_wait(struct walk *, const struct words *);
static void	bed(struct walk *, const struct words *);
static void	bed_wait(struct walk *, const struct words *);
static void	limit(struct walk *, const struct words *);
static double	now(const struct walk *);
static void	aim(struct walk *, const struct words *, double *);
static void	go(struct walk *, const double *);
static void	extend(struct walk_box *, const double *, const double *);
static double	asked(const struct words *);
static double	hottest(const struct words *, double);

static const char axes[MOTION_AXES + 1] = "XYZE";

static const struct {
	char	letter;
	int	code;
	void	(*follow)(struct walk *, const struct words *);
} commands[] = {
	{ 'G', 0, straight },
	{ 'G', 1, straight },
	{ 'G', 2, arc },
	{ 'G', 3, arc },
	{ 'G', 4, wait_for },
	{ 'G', 20, inches },
	{ 'G', 21, millimeters },
	{ 'G', 28, home },
	{ 'G', 29, level },
	{ 'G', 90, absolute },
	{ 'G', 91, relative },
	{ 'G', 92, set_position },
	{ 'M', 18, rest },
	{ 'M', 82, absolute_e },
	{ 'M', 83, relative_e },
	{ 'M', 84, rest },
	{ 'M', 104, hotend },
	{ 'M', 109, hotend_wait },
	{ 'M', 140, bed },
	{ 'M', 190, bed_wait },
	{ 'M', 201, limit },
	{ 'M', 203, limit },
	{ 'M', 204, limit },
	{ 'M', 205, limit },
	{ 'M', 220, limit },
	{ 'M', 400, rest },
};

void
walk_begin(struct walk *w, const struct motion_limits *limits)
{
	memset(w, 0, sizeof(*w));
	motion_begin(&w->motion, limits);
	waits_begin(&w->waits);
	w->unit = 1;
	w->feed = FEED_FIRST;
}

void
walk_command(struct walk *w, const char *s, size_t n, int64_t line)
{
	enum finding_kind kind;
	struct words words;
	size_t i;

	if (!is_ascii(s, n))
		finding_add(w->findings, FINDING_NOT_ASCII, line);
	if (!words_read(s, n, &words))
		return;
	if (words.letter == 'T')
		w->tool = words.code < WALK_TOOLS ?
		    (unsigned int)words.code : WALK_TOOLS - 1;
	kind = words.letter == 'M' ? finding_of(&words) : FINDING__MAX;
	if (kind != FINDING__MAX)
		finding_add(w->findings, kind, line);
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (commands[i].letter != words.letter ||
		    commands[i].code != words.code)
			continue;
		commands[i].follow(w, &words);
		return;
	}
}

void
walk_end(struct walk *w)
{
	motion_rest(&w->motion);
	w->seconds += w->motion.seconds;
}

void
walk_move(struct walk *w, const struct words *words)
{
	if (words->code < 2)
		straight(w, words);
	else
		arc(w, words);
}

static bool
is_ascii(const char *s, size_t n)
{
	unsigned char found = 0;
	size_t i;

	for (i = 0; i < n; i++)
		found |= (unsigned char)s[i];
	return found < 0x80;
}

static void
straight(struct walk *w, const struct words *words)
{
	double target[MOTION_AXES];

	aim(w, words, target);
	go(w, target);
}

/* Where a command wants to be, and how fast. */
static void
aim(struct walk *w, const struct words *words, double *target)
{
	double value;
	bool add;
	int i;

	for (i = 0; i < MOTION_AXES; i++) {
		target[i] = w->at[i];
		if (!words_has(words, axes[i]))
			continue;
		value = words->value[axes[i] - 'A'] * w->unit;
		add = i == E_AXIS ? w->relative_e : w->relative;
		target[i] = add ? target[i] + value : value;
	}
	value = words_value(words, 'F', 0) * w->unit;
	if (value > 0)
		w->feed = value / 60;
}

static void
go(struct walk *w, const double *target)
{
	double delta[MOTION_AXES], from[3], to[3];
	double *pushed = &w->pushed[w->tool];
	bool moves = false, along;
	int i;

	for (i = 0; i < MOTION_AXES; i++) {
		delta[i] = target[i] - w->at[i];
		if (i == E_AXIS)
			break;
		from[i] = w->at[i] + w->offset[i];
		to[i] = target[i] + w->offset[i];
		moves = moves || fabs(delta[i]) > 0;
	}
	along = fabs(delta[0]) > 0 || fabs(delta[1]) > 0;
	memcpy(w->at, target, sizeof(w->at));
	motion_add(&w->motion, delta, w->feed);
	/* what was drawn back and comes again is not used twice */
	*pushed += delta[E_AXIS];
	if (*pushed > w->filament_mm[w->tool])
		w->filament_mm[w->tool] = *pushed;
	if (moves)
		extend(&w->moved, to, to);
	if (!along || delta[E_AXIS] <= 0)
		return;
	extend(&w->extruded, from, to);
	layers_extrude(&w->layers, to[2], to[2] > from[2]);
}

static void
extend(struct walk_box *box, const double *a, const double *b)
{
	double low, high;
	int i;

	for (i = 0; i < 3; i++) {
		low = a[i] < b[i] ? a[i] : b[i];
		high = a[i] < b[i] ? b[i] : a[i];
		if (!box->any || low < box->min[i])
			box->min[i] = low;
		if (!box->any || high > box->max[i])
			box->max[i] = high;
	}
	box->any = true;
}

/* A machine draws an arc as short lines; so does this. */
static void
arc(struct walk *w, const struct words *words)
{
	double from[MOTION_AXES], target[MOTION_AXES], to[MOTION_AXES];
	struct arc a;
	int i;

	memcpy(from, w->at, sizeof(from));
	aim(w, words, target);
	arc_begin(&a, words, w->unit, from, target);
	for (i = 1; i < a.pieces; i++) {
		arc_point(&a, i, from, target, to);
		go(w, to);
	}
	go(w, target);
}

static void
wait_for(struct walk *w, const struct words *words)
{
	double seconds = words_value(words, 'S',
	    words_value(words, 'P', 0) / 1000);

	motion_rest(&w->motion);
	w->seconds += fmax(0, fmin(WAIT_MAX, seconds));
}

/* All moves end first. */
static void
rest(struct walk *w, const struct words *words)
{
	(void)words;
	motion_rest(&w->motion);
}

static void
inches(struct walk *w, const struct words *words)
{
	(void)words;
	w->unit = INCH;
}

static void
millimeters(struct walk *w, const struct words *words)
{
	(void)words;
	w->unit = 1;
}

/* The axes that are named, or all of them. */
static void
home(struct walk *w, const struct words *words)
{
	int i, n = 0, all;

	motion_rest(&w->motion);
	for (i = 0; i < E_AXIS; i++)
		n += words_has(words, axes[i]);
	all = n == 0 || n == E_AXIS;
	for (i = 0; i < E_AXIS; i++)
		if (all || words_has(words, axes[i]))
			w->at[i] = w->offset[i] = 0;
	waits_home(&w->waits, all ? E_AXIS : n);
}

static void
level(struct walk *w, const struct words *words)
{
	(void)words;
	motion_rest(&w->motion);
	waits_level(&w->waits);
}

static void
absolute(struct walk *w, const struct words *words)
{
	(void)words;
	w->relative = w->relative_e = false;
}

static void
relative(struct walk *w, const struct words *words)
{
	(void)words;
	w->relative = w->relative_e = true;
}

static void
set_position(struct walk *w, const struct words *words)
{
	double value;
	bool all = true;
	int i;

	for (i = 0; i < MOTION_AXES; i++)
		all = all && !words_has(words, axes[i]);
	for (i = 0; i < MOTION_AXES; i++) {
		if (!all && !words_has(words, axes[i]))
			continue;
		value = words_value(words, axes[i], 0) * w->unit;
		w->offset[i] += w->at[i] - value;
		w->at[i] = value;
	}
}

static void
absolute_e(struct walk *w, const struct words *words)
{
	(void)words;
	w->relative_e = false;
}

static void
relative_e(struct walk *w, const struct words *words)
{
	(void)words;
	w->relative_e = true;
}

static void
hotend(struct walk *w, const struct words *words)
{
	w->hotend_c = hottest(words, w->hotend_c);
	waits_aim(&w->waits.hotend, asked(words), now(w));
}

static void
hotend_wait(struct walk *w, const struct words *words)
{
	w->hotend_c = hottest(words, w->hotend_c);
	waits_heat(&w->waits, &w->waits.hotend, asked(words), now(w));
}

static void
bed(struct walk *w, const struct words *words)
{
	w->bed_c = hottest(words, w->bed_c);
	waits_aim(&w->waits.bed, asked(words), now(w));
}

static void
bed_wait(struct walk *w, const struct words *words)
{
	w->bed_c = hottest(words, w->bed_c);
	waits_heat(&w->waits, &w->waits.bed, asked(words), now(w));
}

/* For the moves from here on. */
static void
limit(struct walk *w, const struct words *words)
{
	tune(&w->motion.limits, words);
}

/* Since the print began. */
static double
now(const struct walk *w)
{
	return w->seconds + w->motion.seconds + w->waits.seconds;
}

static double
asked(const struct words *words)
{
	return words_value(words, 'S', words_value(words, 'R', 0));
}

static double
hottest(const struct words *words, double so_far)
{
	return asked(words) > so_far ? asked(words) : so_far;
}
