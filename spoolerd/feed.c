/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The feed: raw lines out of a buffered file, cleaned one at a time.
 */
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "spoolerd/feed.h"

static bool	skip_line(struct feed *, const char *);
static bool	fill(struct feed *);
static void	trim(const char **, size_t *);
static void	drop_number(const char **, size_t *);
static bool	has_control(const char *, size_t);
static bool	holds_m110(const char *, size_t);
static bool	is_m110(const char *, size_t);
static bool	is_blank(char);
static bool	is_digit(char);

static const char byte_order_mark[] = { '\xef', '\xbb', '\xbf' };

static const char *const texts[] = {
	[FEED_LINE_OK]	= "no error",
	[FEED_END]	= "the end of the file",
	[FEED_TOO_LONG]	= "a line of the file is too long for the printer",
	[FEED_CONTROL]	= "the file holds bytes that are not text",
	[FEED_BROKEN]	= "the file can't be read",
};
_Static_assert(sizeof(texts) / sizeof(texts[0]) == FEED__MAX, "every result");
_Static_assert(FEED_RAW < FEED_BUFFER, "a raw line's start fits the buffer");

const char *
feed_strerror(enum feed_result result)
{
	return texts[result];
}

void
feed_open(struct feed *f, int fd, uint64_t offset)
{
	f->fd = fd;
	f->offset = offset;
	f->at = f->used = 0;
	f->at_end = 0;
}

enum feed_result
feed_next(struct feed *f, char line[FEED_LINE], size_t *length,
    uint64_t *end_offset)
{
	enum feed_result result;
	const char *raw, *newline;
	size_t left;

	for (;;) {
		raw = f->buffer + f->at;
		left = f->used - f->at;
		newline = memchr(raw, '\n', left);
		if (newline == NULL && !f->at_end && left <= FEED_RAW) {
			if (!fill(f))
				return FEED_BROKEN;
			continue;
		}
		if (left == 0)
			return FEED_END;
		result = feed_clean(raw, newline != NULL ?
		    (size_t)(newline - raw) : left, line, length);
		if (!skip_line(f, newline))
			return FEED_BROKEN;
		*end_offset = f->offset;
		if (result != FEED_LINE_OK || *length > 0)
			return result;
	}
}

enum feed_result
feed_clean(const char *raw, size_t n, char line[FEED_LINE], size_t *length)
{
	size_t used = n < FEED_RAW ? n : FEED_RAW, command;

	*length = 0;
	command = feed_comment(raw, used);
	if (has_control(raw, command))
		return FEED_CONTROL;
	if (command == used && n > used)
		return FEED_TOO_LONG;
	if (command >= sizeof(byte_order_mark) &&
	    memcmp(raw, byte_order_mark, sizeof(byte_order_mark)) == 0) {
		raw += sizeof(byte_order_mark);
		command -= sizeof(byte_order_mark);
	}
	trim(&raw, &command);
	drop_number(&raw, &command);
	if (is_m110(raw, command))
		return FEED_LINE_OK;
	if (command > FEED_COMMAND)
		return FEED_TOO_LONG;
	memcpy(line, raw, command);
	line[command] = '\0';
	*length = command;
	return FEED_LINE_OK;
}

size_t
feed_comment(const char *raw, size_t n)
{
	const char *semicolon = raw, *end = raw + n, *p;

	while (semicolon < end && (semicolon = memchr(semicolon, ';',
	    (size_t)(end - semicolon))) != NULL) {
		/* escaped when an odd number of `\` stands before it */
		for (p = semicolon; p > raw && p[-1] == '\\'; p--)
			continue;
		if ((semicolon - p) % 2 == 0)
			return (size_t)(semicolon - raw);
		semicolon++;
	}
	return n;
}

/* Go behind the raw line at hand: its newline if that is in the buffer, else
 * read on until one comes. */
static bool
skip_line(struct feed *f, const char *newline)
{
	size_t n;

	for (;;) {
		n = newline != NULL ?
		    (size_t)(newline - (f->buffer + f->at)) + 1 :
		    f->used - f->at;
		f->at += n;
		f->offset += n;
		if (newline != NULL || f->at_end)
			return true;
		if (!fill(f))
			return false;
		newline = memchr(f->buffer, '\n', f->used);
	}
}

/* Make room by moving what is left to the front, and read on. */
static bool
fill(struct feed *f)
{
	size_t left = f->used - f->at;
	ssize_t n;

	memmove(f->buffer, f->buffer + f->at, left);
	f->at = 0;
	f->used = left;
	do
		n = pread(f->fd, f->buffer + left, sizeof(f->buffer) - left,
		    (off_t)(f->offset + left));
	while (n == -1 && errno == EINTR);
	if (n == -1)
		return false;
	f->used += (size_t)n;
	f->at_end = n == 0;
	return true;
}

static void
trim(const char **raw, size_t *n)
{
	const char *s = *raw, *end = s + *n;

	while (s < end && is_blank(*s))
		s++;
	while (end > s && is_blank(end[-1]))
		end--;
	*raw = s;
	*n = (size_t)(end - s);
}

/* "N12 G1 X1*55": the file's own numbering is not ours. */
static void
drop_number(const char **raw, size_t *n)
{
	const char *s = *raw, *end = s + *n, *star;

	if (*n < 2 || *s != 'N' || !is_digit(s[1]))
		return;
	for (s++; s < end && is_digit(*s); s++)
		continue;
	star = memrchr(s, '*', (size_t)(end - s));
	if (star != NULL)
		end = star;
	*raw = s;
	*n = (size_t)(end - s);
	trim(raw, n);
}

/* A carriage return may only stand among the blanks at the end. */
static bool
has_control(const char *s, size_t n)
{
	unsigned int found = 0;
	unsigned char c;
	size_t i;

	while (n > 0 && is_blank(s[n - 1]))
		n--;
	for (i = 0; i < n; i++) {
		c = (unsigned char)s[i];
		found |= (c < ' ' && c != '\t') || c == 0x7f;
	}
	return found != 0;
}

/* As the firmware sees it, which has dropped every `\` by then. */
static bool
holds_m110(const char *s, size_t n)
{
	static const char word[] = "M110";
	size_t i, at = 0;

	if (memchr(s, word[0], n) == NULL)
		return false;	/* as in nearly all lines */
	for (i = 0; i < n && word[at] != '\0'; i++) {
		if (s[i] == '\\' && ++i == n)
			break;
		at = s[i] == word[at] ? at + 1 : s[i] == word[0];
	}
	return word[at] == '\0';
}

/* M110 in any spelling that a firmware executes, or M110 anywhere. */
static bool
is_m110(const char *s, size_t n)
{
	const char *end = s + n;

	if (holds_m110(s, n))
		return true;
	if (n == 0 || (*s != 'M' && *s != 'm'))
		return false;
	for (s++; s < end && (is_blank(*s) || *s == '0'); s++)
		continue;
	return end - s >= 3 && memcmp(s, "110", 3) == 0 &&
	    (end - s == 3 || (!is_digit(s[3]) && s[3] != '.'));
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}
