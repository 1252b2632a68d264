/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The analysis: what a print file says of itself, read once, in constant
 * memory.  It uses the very rules of the feed, so that the number of commands
 * is the number of lines that will be sent.
 */
#ifndef SPOOLERD_FILTER_ANALYZE_H
#define SPOOLERD_FILTER_ANALYZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ANALYZE_PAIRS	64
#define ANALYZE_KEY	65
#define ANALYZE_VALUE	161
#define ANALYZE_LINE	4096	/* of a longer line only the start is kept */

struct analyze_pair {
	char	key[ANALYZE_KEY];
	char	value[ANALYZE_VALUE];
};

struct analyze {
	int64_t			commands;
	int64_t			seconds;	/* the slicer's word; 0: none */
	int64_t			layers;
	struct analyze_pair	pairs[ANALYZE_PAIRS];
	unsigned int		pairs_n;
	/* "", "empty", "binary" or "long-line", and the first such line */
	const char		*refused;
	int64_t			refused_line;
	/* The line that is being read. */
	char			line[ANALYZE_LINE];
	size_t			used;
	bool			cut;
	int64_t			number;		/* of the line, from 1 */
	bool			in_header;
	int64_t			layer_marks, layer_count;
};

void	analyze_begin(struct analyze *);
void	analyze_add(struct analyze *, const char *, size_t);
/* After the last byte; the results are valid from here on. */
void	analyze_end(struct analyze *);

#endif
