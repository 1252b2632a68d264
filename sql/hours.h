/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Hours of a day: which of its 48 half hours are open, as the bits of a
 * number, and as people write them, "08:00-12:30,14:00-18:00".  Pure.
 */
#ifndef SQL_HOURS_H
#define SQL_HOURS_H

#include <stdbool.h>
#include <stdint.h>

#define HOURS_SLOTS	48
#define HOURS_MINUTES	30			/* of a slot */
#define HOURS_ALWAYS	((INT64_C(1) << HOURS_SLOTS) - 1)
#define HOURS_SIZE	320	/* of the longest text, and NUL */

/* Spans in order, "always" or "closed"; returns text. */
char	*hours_format(int64_t slots, char text[HOURS_SIZE]);
/* false: malformed.  Times are hh:mm on the half hour, 24:00 is the end. */
bool	 hours_parse(const char *text, int64_t *slots);
/* Is this minute of the day (0 to 1439) open? */
bool	 hours_open(int64_t slots, int minute);

#endif
