/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words of a command.
 */
#include "spoolerd/words.h"

#define DIGITS		15	/* that a double holds exactly */

static bool		 is_letter(char);
static bool		 is_digit(char);
static const char	*number(const char *, const char *, double *);

static const double tenths[DIGITS + 1] = {
	1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11,
	1e-12, 1e-13, 1e-14, 1e-15,
};

bool
words_read(const char *s, size_t n, struct words *w)
{
	const char *end = s + n, *next;
	double value;
	int letter;

	w->letter = '\0';
	w->code = 0;
	w->has = w->bare = 0;
	if (n < 2 || !is_letter(*s))
		return false;
	next = number(s + 1, end, &value);
	if (next == s + 1 || value < 0 || value > WORDS_CODE_MAX)
		return false;
	w->letter = (char)(*s & ~0x20);
	w->code = (int)value;
	for (s = next; s < end;) {
		if (!is_letter(*s)) {
			s++;
			continue;
		}
		letter = (*s & ~0x20) - 'A';
		next = number(s + 1, end, &value);
		/* the firmware takes the first of two */
		if ((w->has >> letter & 1) == 0) {
			w->value[letter] = value;
			w->bare |= (uint32_t)(next == s + 1) << letter;
		}
		w->has |= UINT32_C(1) << letter;
		s = next;
	}
	return true;
}

uint32_t
words_code(const char *s)
{
	const char letter = *s;
	uint32_t code = 0;

	if (letter < 'A' || letter > 'Z')
		return 0;
	for (s++; *s == ' '; s++)
		continue;
	if (!is_digit(*s))
		return 0;
	for (; is_digit(*s) && code <= WORDS_CODE_MAX; s++)
		code = code * 10 + (uint32_t)(*s - '0');
	if (*s == '.' || code > WORDS_CODE_MAX)
		return 0;
	return WORDS_CODE(letter, code);
}

static bool
is_letter(char c)
{
	return (unsigned char)((c & ~0x20) - 'A') < 26;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Blanks, a sign, digits with a point among them; returns what is behind, s
 * itself when there was no digit.  Digits above DIGITS don't count. */
static const char *
number(const char *s, const char *end, double *value)
{
	const char *start = s;
	int64_t whole = 0;
	int digits = 0, places = 0;
	bool minus = false, point = false, any = false;

	while (s < end && *s == ' ')
		s++;
	if (s < end && (*s == '-' || *s == '+'))
		minus = *s++ == '-';
	for (; s < end; s++) {
		if (is_digit(*s)) {
			any = true;
			if (digits == DIGITS) {
				if (!point)
					whole = INT64_C(1000000000000000);
				continue;
			}
			whole = whole * 10 + (*s - '0');
			digits += whole != 0;
			places += point;
			if (places == DIGITS)
				digits = DIGITS;
		} else if (*s == '.' && !point) {
			point = true;
		} else {
			break;
		}
	}
	*value = 0;
	if (!any)
		return start;
	*value = (double)whole * tenths[places];
	if (*value > WORDS_MOST)
		*value = WORDS_MOST;
	if (minus)
		*value = -*value;
	return s;
}
