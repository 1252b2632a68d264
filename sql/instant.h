/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Time: milliseconds since 1970 in the spool, ISO 8601 in UTC everywhere
 * else.
 */
#ifndef SQL_INSTANT_H
#define SQL_INSTANT_H

#include <stdbool.h>
#include <stdint.h>

#define INSTANT_SIZE	25	/* "2026-11-21T02:39:00.123Z" and NUL */

int64_t	 instant_now(void);			/* ms, CLOCK_REALTIME */
int64_t	 instant_ticks(void);	/* ms, CLOCK_MONOTONIC: how long, not when */
/* Years 0000 to 9999; returns buf. */
char	*instant_format(int64_t ms, char buf[INSTANT_SIZE]);
/* The other way: "2026-11-21", midnight in UTC, or "2026-11-21T02:39:00Z", with
 * or without a fraction of the second.  false: neither. */
bool	 instant_parse(const char *, int64_t *ms);

#endif
