/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parent's loop: descriptors and what to call when one is ready.  One
 * event a turn, so that a handler may remove any watch, its own included.
 */
#ifndef SPOOLERD_PARENT_LOOP_H
#define SPOOLERD_PARENT_LOOP_H

#include <stdbool.h>
#include <stdint.h>

/* In the caller's struct; must stay where it is while it is added. */
struct watch {
	int	  fd;
	void	(*ready)(void *arg, uint32_t events);	/* EPOLLIN ... */
	void	 *arg;
};

int	loop_open(void);			/* a descriptor, or -1 */
/* 0, or -1 with errno.  wants_out: also when it can be written to. */
int	loop_add(int loop, struct watch *);
int	loop_change(int loop, struct watch *, bool wants_out);
void	loop_remove(int loop, const struct watch *);
/* Wait for one event, timeout_ms at most: its watch and *events, or NULL.  An
 * interruption counts as time-out; what else can fail ends the program. */
struct watch *loop_wait(int loop, int timeout_ms, uint32_t *events);

#endif
