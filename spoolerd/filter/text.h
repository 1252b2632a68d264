/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text of a file, which may be anything: made UTF-8, trimmed and cut.
 */
#ifndef SPOOLERD_FILTER_TEXT_H
#define SPOOLERD_FILTER_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * n bytes into to, of size bytes: trimmed, cut between two characters, and
 * made UTF-8: a control byte becomes a blank, a byte that is no UTF-8 is read
 * as Latin-1, the other thing that slicers write.
 */
void	text_copy(char *to, size_t size, const char *, size_t n);
bool	text_starts(const char *, size_t n, const char *prefix);

#endif
