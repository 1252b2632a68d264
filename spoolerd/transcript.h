/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The transcript: the last lines to and from one printer, in memory that its
 * drain writes and the parent reads at the same time, without a lock and
 * without a message for each line.  It outlives the drain, not the parent.  A
 * line that is overwritten while it is read counts as gone.
 */
#ifndef SPOOLERD_TRANSCRIPT_H
#define SPOOLERD_TRANSCRIPT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TRANSCRIPT_LINES 512	/* that are kept; a power of two */
#define TRANSCRIPT_TEXT	238	/* of a line; the rest is cut off */

enum transcript_way { TRANSCRIPT_SENT, TRANSCRIPT_HEARD, TRANSCRIPT_WAY__MAX };

struct transcript_line {
	_Atomic uint64_t	number;	/* from 1; 0: being written */
	int64_t			at_ms;	/* Unix time */
	uint8_t			way;	/* enum transcript_way */
	uint8_t			length;
	char			text[TRANSCRIPT_TEXT];	/* no NUL */
};
struct transcript {
	_Atomic uint64_t	next;	/* line's number; 0 as 1 */
	struct transcript_line	lines[TRANSCRIPT_LINES];
};

/* A line that was copied out: printable ASCII. */
struct transcript_copy {
	int64_t			at_ms;
	enum transcript_way	way;
	char			text[TRANSCRIPT_TEXT + 1];
};

/* Bytes that are no whole line yet. */
struct transcript_ear {
	char	in[TRANSCRIPT_TEXT];
	size_t	used;
	bool	any;		/* something came since the last newline */
};

/* A descriptor of an empty one, that nobody can make shorter; -1 with errno. */
int	transcript_make(void);
/* NULL with errno: it is no transcript. */
struct transcript *transcript_map(int fd);
/* NULL does nothing. */
void	transcript_unmap(struct transcript *);

/* Write a line, unless it is empty; without its newline, and '?' for what
 * can't be printed. */
void	transcript_add(struct transcript *, enum transcript_way,
	    int64_t at_ms, const char *, size_t);
/* Bytes came: write the lines that they complete. */
void	transcript_hear(struct transcript *, struct transcript_ear *,
	    int64_t at_ms, const char *, size_t);

/* The first line that is still there, and the one that is not yet. */
uint64_t transcript_first(const struct transcript *);
uint64_t transcript_next(const struct transcript *);
/* false: it is gone. */
bool	transcript_get(const struct transcript *, uint64_t number,
	    struct transcript_copy *);

#endif
