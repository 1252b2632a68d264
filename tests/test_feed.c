/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The feed: how a raw line is cleaned, as rows; offsets at which it can go on;
 * lines that straddle its buffer; and what the simulated Marlin makes of the
 * lines, against what it would make of the file itself.
 */
#include <sys/mman.h>

#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "firmware/marlin/reader.h"
#include "spoolerd/feed.h"
#include "spoolerd/link/frame.h"
#include "tests/chance.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

struct fixture {
	int		fd;
	struct feed	feed;
	char		line[FEED_LINE];
	size_t		length;
	uint64_t	offset;
};

static int
set_up(void **state)
{
	struct fixture *x = calloc(1, sizeof(*x));

	if (x == NULL)
		return -1;
	x->fd = memfd_create("file.g", MFD_CLOEXEC);
	feed_open(&x->feed, x->fd, 0);
	*state = x;
	return x->fd == -1 ? -1 : 0;
}

static int
tear_down(void **state)
{
	struct fixture *x = *state;

	(void)close(x->fd);
	free(x);
	return 0;
}

static void
put(struct fixture *x, const char *bytes, size_t n)
{
	assert_int_equal(write(x->fd, bytes, n), (ssize_t)n);
}

static enum feed_result
next(struct fixture *x)
{
	return feed_next(&x->feed, x->line, &x->length, &x->offset);
}

static void
feed_clean__rows(void **state)
{
	static const struct {
		const char	*raw, *command;	/* "": there is none */
	} rows[] = {
		{ "G1 X1", "G1 X1" },
		{ "  G1 X1\t ", "G1 X1" },
		{ "\tG1\tX1", "G1\tX1" },
		{ "G1 X1\r", "G1 X1" },
		{ "G1 X1 \r\r", "G1 X1" },
		{ "", "" },
		{ "\r", "" },
		{ " \t ", "" },
		{ ";a comment", "" },
		{ " ; a comment", "" },
		{ ";", "" },
		{ "G90 ;absolute", "G90" },
		{ "G90;absolute;really", "G90" },
		{ "M117 five; six", "M117 five" },
		{ "M117 five\\; six", "M117 five\\; six" },
		{ "M117 five\\; six;seven", "M117 five\\; six" },
		{ "M117 back\\\\;slash", "M117 back\\\\" },
		{ "M117 back\\\\\\;slash", "M117 back\\\\\\;slash" },
		{ "\\;", "\\;" },
		{ "\xef\xbb\xbfG28", "G28" },
		{ "\xef\xbb\xbf;comment", "" },
		{ "\xef\xbb\xbf", "" },
		{ "\xef\xbbG28", "\xef\xbbG28" },
		{ "M117 caf\xc3\xa9", "M117 caf\xc3\xa9" },
		{ "N12 G1 X1*55", "G1 X1" },
		{ "N12G1 X1*55", "G1 X1" },
		{ " N12  G1 X1 *55 ;why", "G1 X1" },
		{ "N12", "" },
		{ "N12*3", "" },
		{ "N", "N" },
		{ "NO", "NO" },
		{ "G1 X1*55", "G1 X1*55" },
		{ "M110", "" },
		{ "M110 N0", "" },
		{ "N5 M110 N0*34", "" },
		{ "M 110 N0", "" },
		{ "M0110 N0", "" },
		{ "m110 N0", "" },
		{ "M117 M110 N7", "" },
		{ "M117 M1\\10 N7", "" },	/* Marlin drops the \ */
		{ "M1105", "" },	/* Marlin sees M110 in it */
		{ "M11", "M11" },
		{ "M 1105", "M 1105" },
		{ "m110.1", "m110.1" },
		{ "M11 0", "M11 0" },
		{ "G110", "G110" },
		{ "M109 S220 U-55 X55 V-85 Y-85 W0.26 Z0.26 ;Temperature",
		    "M109 S220 U-55 X55 V-85 Y-85 W0.26 Z0.26" },
	};
	char line[FEED_LINE];
	size_t i, length;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		assert_int_equal(feed_clean(rows[i].raw, strlen(rows[i].raw),
		    line, &length), FEED_LINE_OK);
		assert_int_equal(length, strlen(rows[i].command));
		if (length > 0)
			assert_string_equal(line, rows[i].command);
	}
}

