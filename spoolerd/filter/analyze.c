/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The analysis of a print file: commands counted, the comment header kept,
 * the slicer's own estimate understood.
 */
#include <stdlib.h>
#include <string.h>

#include "spoolerd/filter/analyze.h"
#include "spoolerd/filter/quick.h"

static const char *take_moves(struct analyze *, const char *, const char *);
static const char *take_part(struct analyze *, const char *, const char *,
		    bool);
static void	keep(struct analyze *, const char *, size_t);
static void	take_line(struct analyze *, const char *, size_t);
static void	refuse(struct analyze *, const char *);
static void	take_comment(struct analyze *, const char *, size_t);
static void	count_layers(struct analyze *, const char *, size_t);
static void	take_time(struct analyze *, const char *, size_t);
static int64_t	duration(const char *);
static void	take_pair(struct analyze *, const char *, size_t);
static void	take_setting(struct analyze *, const char *, size_t);
static void	add_pair(struct analyze *, const char *, size_t, const char *,
		    size_t);
static void	copy(char *, size_t, const char *, size_t);
static size_t	utf8(const char *, size_t);
static bool	starts(const char *, size_t, const char *);
static bool	is_digit(const char *, size_t);

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))
#define SECONDS_MAX	1e9	/* thirty years: a file that jokes */

/* How slicers write the time they expect; behind it a duration. */
static const char *const time_marks[] = {
	"Build time:",				/* Simplify3D */
	"Print duration:",			/* Cura by Dagoma */
	"TIME:",				/* Cura, in seconds */
	"estimated printing time (normal mode) =",	/* PrusaSlicer, Orca */
};

/* A unit is known by its first letter. */
static const struct {
	char	letter;
	int64_t	seconds;
} units[] = {
	{ 'd', 86400 }, { 'h', 3600 }, { 'm', 60 }, { 's', 1 },
};

/* How slicers mark the beginning of a layer. */
static const char *const layer_marks[] = {
	"CHANGE_LAYER",				/* BambuStudio */
	"LAYER:",				/* Cura, ideaMaker */
	"LAYER_CHANGE",				/* PrusaSlicer, Orca */
	"layer ",				/* Simplify3D, with a number */
};

/* And how many there are. */
static const char *const layer_counts[] = {
	"Layer count:",				/* Cura by Dagoma */
	"LAYER_COUNT:",				/* Cura */
	"total layer number:",			/* Orca, BambuStudio */
};

/* The `key = value` lines of PrusaSlicer and its kin that tell a person what
 * will be printed; hundreds of others don't. */
static const char *const settings[] = {
	"bed_temperature",
	"estimated printing time (normal mode)",
	"filament used [g]",
	"filament used [mm]",
	"filament_settings_id",
	"filament_type",
	"fill_density",
	"fill_pattern",
	"first_layer_temperature",
	"layer_height",
	"nozzle_diameter",
	"perimeters",
	"printer_model",
	"printer_settings_id",
	"support_material",
	"temperature",
	"total filament used [g]",
};

void
analyze_begin(struct analyze *a)
{
	memset(a, 0, sizeof(*a));
	a->refused = "";
	a->number = 1;
	a->in_header = true;
	walk_begin(&a->walk, &motion_dagoma);
}

void
analyze_add(struct analyze *a, const char *bytes, size_t n)
{
	const bool nul = memchr(bytes, '\0', n) != NULL;
	const char *end = bytes + n;

	while (bytes < end) {
		if (!nul && a->used == 0)
			bytes = take_moves(a, bytes, end);
		if (bytes < end)
			bytes = take_part(a, bytes, end, nul);
	}
}

/* The plain moves that follow each other; returns what is behind them. */
static const char *
take_moves(struct analyze *a, const char *bytes, const char *end)
{
	struct words words;
	size_t n;

	while ((n = quick_read(bytes, end, &words)) > 0) {
		walk_move(&a->walk, &words);
		a->commands++;
		a->number++;
		a->in_header = false;
		bytes += n + 1;
	}
	return bytes;
}

/* Up to the next newline; returns what is behind it. */
static const char *
take_part(struct analyze *a, const char *bytes, const char *end, bool nul)
{
	const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));
	size_t part = (size_t)((newline != NULL ? newline : end) - bytes);

	a->nul = a->nul || (nul && memchr(bytes, '\0', part) != NULL);
	if (newline == NULL) {
		keep(a, bytes, part);
		return end;
	}
	if (a->used == 0) {
		take_line(a, bytes, part);
	} else {
		keep(a, bytes, part);
		take_line(a, a->line, a->used);
	}
	return newline + 1;
}

