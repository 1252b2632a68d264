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
/* A comment may be as long as it likes; what stands before it may not: only
 * so many bytes of a raw line are searched for a command. */
#define FEED_RAW	4096
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
/*
 * The next command, NUL-terminated, and the offset behind its raw line, the
 * newline included.  Blocks for the disk at most.  FEED_TOO_LONG and
 * FEED_CONTROL are about one line: the offset is set, and the next call goes
 * on behind it.  After FEED_BROKEN the next call tries to read again.
 */
enum feed_result	 feed_next(struct feed *, char line[FEED_LINE],
			    size_t *length, uint64_t *end_offset);
const char		*feed_strerror(enum feed_result);

/*
 * The rules for one raw line (without its newline), shared with the analysis;
 * more than FEED_RAW + 1 bytes of it are not looked at.
 *
 * - A comment begins at `;` unless it is escaped by a `\` (as Marlin reads
 *   it: also inside the text of M117).
 * - Blanks around the command go, and a carriage return behind it, and a
 *   UTF-8 byte order mark before it.
 * - A line number and checksum of the file's own go, because numbering is
 *   ours.  For the same reason a line that holds M110 anywhere goes: Marlin
 *   takes the number from any line in which it sees that word.
 *
 * FEED_LINE_OK with *length 0: there is no command in it.
 */
enum feed_result	 feed_clean(const char *raw, size_t n,
			    char line[FEED_LINE], size_t *length);
/* Where the comment of a raw line begins (its `;`); n: there is none. */
size_t			 feed_comment(const char *raw, size_t n);

#endif
