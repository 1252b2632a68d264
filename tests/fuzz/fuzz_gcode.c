/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes as a print file: what the feed sends in frames is exactly what
 * the simulated printer executes, and the analysis counts the same lines and
 * refuses the files that the feed refuses, however they are cut into pieces.
 */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "firmware/marlin/reader.h"
#include "spoolerd/feed.h"
#include "spoolerd/filter/analyze.h"
#include "spoolerd/link/frame.h"
#include "tests/fuzz/fuzz.h"

static void	check_line(struct reader *, uint64_t, const char *, size_t);
static void	check_raw(const char *, const char *, const char *);
static void	unescape(const char *, char *);
static void	check_analysis(const uint8_t *, size_t, int64_t, bool);
static void	analyze(struct analyze *, const uint8_t *, size_t, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static struct feed feed, again;
	static int fd = -1;
	char line[FEED_LINE], other[FEED_LINE];
	enum feed_result result;
	struct reader reader;
	uint64_t offset = 0, end, end2;
	int64_t commands = 0;
	size_t length, length2;
	bool refused = false;

	if (fd == -1)
		fd = memfd_create("fuzz", MFD_CLOEXEC);
	MUST(fd != -1 && ftruncate(fd, 0) == 0);
	MUST(pwrite(fd, bytes, n, 0) == (ssize_t)n);
	reader_reset(&reader, &reader_marlin);
	feed_open(&feed, fd, 0);
	while ((result = feed_next(&feed, line, &length, &end)) != FEED_END) {
		MUST(result != FEED_BROKEN);
		MUST(end > offset && end <= n);
		/* a job resumed here goes on with the very same line */
		feed_open(&again, fd, offset);
		MUST(feed_next(&again, other, &length2, &end2) == result);
		MUST(end2 == end && length2 == length);
		if (result == FEED_LINE_OK)
			check_raw((const char *)bytes + offset,
			    (const char *)bytes + end, line);
		offset = end;
		refused = refused || result != FEED_LINE_OK;
		if (result != FEED_LINE_OK)
			continue;
		MUST(length > 0 && length <= FEED_COMMAND);
		MUST(strlen(line) == length && strcmp(line, other) == 0);
		check_line(&reader, (uint64_t)++commands, line, length);
	}
	check_analysis(bytes, n, commands, refused);
	return 0;
}

/* One command over the cable: one command in the printer, the same. */
static void
check_line(struct reader *reader, uint64_t number, const char *line,
    size_t length)
{
	char frame[FRAME_SIZE], wanted[FEED_LINE];
	enum reader_result result = READER_MORE;
	size_t n, i;

	n = frame_make(frame, number, line, length);
	MUST(n > 0 && n < FRAME_SIZE && frame[n - 1] == '\n');
	for (i = 0; i < n; i++) {
		MUST(result == READER_MORE);	/* no line before its end */
		result = reader_byte(reader, frame[i]);
	}
	MUST(result == READER_COMMAND);
	MUST((uint64_t)reader->last == number);
	unescape(line, wanted);
	MUST(strcmp(reader_command(reader->line), wanted) == 0);
}

/*
 * The raw line that ends here, read by Marlin itself, is the same command.
 * Left out is where the two may differ: a line that Marlin cuts, numbers of
 * the file's own, M110, and bytes that are not printed.
 */
static void
check_raw(const char *start, const char *end, const char *line)
{
	char wanted[FEED_LINE];
	struct reader reader;
	const char *at;

	end -= end[-1] == '\n';
	for (at = end; at > start && at[-1] != '\n'; at--)
		if (at[-1] < ' ' || at[-1] > '~' || at[-1] == 'N')
			return;
	if (end - at >= READER_LINE)
		return;
	reader_reset(&reader, &reader_marlin);
	for (; at < end; at++)
		MUST(reader_byte(&reader, *at) == READER_MORE);
	unescape(line, wanted);
	/* a line of nothing but a `\` is not even heard */
	if (reader_byte(&reader, '\n') == READER_MORE)
		MUST(wanted[0] == '\0');
	else
		MUST(strcmp(reader_command(reader.line), wanted) == 0);
}

/* What Marlin makes of a command: a `\` escapes the byte behind it, all from
 * the first `*` on goes, and so do the blanks around it. */
static void
unescape(const char *line, char *out)
{
	const char *const start = out;
	bool escaped = false;

	for (; *line != '\0'; line++) {
		if (!escaped && *line == '\\') {
			escaped = true;
			continue;
		}
		escaped = false;
		if (*line == '*')
			break;
		if (out > start || *line != ' ')
			*out++ = *line;
	}
	while (out > start && out[-1] == ' ')
		out--;
	*out = '\0';
}

static void
check_analysis(const uint8_t *bytes, size_t n, int64_t commands, bool refused)
{
	static struct analyze whole, pieces;
	unsigned int i;

	analyze(&whole, bytes, n, n);
	analyze(&pieces, bytes, n, 3);
	MUST(whole.commands == commands);
	MUST((whole.refused[0] != '\0') == (refused || commands == 0) ||
	    memchr(bytes, '\0', n) != NULL);
	MUST(!refused || whole.refused[0] != '\0');
	MUST(whole.remark.seconds >= 0 && whole.layers >= 0);
	MUST(pieces.commands == whole.commands);
	MUST(strcmp(pieces.refused, whole.refused) == 0);
	MUST(pieces.refused_line == whole.refused_line);
	MUST(pieces.remark.seconds == whole.remark.seconds);
	MUST(pieces.layers == whole.layers);
	MUST(pieces.thumbnail.kind == whole.thumbnail.kind);
	MUST(strcmp(pieces.remark.material, whole.remark.material) == 0);
	MUST(pieces.pairs.n == whole.pairs.n && whole.pairs.n <= PAIRS_MOST);
	for (i = 0; i < whole.pairs.n; i++) {
		MUST(strcmp(pieces.pairs.pair[i].key,
		    whole.pairs.pair[i].key) == 0);
		MUST(strcmp(pieces.pairs.pair[i].value,
		    whole.pairs.pair[i].value) == 0);
	}
}

static void
analyze(struct analyze *a, const uint8_t *bytes, size_t n, size_t piece)
{
	size_t part;

	analyze_begin(a);
	for (; n > 0; bytes += part, n -= part) {
		part = n < piece ? n : piece;
		analyze_add(a, (const char *)bytes, part);
	}
	analyze_end(a);
}
