/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the printer says of itself, and what else answers no line: its names,
 * errors, wishes and last words.  Nothing here touches the numbering.  Only
 * answer.c calls these, each for one kind of reply.
 */
#ifndef SPOOLERD_LINK_SAYING_H
#define SPOOLERD_LINK_SAYING_H

#include "spoolerd/link/link.h"

void	 saying_other(struct link *, int64_t now_ms, const struct reply *,
	    const char *line);
void	 saying_killed(struct link *, int64_t now_ms, const struct reply *,
	    const char *line);
void	 saying_error(struct link *, int64_t now_ms, const struct reply *,
	    const char *line);
void	 saying_undone(struct link *, int64_t now_ms, const struct reply *,
	    const char *line);
void	 saying_unknown(struct link *, int64_t now_ms, const struct reply *,
	    const char *line);
void	 saying_action(struct link *, int64_t now_ms, const struct reply *,
	    const char *line);
void	 saying_firmware(struct link *, int64_t now_ms, const struct reply *,
	    const char *line);
void	 saying_capability(struct link *, int64_t now_ms,
	    const struct reply *, const char *line);

#endif
