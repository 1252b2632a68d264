/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text of a file.
 */
#include <string.h>

#include "spoolerd/filter/text.h"

static size_t	utf8(const char *, size_t);

void
text_copy(char *to, size_t size, const char *s, size_t n)
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

bool
text_starts(const char *s, size_t n, const char *prefix)
{
	size_t length = strlen(prefix);

	return n >= length && memcmp(s, prefix, length) == 0;
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

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (u[0] >= forms[i].first && u[0] <= forms[i].last)
			break;
	if (i == sizeof(forms) / sizeof(forms[0]) || forms[i].length > n)
		return 0;
	for (k = 1; k < forms[i].length; k++)
		if (u[k] < (k == 1 ? forms[i].low : 0x80) ||
		    u[k] > (k == 1 ? forms[i].high : 0xbf))
			return 0;
	return forms[i].length;
}
