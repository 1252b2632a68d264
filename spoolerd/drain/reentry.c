/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The way back into a print.
 */
#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spoolerd/feed.h"
#include "spoolerd/drain/reentry.h"

#define SAME_MM		0.0005	/* nearer heights are one */
#define LOOSE_C		170	/* plastics let the nozzle go, none drips */
#define LIFT_MM		5	/* where the machine's pause lifts less */
#define LIFT_FEED	600

/* One reading of the file, command by command. */
struct scan {
	struct feed		feed;
	struct reentry		now;		/* modes, settings so far */
	struct reentry_layer	layer;
	uint64_t		until;		/* acknowledged up to here */
	uint64_t		moves;		/* so far */
	const uint64_t		*knobs;		/* of a person ... */
	unsigned int		given;		/* ... that are in it */
	bool			own_zero, tools;
};

typedef void (putter)(void *, const char *);

static enum reentry_result count_moves(struct scan *, int, uint64_t *);
static enum reentry_result next(struct scan *, struct modes *, uint64_t *);
static void	turn(void *, const char *);
static bool	is_move(const char *);
static bool	moves_zero(const char *);
static void	put_line(putter *, void *, const char *, ...)
		    __attribute__((format(printf, 3, 4)));
static void	put_lines(putter *, void *, const char *);

static const char *const texts[] = {
	[REENTRY_OK]		= "",
	[REENTRY_NOTHING_YET]	= "nothing of it is on the bed for certain yet: print it again",
	[REENTRY_NO_PLACE]	= "the file does not say where the head is: "
	    "there is no way back into this print",
	[REENTRY_OWN_ZERO]	= "the file sets its own zero (G92 X, Y or "
	    "Z): there is no way back into this print",
	[REENTRY_TOOLS]		= "the file uses more than one tool: there is "
	    "no way back into this print",
	[REENTRY_UNREADABLE]	= "the file can't be read",
};
_Static_assert(sizeof(texts) / sizeof(texts[0]) == REENTRY_RESULT__MAX,
    "every result has its words");

const char *
reentry_strerror(enum reentry_result result)
{
	return texts[result];
}

bool
reentry_layer_begins(struct reentry_layer *layer, const struct modes *before,
    const struct modes *after)
{
	double z = after->at[MODES_Z];

	if (after->at[MODES_E] <= before->at[MODES_E] ||
	    (fabs(after->at[MODES_X] - before->at[MODES_X]) < SAME_MM &&
	    fabs(after->at[MODES_Y] - before->at[MODES_Y]) < SAME_MM))
		return false;
	if (layer->any && fabs(z - layer->height) < SAME_MM)
		return false;
	layer->any = true;
	layer->height = z;
	return true;
}

/* --- finding --- */

static void
begin(struct scan *s, int fd, uint64_t until, bool e_follows,
    const uint64_t *knobs)
{
	memset(s, 0, sizeof(*s));
	s->until = until;
	s->knobs = knobs;
	modes_init(&s->now.modes, e_follows);
	feed_open(&s->feed, fd, 0);
}

enum reentry_result
reentry_find(int fd, uint64_t offset, bool e_follows,
    const uint64_t knobs[KNOB__MAX], struct reentry *found)
{
	static struct scan s;		/* a buffer is in it */
	enum reentry_result result;
	struct modes before;
	uint64_t certain = 0, start;
	unsigned int given = 0;
	bool any = false;

	begin(&s, fd, offset, e_follows, knobs);
	result = count_moves(&s, fd, &certain);
	while (result == REENTRY_OK && s.moves < certain) {
		s.now.offset = s.feed.offset;
		s.given = knob_until(knobs, s.given, s.now.offset, turn,
		    &s.now);
		before = s.now.modes;
		start = s.now.commands;
		result = next(&s, &before, NULL);
		if (result != REENTRY_OK ||
		    !reentry_layer_begins(&s.layer, &before, &s.now.modes))
			continue;
		if (s.now.highest < s.layer.height || !any)
			s.now.highest = s.layer.height;
		any = true;
		*found = s.now;
		found->commands = start;
		found->modes = before;
		found->height = s.layer.height;
		given = s.given;
	}
	if (result != REENTRY_OK)
		return result;
	if (!any)
		return REENTRY_NOTHING_YET;
	(void)knob_until(knobs, given, UINT64_MAX, turn, found);
	if (s.own_zero || s.tools)
		return s.tools ? REENTRY_TOOLS : REENTRY_OWN_ZERO;
	return found->modes.known[MODES_X] && found->modes.known[MODES_Y] &&
	    found->modes.known[MODES_Z] ? REENTRY_OK : REENTRY_NO_PLACE;
}

