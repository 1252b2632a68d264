/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words: one command, "G1 X10.5 E-.2", as its letter, its number and the
 * values behind it.  No allocation, no locale, no rounding mode: at the speed
 * at which a file can be read.
 */
#ifndef SPOOLERD_WORDS_H
#define SPOOLERD_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WORDS_CODE_MAX	99999
/* What no machine needs is cut to this: sums stay finite. */
#define WORDS_MOST	1e9

struct words {
	char		letter;		/* 'G', 'M', 'T'; '\0': no command */
	int		code;
	uint32_t	has;		/* bit 0: A, ... */
	uint32_t	bare;		/* of these, without a number */
	double		value[26];	/* valid where has says so */
};

/* false: no letter and number to begin with.  A letter without a number, as
 * in `G28 X`, counts as there, with the value 0. */
bool	words_read(const char *, size_t, struct words *);

/* What tables of commands are searched for. */
#define WORDS_CODE(letter, code) \
	((uint32_t)(letter) << 24 | (uint32_t)(code))
/* WORDS_CODE('G', 28) of "G28 X0" and of "G028X0"; 0: no letter and number to
 * begin with, another command such as G28.1, or g28, which is one to some
 * firmwares only. */
uint32_t words_code(const char *);

static inline bool
words_has(const struct words *w, char letter)
{
	return (w->has >> (letter - 'A') & 1) != 0;
}

/* false: no such letter, or no number behind it. */
static inline bool
words_number(const struct words *w, char letter, double *value)
{
	if (!words_has(w, letter) || (w->bare >> (letter - 'A') & 1) != 0)
		return false;
	*value = w->value[letter - 'A'];
	return true;
}

static inline double
words_value(const struct words *w, char letter, double otherwise)
{
	return words_has(w, letter) ? w->value[letter - 'A'] : otherwise;
}

#endif
