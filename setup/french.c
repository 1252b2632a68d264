/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sentences in French: a row is two strings of JavaScript, where {name} is any
 * text, which is looked up as well.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "setup/french.h"

#define ROW_SIZE	1024	/* one string of a row */
#define VALUES		8
#define DEPTH		4	/* values within values */

__asm__(
    ".section .rodata\n"
    ".global sentences_js\n"
    "sentences_js:\n"
    ".incbin \"htdocs/sentences.js\"\n"
    ".byte 0\n"
    ".previous\n");
extern const char sentences_js[];

/* What stood where a row has a {name}. */
struct value {
	const char	*name, *text;
	size_t		 name_length, length;
};

static bool		 look_up(const char *, char *, size_t, int);
static const char	*next_row(const char *, char *, char *);
static const char	*unquote(const char *, char *);
static bool		 fits(const char *, const char *, struct value *,
			    int *);
static void		 fill(const char *, const struct value *, int, char *,
			    size_t, int);
static void		 put_value(const struct value *, char *, size_t, int);
static void		 put_decimals(char *);

void
french_of(const char *sentence, char *out, size_t size)
{
	if (!look_up(sentence, out, size, 0))
		(void)snprintf(out, size, "%s", sentence);
}

static bool
look_up(const char *sentence, char *out, size_t size, int depth)
{
	char		 english[ROW_SIZE] = "", french[ROW_SIZE] = "";
	struct value	 values[VALUES];
	const char	*at = sentences_js;
	int		 n;

	while (depth < DEPTH &&
	    (at = next_row(at, english, french)) != NULL) {
		n = 0;
		if (!fits(english, sentence, values, &n))
			continue;
		fill(french, values, n, out, size, depth);
		return true;
	}
	return false;
}

/* Where to go on; NULL: that was the last. */
static const char *
next_row(const char *at, char *english, char *french)
{
	static const char begin[] = "\n\t[\"";

	at = strstr(at, begin);
	if (at != NULL)
		at = strchr(unquote(at + sizeof(begin) - 1, english), '"');
	return at == NULL ? NULL : unquote(at + 1, french);
}

/* From behind a quotation mark to behind the next one. */
static const char *
unquote(const char *at, char *out)
{
	const char *end = out + ROW_SIZE - 1;

	for (; *at != '\0' && *at != '"'; at++) {
		if (*at == '\\' && at[1] != '\0')
			at++;
		if (out < end)
			*out++ = *at;
	}
	*out = '\0';
	return at + (*at == '"');
}

/* Each {name} takes as much as it can. */
static bool
fits(const char *row, const char *text, struct value *values, int *n)
{
	const char	*close;
	struct value	*value = &values[*n];
	size_t		 length;
	int		 mine = *n;

	for (; *row != '{'; row++, text++)
		if (*row != *text)
			return false;
		else if (*row == '\0')
			return true;
	if ((close = strchr(row, '}')) == NULL || mine == VALUES)
		return false;
	for (length = strlen(text) + 1; length-- > 0;) {
		*value = (struct value){ .name = row + 1, .text = text,
		    .name_length = (size_t)(close - row - 1),
		    .length = length };
		*n = mine + 1;
		if (fits(close + 1, text + length, values, n))
			return true;
	}
	return false;
}

static void
fill(const char *row, const struct value *values, int n, char *out,
    size_t size, int depth)
{
	const char	*end = out + size - 1;
	size_t		 length;
	int		 i;

	while (*row != '\0' && out < end) {
		length = *row == '{' ? strcspn(row, "}") : 0;
		for (i = 0; length > 0 && i < n; i++)
			if (values[i].name_length == length - 1 &&
			    memcmp(values[i].name, row + 1, length - 1) == 0)
				break;
		if (length == 0 || i == n || row[length] == '\0') {
			*out++ = *row++;
			continue;
		}
		put_value(&values[i], out, (size_t)(end - out) + 1, depth);
		out += strlen(out);
		row += length + 1;
	}
	*out = '\0';
}

static void
put_value(const struct value *value, char *out, size_t size, int depth)
{
	char text[ROW_SIZE];

	(void)snprintf(text, sizeof(text), "%.*s", (int)value->length,
	    value->text);
	if (look_up(text, out, size, depth + 1))
		return;
	put_decimals(text);
	(void)snprintf(out, size, "%s", text);
}

/* Numbers and their units have a comma; a version is no number. */
static void
put_decimals(char *text)
{
	char	*at, *dot;
	size_t	 run;

	if (text[strspn(text, "0123456789.-…× XYZmgsh°C%")] != '\0')
		return;
	for (at = text; *at != '\0'; at += run + (run == 0)) {
		run = strspn(at, "0123456789.");
		dot = memchr(at, '.', run);
		if (dot != NULL && dot > at && dot < at + run - 1 &&
		    strspn(dot + 1, "0123456789") ==
		    (size_t)(at + run - dot) - 1)
			*dot = ',';
	}
}
