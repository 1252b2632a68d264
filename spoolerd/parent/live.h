/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the parent knows of printers and ports, as the JSON that control.h
 * describes.  The caller owns what is returned.
 */
#ifndef SPOOLERD_PARENT_LIVE_H
#define SPOOLERD_PARENT_LIVE_H

#include <jansson.h>
#include <stdint.h>

#define LIVE_TOGETHER	16	/* printers that one line surely holds */

struct machine;
struct message_event;
struct parent;
struct port;

/* {"printers": {"1": LIVE, ...}} from a place in the fleet on, 0 to
 * PARENT_MACHINES, and "next", the place of the rest, if one line can't hold
 * all. */
json_t	*live_fleet(const struct parent *, int64_t from);
/*
 * The same of those that changed after a change, `most` of them at most.
 * *next is where to look on: the first machine at first.  NULL: no more.
 */
json_t	*live_changes(const struct parent *, uint64_t after, int most,
	    const struct machine **next);
/* RECORD */
json_t	*live_event(const struct message_event *);
/* printer: whose it is, or NULL. */
json_t	*live_port(const struct parent *, const struct port *,
	    const struct machine *printer);
/* The names of those that may be at a port that is nobody's. */
json_t	*live_candidates(const struct parent *, const struct port *);

#endif
