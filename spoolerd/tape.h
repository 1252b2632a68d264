/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tape of a printer: the last minutes of its job, a point a second, in
 * shared memory on tmpfs beside its books.  The parent writes it, which costs
 * no disk and survives a kill of everything; the keeper reads it now and then
 * and stores what is new (sql/trace.h).
 */
#ifndef SPOOLERD_TAPE_H
#define SPOOLERD_TAPE_H

#include <stdatomic.h>
#include <stdint.h>

#include "sql/trace.h"

#define TAPE_MAGIC	0x63707461	/* "cpta" */
#define TAPE_VERSION	1
#define TAPE_POINTS	1024		/* a quarter of an hour */
#define TAPE_LEAST_MS	500		/* between points of the same state */

struct tape {
	uint32_t		magic, version;
	_Atomic int64_t		job;		/* 0: none */
	_Atomic uint64_t	count;		/* points so far */
	struct trace_point	points[TAPE_POINTS];	/* a ring */
};

/* Open and map the tape at path, made if need be; for the one that writes.
 * NULL with errno. */
struct tape	*tape_open(const char *path);
void		 tape_close(struct tape *);	/* NULL is fine */

/* Add a point of a job; another job begins a new tape.  Points come in the
 * order of their time, whatever the clock does: at_ms may be moved. */
void		 tape_add(struct tape *, int64_t job, struct trace_point);

/*
 * Read a tape, while it may be written: its points behind after_ms, oldest
 * first.  Returns how many, 0 when there is no tape or it is another job's.
 */
int		 tape_read(const char *path, int64_t job, int64_t after_ms,
		    struct trace_point[TAPE_POINTS]);
/* The same for the one that writes it: `most` of them at most. */
int		 tape_since(const struct tape *, int64_t job, int64_t after_ms,
		    struct trace_point *points, int most);
/* The job of a tape; 0: none. */
int64_t		 tape_job(const char *path);

#endif