/* How many moves were made for certain; then from the start again. */
static enum reentry_result
count_moves(struct scan *s, int fd, uint64_t *certain)
{
	enum reentry_result result = REENTRY_OK;
	bool e_follows = s->now.modes.e_follows;
	struct modes before;
	uint64_t end = 0;

	while (result == REENTRY_OK && end < s->until)
		result = next(s, &before, &end);
	*certain = s->moves > REENTRY_PLANNED ? s->moves - REENTRY_PLANNED : 0;
	begin(s, fd, s->until, e_follows, s->knobs);
	return result;
}

/* The next command; *end: behind it. */
static enum reentry_result
next(struct scan *s, struct modes *before, uint64_t *end)
{
	char line[FEED_LINE];
	size_t length;
	uint64_t behind;

	*before = s->now.modes;
	if (feed_next(&s->feed, line, &length, &behind) != FEED_LINE_OK)
		return REENTRY_UNREADABLE;
	if (end != NULL)
		*end = behind;
	modes_apply(&s->now.modes, line);
	settings_apply(&s->now.settings, line);
	s->moves += is_move(line);
	s->own_zero |= moves_zero(line);
	s->tools |= line[0] == 'T' && isdigit((unsigned char)line[1]) &&
	    strtol(line + 1, NULL, 10) != 0;
	s->now.commands++;
	return REENTRY_OK;
}

static void
turn(void *arg, const char *line)
{
	struct reentry *now = arg;

	modes_apply(&now->modes, line);
	settings_apply(&now->settings, line);
}

static bool
is_move(const char *line)
{
	return line[0] == 'G' && line[1] >= '0' && line[1] <= '3' &&
	    !isdigit((unsigned char)line[2]);
}

static bool
moves_zero(const char *line)
{
	return strncmp(line, "G92", 3) == 0 &&
	    !isdigit((unsigned char)line[3]) &&
	    (strpbrk(line + 3, "XYZ") != NULL || strchr(line, 'E') == NULL);
}

/* --- going there --- */

static void
put_line(putter *put, void *arg, const char *format, ...)
{
	char line[FEED_LINE];
	va_list ap;

	va_start(ap, format);
	(void)vsnprintf(line, sizeof(line), format, ap);
	va_end(ap);
	put(arg, line);
}

static void
put_lines(putter *put, void *arg, const char *lines)
{
	size_t n;

	while (*lines != '\0') {
		n = strcspn(lines, "\n");
		if (n > 0)
			put_line(put, arg, "%.*s", (int)n, lines);
		lines += n + (lines[n] == '\n');
	}
}

/* How high to go over the piece: over all of it, if the machine can. */
static double
height_above(const struct reentry *r, const struct reentry_machine *m)
{
	double lift = m->aside.lift > 0 ? m->aside.lift : LIFT_MM;
	double above = r->highest + lift;

	if (m->ceiling > 0 && above > m->ceiling)
		above = m->ceiling;
	return above > r->highest ? above : r->highest;
}

/* Up, and home.  A head whose height is on record stands on the piece, or was
 * lifted by a pause.  It never goes down here. */
static void
put_home(const struct reentry *r, const struct reentry_machine *m,
    putter *put, void *arg)
{
	double above = height_above(r, m), stands = r->height + m->lifted;

	if (m->way == REENTRY_RECORD) {
		put_line(put, arg, "G92 Z%.3f", stands);
		if (stands < above)
			put_line(put, arg, "G1 Z%.3f F%d", above, LIFT_FEED);
		put_line(put, arg, "G28 X Y");
	} else {
		if (m->ceiling <= 0 || stands + LIFT_MM <= m->ceiling) {
			put_lines(put, arg, "G91");
			put_line(put, arg, "G1 Z%d F%d", LIFT_MM, LIFT_FEED);
			put_lines(put, arg, "G90");
		}
		put_line(put, arg, "G28");
		put_line(put, arg, "G1 Z%.3f F%d", above, LIFT_FEED);
	}
}

void
reentry_commands(const struct reentry *r, const struct reentry_machine *m,
    putter *put, void *arg)
{
	char back[MODES_TEXT];
	double loose = r->modes.hotend < LOOSE_C ? r->modes.hotend : LOOSE_C;

	put_lines(put, arg, "G21\nG90\nM82");
	if (r->modes.bed > 0)
		put_line(put, arg, "M190 S%.0f", r->modes.bed);
	if (loose > 0)
		put_line(put, arg, "M109 S%.0f", loose);
	put_home(r, m, put, arg);
	put_lines(put, arg, m->aside.gcode);
	modes_step_back(&r->modes, &m->aside, true, back);
	put_lines(put, arg, back);
	if (r->modes.inches)
		put_line(put, arg, "G20");
	settings_each(&r->settings, put, arg);
}