void
analyze_end(struct analyze *a)
{
	if (a->used > 0)
		take_line(a, a->line, a->used);
	walk_end(&a->walk);
	a->layers = a->layer_count > 0 ? a->layer_count : a->layer_marks;
	if (a->layers == 0)
		a->layers = a->walk.layers.n;
	if (a->commands == 0 && a->refused[0] == '\0')
		a->refused = "empty";
}

/* As much of a line as feed_clean() looks at. */
static void
keep(struct analyze *a, const char *bytes, size_t n)
{
	size_t room = sizeof(a->line) - a->used;

	if (n > room)
		n = room;
	memcpy(a->line + a->used, bytes, n);
	a->used += n;
}

static void
take_line(struct analyze *a, const char *raw, size_t n)
{
	char command[FEED_LINE];
	enum feed_result result;
	size_t length, comment;

	result = feed_clean(raw, n, command, &length);
	if (result == FEED_CONTROL || a->nul)
		refuse(a, "binary");
	else if (result == FEED_TOO_LONG)
		refuse(a, "long-line");
	a->commands += length > 0;
	if (length > 0)
		walk_command(&a->walk, command, length, a->number);
	if (n > sizeof(a->line))
		n = sizeof(a->line);
	comment = length > 0 ? n : feed_comment(raw, n);
	if (comment < n)
		take_comment(a, raw + comment + 1, n - comment - 1);
	else
		a->in_header = false;
	a->used = 0;
	a->nul = false;
	a->number++;
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

/* A line that is nothing but a comment; s is behind its `;`. */
static void
take_comment(struct analyze *a, const char *s, size_t n)
{
	while (n > 0 && (*s == ' ' || *s == '\t'))
		s++, n--;
	count_layers(a, s, n);
	take_time(a, s, n);
	if (a->in_header)
		take_pair(a, s, n);
	else
		take_setting(a, s, n);
}

static void
count_layers(struct analyze *a, const char *s, size_t n)
{
	char text[32];
	int64_t count;
	size_t i, length;

	for (i = 0; i < COUNT(layer_marks); i++) {
		length = strlen(layer_marks[i]);
		/* "layer end" is none */
		if (starts(s, n, layer_marks[i]) &&
		    (s[length - 1] != ' ' || is_digit(s + length, n - length)))
			a->layer_marks++;
	}
	for (i = 0; i < COUNT(layer_counts); i++) {
		if (!starts(s, n, layer_counts[i]))
			continue;
		length = strlen(layer_counts[i]);
		copy(text, sizeof(text), s + length, n - length);
		count = strtoll(text, NULL, 10);
		if (count > 0 && count <= LAYERS_MOST)
			a->layer_count = count;
	}
}

static void
take_time(struct analyze *a, const char *s, size_t n)
{
	char text[ANALYZE_VALUE];
	size_t i, skip;

	for (i = 0; a->seconds == 0 && i < COUNT(time_marks); i++) {
		if (!starts(s, n, time_marks[i]))
			continue;
		skip = strlen(time_marks[i]);
		copy(text, sizeof(text), s + skip, n - skip);
		a->seconds = duration(text);
	}
}

/*
 * "1 hr 9 min", "1d 2h 3m 4s", "1 hour 2 minutes", "540": numbers, each with
 * its unit; one without a unit is seconds.
 */
static int64_t
duration(const char *s)
{
	int64_t total = 0;
	double value;
	size_t i;
	char *end;

	for (;;) {
		s += strspn(s, " ,");
		if (*s < '0' || *s > '9')
			return total;
		value = strtod(s, &end);
		if (value > SECONDS_MAX || (double)total > SECONDS_MAX)
			return 0;
		s = end + strspn(end, " ");
		for (i = 0; i < COUNT(units); i++)
			if (units[i].letter == *s)
				break;
		if (i == COUNT(units))
			return total + (int64_t)value;
		total += (int64_t)(value * (double)units[i].seconds);
		s += strspn(s, "abcdefghijklmnopqrstuvwxyz");
	}
}

/*
 * "Key: value", Dagoma's "- Key: value" below its heading, Cura's "KEY:value",
 * or a sentence.  A colon inside a sentence, as in a time of day, makes no
 * key: a key of more than one word has a blank behind its colon.
 */
static void
take_pair(struct analyze *a, const char *s, size_t n)
{
	const char *colon;
	size_t key, i;
	bool words = false;

	if (starts(s, n, "- "))
		s += 2, n -= 2;
	colon = memchr(s, ':', n);
	key = colon != NULL ? (size_t)(colon - s) : n;
	for (i = 0; i < key; i++) {
		words = words || s[i] == ' ';
		if (s[i] == '.' || s[i] == ',')
			colon = NULL;
	}
	if (key == 0 || key >= ANALYZE_KEY)
		colon = NULL;
	if (colon != NULL && words && key + 1 < n && s[key + 1] != ' ' &&
	    s[key + 1] != '\r')
		colon = NULL;
	if (colon == NULL)
		add_pair(a, "", 0, s, n);
	else
		add_pair(a, s, key, colon + 1, n - key - 1);
}

static void
take_setting(struct analyze *a, const char *s, size_t n)
{
	static const char equals[] = " = ";
	const char *value = memmem(s, n, equals, strlen(equals));
	size_t i, key, value_n;

	if (value == NULL)
		return;
	key = (size_t)(value - s);
	value += strlen(equals);
	value_n = n - key - strlen(equals);
	/* one that is not set says nothing */
	if (value_n == 0 || starts(value, value_n, "\"\"") || *value == '\r')
		return;
	for (i = 0; i < COUNT(settings); i++)
		if (key == strlen(settings[i]) && starts(s, n, settings[i]))
			add_pair(a, s, key, value, value_n);
}

static void
add_pair(struct analyze *a, const char *key, size_t key_n, const char *value,
    size_t value_n)
{
	struct analyze_pair *pair = &a->pairs[a->pairs_n];

	if (a->pairs_n == ANALYZE_PAIRS)
		return;
	copy(pair->key, sizeof(pair->key), key, key_n);
	copy(pair->value, sizeof(pair->value), value, value_n);
	a->pairs_n += pair->key[0] != '\0' || pair->value[0] != '\0';
}

/*
 * Trimmed, cut to size between two characters, and made UTF-8: a control byte
 * becomes a blank, a byte that is no UTF-8 is read as Latin-1, the other thing
 * that slicers write.
 */
static void
copy(char *to, size_t size, const char *s, size_t n)
{
	const char *const start = to;
	char latin[2];
	const char *from;
	unsigned char c;
	size_t step, length;

	for (; n > 0; s += step, n -= step) {
		c = (unsigned char)*s;
		length = step = utf8(s, n);
		from = c < ' ' || c == 0x7f ? " " : s;
		if (step == 0) {
			latin[0] = (char)(0xc0 | c >> 6);
			latin[1] = (char)(0x80 | (c & 0x3f));
			from = latin;
			length = 2;
			step = 1;
		}
		if (*from == ' ' && to == start)
			continue;
		if ((size_t)(to - start) + length >= size)
			break;
		memcpy(to, from, length);
		to += length;
	}
	while (to > start && to[-1] == ' ')
		to--;
	*to = '\0';
}

/* The length of the character of UTF-8 at s; 0: it is none (overlong forms,
 * surrogates and what is above U+10FFFF are none). */
static size_t
utf8(const char *s, size_t n)
{
	static const struct {
		unsigned char	first, last;	/* of the first byte */
		unsigned char	low, high;	/* of the second */
		unsigned char	length;
	} forms[] = {
		{ 0x00, 0x7f, 0, 0, 1 },
		{ 0xc2, 0xdf, 0x80, 0xbf, 2 },
		{ 0xe0, 0xe0, 0xa0, 0xbf, 3 },
		{ 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xed, 0xed, 0x80, 0x9f, 3 },
		{ 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 },
		{ 0xf1, 0xf3, 0x80, 0xbf, 4 },
		{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};
	const unsigned char *u = (const unsigned char *)s;
	size_t i, k;

	for (i = 0; i < COUNT(forms); i++)
		if (u[0] >= forms[i].first && u[0] <= forms[i].last)
			break;
	if (i == COUNT(forms) || forms[i].length > n)
		return 0;
	for (k = 1; k < forms[i].length; k++)
		if (u[k] < (k == 1 ? forms[i].low : 0x80) ||
		    u[k] > (k == 1 ? forms[i].high : 0xbf))
			return 0;
	return forms[i].length;
}

static bool
starts(const char *s, size_t n, const char *prefix)
{
	size_t length = strlen(prefix);

	return n >= length && memcmp(s, prefix, length) == 0;
}

static bool
is_digit(const char *s, size_t n)
{
	return n > 0 && *s >= '0' && *s <= '9';
}
