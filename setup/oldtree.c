/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading the files of the former system.
 */
#include <string.h>
#include <time.h>

#include "setup/oldtree.h"
#include "sql/valid.h"

#define FOLDER	"d_imprimante"

/* What is left of a listing. */
struct cursor {
	const char	*at, *end;
};

static bool	 read_row(struct cursor *, char *, size_t);
static bool	 read_string(struct cursor *, char *, size_t);
static bool	 take(struct cursor *, char);
static int	 folder_within(char *);
static bool	 number(const char **, const char *, int, int *);

int
oldtree_folder(const char *name)
{
	const size_t	 prefix = sizeof(FOLDER) - 1;
	int64_t		 n;

	if (strncmp(name, FOLDER, prefix) != 0 ||
	    !valid_number(name + prefix, 0, OLDTREE_PRINTERS - 1, &n))
		return -1;
	return (int)n;
}

int
oldtree_listing(const char *text, size_t length, int numbers[OLDTREE_PRINTERS])
{
	struct cursor	 c = { text, text + length };
	char		 folder[64];
	int		 n = 0;

	if (!take(&c, '['))
		return -1;
	while (!take(&c, ']')) {
		if ((n > 0 && !take(&c, ',')) || n == OLDTREE_PRINTERS ||
		    !read_row(&c, folder, sizeof(folder)))
			return -1;
		numbers[n] = folder_within(folder);
		if (numbers[n++] == -1)
			return -1;
	}
	/* blanks may follow, nothing else */
	(void)take(&c, '\0');
	return c.at == c.end ? n : -1;
}

/* [device, port, folder] */
static bool
read_row(struct cursor *c, char *folder, size_t size)
{
	char	ignored[64];

	return take(c, '[') && read_string(c, ignored, sizeof(ignored)) &&
	    take(c, ',') && read_string(c, ignored, sizeof(ignored)) &&
	    take(c, ',') && read_string(c, folder, size) && take(c, ']');
}

/* '...' or "...", a b before it or not; what doesn't fit is cut. */
static bool
read_string(struct cursor *c, char *text, size_t size)
{
	size_t	n = 0;
	char	quote;

	(void)take(c, 'b');
	if (take(c, '\''))
		quote = '\'';
	else if (take(c, '"'))
		quote = '"';
	else
		return false;
	for (; c->at < c->end && *c->at != quote; c->at++) {
		if (*c->at == '\\' && ++c->at == c->end)
			return false;
		if (n + 1 < size)
			text[n++] = *c->at;
	}
	text[n] = '\0';
	return take(c, quote);
}

/* The next character that is not blank, if it is this one. */
static bool
take(struct cursor *c, char wanted)
{
	while (c->at < c->end && strchr(" \t\r\n", *c->at) != NULL &&
	    *c->at != '\0')
		c->at++;
	if (c->at == c->end || *c->at != wanted)
		return false;
	c->at++;
	return true;
}

/* The bytes literal in the string, b'd_imprimante0', or the name alone. */
static int
folder_within(char *text)
{
	size_t	length = strlen(text);

	if (length > 3 && text[0] == 'b' && text[1] == '\'' &&
	    text[length - 1] == '\'') {
		text[length - 1] = '\0';
		text += 2;
	}
	return oldtree_folder(text);
}

bool
oldtree_archived(const char *name, struct oldtree_print *p)
{
	struct tm	 tm = { .tm_isdst = -1 }, is;
	const char	*s = name;
	time_t		 at;

	if (!number(&s, "d", 2, &tm.tm_mday) ||
	    !number(&s, "m", 2, &tm.tm_mon) ||
	    !number(&s, "y", 4, &tm.tm_year) ||
	    !number(&s, "_h", 2, &tm.tm_hour) ||
	    !number(&s, "m", 2, &tm.tm_min) ||
	    !number(&s, "s", 2, &tm.tm_sec) ||
	    !number(&s, "_printer", 0, &p->printer) || *s++ != '_' ||
	    *s == '\0' || tm.tm_hour > 23 || tm.tm_min > 59 || tm.tm_sec > 60)
		return false;
	tm.tm_mon--;
	tm.tm_year -= 1900;
	is = tm;
	at = mktime(&is);
	/* no 31st of February */
	if (at <= 0 || is.tm_mon != tm.tm_mon || is.tm_mday != tm.tm_mday)
		return false;
	p->at_ms = (int64_t)at * 1000;
	p->label = s;
	return true;
}

/* A word and a number of so many digits behind it; 0: of a printer. */
static bool
number(const char **s, const char *word, int digits, int *n)
{
	size_t	 length = strlen(word);
	int	 i, most = digits == 0 ? 3 : digits;

	if (strncmp(*s, word, length) != 0)
		return false;
	*s += length;
	*n = 0;
	for (i = 0; i < most && **s >= '0' && **s <= '9'; i++)
		*n = *n * 10 + *(*s)++ - '0';
	return digits == 0 ? i > 0 : i == digits;
}
