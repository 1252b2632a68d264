/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Traces: what a printer did during a job, a point a second.
 *
 * Many points are packed as differences from the one before (the first one
 * from zeros).  A point is a byte that says which fields changed, lowest bit
 * first in the order of struct trace_point, and for each of those the
 * difference: zigzag (0, -1, 1, -2 ... become 0, 1, 2, 3 ...), seven bits a
 * byte, the lowest first, the top bit set on all but the last.
 */
#ifndef SQL_TRACE_H
#define SQL_TRACE_H

#include <stddef.h>

#include "sql/spool.h"

#define TRACE_UNKNOWN	INT32_MIN	/* a temperature nobody knows */
#define TRACE_CHUNK	256		/* points of one row */
#define TRACE_FIELDS	7
#define TRACE_POINT_MOST (1 + TRACE_FIELDS * 10)

enum trace_state {
	TRACE_PRINTING, TRACE_PAUSING, TRACE_PAUSED, TRACE_STOPPING,
	TRACE_OTHER, TRACE_STATE__MAX
};

struct trace_point {
	int64_t	at_ms;
	int64_t	line;			/* commands of the file, executed */
	int64_t	hotend_dC, hotend_target_dC;
	int64_t	bed_dC, bed_target_dC;
	int64_t	state;			/* enum trace_state */
};

/* "printing", ...; TRACE_OTHER's for what is no state. */
const char		*trace_state_name(int64_t);

/* Pack n points; out has TRACE_POINT_MOST bytes for each.  Returns how many
 * bytes it took. */
size_t			 trace_pack(const struct trace_point *, int n,
			    unsigned char *out);
/* Unpack at most TRACE_CHUNK points.  Returns how many, or -1: these bytes are
 * none. */
int			 trace_unpack(const unsigned char *, size_t,
			    struct trace_point[TRACE_CHUNK]);

/* When the last stored point of a job was; 0: there is none. */
enum spool_result	 trace_last(struct spool *, int64_t job, int64_t *);
/* Store points, oldest first, that come after that. */
enum spool_result	 trace_store(struct spool *, int64_t job,
			    const struct trace_point *, int n);
/* How many points of a job are stored? */
enum spool_result	 trace_count(struct spool *, int64_t job, int64_t *n);
/*
 * The next points of a job, some at a time: *after_ms is 0 at first and is
 * moved on.  SPOOL_NONE: that was all.
 */
enum spool_result	 trace_next(struct spool *, int64_t job,
			    int64_t *after_ms,
			    struct trace_point[TRACE_CHUNK], int *n);
/* Forget what is older than the policy trace-days says; *n is how many rows
 * went, or would (dry). */
enum spool_result	 trace_clean(struct spool *, int64_t now, bool dry,
			    int64_t *n);

#endif