static void
feed_clean__control_bytes__are_refused(void **state)
{
	char raw[] = "G1 X_5", comment[] = "G1;_", line[FEED_LINE];
	size_t length;
	int c;

	(void)state;
	for (c = 0; c < 256; c++) {
		raw[4] = comment[3] = (char)c;
		assert_int_equal(feed_clean(raw, strlen("G1 X_5"), line,
		    &length), (c < ' ' && c != '\t') || c == 0x7f ?
		    FEED_CONTROL : FEED_LINE_OK);
		assert_int_equal(length != 0, (c >= ' ' && c != 0x7f) ||
		    c == '\t');
		assert_int_equal(feed_clean(comment, strlen("G1;_"), line,
		    &length), FEED_LINE_OK);
		assert_int_equal(length, 2);
	}
}

/* The longest command of the longest number fits what Marlin keeps. */
static void
feed_clean__longest_command__fits_marlin(void **state)
{
	char raw[FEED_COMMAND + 8], line[FEED_LINE], frame[FRAME_SIZE];
	size_t length, n;

	(void)state;
	memset(raw, 'x', sizeof(raw));
	assert_int_equal(feed_clean(raw, FEED_COMMAND, line, &length),
	    FEED_LINE_OK);
	assert_int_equal(length, FEED_COMMAND);
	n = frame_make(frame, 9999999, line, length);
	assert_true(n > 0 && n - 1 < READER_LINE);
	assert_int_equal(feed_clean(raw, FEED_COMMAND + 1, line, &length),
	    FEED_TOO_LONG);
	assert_int_equal(length, 0);
	raw[FEED_COMMAND] = ' ';
	raw[FEED_COMMAND + 1] = ';';
	assert_int_equal(feed_clean(raw, sizeof(raw), line, &length),
	    FEED_LINE_OK);
	assert_int_equal(length, FEED_COMMAND);
	/* a long line of rubbish is rubbish first of all */
	raw[3] = '\0';
	assert_int_equal(feed_clean(raw, sizeof(raw), line, &length),
	    FEED_CONTROL);
}

static void
feed_clean__long_raw_line__is_searched_so_far(void **state)
{
	static char raw[FEED_RAW + 100];
	char line[FEED_LINE];
	size_t length;

	(void)state;
	memset(raw, ' ', sizeof(raw));
	memcpy(raw + FEED_RAW - 3, "G28", 3);
	assert_int_equal(feed_clean(raw, FEED_RAW, line, &length),
	    FEED_LINE_OK);
	assert_string_equal(line, "G28");
	assert_int_equal(feed_clean(raw, FEED_RAW + 1, line, &length),
	    FEED_TOO_LONG);
	raw[FEED_RAW] = ';';
	assert_int_equal(feed_clean(raw, FEED_RAW + 1, line, &length),
	    FEED_TOO_LONG);
	raw[FEED_RAW - 1] = ';';
	assert_int_equal(feed_clean(raw, sizeof(raw), line, &length),
	    FEED_LINE_OK);
	assert_string_equal(line, "G2");
	raw[FEED_RAW - 2] = '\\';
	assert_int_equal(feed_clean(raw, sizeof(raw), line, &length),
	    FEED_TOO_LONG);
}

static void
feed_next__small_files__rows(void **state)
{
	static const struct {
		const char	*bytes;
		struct {
			const char	*command;
			uint64_t	 offset;
		} lines[3];
	} rows[] = {
		{ "", { { NULL, 0 } } },
		{ "\n", { { NULL, 0 } } },
		{ "; only\n\n;comments", { { NULL, 0 } } },
		{ "G28", { { "G28", 3 } } },
		{ "G28\n", { { "G28", 4 } } },
		{ "G28\r\n", { { "G28", 5 } } },
		{ "G28\n;c\n\nG1 ;d\n", { { "G28", 4 }, { "G1", 14 } } },
		{ "M110 N0\nG28\n", { { "G28", 12 } } },
		{ "G28\n\n\n", { { "G28", 4 } } },
	};
	struct fixture *x = *state;
	size_t i, k;

	for (i = 0; i < COUNT(rows); i++) {
		assert_int_equal(ftruncate(x->fd, 0), 0);
		assert_int_equal(lseek(x->fd, 0, SEEK_SET), 0);
		put(x, rows[i].bytes, strlen(rows[i].bytes));
		feed_open(&x->feed, x->fd, 0);
		for (k = 0; rows[i].lines[k].command != NULL; k++) {
			assert_int_equal(next(x), FEED_LINE_OK);
			assert_string_equal(x->line, rows[i].lines[k].command);
			assert_int_equal(x->length, strlen(x->line));
			assert_int_equal(x->offset, rows[i].lines[k].offset);
		}
		assert_int_equal(next(x), FEED_END);
		assert_int_equal(next(x), FEED_END);
	}
}

