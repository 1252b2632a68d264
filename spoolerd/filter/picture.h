/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pictures: whether bytes are a PNG or a JPEG, how large it is, and that
 * nothing follows it.  What it shows is not decoded here.
 */
#ifndef SPOOLERD_FILTER_PICTURE_H
#define SPOOLERD_FILTER_PICTURE_H

#include <stddef.h>

enum picture {
	PICTURE_NONE,
	PICTURE_PNG,
	PICTURE_JPEG,
	PICTURE__MAX
};

/* What n bytes are; width and height in pixels, when they are something. */
enum picture	 picture_look(const unsigned char *, size_t n,
		    unsigned int *width, unsigned int *height);

#endif
