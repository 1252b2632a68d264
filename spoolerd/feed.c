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

static bool	fill(struct feed *);
static size_t	drop_comment(const char *, size_t);
static void	drop_number(const char **, size_t *);
static bool	is_digit(char);

static const char *const texts[] = {
	[FEED_LINE_OK]	= "no error",
	[FEED_END]	= "the end of the file",
	[FEED_TOO_LONG]	= "a line of the file is too long for the printer",
	[FEED_CONTROL]	= "the file holds bytes that are not text",
	[FEED_BROKEN]	= "the file can't be read",
};
_Static_assert(sizeof(texts) / sizeof(texts[0]) == FEED__MAX, "every result");

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
	size_t n, skip;

	for (;;) {
		raw = f->buffer + f->at;
		newline = memchr(raw, '\n', f->used - f->at);
		if (newline == NULL && !f->at_end) {
			/* a comment may be longer than the buffer */
			if (f->at == 0 && f->used == sizeof(f->buffer) &&
			    drop_comment(raw, f->used) > FEED_BUFFER / 2)
				return FEED_TOO_LONG;
			if (!fill(f))
				return FEED_BROKEN;
			continue;
		}
		if (newline == NULL && f->at == f->used)
			return FEED_END;
		n = newline != NULL ? (size_t)(newline - raw) :
		    f->used - f->at;
		skip = n + (newline != NULL);
		result = feed_clean(raw, n, line, length);
		f->at += skip;
		f->offset += skip;
		*end_offset = f->offset;
		if (result != FEED_LINE_OK || *length > 0)
			return result;
	}
}

enum feed_result
feed_clean(const char *raw, size_t n, char line[FEED_LINE], size_t *length)
{
	size_t i;

	*length = 0;
	n = drop_comment(raw, n);
	while (n > 0 && (*raw == ' ' || *raw == '\t'))
		raw++, n--;
	drop_number(&raw, &n);
	while (n > 0 && (raw[n - 1] == ' ' || raw[n - 1] == '\t' ||
	    raw[n - 1] == '\r'))
		n--;
	if (n >= 4 && memcmp(raw, "M110", 4) == 0 &&
	    (n == 4 || !is_digit(raw[4])))
		return FEED_LINE_OK;
	if (n > FEED_COMMAND)
		return FEED_TOO_LONG;
	for (i = 0; i < n; i++)
		if (((unsigned char)raw[i] < ' ' && raw[i] != '\t') ||
		    raw[i] == 0x7f)
			return FEED_CONTROL;
	memcpy(line, raw, n);
	line[n] = '\0';
	*length = n;
	return FEED_LINE_OK;
}

/* Make room by moving what is left to the front, and read on.  In a comment
 * that fills the buffer only its first byte is kept. */
static bool
fill(struct feed *f)
{
	size_t left = f->used - f->at;
	ssize_t n;

	if (left == sizeof(f->buffer)) {
		size_t keep = drop_comment(f->buffer, left) + 1;

		f->offset += left - keep;
		left = keep;
	} else {
		memmove(f->buffer, f->buffer + f->at, left);
	}
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

static size_t
drop_comment(const char *raw, size_t n)
{
	const char *semicolon = raw;
	size_t left = n;

	while ((semicolon = memchr(semicolon, ';', left)) != NULL) {
		if (semicolon == raw || semicolon[-1] != '\\')
			return (size_t)(semicolon - raw);
		semicolon++;
		left = n - (size_t)(semicolon - raw);
	}
	return n;
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
	while (s < end && (*s == ' ' || *s == '\t'))
		s++;
	star = memrchr(s, '*', (size_t)(end - s));
	if (star != NULL)
		end = star;
	*n = (size_t)(end - s);
	*raw = s;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}
