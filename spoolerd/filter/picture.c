/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pictures: the frames of PNG (RFC 2083) and JPEG (ITU T.81), walked through.
 */
#include <stdbool.h>
#include <string.h>

#include "spoolerd/filter/picture.h"

#define PNG_CHUNK	12	/* length, type and sum of a chunk */
#define PNG_HEADER	13	/* bytes of its first */
#define JPEG_FRAME	9	/* marker, length, precision, two sizes */

static bool		look_png(const unsigned char *, size_t,
			    unsigned int *, unsigned int *);
static bool		look_jpeg(const unsigned char *, size_t,
			    unsigned int *, unsigned int *);
static unsigned int	big_endian(const unsigned char *, int);

static bool	(*const pictures[])(const unsigned char *, size_t,
		    unsigned int *, unsigned int *) = {
	[PICTURE_NONE] = NULL,
	[PICTURE_PNG] = look_png,
	[PICTURE_JPEG] = look_jpeg,
};
_Static_assert(sizeof(pictures) / sizeof(pictures[0]) == PICTURE__MAX,
    "every picture has its row");

enum picture
picture_look(const unsigned char *bytes, size_t n, unsigned int *width,
    unsigned int *height)
{
	enum picture p;

	for (p = PICTURE_NONE + 1; p < PICTURE__MAX; p++)
		if (pictures[p](bytes, n, width, height))
			return p;
	return PICTURE_NONE;
}

/* Chunks up to IEND, which ends it; the first says the size. */
static bool
look_png(const unsigned char *bytes, size_t n, unsigned int *width,
    unsigned int *height)
{
	static const unsigned char begin[] = { 0x89, 'P', 'N', 'G', '\r',
	    '\n', 0x1a, '\n', 0, 0, 0, PNG_HEADER, 'I', 'H', 'D', 'R' };
	size_t at = 8, length;

	if (n < sizeof(begin) + PNG_HEADER ||
	    memcmp(bytes, begin, sizeof(begin)) != 0)
		return false;
	*width = big_endian(bytes + sizeof(begin), 4);
	*height = big_endian(bytes + sizeof(begin) + 4, 4);
	while (n - at >= PNG_CHUNK) {
		length = big_endian(bytes + at, 4);
		if (length > n - at - PNG_CHUNK)
			return false;
		at += PNG_CHUNK + length;
		if (memcmp(bytes + at - PNG_CHUNK - length + 4, "IEND",
		    4) == 0)
			return at == n;
	}
	return false;
}

/* Segments up to the frame, which says the size; and an end. */
static bool
look_jpeg(const unsigned char *bytes, size_t n, unsigned int *width,
    unsigned int *height)
{
	size_t at = 2;

	if (n < 4 || bytes[0] != 0xff || bytes[1] != 0xd8 ||
	    bytes[n - 2] != 0xff || bytes[n - 1] != 0xd9)
		return false;
	while (n - at >= JPEG_FRAME && bytes[at] == 0xff) {
		/* SOF0 to SOF2: baseline, extended, progressive */
		if (bytes[at + 1] >= 0xc0 && bytes[at + 1] <= 0xc2) {
			*height = big_endian(bytes + at + 5, 2);
			*width = big_endian(bytes + at + 7, 2);
			return true;
		}
		/* the scan, an end, or what has no length */
		if (bytes[at + 1] < 0xc0 || (bytes[at + 1] >= 0xd0 &&
		    bytes[at + 1] <= 0xda))
			return false;
		at += 2 + big_endian(bytes + at + 2, 2);
		if (at > n)
			return false;
	}
	return false;
}

static unsigned int
big_endian(const unsigned char *bytes, int n)
{
	unsigned int value = 0;

	while (n-- > 0)
		value = value << 8 | *bytes++;
	return value;
}
