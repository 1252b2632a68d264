/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One who looks on.
 */
#include <string.h>

#include "cgi/viewer.h"

/* 4000 and above are ours to give a meaning. */
static const struct {
	int		 code;
	const char	*reason;
} cuts[] = {
	[VIEWER_STAYS]		= { 1000, "" },
	[VIEWER_TOO_SLOW]	= { 4008, "too-slow" },
	[VIEWER_SILENT]		= { 4009, "silent" },
	[VIEWER_OVER]		= { 4001, "session-over" },
	[VIEWER_TOO_LONG]	= { 1009, "too-long" },
	[VIEWER_ENDING]		= { 1001, "ending" },
};
_Static_assert(sizeof(cuts) / sizeof(cuts[0]) == VIEWER_CUT__MAX,
    "every cut has its row");

void
viewer_init(struct viewer *v, int64_t now_ms)
{
	memset(v, 0, sizeof(*v));
	v->ping_ms = now_ms;
}

void
viewer_free(struct viewer *v)
{
	while (v->count > 0) {
		packet_drop(v->queue[v->head]);
		v->head = (v->head + 1) % VIEWER_QUEUE;
		v->count--;
	}
	v->bytes = 0;
}

void
viewer_put(struct viewer *v, struct packet *p)
{
	if (v->cut != VIEWER_STAYS)
		return;
	if (p == NULL || v->count == VIEWER_QUEUE ||
	    v->bytes + p->length > VIEWER_BYTES) {
		viewer_end(v, VIEWER_TOO_SLOW);
		return;
	}
	v->queue[(v->head + v->count++) % VIEWER_QUEUE] = packet_hold(p);
	v->bytes += p->length;
}

void
viewer_monitor(struct viewer *v, bool on)
{
	v->monitor = on;
	v->seen = 0;
}

void
viewer_pong(struct viewer *v)
{
	v->waiting = false;
}

void
viewer_end(struct viewer *v, enum viewer_cut why)
{
	if (v->cut == VIEWER_STAYS)
		v->cut = why;
}

enum viewer_act
viewer_due(struct viewer *v, uint64_t newest, int64_t now_ms)
{
	int64_t since_ms = now_ms - v->ping_ms;

	if (v->waiting && since_ms >= VIEWER_DEAD_MS)
		viewer_end(v, VIEWER_SILENT);
	if (v->cut != VIEWER_STAYS)
		return VIEWER_CUT;
	if (v->count > 0)
		return VIEWER_PACKET;
	if (!v->waiting && since_ms >= (v->untested ? VIEWER_PING_MS :
	    VIEWER_REST_MS))
		return VIEWER_PING;
	if (v->monitor && v->seen < newest &&
	    (!v->waiting || since_ms < VIEWER_AHEAD_MS))
		return VIEWER_TELEMETRY;
	return VIEWER_REST;
}

void
viewer_did(struct viewer *v, enum viewer_act act, uint64_t seen,
    int64_t now_ms)
{
	if (act == VIEWER_PACKET) {
		v->bytes -= v->queue[v->head]->length;
		packet_drop(v->queue[v->head]);
		v->head = (v->head + 1) % VIEWER_QUEUE;
		v->count--;
	} else if (act == VIEWER_PING) {
		v->waiting = true;
		v->untested = false;
		v->ping_ms = now_ms;
	} else if (act == VIEWER_TELEMETRY) {
		v->seen = seen;
		v->untested = true;
	}
}

int
viewer_code(enum viewer_cut why)
{
	return cuts[why].code;
}

const char *
viewer_reason(enum viewer_cut why)
{
	return cuts[why].reason;
}
