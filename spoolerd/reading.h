/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading: what a filter said (spoolerd/filter/filter.c has the form) becomes
 * a file's row.  It is the word of a stranger: what isn't there, or is not of
 * its kind, says nothing.
 */
#ifndef SPOOLERD_READING_H
#define SPOOLERD_READING_H

#include <stdbool.h>
#include <stddef.h>

#include "sql/image.h"

struct reading_image {
	const char	*bytes;		/* borrowed */
	size_t		 n;		/* 0: there is none */
};

/* Fills what file_analyzed() stores; *image are the bytes of a thumbnail
 * within text.  false: it is no such thing. */
bool	reading_take(const char *text, size_t length, struct file *,
	    struct reading_image *);

#endif
