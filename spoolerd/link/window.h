/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The window: how many lines, and bytes, may be on the way to the printer
 * without an answer.  It begins with what the printer's profile says and
 * learns from what the printer says of itself: as many lines as it has slots
 * for commands, less the one that an emergency stop needs to be read, and as
 * many bytes as its receive ring holds while it does not read.
 */
#ifndef SPOOLERD_LINK_WINDOW_H
#define SPOOLERD_LINK_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spoolerd/link/reply.h"

#define WINDOW_MOST	16	/* whatever the printer says */

struct link;

struct window {
	/* A free count is believed when two oks agree, because one may have
	 * been changed by the cable. */
	int		slots, slots_guess;	/* -1: not known */
	int		blocks, blocks_guess;
	bool		sees_urgent;	/* Cap:EMERGENCY_PARSER:1 */
	/* The last move found the planner empty; the number behind it, 0 when
	 * it did not, and the time. */
	uint64_t	dry;
	int64_t		dry_ms;
	/* Lines below this have left the receive ring for a slot. */
	uint64_t	stored;
};

/* A board whose numbering begins: nothing is known of it. */
void	 window_begin(struct link *);
/* The printer named the line n, which is about to be acknowledged, in an ok;
 * what it counts may be a lie. */
void	 window_learn(struct link *, int64_t now_ms, uint64_t n,
	    const struct reply *);
/* Cap:EMERGENCY_PARSER:1: M112 needs no slot. */
void	 window_sees_urgent(struct link *);
/* Something was lost: what was in the ring is gone. */
void	 window_lost(struct link *);
/* Have so many bytes more their place in the ring? */
bool	 window_has_room(const struct link *, size_t bytes);

#endif
