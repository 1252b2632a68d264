/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Thumbnails: what slicers write is kept, and of anything else nothing.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spoolerd/filter/thumbnail.h"

#define LINE	76
#define ROOM	(THUMBNAIL_BYTES + 64)

struct fixture {
	struct thumbnail	thumbnail;
	unsigned char		picture[ROOM];
	char			text[2 * ROOM];
};

static int
set_up(void **state)
{
	*state = calloc(1, sizeof(struct fixture));
	return *state == NULL ? -1 : 0;
}

static int
tear_down(void **state)
{
	free(*state);
	return 0;
}

/* The frame of a PNG with so many bytes of nothing in it; its length. */
static size_t
make_png(unsigned char *to, unsigned int width, unsigned int height,
    unsigned int nothing)
{
	const unsigned char begin[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a,
	    '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0, 0,
	    (unsigned char)(width >> 8), (unsigned char)width, 0, 0,
	    (unsigned char)(height >> 8), (unsigned char)height, 8, 6, 0, 0, 0,
	    1, 2, 3, 4, 0, (unsigned char)(nothing >> 16),
	    (unsigned char)(nothing >> 8), (unsigned char)nothing,
	    'I', 'D', 'A', 'T' };
	static const unsigned char end[] = { 1, 2, 3, 4, 0, 0, 0, 0, 'I', 'E',
	    'N', 'D', 0xae, 0x42, 0x60, 0x82 };

	memcpy(to, begin, sizeof(begin));
	memset(to + sizeof(begin), 'x', nothing);
	memcpy(to + sizeof(begin) + nothing, end, sizeof(end));
	return sizeof(begin) + nothing + sizeof(end);
}

static size_t
make_jpeg(unsigned char *to, unsigned int width, unsigned int height)
{
	const unsigned char jpeg[] = { 0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2,
	    0xff, 0xc0, 0, 11, 8, (unsigned char)(height >> 8),
	    (unsigned char)height, (unsigned char)(width >> 8),
	    (unsigned char)width, 1, 1, 0x11, 0, 0xff, 0xda, 0, 2, 5, 0xff,
	    0xd9 };

	memcpy(to, jpeg, sizeof(jpeg));
	return sizeof(jpeg);
}

static void
encode(const unsigned char *bytes, size_t n, char *to)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned int bits;
	size_t i;
	int k;

	for (i = 0; i < n; i += 3) {
		bits = (unsigned int)bytes[i] << 16;
		bits |= i + 1 < n ? (unsigned int)bytes[i + 1] << 8 : 0;
		bits |= i + 2 < n ? bytes[i + 2] : 0;
		for (k = 18; k >= 0; k -= 6)
			*to++ = digits[bits >> k & 63];
	}
	memset(to - (3 - n % 3) % 3, '=', (3 - n % 3) % 3);
	*to = '\0';
}

static void
say(struct fixture *x, const char *line)
{
	(void)thumbnail_take(&x->thumbnail, line, strlen(line));
}

/* The n bytes of the fixture's picture, as comments say them. */
static void
give(struct fixture *x, const char *begin, const char *end, size_t n)
{
	char line[80];
	size_t i, length;

	encode(x->picture, n, x->text);
	length = strlen(x->text);
	(void)snprintf(line, sizeof(line), "%s %zu", begin, length);
	say(x, line);
	for (i = 0; i < length; i += LINE) {
		(void)snprintf(line, sizeof(line), "%.*s", LINE,
		    x->text + i);
		say(x, line);
	}
	say(x, end);
}

static void
give_png(struct fixture *x, unsigned int width, unsigned int height)
{
	char begin[64];
	size_t n = make_png(x->picture, width, height, 100);

	(void)snprintf(begin, sizeof(begin), "thumbnail begin %ux%u", width,
	    height);
	give(x, begin, "thumbnail end", n);
}

static void
thumbnail__sound__is_kept(void **state)
{
	struct fixture *x = *state;
	unsigned int nothing;
	size_t n;

	/* every kind of end of base64 */
	for (nothing = 0; nothing < 7; nothing++) {
		thumbnail_begin(&x->thumbnail);
		n = make_png(x->picture, 220, 124, nothing);
		give(x, "thumbnail begin 220x124", "thumbnail end", n);
		assert_int_equal(x->thumbnail.kind, PICTURE_PNG);
		assert_int_equal(thumbnail_best(&x->thumbnail)->bytes, n);
		assert_memory_equal(thumbnail_best(&x->thumbnail)->data,
		    x->picture, n);
	}
	thumbnail_begin(&x->thumbnail);
	n = make_jpeg(x->picture, 300, 200);
	give(x, "thumbnail_JPG begin 300x200", "thumbnail_JPG end", n);
	assert_int_equal(x->thumbnail.kind, PICTURE_JPEG);
	assert_int_equal(thumbnail_best(&x->thumbnail)->bytes, n);
}

