/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pairs: what a file says of itself in its comments, as keys and values for a
 * person to read.
 */
#ifndef SPOOLERD_FILTER_PAIR_H
#define SPOOLERD_FILTER_PAIR_H

#include <stddef.h>

#define PAIRS_MOST	64
#define PAIR_KEY	65	/* bytes, the NUL included */
#define PAIR_VALUE	161

/* Trimmed UTF-8 without control characters.  key "": a plain sentence, such
 * as the program that made the file.  value "": a heading. */
struct pair {
	char	key[PAIR_KEY];
	char	value[PAIR_VALUE];
};

struct pairs {
	struct pair	pair[PAIRS_MOST];
	unsigned int	n;
};

/*
 * A comment of the header: "Key: value", Dagoma's "- Key: value" below its
 * heading, Cura's "KEY:value", or a sentence.  A colon inside a sentence, as
 * in a time of day, makes no key: a key of more than one word has a blank
 * behind its colon.
 */
void	pairs_header(struct pairs *, const char *, size_t);
/* A comment from elsewhere: of the `key = value` lines, those that tell a
 * person what will be printed. */
void	pairs_setting(struct pairs *, const char *, size_t);

#endif
