/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Thumbnails.
 */
#include <string.h>

#include "spoolerd/filter/text.h"
#include "spoolerd/filter/thumbnail.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))
#define FIRST_LINE	64
#define NUMBER_MOST	10000000	/* beyond it no digit is read */

static void	begin(struct thumbnail *, const char *);
static bool	number(const char **, char, unsigned int *);
static void	end(struct thumbnail *);
static bool	add(struct thumbnail *, char);
static int	digit(char);

/* QOI, the other kind, no browser shows. */
static const struct {
	const char	*begin, *end;
} marks[] = {
	{ "thumbnail begin ", "thumbnail end" },
	{ "thumbnail_PNG begin ", "thumbnail_PNG end" },
	{ "thumbnail_JPG begin ", "thumbnail_JPG end" },
};

void
thumbnail_begin(struct thumbnail *t)
{
	/* the data is written before it is read */
	memset(t, 0, offsetof(struct thumbnail, pictures));
}

bool
thumbnail_take(struct thumbnail *t, const char *s, size_t n)
{
	char line[FIRST_LINE];
	size_t i, length;

	for (i = 0; i < COUNT(marks); i++) {
		length = strlen(marks[i].begin);
		if (text_starts(s, n, marks[i].begin)) {
			text_copy(line, sizeof(line), s + length, n - length);
			begin(t, line);
			return true;
		}
		if (t->inside && text_starts(s, n, marks[i].end)) {
			end(t);
			return true;
		}
	}
	if (!t->inside)
		return false;
	while (n > 0 && (s[n - 1] == ' ' || s[n - 1] == '\t' ||
	    s[n - 1] == '\r'))
		n--;
	for (i = 0; i < n && t->inside; i++)
		t->inside = add(t, s[i]);
	return t->inside;
}

static void
begin(struct thumbnail *t, const char *line)
{
	struct thumbnail_picture *now = &t->pictures[!t->best];
	unsigned int announced;

	t->inside = t->seen < THUMBNAIL_COUNT &&
	    number(&line, 'x', &now->width) &&
	    number(&line, ' ', &now->height) &&
	    number(&line, '\0', &announced) &&
	    now->width >= THUMBNAIL_LEAST && now->width <= THUMBNAIL_MOST &&
	    now->height >= THUMBNAIL_LEAST && now->height <= THUMBNAIL_MOST &&
	    announced % 4 == 0 && announced / 4 * 3 <= THUMBNAIL_BYTES;
	t->seen += t->inside;
	t->announced = t->inside ? announced : 0;
	t->got = 0;
	t->bits = 0;
	t->padding = 0;
	now->bytes = 0;
}

/* Some digits, and behind them what must be there. */
static bool
number(const char **line, char behind, unsigned int *n)
{
	const char *s = *line;

	for (*n = 0; *s >= '0' && *s <= '9' && *n < NUMBER_MOST; s++)
		*n = *n * 10 + (unsigned int)(*s - '0');
	if (s == *line || *s != behind)
		return false;
	*line = s + 1;
	return true;
}

/* Is what came in what was announced, and better than what is there? */
static void
end(struct thumbnail *t)
{
	struct thumbnail_picture *now = &t->pictures[!t->best];
	const struct thumbnail_picture *best = thumbnail_best(t);
	unsigned int width, height;
	enum picture kind;

	t->inside = false;
	if (t->got != t->announced)
		return;
	now->bytes -= t->padding;
	kind = picture_look(now->data, now->bytes, &width, &height);
	if (kind == PICTURE_NONE || width != now->width ||
	    height != now->height)
		return;
	if (t->kind != PICTURE_NONE &&
	    width * height <= best->width * best->height)
		return;
	t->kind = kind;
	t->best = !t->best;
}

/* A character of base64; false: this is none. */
static bool
add(struct thumbnail *t, char c)
{
	struct thumbnail_picture *now = &t->pictures[!t->best];
	int value = digit(c);

	if (t->got == t->announced)
		return false;
	t->got++;
	/* one or two `=`, and only at the very end */
	if (c == '=' && t->announced - t->got < 2) {
		t->padding++;
		value = 0;
	} else if (value == -1 || t->padding > 0) {
		return false;
	}
	t->bits = t->bits << 6 | (uint32_t)value;
	if (t->got % 4 != 0)
		return true;
	now->data[now->bytes++] = (unsigned char)(t->bits >> 16);
	now->data[now->bytes++] = (unsigned char)(t->bits >> 8);
	now->data[now->bytes++] = (unsigned char)t->bits;
	return true;
}

/* The value of a digit of base64 (RFC 4648), -1: it is none. */
static int
digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}
