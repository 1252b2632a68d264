/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The feed: a print file as a sequence of commands.  Comments, blanks and
 * empty lines go; everything else goes to the machine as it stands.  It reads
 * through a descriptor with pread, so it can begin at any offset and a job
 * resumes exactly behind the last line that the machine acknowledged.
 */
#ifndef SPOOLERD_FEED_H
#define SPOOLERD_FEED_H

#include <stddef.h>
#include <stdint.h>

/*
 * The longest command: with "N1234567 " before and "*255" behind it, it fits
 * the 95 characters that Marlin keeps of a line (MAX_CMD_SIZE 96).
 */
#define FEED_COMMAND	82
#define FEED_LINE	(FEED_COMMAND + 1)
#define FEED_BUFFER	65536

enum feed_result {
	FEED_LINE_OK,
	FEED_END,
	FEED_TOO_LONG,		/* a command above FEED_COMMAND bytes */
	FEED_CONTROL,		/* a NUL or another control byte in a command */
	FEED_BROKEN,		/* the file can't be read */
	FEED__MAX
};

struct feed {
	int		fd;		/* borrowed */
	uint64_t	offset;		/* of buffer[at] in the file */
	size_t		at, used;
	int		at_end;
	char		buffer[FEED_BUFFER];
};

/* Begin at an offset that feed_next gave, or at 0.  fd stays the caller's. */
void			 feed_open(struct feed *, int fd, uint64_t offset);
/* The next command, NUL-terminated, and the offset behind its raw line.
 * Blocks for the disk at most. */
enum feed_result	 feed_next(struct feed *, char line[FEED_LINE],
			    size_t *length, uint64_t *end_offset);
const char		*feed_strerror(enum feed_result);

/*
 * The rules for one raw line (without its newline), shared with the analysis:
 * a comment begins at `;` unless a `\` stands before it (as Marlin reads it);
 * blanks around and a carriage return go; a line number and checksum of the
 * file's own go, and so does M110: numbering is ours.  FEED_LINE_OK with
 * *length 0: there is no command in it.
 */
enum feed_result	 feed_clean(const char *raw, size_t n,
			    char line[FEED_LINE], size_t *length);

#endif
