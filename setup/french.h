/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the daemon and the spool say, in French: from the very rows that the
 * pages have, htdocs/sentences.js, embedded as it stands.  Pure.
 */
#ifndef SETUP_FRENCH_H
#define SETUP_FRENCH_H

#include <stddef.h>

/* The French of a sentence, and of what it holds; a sentence that has none, as
 * the words of printers and people, stays as it is.  out is cut at size. */
void	 french_of(const char *sentence, char *out, size_t size);

#endif
