/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Typed lines: two tables of commands.
 */
#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "spoolerd/keeper/typed.h"

/* What a person may not say, from one number to another. */
static const struct {
	char	letter;
	int	from, to;
} forbidden[] = {
	{ 'G', 20, 20 },	/* inches: our own moves would be 25 times as
				 * long */
	{ 'M', 0, 1 },		/* wait for a button on the machine */
	{ 'M', 21, 33 },	/* the machine's own card */
	{ 'M', 42, 43 },	/* any pin, a heater's, too */
	{ 'M', 110, 110 },	/* the line number */
	{ 'M', 112, 112 },	/* the emergency stop has its button */
	{ 'M', 118, 118 },	/* says anything in the machine's name */
	{ 'M', 125, 125 },	/* a pause of the machine's own */
	{ 'M', 211, 211 },	/* the ends of the axes */
	{ 'M', 226, 226 },	/* waits for a pin */
	{ 'M', 302, 302 },	/* cold extrusion */
	{ 'M', 524, 524 },	/* the card again */
	{ 'M', 575, 575 },	/* the speed of the cable */
	{ 'M', 600, 603 },	/* change of filament, by the machine */
	{ 'M', 701, 702 },
	{ 'M', 876, 876 },	/* answers for somebody else */
	{ 'M', 928, 928 },
};

static bool	is_forbidden(const struct words *);
static bool	hides_another(const char *);
static bool	lowers(const struct words *);

enum manual_refusal
typed_check(const char *line, struct typed *t)
{
	struct words w;

	*t = (struct typed){ .finding = FINDING__MAX };
	if (strpbrk(line, "*;()") != NULL ||
	    !words_read(line, strlen(line), &w) ||
	    (w.letter != 'G' && w.letter != 'M'))
		return MANUAL_NO_LINE;
	if (is_forbidden(&w))
		return MANUAL_FORBIDDEN;
	if (hides_another(line))
		return MANUAL_NO_LINE;
	t->finding = finding_of(&w);
	t->lowers = lowers(&w);
	if (w.letter == 'M' && (w.code == 104 || w.code == 109))
		t->hotend_C = (int32_t)words_value(&w, 'S',
		    words_value(&w, 'R', 0));
	if (w.letter == 'M' && (w.code == 140 || w.code == 190))
		t->bed_C = (int32_t)words_value(&w, 'S',
		    words_value(&w, 'R', 0));
	return MANUAL_ALLOWED;
}

static bool
is_forbidden(const struct words *w)
{
	size_t i;

	for (i = 0; i < sizeof(forbidden) / sizeof(forbidden[0]); i++)
		if (w->letter == forbidden[i].letter &&
		    w->code >= forbidden[i].from && w->code <= forbidden[i].to)
			return true;
	return false;
}

/* Some firmwares take several commands a line, and some look for an M112
 * anywhere in it; so there is no other G, M or N with a number. */
static bool
hides_another(const char *line)
{
	const char *s = line;

	while (*s == ' ')
		s++;
	for (s++; *s != '\0'; s++) {
		if (strchr("GMNgmn", *s) == NULL)
			continue;
		if (isdigit((unsigned char)s[1 + strspn(s + 1, " ")]))
			return true;
	}
	return false;
}

/* Moves and probes that take the nozzle to the bed. */
static bool
lowers(const struct words *w)
{
	if (w->letter != 'G')
		return false;
	if (w->code <= 3)
		return words_has(w, 'Z');
	if (w->code == 28)
		return words_has(w, 'Z') ||
		    (!words_has(w, 'X') && !words_has(w, 'Y'));
	return (w->code >= 29 && w->code <= 38) || w->code == 12;
}
