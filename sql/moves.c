/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Moves: a table of the commands that are allowed where, and with which words.
 */
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sql/moves.h"

#define FAR_MM	2000	/* no machine is larger */
#define MOST	60000	/* of what is no move: a minute, in ms */

struct reader {
	enum moves_place	place;
	bool			z_away;
	bool			relative;
};

static bool	 allowed(struct reader *, const char *);
static bool	 words_are(struct reader *, const char *, const char *);
static bool	 word_is(const struct reader *, char, double);
static bool	 may_home(const struct reader *, const char *);
static bool	 copy_line(const char *, size_t, char *, size_t);

static const struct command {
	const char	*name;
	const char	*words;		/* letters that may follow; "*": text */
	bool		 in_pause;	/* else for parking only */
} commands[] = {
	{ "G0",   "XYZF", true },
	{ "G1",   "XYZF", true },
	{ "G4",   "P",	  true },
	{ "G27",  "P",	  false },
	{ "G28",  "XYZ",  false },
	{ "G90",  "",	  false },
	{ "G91",  "",	  false },
	{ "M17",  "",	  false },
	{ "M18",  "XYZE", false },
	{ "M84",  "XYZE", false },
	{ "M106", "PS",	  false },
	{ "M107", "P",	  false },
	{ "M117", "*",	  true },
	{ "M300", "PS",	  true },
	{ "M400", "",	  true },
};
#define N_COMMANDS	(sizeof(commands) / sizeof(commands[0]))
#define HOMING		"G28"

enum moves_fault
moves_read(const char *text, enum moves_place place, bool z_away,
    char moves[MOVES_SIZE], char bad[MOVES_SIZE])
{
	struct reader r = { .place = place, .z_away = z_away };
	char line[MOVES_SIZE];
	size_t used = 0, n;
	const char *s;

	moves[0] = bad[0] = '\0';
	for (s = text; *s != '\0'; s += n + (s[n] != '\0')) {
		n = strcspn(s, "\r\n");
		if (!copy_line(s, n, line, sizeof(line)))
			return MOVES_LONG;
		if (line[0] == '\0')
			continue;
		if (!allowed(&r, line)) {
			(void)snprintf(bad, MOVES_SIZE, "%s", line);
			return MOVES_COMMAND;
		}
		used += (size_t)snprintf(moves + used, MOVES_SIZE - used,
		    "%s%s", used > 0 ? "\n" : "", line);
		if (used >= MOVES_SIZE)
			return MOVES_LONG;
	}
	if (!r.relative)
		return MOVES_GOOD;
	/* the next print would begin with it */
	(void)snprintf(bad, MOVES_SIZE, "G91");
	return MOVES_COMMAND;
}

/* One line, without blanks around it; capitals, but for what is shown. */
static bool
copy_line(const char *s, size_t n, char *line, size_t size)
{
	size_t i;

	for (; n > 0 && isblank((unsigned char)*s); n--)
		s++;
	while (n > 0 && isblank((unsigned char)s[n - 1]))
		n--;
	if (n >= size)
		return false;
	for (i = 0; i < n; i++)
		line[i] = i >= 5 && strncmp(line, "M117 ", 5) == 0 ? s[i] :
		    (char)toupper((unsigned char)s[i]);
	line[n] = '\0';
	return true;
}

static bool
allowed(struct reader *r, const char *line)
{
	size_t length = strcspn(line, " "), i;
	const char *s;

	for (s = line; *s != '\0'; s++)
		if (*s < ' ' || *s > '~')
			return false;
	for (i = 0; i < N_COMMANDS; i++) {
		if (strlen(commands[i].name) != length ||
		    memcmp(commands[i].name, line, length) != 0)
			continue;
		if (r->place == MOVES_PAUSE && !commands[i].in_pause)
			return false;
		if (strncmp(commands[i].name, "G9", 2) == 0)
			r->relative = strcmp(commands[i].name, "G91") == 0;
		return words_are(r, line + length, commands[i].words) &&
		    (strcmp(commands[i].name, HOMING) != 0 ||
		    may_home(r, line + length));
	}
	return false;
}

/* Letters of `letters`, each followed by a number or (axes) by nothing. */
static bool
words_are(struct reader *r, const char *s, const char *letters)
{
	bool moves = strchr(letters, 'F') != NULL;
	char letter, *end;
	double value;

	if (strcmp(letters, "*") == 0)
		return *s == ' ';	/* one that is empty says nothing */
	for (s += strspn(s, " "); *s != '\0'; s = end + strspn(end, " ")) {
		letter = *s++;
		if (strchr(letters, letter) == NULL)
			return false;
		end = (char *)(uintptr_t)s;
		if (*s == ' ' || *s == '\0') {
			if (moves)
				return false;
			continue;
		}
		if (strspn(s, "+-.0123456789") != strcspn(s, " ") ||
		    strcspn(s, " ") > 10)
			return false;
		value = strtod(s, &end);
		if ((*end != ' ' && *end != '\0') || (moves ?
		    !word_is(r, letter, value) : value < 0 || value > MOST))
			return false;
	}
	return true;
}

/* May a move say so? */
static bool
word_is(const struct reader *r, char letter, double value)
{
	if (letter == 'F')
		return value > 0 && value <= 60 * FAR_MM;
	if (letter == 'Z')
		return r->place == MOVES_PARK && r->relative && value >= 0 &&
		    value <= FAR_MM;
	return value >= -FAR_MM && value <= FAR_MM;
}

/* Z at the bed's end would go down, through the piece. */
static bool
may_home(const struct reader *r, const char *words)
{
	return r->z_away || (strchr(words, 'Z') == NULL &&
	    strpbrk(words, "XY") != NULL);
}