static void
feed_next__bad_line__goes_on_behind_it(void **state)
{
	static const char bytes[] = "G28\nG1 \x01\nG90\nM117 "
	    "0123456789012345678901234567890123456789"
	    "0123456789012345678901234567890123456789\nG91\n";
	struct fixture *x = *state;

	put(x, bytes, strlen(bytes));
	assert_int_equal(next(x), FEED_LINE_OK);
	assert_int_equal(next(x), FEED_CONTROL);
	assert_int_equal(x->offset, 9);
	assert_int_equal(next(x), FEED_LINE_OK);
	assert_string_equal(x->line, "G90");
	assert_int_equal(next(x), FEED_TOO_LONG);
	assert_int_equal(x->offset, 13 + 5 + 80 + 1);
	assert_int_equal(next(x), FEED_LINE_OK);
	assert_string_equal(x->line, "G91");
	assert_int_equal(next(x), FEED_END);
}

static const char too_long[] = "M117 a line that is longer than what the "
    "printer can hold in its buffer of 96 bytes";

/*
 * Lines of every kind, some far longer than the buffer, so that every kind
 * comes to stand across its end.  Returns how many bytes.
 */
static size_t
write_mixture(char *bytes, size_t room, uint32_t seed)
{
	static const char *const lines[] = {
		"G1 X1.5 Y2 E0.1", "G28 ;home", "", ";LAYER:1", "  M105  ",
		"M110 N0", "N7 G4 P1*99", "M117 \x01", "M117 a\\;b;c",
		too_long,
	};
	const size_t longest = 3 * FEED_BUFFER;
	size_t n = 0, line;

	while (n + longest + 16 < room) {
		switch (chance(&seed, 200)) {
		case 0:			/* a comment beyond all buffers */
			memcpy(bytes + n, "G1 X9 ;", 7);
			line = 7 + chance(&seed, longest - 7);
			memset(bytes + n + 7, 'c', line - 7);
			break;
		case 1:			/* blanks beyond FEED_RAW */
			line = chance(&seed, 2 * FEED_RAW);
			memset(bytes + n, ' ', line);
			break;
		default:
			line = chance(&seed, COUNT(lines));
			n += (size_t)sprintf(bytes + n, "%s%s", lines[line],
			    chance(&seed, 9) == 0 ? "\r" : "");
			line = 0;
		}
		n += line;
		bytes[n++] = '\n';
	}
	n -= chance(&seed, 2);	/* with a newline at the end, or not */
	return n;
}

#define MIXTURE		(16 * FEED_BUFFER)

static void
feed_next__lines_across_the_buffer__are_whole(void **state)
{
	struct fixture *x = *state;
	char *bytes = malloc(MIXTURE), line[FEED_LINE];
	enum feed_result expected;
	const char *newline;
	size_t size, at, n, length;

	assert_non_null(bytes);
	size = write_mixture(bytes, MIXTURE, 1);
	put(x, bytes, size);
	for (at = 0; at < size; at += n + (newline != NULL)) {
		newline = memchr(bytes + at, '\n', size - at);
		n = newline != NULL ? (size_t)(newline - bytes) - at :
		    size - at;
		expected = feed_clean(bytes + at, n, line, &length);
		if (expected == FEED_LINE_OK && length == 0)
			continue;
		assert_int_equal(next(x), expected);
		assert_int_equal(x->length, length);
		if (expected == FEED_LINE_OK)
			assert_string_equal(x->line, line);
		assert_int_equal(x->offset, at + n + (newline != NULL));
	}
	assert_int_equal(next(x), FEED_END);
	free(bytes);
}

/* From each offset given, a second feed goes on with the very next command. */
static void
feed_next__any_offset__resumes_exactly(void **state)
{
	struct fixture *x = *state;
	struct feed *again = malloc(sizeof(*again));
	char *bytes = malloc(MIXTURE), line[FEED_LINE];
	enum feed_result result, other;
	uint64_t offset = 0, end;
	size_t length;
	int n = 0;

	assert_true(bytes != NULL && again != NULL);
	put(x, bytes, write_mixture(bytes, MIXTURE, 2));
	do {
		result = next(x);
		feed_open(again, x->fd, offset);
		other = feed_next(again, line, &length, &end);
		assert_int_equal(other, result);
		if (result == FEED_LINE_OK)
			assert_string_equal(line, x->line);
		if (result != FEED_END)
			assert_int_equal(end, x->offset);
		offset = x->offset;
	} while (result != FEED_END && ++n < 2000);
	assert_true(n > 500);
	free(again);
	free(bytes);
}

