/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One who looks on: what goes out to a viewer, in which order, and when a
 * viewer is cut off.  Pure: the time comes in, frames go out elsewhere.
 *
 *	answers, edges	queued, each exactly once; a full queue cuts off
 *	telemetry	never queued: what is newest when there is room
 *	pings		the pong says that all before it arrived
 *
 * Room is not what the next socket takes, for the buffers of a proxy and of
 * two kernels hold minutes of telemetry: after some telemetry goes a ping,
 * and while that one is not answered, VIEWER_AHEAD_MS more and then none.
 * Thus a slow viewer sees few states, but none that is older than its line.
 */
#ifndef CGI_VIEWER_H
#define CGI_VIEWER_H

#include <stdbool.h>
#include <stdint.h>

#include "cgi/packet.h"

#define VIEWER_QUEUE	64		/* packets that wait */
#define VIEWER_BYTES	(256 << 10)	/* of them */
#define VIEWER_PING_MS	1000		/* between pings behind telemetry */
#define VIEWER_AHEAD_MS	1000		/* telemetry behind one */
#define VIEWER_REST_MS	20000		/* then a ping without a reason */
#define VIEWER_DEAD_MS	30000		/* a ping was not answered */

enum viewer_act {
	VIEWER_REST,		/* nothing to do now */
	VIEWER_CUT,		/* close with v->cut and its reason */
	VIEWER_PACKET,		/* send v->queue[v->head] */
	VIEWER_PING,
	VIEWER_TELEMETRY	/* send what changed since v->seen */
};

/* Why a viewer is cut off. */
enum viewer_cut {
	VIEWER_STAYS,
	VIEWER_TOO_SLOW,	/* the queue is full */
	VIEWER_SILENT,		/* no pong */
	VIEWER_OVER,		/* session over, or another role by now */
	VIEWER_TOO_LONG,	/* a frame of more than CONTROL_LINE */
	VIEWER_ENDING,		/* the gateway ends */
	VIEWER_CUT__MAX
};

struct viewer {
	struct packet	*queue[VIEWER_QUEUE];	/* a ring */
	unsigned int	 head, count;
	size_t		 bytes;
	bool		 monitor;	/* wants telemetry and edges */
	uint64_t	 seen;		/* the telemetry sent last */
	bool		 untested;	/* telemetry since the last ping */
	int64_t		 ping_ms;	/* when the last one went out */
	bool		 waiting;	/* for its pong */
	enum viewer_cut	 cut;
};

void	viewer_init(struct viewer *, int64_t now_ms);
/* Let go of what waits. */
void	viewer_free(struct viewer *);

/* Queue a packet; a holder is added.  NULL or no room cut the viewer off. */
void	viewer_put(struct viewer *, struct packet *);
/* Begin to watch (everything is new then) or cease. */
void	viewer_monitor(struct viewer *, bool);
/* A pong came. */
void	viewer_pong(struct viewer *);
/* It is over; the first reason stays. */
void	viewer_end(struct viewer *, enum viewer_cut);

/* What is to be done now; newest is the number of the newest telemetry. */
enum viewer_act	 viewer_due(struct viewer *, uint64_t newest,
		    int64_t now_ms);
/* That was done; seen is what a VIEWER_TELEMETRY showed. */
void	viewer_did(struct viewer *, enum viewer_act, uint64_t seen,
	    int64_t now_ms);

/* The close code of RFC 6455 and the reason, for the viewer. */
int		 viewer_code(enum viewer_cut);
const char	*viewer_reason(enum viewer_cut);

#endif
