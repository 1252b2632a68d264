/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The link's ear: what one line from the printer does.  Only link.c calls it.
 */
#ifndef SPOOLERD_LINK_ANSWER_H
#define SPOOLERD_LINK_ANSWER_H

#include "spoolerd/link/link.h"

/* A line (NUL-terminated, without its newline) came. */
void	 answer_line(struct link *, int64_t now_ms, const char *line);
/* Time went on while lines are numbered and answered. */
void	 answer_tick(struct link *, int64_t now_ms);
/* The line number that the printer means, when it is near `near`: a dialect
 * may say only its lower bits. */
uint64_t answer_number(const struct link *, uint64_t said, uint64_t near);

#endif
