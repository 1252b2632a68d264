/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The analysis of a print file: commands counted, the comment header kept,
 * the slicer's own estimate understood.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "spoolerd/feed.h"
#include "spoolerd/filter/analyze.h"

static void	take_line(struct analyze *);
static void	take_comment(struct analyze *, const char *, size_t);
static void	add_pair(struct analyze *, const char *, size_t);
static void	refuse(struct analyze *, const char *);
static int64_t	duration(const char *);
static void	copy(char *, size_t, const char *, size_t);

/* How each slicer writes the time it expects; behind it a duration. */
static const char *const time_marks[] = {
	"Print duration:",				/* Cura by Dagoma */
	"TIME:",					/* Cura, in seconds */
	"estimated printing time (normal mode) =",	/* PrusaSlicer, Orca */
	"Build time:",					/* Simplify3D */
};

static const struct {
	const char	*unit;
	int64_t		 seconds;
} units[] = {
	{ "d", 86400 }, { "h", 3600 }, { "m", 60 }, { "s", 1 },
};

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

void
analyze_begin(struct analyze *a)
{
	memset(a, 0, sizeof(*a));
	a->refused = "";
	a->number = 1;
	a->in_header = true;
}

void
analyze_add(struct analyze *a, const char *bytes, size_t n)
{
	const char *newline, *end = bytes + n;
	size_t part, kept;

	if (memchr(bytes, '\0', n) != NULL)
		refuse(a, "binary");
	while (bytes < end) {
		newline = memchr(bytes, '\n', (size_t)(end - bytes));
		part = newline == NULL ? (size_t)(end - bytes) :
		    (size_t)(newline - bytes);
		kept = sizeof(a->line) - a->used;
		if (kept > part)
			kept = part;
		a->cut = a->cut || kept < part;
		memcpy(a->line + a->used, bytes, kept);
		a->used += kept;
		bytes += part + (newline != NULL);
		if (newline != NULL)
			take_line(a);
	}
}

void
analyze_end(struct analyze *a)
{
	if (a->used > 0)
		take_line(a);
	a->layers = a->layer_count > 0 ? a->layer_count : a->layer_marks;
	if (a->commands == 0 && a->refused[0] == '\0') {
		a->refused = "empty";
		a->refused_line = 0;
	}
}

static void
take_line(struct analyze *a)
{
	char command[FEED_LINE];
	const char *semicolon;
	size_t length = 0, n = a->used;
	enum feed_result result;

	semicolon = memchr(a->line, ';', n);
	result = feed_clean(a->line, n, command, &length);
	/* a line that was cut in its command, not in its comment */
	if (a->cut && semicolon == NULL)
		result = FEED_TOO_LONG;
	if (result == FEED_TOO_LONG)
		refuse(a, "long-line");
	else if (result == FEED_CONTROL)
		refuse(a, "binary");
	a->commands += result == FEED_LINE_OK && length > 0;
	if (semicolon != NULL)
		take_comment(a, semicolon + 1,
		    (size_t)(a->line + n - semicolon - 1));
	if (semicolon != a->line)
		a->in_header = false;	/* a blank line or a command ends it */
	a->used = 0;
	a->cut = false;
	a->number++;
}

static bool
has_prefix(const char *s, size_t n, const char *prefix)
{
	size_t length = strlen(prefix);

	return n >= length && memcmp(s, prefix, length) == 0;
}

static void
take_comment(struct analyze *a, const char *s, size_t n)
{
	char text[ANALYZE_VALUE];
	size_t i;

	while (n > 0 && (*s == ' ' || *s == '\t'))
		s++, n--;
	if (has_prefix(s, n, "LAYER:") || has_prefix(s, n, "LAYER_CHANGE"))
		a->layer_marks++;
	copy(text, sizeof(text), s, n);
	if (has_prefix(s, n, "Layer count:"))
		a->layer_count = strtoll(text + strlen("Layer count:"), NULL,
		    10);
	for (i = 0; i < COUNT(time_marks); i++)
		if (a->seconds == 0 && has_prefix(s, n, time_marks[i]))
			a->seconds = duration(text + strlen(time_marks[i]));
	if (a->in_header)
		add_pair(a, s, n);
}

/* "Key: value", and Dagoma's "- Key: value" below a heading. */
static void
add_pair(struct analyze *a, const char *s, size_t n)
{
	struct analyze_pair *pair;
	const char *colon;
	size_t key;

	if (has_prefix(s, n, "- "))
		s += 2, n -= 2;
	colon = memchr(s, ':', n);
	if (a->pairs_n == ANALYZE_PAIRS)
		return;
	pair = &a->pairs[a->pairs_n];
	if (colon == NULL) {
		/* a plain sentence, such as who made the file */
		if (n == 0)
			return;
		pair->key[0] = '\0';
		copy(pair->value, sizeof(pair->value), s, n);
	} else {
		key = (size_t)(colon - s);
		copy(pair->key, sizeof(pair->key), s, key);
		copy(pair->value, sizeof(pair->value), colon + 1,
		    n - key - 1);
		if (pair->value[0] == '\0')
			return;		/* a heading */
	}
	a->pairs_n++;
}

/* The first reason counts. */
static void
refuse(struct analyze *a, const char *why)
{
	if (a->refused[0] != '\0')
		return;
	a->refused = why;
	a->refused_line = a->number;
}

/*
 * "1 hr 9 min", "1d 2h 3m 4s", "1 hour 2 minutes", "540": numbers, each with
 * a unit known by its first letter; a number without one is seconds.
 */
static int64_t
duration(const char *s)
{
	int64_t total = 0;
	char *end;
	double value;
	size_t i;

	for (;;) {
		s += strspn(s, " \t");
		if (!isdigit((unsigned char)*s))
			return total;
		value = strtod(s, &end);
		s = end + strspn(end, " \t");
		for (i = 0; i < COUNT(units); i++)
			if (*s == units[i].unit[0])
				break;
		if (value > 1e9)
			return 0;
		if (i == COUNT(units))
			return total + (int64_t)value;
		total += (int64_t)(value * (double)units[i].seconds);
		s += strspn(s, "abcdefghijklmnopqrstuvwxyz");
	}
}

/* Trimmed and cut to size, never inside a character of UTF-8. */
static void
copy(char *to, size_t size, const char *s, size_t n)
{
	while (n > 0 && (*s == ' ' || *s == '\t'))
		s++, n--;
	while (n > 0 && (s[n - 1] == ' ' || s[n - 1] == '\t' ||
	    s[n - 1] == '\r'))
		n--;
	if (n >= size) {
		n = size - 1;
		while (n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80)
			n--;
	}
	memcpy(to, s, n);
	to[n] = '\0';
}
