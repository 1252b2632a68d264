/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The simulated line reader: bytes become commands as the firmwares' own
 * readers make them (Marlin 1.1.9's get_serial_commands() and its like),
 * mistakes of hosts included.
 */
#ifndef FIRMWARE_MARLIN_READER_H
#define FIRMWARE_MARLIN_READER_H

#include <stdbool.h>
#include <stddef.h>

#define READER_LINE	96	/* MAX_CMD_SIZE */
#define READER_NONE	(-1L)	/* a line without a number */

enum reader_result {
	READER_MORE,		/* no whole line yet */
	READER_COMMAND,		/* a line that passed: reader->line */
	READER_LINE_NUMBER,	/* it is not the last one + 1 */
	READER_CHECKSUM,	/* the sum is wrong */
	READER_NO_CHECKSUM,	/* a number without a sum */
	READER_NO_NUMBER,	/* a sum without a number */
	READER_SEEN,		/* this number came before (Repetier) */
	READER__MAX
};

/* How one firmware reads. */
struct reader_rules {
	bool		numbers;	/* compares line numbers */
	unsigned long	number_mask;	/* of the bits that it compares */
	bool		number_needs_sum;
	bool		sum_needs_number;
	bool		sum_always;	/* checks it without a number, too */
	bool		sum_first;	/* before the number */
	bool		knows_seen;	/* a number of the last 40 is SEEN */
	bool		ignores_sums;
	bool		empty_is_line;	/* an empty line gets an ok */
};
extern const struct reader_rules reader_marlin;

struct reader {
	const struct reader_rules *rules;
	char	line[READER_LINE];
	size_t	used;
	bool	in_comment, escaped;
	long	last;			/* the last good number */
	long	number;			/* of the line that just came */
};

void			 reader_reset(struct reader *,
			    const struct reader_rules *);
/* One byte.  After anything but READER_MORE the next byte begins a line. */
enum reader_result	 reader_byte(struct reader *, char);
/* The command of a line: without its number, and without what is behind the
 * first '*'.  Changes the line; returns a place in it. */
char			*reader_command(char *line);

#endif
