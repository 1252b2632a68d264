/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading: what a filter said (spoolerd/filter/filter.c has the form) becomes
 * a file's row.  It is the word of a stranger: what isn't there, or is not of
 * its kind, says nothing.
 */
#ifndef SPOOLERD_KEEPER_READING_H
#define SPOOLERD_KEEPER_READING_H

#include <stdbool.h>
#include <stddef.h>

#include "sql/image.h"

struct reading_bytes {
	const char	*bytes;		/* borrowed */
	size_t		 n;		/* 0: there are none */
};

/* What lies behind its line, within text. */
struct reading_rest {
	struct reading_bytes	image;		/* a thumbnail */
	struct reading_bytes	course;		/* one of spoolerd/course.h */
};

/* Fills what file_analyzed() stores, and *rest.  false: it is no such thing. */
bool	reading_take(const char *text, size_t length, struct file *,
	    struct reading_rest *);

#endif
