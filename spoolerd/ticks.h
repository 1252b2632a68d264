/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The two clocks, in ms, for processes that are not linked with the spool's
 * (sql/instant.h).  Inline, so that control.c needs nothing beside it.
 */
#ifndef SPOOLERD_TICKS_H
#define SPOOLERD_TICKS_H

#include <stdint.h>
#include <time.h>

static inline int64_t
ticks_of(clockid_t clock)
{
	struct timespec ts;

	(void)clock_gettime(clock, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* How long, not when: it only goes forward. */
static inline int64_t
ticks_ms(void)
{
	return ticks_of(CLOCK_MONOTONIC);
}

/* When, since 1970: for people's eyes and the record. */
static inline int64_t
ticks_wall_ms(void)
{
	return ticks_of(CLOCK_REALTIME);
}

#endif
