/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pace: the course of each file's print, as the daemon knows it; opaque bytes
 * here.
 */
#ifndef SQL_PACE_H
#define SQL_PACE_H

#include <stddef.h>

#include "sql/spool.h"

#define PACE_BYTES	40960	/* at most */

/* The course of a file that was read (again). */
enum spool_result	pace_set(struct spool *, int64_t file, const void *,
			    size_t n);
/* SPOOL_NONE: it has none, *n is 0. */
enum spool_result	pace_get(struct spool *, int64_t file,
			    char bytes[PACE_BYTES], size_t *n);

#endif
