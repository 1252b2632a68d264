/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What there is to see: the latest state of each printer, and the packets
 * that bring a viewer up to it.  Every change has a number, one more than
 * the one before; a viewer is described by the last it has seen.  Viewers who
 * have seen the same get the same packet.
 */
#ifndef CGI_SIGHT_H
#define CGI_SIGHT_H

#include <stdint.h>

#include "cgi/packet.h"

#define SIGHT_PRINTERS	256	/* those that were forgotten included */
#define SIGHT_MOST	32	/* in one packet: it stays a line */
#define SIGHT_KEPT	4	/* packets, for viewers that differ */

struct sight_printer {
	int64_t		 number;	/* 0: the slot is free */
	json_t		*live;		/* LIVE; NULL: nothing is known */
	uint64_t	 change;
	int64_t		 heard_ms;
};

struct sight_packet {
	uint64_t	 from, to;
	struct packet	*packet;
};

struct sight {
	struct sight_printer	 printers[SIGHT_PRINTERS];
	uint64_t		 newest;	/* number of the last change */
	struct sight_packet	 kept[SIGHT_KEPT];
	unsigned int		 next;		/* slot of kept to be reused */
	unsigned int		 made;		/* packets so far */
};

/* The daemon said {"printers": {"1": LIVE, "2": null, ...}}: those that
 * changed. */
void		 sight_take(struct sight *, const json_t *, int64_t now_ms);
/* The daemon is lost, and with it all that was known. */
void		 sight_lose(struct sight *);
/* Let go of everything. */
void		 sight_free(struct sight *);

/*
 * The packet for who has seen `from`, borrowed until the next call; *to is
 * what they have seen then.  NULL: there is no memory.  unix_ms goes into it,
 * so that a reader can tell how old it is:
 *	[null, "event", "telemetry", {"at_ms": unix, "printers": {...}}]
 */
struct packet	*sight_packet(struct sight *, uint64_t from, uint64_t *to,
		    int64_t now_ms, int64_t unix_ms);

#endif
