/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The quick way: a print file is made of moves, "G1 X10.5 Y-.2 E1.05", and a
 * plain one is understood in one pass over its bytes.  It means what
 * feed_clean() and words_read() make of the line; what is not plain is theirs.
 */
#ifndef SPOOLERD_FILTER_QUICK_H
#define SPOOLERD_FILTER_QUICK_H

#include <stddef.h>

#include "spoolerd/words.h"

/* The raw line at s, of bytes up to end among which no NUL is: the length of
 * it, without its newline, when it is a plain G0 to G3; 0: it is not, or it
 * does not end before end. */
size_t	quick_read(const char *s, const char *end, struct words *);

#endif
