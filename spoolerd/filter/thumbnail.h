/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Thumbnails: pictures of the piece that PrusaSlicer, Orca and others write
 * into comments, as base64 between "thumbnail begin 220x124 12345" and
 * "thumbnail end".  The largest that is a sound PNG or JPEG of the size that
 * it says is kept.
 */
#ifndef SPOOLERD_FILTER_THUMBNAIL_H
#define SPOOLERD_FILTER_THUMBNAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spoolerd/filter/picture.h"

#define THUMBNAIL_BYTES	(512 << 10)	/* of a picture */
#define THUMBNAIL_LEAST	32		/* pixels: less shows nothing */
#define THUMBNAIL_MOST	2048
#define THUMBNAIL_COUNT	16		/* that are looked at */

struct thumbnail_picture {
	unsigned int	width, height;
	size_t		bytes;
	unsigned char	data[THUMBNAIL_BYTES];
};

struct thumbnail {
	enum picture	kind;		/* of the best; PICTURE_NONE: none */
	unsigned int	best;		/* of the two pictures */
	/* the one that comes in */
	bool		inside;
	unsigned int	seen;		/* so far */
	size_t		announced, got;	/* characters of base64 */
	uint32_t	bits;
	unsigned int	padding;
	struct thumbnail_picture pictures[2];
};

void	thumbnail_begin(struct thumbnail *);
/* A line that is nothing but a comment, from behind its `;` and blanks; false:
 * it has nothing to do with a thumbnail. */
bool	thumbnail_take(struct thumbnail *, const char *, size_t);
/* Another line: what has not ended by now is none. */
static inline void
thumbnail_break(struct thumbnail *t)
{
	t->inside = false;
}

static inline const struct thumbnail_picture *
thumbnail_best(const struct thumbnail *t)
{
	return &t->pictures[t->best];
}

#endif
