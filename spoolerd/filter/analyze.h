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

#include "spoolerd/feed.h"
#include "spoolerd/filter/pair.h"
#include "spoolerd/filter/remark.h"
#include "spoolerd/filter/survey.h"
#include "spoolerd/filter/thumbnail.h"
#include "spoolerd/filter/walk.h"

struct analyze {
	int64_t			commands;
	int64_t			layers;		/* as it says, or by height */
	struct remark		remark;		/* what the slicer says */
	/* The comments up to the first blank or command line, then settings
	 * from anywhere. */
	struct pairs		pairs;
	/* "", "empty", "binary" or "long-line", and the first such line */
	const char		*refused;
	int64_t			refused_line;	/* from 1; 0: no one line */
	struct walk		walk;		/* what its commands do */
	struct survey		survey;		/* and when */
	/* The rest is the reading's own: a line that came in parts, ... */
	char			line[FEED_RAW + 1];
	size_t			used;
	bool			nul;		/* was in it */
	int64_t			number;		/* ... from 1, */
	bool			in_header;
	struct thumbnail	thumbnail;	/* the last: it is large */
};

void	analyze_begin(struct analyze *);
void	analyze_add(struct analyze *, const char *, size_t);
/* After the last byte; the results are valid from here on. */
void	analyze_end(struct analyze *);

#endif
