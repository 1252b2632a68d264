/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The quick way through a plain move.
 */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "spoolerd/feed.h"
#include "spoolerd/filter/quick.h"

#define WHOLE_MOST	9	/* digits before the point: below WORDS_MOST */
#define DIGITS_MOST	15	/* that a double holds exactly */
#define BIT(c)		(UINT32_C(1) << ((c) - 'A'))
/* Letters of a move.  N and M would be looked at for other reasons. */
#define LETTERS		(BIT('X') | BIT('Y') | BIT('Z') | BIT('E') | \
			BIT('F') | BIT('I') | BIT('J') | BIT('R') | \
			BIT('P') | BIT('S'))

static const char	*word(const char *, struct words *);
static const char	*line_end(const char *, const char *);

static const double tenths[DIGITS_MOST + 1] = {
	1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11,
	1e-12, 1e-13, 1e-14, 1e-15,
};

size_t
quick_read(const char *s, const char *end, struct words *w)
{
	const char *p = s + 2;

	/* so that no word runs past the end: 24 bytes at most, and it is cut
	 * off where the line becomes too long */
	if (end - s < FEED_COMMAND + FEED_COMMAND || s[0] != 'G' ||
	    (unsigned char)(s[1] - '0') > 3 || s[2] != ' ')
		return 0;
	w->letter = 'G';
	w->code = s[1] - '0';
	w->has = w->bare = 0;
	while (p - s <= FEED_COMMAND) {
		while (*p == ' ' && p - s <= FEED_COMMAND)
			p++;
		if ((unsigned char)(*p - 'A') < 26) {
			p = word(p, w);
			if (p == NULL)
				return 0;
			continue;
		}
		if (p - s > FEED_COMMAND)
			return 0;
		p = line_end(p, end);
		return p != NULL ? (size_t)(p - s) : 0;
	}
	return 0;
}

/* A letter and its number; NULL: not a plain one. */
static const char *
word(const char *p, struct words *w)
{
	const uint32_t bit = BIT(*p);
	double *value = &w->value[*p - 'A'];
	const char *start, *point;
	unsigned int digit;
	ptrdiff_t places = 0;
	uint64_t n = 0;
	bool minus;

	if ((bit & LETTERS & ~w->has) == 0)
		return NULL;
	w->has |= bit;
	minus = *++p == '-';
	p += minus;
	for (start = p; (digit = (unsigned char)(*p - '0')) < 10 &&
	    p - start <= WHOLE_MOST; p++)
		n = n * 10 + digit;
	point = p;
	if (*p == '.') {
		for (p++; (digit = (unsigned char)(*p - '0')) < 10 &&
		    p - start <= DIGITS_MOST + 1; p++)
			n = n * 10 + digit;
		places = p - point - 1;
	}
	if (point - start + places == 0 || point - start > WHOLE_MOST ||
	    point - start + places > DIGITS_MOST)
		return NULL;
	*value = (double)n * tenths[places];
	if (minus)
		*value = -*value;
	return p;
}

/* Where the newline is; NULL: this is not the end of a plain line. */
static const char *
line_end(const char *p, const char *end)
{
	if (*p == '\r')
		p++;
	if (*p == '\n')
		return p;
	if (*p != ';' || p[-1] == '\r')
		return NULL;
	return memchr(p, '\n', (size_t)(end - p));
}