static void
thumbnail__several__the_largest_is_kept(void **state)
{
	struct fixture *x = *state;

	thumbnail_begin(&x->thumbnail);
	give_png(x, 64, 64);
	give_png(x, 400, 300);
	give_png(x, 220, 124);
	give_png(x, 16, 16);
	assert_int_equal(thumbnail_best(&x->thumbnail)->width, 400);
	/* another one that is broken does not spoil it */
	say(x, "thumbnail begin 800x600 8");
	say(x, "AAAAAAAA");
	say(x, "thumbnail end");
	assert_int_equal(thumbnail_best(&x->thumbnail)->width, 400);
	assert_int_equal(thumbnail_best(&x->thumbnail)->data[0], 0x89);
}

static void
thumbnail__not_as_it_says__is_none(void **state)
{
	static const char *const begins[] = {
		"thumbnail begin 221x124", "thumbnail begin 220x125",
		"thumbnail begin 31x124", "thumbnail begin 2049x124",
		"thumbnail begin -220x124", "thumbnail begin 220",
		"thumbnail begin 220x", "thumbnail begin x124",
		"thumbnail begin 99999999999x124",
		"thumbnail_QOI begin 220x124",
		"thumbnail  begin 220x124", "thumbnail begin 220x124 9",
	};
	struct fixture *x = *state;
	size_t i, n = make_png(x->picture, 220, 124, 100);

	for (i = 0; i < sizeof(begins) / sizeof(begins[0]); i++) {
		thumbnail_begin(&x->thumbnail);
		give(x, begins[i], "thumbnail end", n);
		assert_int_equal(x->thumbnail.kind, PICTURE_NONE);
	}
}

/* Every beginning of a picture, and one with something behind it. */
static void
thumbnail__cut_or_longer__is_none(void **state)
{
	struct fixture *x = *state;
	size_t i, n = make_png(x->picture, 220, 124, 20);

	for (i = 0; i <= n + 1; i++) {
		thumbnail_begin(&x->thumbnail);
		give(x, "thumbnail begin 220x124", "thumbnail end", i);
		assert_int_equal(x->thumbnail.kind, i == n ? PICTURE_PNG :
		    PICTURE_NONE);
	}
	n = make_jpeg(x->picture, 220, 124);
	for (i = 0; i <= n; i++) {
		thumbnail_begin(&x->thumbnail);
		give(x, "thumbnail begin 220x124", "thumbnail end", i);
		assert_int_equal(x->thumbnail.kind, i == n ? PICTURE_JPEG :
		    PICTURE_NONE);
	}
}

static void
thumbnail__base64_broken__is_none_and_lets_go(void **state)
{
	static const char *const lines[] = { "AAA*", "A=AA", "====", "AAA=A",
	    "iVBO Rw0K", "\xc3\xa9", "TYPE:Skirt", "\0" };
	struct fixture *x = *state;
	size_t i;

	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		thumbnail_begin(&x->thumbnail);
		say(x, "thumbnail begin 220x124 8");
		assert_true(x->thumbnail.inside);
		say(x, lines[i]);
		say(x, "thumbnail end");
		assert_int_equal(x->thumbnail.kind, PICTURE_NONE);
		assert_false(thumbnail_take(&x->thumbnail, "LAYER:0", 7));
	}
	/* more than was announced */
	say(x, "thumbnail begin 220x124 4");
	assert_false(thumbnail_take(&x->thumbnail, "AAAAA", 5));
	/* one that never ends is over with the next other line */
	say(x, "thumbnail begin 220x124 8");
	thumbnail_break(&x->thumbnail);
	assert_false(thumbnail_take(&x->thumbnail, "AAAA", 4));
}

static void
thumbnail__bounds__of_size_and_number(void **state)
{
	struct fixture *x = *state;
	size_t n = make_png(x->picture, 640, 480, THUMBNAIL_BYTES - 57 - 2);
	int i;

	assert_int_equal(n, THUMBNAIL_BYTES - 2);
	thumbnail_begin(&x->thumbnail);
	give(x, "thumbnail begin 640x480", "thumbnail end", n);
	assert_int_equal(x->thumbnail.kind, PICTURE_PNG);
	thumbnail_begin(&x->thumbnail);
	n = make_png(x->picture, 640, 480, THUMBNAIL_BYTES - 57 + 3);
	give(x, "thumbnail begin 640x480", "thumbnail end", n);
	assert_int_equal(x->thumbnail.kind, PICTURE_NONE);
	thumbnail_begin(&x->thumbnail);
	for (i = 0; i < THUMBNAIL_COUNT; i++)
		say(x, "thumbnail begin 64x64 4");
	give_png(x, 64, 64);
	assert_int_equal(x->thumbnail.kind, PICTURE_NONE);
}

#define CASE(f)		cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(thumbnail__sound__is_kept),
		CASE(thumbnail__several__the_largest_is_kept),
		CASE(thumbnail__not_as_it_says__is_none),
		CASE(thumbnail__cut_or_longer__is_none),
		CASE(thumbnail__base64_broken__is_none_and_lets_go),
		CASE(thumbnail__bounds__of_size_and_number),
	};

	return cmocka_run_group_tests_name("thumbnail", tests, NULL, NULL);
}
