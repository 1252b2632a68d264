/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Settings of a G-code machine: the words of each command are kept letter by
 * letter, because "M201 X500" leaves what "M201 E5000" said before.
 */
#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spoolerd/drain/settings.h"

#define SETTINGS_WORD	24	/* " X-1000000000.00000" */

/* which: the letter that names a fan or the like, each of which is kept.
 * letters: what is kept of it; M220 B only copies a value, for one. */
static const struct {
	const char	*word;
	char		 which;
	const char	*letters;
	const char	*sets;		/* the command that it amounts to */
} kept[] = {
	{ "M106", 'P', "PS", "M106" },	/* fans */
	{ "M107", 'P', "P", "M106" },	/* ... off: S0 */
	{ "M200", 'T', "DST", "M200" },	/* filament's diameter */
	{ "M201", 0, "XYZE", "M201" },	/* acceleration, most of it */
	{ "M203", 0, "XYZE", "M203" },	/* speed, most of it */
	{ "M204", 0, "SPRT", "M204" },	/* acceleration */
	{ "M205", 0, "XYZEJBST", "M205" },	/* jerk */
	{ "M207", 0, "FSWZ", "M207" },	/* the firmware's retraction */
	{ "M208", 0, "FRSW", "M208" },
	{ "M220", 0, "S", "M220" },	/* speed in percent */
	{ "M221", 'T', "ST", "M221" },	/* flow in percent */
	{ "M420", 0, "SZ", "M420" },	/* a stored mesh of the bed */
	{ "M572", 'D', "DS", "M572" },	/* pressure advance */
	{ "M900", 0, "KLT", "M900" },
};
#define N_KEPT	(sizeof(kept) / sizeof(kept[0]))

static struct setting *find(struct settings *, const char *, char, double);
static void	read_words(struct setting *, const char *, const char *);

void
settings_apply(struct settings *s, const char *command)
{
	struct setting words = { .word = NULL }, *set;
	size_t i, n = 0;
	int letter;

	for (i = 0; i < N_KEPT; i++) {
		n = strlen(kept[i].word);
		if (strncmp(command, kept[i].word, n) == 0 &&
		    !isdigit((unsigned char)command[n]) && command[n] != '.')
			break;
	}
	if (i == N_KEPT)
		return;
	read_words(&words, command + n, kept[i].letters);
	if (strcmp(kept[i].word, "M107") == 0 ||
	    (strcmp(kept[i].word, "M106") == 0 &&
	    !(words.given & 1u << ('S' - 'A')))) {
		words.given |= 1u << ('S' - 'A');
		words.value['S' - 'A'] = kept[i].word[3] == '7' ? 0 : 255;
	}
	set = find(s, kept[i].sets, kept[i].which, kept[i].which != 0 ?
	    words.value[kept[i].which - 'A'] : 0);
	for (letter = 0; set != NULL && letter < SETTINGS_LETTERS; letter++)
		if (words.given & 1u << letter)
			set->value[letter] = words.value[letter];
	if (set != NULL)
		set->given |= words.given;
}

/* The one of this command, and of this fan; a new one; NULL: no room. */
static struct setting *
find(struct settings *s, const char *word, char which, double number)
{
	struct setting *set;

	for (set = s->list; set < s->list + s->n; set++)
		if (strcmp(set->word, word) == 0 && (which == 0 ||
		    fabs(set->value[which - 'A'] - number) < 0.5))
			return set;
	if (s->n == SETTINGS_MOST)
		return NULL;
	s->n++;
	memset(set, 0, sizeof(*set));
	set->word = word;
	set->which = which;
	return set;
}

/* A letter without a number is a flag, and counts as 0. */
static void
read_words(struct setting *words, const char *at, const char *letters)
{
	char *end;
	int letter;

	for (; *at != '\0'; at = end) {
		end = (char *)(uintptr_t)at + 1;
		if (strchr(letters, *at) == NULL)
			continue;
		letter = *at - 'A';
		words->given |= 1u << letter;
		words->value[letter] = strtod(at + 1, &end);
		if (!isfinite(words->value[letter]) ||
		    fabs(words->value[letter]) > 1e9)
			words->value[letter] = 0;
	}
}

/* "X12.5": never an exponent, whose E would be taken for the extruder. */
static void
write_word(char word[SETTINGS_WORD], char letter, double value)
{
	char *end;

	(void)snprintf(word, SETTINGS_WORD, " %c%.5f", letter, value);
	for (end = word + strlen(word) - 1; *end == '0'; end--)
		*end = '\0';
	if (*end == '.')
		*end = '\0';
}

static void
write_one(const struct setting *set, void (*put)(void *, const char *),
    void *arg)
{
	char line[SETTINGS_LINE + 1] = "", word[SETTINGS_WORD];
	size_t used = 0;
	int letter;

	for (letter = 0; letter < SETTINGS_LETTERS; letter++) {
		if (!(set->given & 1u << letter))
			continue;
		write_word(word, (char)('A' + letter), set->value[letter]);
		if (used + strlen(word) > SETTINGS_LINE) {
			put(arg, line);
			used = 0;
		}
		used += (size_t)snprintf(line + used, sizeof(line) - used,
		    "%s%s", used == 0 ? set->word : "", word);
	}
	if (used > 0)
		put(arg, line);
}

void
settings_each(const struct settings *s, void (*put)(void *, const char *),
    void *arg)
{
	const struct setting *set;

	for (set = s->list; set < s->list + s->n; set++)
		write_one(set, put, arg);
}