static void
feed_next__unreadable__is_broken(void **state)
{
	struct fixture *x = *state;
	int folder = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	feed_open(&x->feed, folder, 0);
	assert_int_equal(next(x), FEED_BROKEN);
	assert_int_equal(next(x), FEED_BROKEN);
	feed_open(&x->feed, -1, 0);
	assert_int_equal(next(x), FEED_BROKEN);
	feed_open(&x->feed, x->fd, UINT64_MAX - 5);
	assert_int_equal(next(x), FEED_BROKEN);
	(void)close(folder);
}

/* A disk that fails in the middle of a comment: our own memory, which ends at
 * an unmapped page. */
static void
feed_next__breaks_in_a_comment__gives_no_line(void **state)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	const size_t size = 2 * page + FEED_RAW;
	struct fixture *x = *state;
	char *bytes;
	int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);

	bytes = mmap(NULL, size + page, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_true(bytes != MAP_FAILED && memory != -1);
	memset(bytes, 'c', size);
	memcpy(bytes, "G28\nG1;", 7);
	assert_int_equal(munmap(bytes + size, page), 0);
	feed_open(&x->feed, memory, (uint64_t)(uintptr_t)bytes);
	assert_int_equal(next(x), FEED_LINE_OK);
	assert_int_equal(next(x), FEED_BROKEN);
	(void)munmap(bytes, size);
	(void)close(memory);
}

static void
feed_next__past_the_end__is_the_end(void **state)
{
	struct fixture *x = *state;

	put(x, "G28\n", 4);
	feed_open(&x->feed, x->fd, 100);
	assert_int_equal(next(x), FEED_END);
}

static void
feed_strerror__every_result__has_a_text(void **state)
{
	enum feed_result r;

	(void)state;
	for (r = FEED_LINE_OK; r < FEED__MAX; r++)
		assert_true(strlen(feed_strerror(r)) > 5);
}

/* What the simulated printer makes of bytes: the commands, one a line. */
static void
marlin(struct reader *r, const char *bytes, size_t n, char *out)
{
	const char *command;

	for (; n > 0; bytes++, n--) {
		switch (reader_byte(r, *bytes)) {
		case READER_MORE:
			break;
		case READER_COMMAND:
			command = reader_command(r->line);
			if (*command != '\0')
				out += sprintf(out, "%s\n", command);
			break;
		default:
			out += sprintf(out, "(refused)\n");
		}
	}
	*out = '\0';
}

/*
 * Both ends on one page.  A file of letters in which Marlin's rules of
 * comments and escapes meet each other is read by Marlin itself, and then by
 * way of our feed and frames: the same commands must come out.
 */
static void
feed_next__through_frames__is_what_marlin_reads(void **state)
{
	static const char letters[] = "G1X ;\\\\;M*. \n\n";
	static char bytes[1 << 15], sent[1 << 17], direct[1 << 17],
	    framed[1 << 17];
	struct fixture *x = *state;
	struct reader reader;
	size_t i, used = 0;
	uint64_t number = 1;
	uint32_t seed = 3;

	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = i % 50 == 0 || i + 1 == sizeof(bytes) ? '\n' :
		    letters[chance(&seed, strlen(letters))];
	reader_reset(&reader, &reader_marlin);
	marlin(&reader, bytes, sizeof(bytes), direct);
	put(x, bytes, sizeof(bytes));
	while (next(x) == FEED_LINE_OK)
		used += frame_make(sent + used, number++, x->line, x->length);
	reader_reset(&reader, &reader_marlin);
	marlin(&reader, sent, used, framed);
	assert_string_equal(framed, direct);
	assert_true(number > 1000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(feed_clean__rows),
		cmocka_unit_test(feed_clean__control_bytes__are_refused),
		cmocka_unit_test(feed_clean__longest_command__fits_marlin),
		cmocka_unit_test(feed_clean__long_raw_line__is_searched_so_far),
		cmocka_unit_test_setup_teardown(feed_next__small_files__rows,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    feed_next__bad_line__goes_on_behind_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    feed_next__lines_across_the_buffer__are_whole, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(
		    feed_next__any_offset__resumes_exactly, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    feed_next__unreadable__is_broken, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    feed_next__breaks_in_a_comment__gives_no_line, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(
		    feed_next__past_the_end__is_the_end, set_up, tear_down),
		cmocka_unit_test(feed_strerror__every_result__has_a_text),
		cmocka_unit_test_setup_teardown(
		    feed_next__through_frames__is_what_marlin_reads, set_up,
		    tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
