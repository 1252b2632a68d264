/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The simulated line reader: bytes become commands as Marlin 1.1.9's
 * get_serial_commands() makes them, mistakes of hosts included.
 */
#ifndef FIRMWARE_MARLIN_READER_H
#define FIRMWARE_MARLIN_READER_H

#include <stdbool.h>
#include <stddef.h>

#define READER_LINE	96	/* MAX_CMD_SIZE */

enum reader_result {
	READER_MORE,		/* no whole line yet */
	READER_COMMAND,		/* a line that passed: reader->line */
	READER_LINE_NUMBER,	/* it is not the last one + 1 */
	READER_CHECKSUM,	/* the sum is wrong */
	READER_NO_CHECKSUM,	/* a number without a sum */
	READER__MAX
};

struct reader {
	char	line[READER_LINE];
	size_t	used;
	bool	in_comment, escaped;
	long	last;			/* the last good number */
};

void			 reader_reset(struct reader *);
/* One byte.  After anything but READER_MORE the next byte begins a line. */
enum reader_result	 reader_byte(struct reader *, char);
/* The command of a line: without its number, and without what is behind the
 * first '*'.  Changes the line; returns a place in it. */
char			*reader_command(char *line);

#endif
