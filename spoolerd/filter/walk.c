/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The walk through a print file.
 */
#include <math.h>
#include <string.h>

#include "spoolerd/filter/walk.h"

#define E_AXIS		3
#define LAYER		0.001	/* mm: less is the same layer */
#define SEGMENT		1.0	/* mm of an arc that are drawn as one */
#define SEGMENTS_MAX	256
#define WAIT_MAX	86400	/* s: who waits longer jokes */
#define FEED_FIRST	25	/* mm/s, before the first F */
#define INCH		25.4
#define TURN		6.283185307179586

static bool	is_ascii(const char *, size_t);
static void	straight(struct walk *, const struct words *);
static void	arc(struct walk *, const struct words *);
static void	draw(struct walk *, const struct words *, const double *,
		    const double *);
static bool	center(const struct walk *, const struct words *,
		    const double *, double[2]);
static void	wait_for(struct walk *, const struct words *);
static void	inches(struct walk *, const struct words *);
static void	millimeters(struct walk *, const struct words *);
static void	home(struct walk *, const struct words *);
static void	absolute(struct walk *, const struct words *);
static void	relative(struct walk *, const struct words *);
static void	set_position(struct walk *, const struct words *);
static void	absolute_e(struct walk *, const struct words *);
static void	relative_e(struct walk *, const struct words *);
static void	hotend(struct walk *, const struct words *);
static void	bed(struct walk *, const struct words *);
static void	aim(struct walk *, const struct words *, double *);
static void	go(struct walk *, const double *);
static void	extend(struct walk_box *, const double *, const double *);
static void	layer(struct walk *, double);
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
	{ 'G', 90, absolute },
	{ 'G', 91, relative },
	{ 'G', 92, set_position },
	{ 'M', 82, absolute_e },
	{ 'M', 83, relative_e },
	{ 'M', 104, hotend },
	{ 'M', 109, hotend },
	{ 'M', 140, bed },
	{ 'M', 190, bed },
};

void
walk_begin(struct walk *w, const struct motion_limits *limits)
{
	memset(w, 0, sizeof(*w));
	motion_begin(&w->motion, limits);
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
	layer(w, to[2]);
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

static void
layer(struct walk *w, double z)
{
	if (w->layers > 0 && z <= w->top + LAYER)
		return;
	if (w->layers == 0)
		w->first_layer_mm = z;
	else if (w->layers == 1)
		w->layer_mm = z - w->top;
	w->top = z;
	w->layers++;
}

/* A machine draws an arc as short lines; so does this. */
static void
arc(struct walk *w, const struct words *words)
{
	double target[MOTION_AXES], middle[2];

	aim(w, words, target);
	if (center(w, words, target, middle))
		draw(w, words, target, middle);
	go(w, target);
}

/* All of an arc but its end. */
static void
draw(struct walk *w, const struct words *words, const double *target,
    const double *middle)
{
	double from[MOTION_AXES], to[MOTION_AXES], x, y, sweep, part, radius;
	int i, k, n;

	memcpy(from, w->at, sizeof(from));
	x = from[0] - middle[0];
	y = from[1] - middle[1];
	radius = hypot(x, y);
	sweep = atan2(target[1] - middle[1], target[0] - middle[0]) -
	    atan2(y, x);
	if (words->code == 2 && sweep >= 0)
		sweep -= TURN;
	if (words->code == 3 && sweep <= 0)
		sweep += TURN;
	n = (int)fmin(SEGMENTS_MAX, ceil(radius * fabs(sweep) / SEGMENT));
	for (i = 1; i < n; i++) {
		part = i / (double)n;
		to[0] = middle[0] + x * cos(sweep * part) -
		    y * sin(sweep * part);
		to[1] = middle[1] + x * sin(sweep * part) +
		    y * cos(sweep * part);
		for (k = 2; k < MOTION_AXES; k++)
			to[k] = from[k] + (target[k] - from[k]) * part;
		go(w, to);
	}
}

/* From I and J, or from R (negative: the longer way); false: there is none,
 * and the machine goes straight. */
static bool
center(const struct walk *w, const struct words *words, const double *target,
    double middle[2])
{
	double r = words_value(words, 'R', 0) * w->unit, d, h, dx, dy;

	middle[0] = w->at[0] + words_value(words, 'I', 0) * w->unit;
	middle[1] = w->at[1] + words_value(words, 'J', 0) * w->unit;
	if (!words_has(words, 'R'))
		return words_has(words, 'I') || words_has(words, 'J');
	dx = target[0] - w->at[0];
	dy = target[1] - w->at[1];
	d = hypot(dx, dy);
	if (d <= 0 || fabs(r) < d / 2)
		return false;
	h = sqrt(r * r - d * d / 4) / d;
	if ((words->code == 2) != (r < 0))
		h = -h;
	middle[0] = w->at[0] + dx / 2 - h * dy;
	middle[1] = w->at[1] + dy / 2 + h * dx;
	return true;
}

static void
wait_for(struct walk *w, const struct words *words)
{
	double seconds = words_value(words, 'S',
	    words_value(words, 'P', 0) / 1000);

	motion_rest(&w->motion);
	w->seconds += fmax(0, fmin(WAIT_MAX, seconds));
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
	bool all = true;
	int i;

	motion_rest(&w->motion);
	for (i = 0; i < E_AXIS; i++)
		all = all && !words_has(words, axes[i]);
	for (i = 0; i < E_AXIS; i++)
		if (all || words_has(words, axes[i]))
			w->at[i] = w->offset[i] = 0;
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
}

static void
bed(struct walk *w, const struct words *words)
{
	w->bed_c = hottest(words, w->bed_c);
}

static double
hottest(const struct words *words, double so_far)
{
	double asked = words_value(words, 'S', words_value(words, 'R', 0));

	return asked > so_far ? asked : so_far;
}
