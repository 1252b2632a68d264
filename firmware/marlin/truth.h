/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The truth: what the host really sent, before a faulty cable changed it.  The
 * machine itself cannot know; this marks each executed command that is not
 * what was sent, although the dialect's own sums and numbers let it through.
 */
#ifndef FIRMWARE_MARLIN_TRUTH_H
#define FIRMWARE_MARLIN_TRUTH_H

#include <stddef.h>
#include <stdint.h>

#include "firmware/marlin/reader.h"

#define TRUTH_LINES	1024	/* numbers that are remembered */
#define TRUTH_BARE	16	/* unnumbered lines that are remembered */

enum truth_verdict {
	TRUTH_SENT,		/* just so */
	TRUTH_ALTERED,		/* another command had this number */
	TRUTH_STRAY		/* no such unnumbered line was sent */
};

struct truth {
	char	line[READER_LINE * 2];
	size_t	used;
	struct {
		long	number;
		char	command[READER_LINE];
	} lines[TRUTH_LINES];
	char	bare[TRUTH_BARE][READER_LINE];
	unsigned int bare_next;
};

void	 truth_init(struct truth *);
/* The host wrote this. */
void	 truth_sent(struct truth *, const char *, size_t);
/* The machine executes this.  mask: the bits of the number that it keeps. */
enum truth_verdict truth_judge(const struct truth *, const char *command,
	    long number, unsigned long mask);
/* What was sent under a number, or NULL. */
const char *truth_command(const struct truth *, long number,
	    unsigned long mask);

#endif
