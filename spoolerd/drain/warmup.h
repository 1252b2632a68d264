/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The warm-up: how long a wait for heat will go on, by the temperatures that
 * were read in it, and how this machine's heaters compare with those that the
 * analysis thinks of.  Times are the machine's.
 */
#ifndef SPOOLERD_DRAIN_WARMUP_H
#define SPOOLERD_DRAIN_WARMUP_H

#include <stdbool.h>
#include <stdint.h>

#include "spoolerd/link/reply.h"

struct warmup {
	uint64_t	number;		/* the line that waits; 0: none did */
	bool		bed;		/* for the bed, not the nozzle */
	double		target;		/* C; 0: the command does not say */
	double		from;		/* where it began; 0: not known */
	double		now;
	double		took_s;		/* so far, in this wait */
	/* Of the waits before: what they took, and what was expected. */
	double		before_s, expected_s;
};

/* So much time went by in the wait of a line. */
void	 warmup_pass(struct warmup *, uint64_t number, const char *command,
	    const struct reply_heat *, int64_t ms);
/* Until this wait is over; -1: nothing is known of it. */
int64_t	 warmup_left_ms(const struct warmup *);
/* What a command that is still to come would wait; 0: it is none that does. */
int64_t	 warmup_of_ms(const struct warmup *, const char *command,
	    const struct reply_heat *);
/* The machine's time for what is expected to take one second. */
double	 warmup_scale(const struct warmup *);

#endif
