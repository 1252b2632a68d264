/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The cable of a machine: its open port, and the drain at it.
 */
#ifndef SPOOLERD_PARENT_CABLE_H
#define SPOOLERD_PARENT_CABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "spoolerd/message.h"

struct machine;

/* Nothing is connected yet.  ready is called with the machine when its drain
 * said something or died: cable_receive() takes it. */
void	cable_init(struct machine *, void (*ready)(void *, uint32_t));
/* Its port was opened, or came through a restart; whether that reset the board,
 * and what it still knows of a job, is asked of the board.  fd becomes ours. */
void	cable_attach(struct machine *, int fd);
/* Once a tick: start a drain that should run, see whether heaters were left
 * alone. */
void	cable_tick(struct machine *);
/* true: the drain said this. */
bool	cable_receive(struct machine *, struct message *);
/* Tell the drain; only if it holds the job (0: whatever it holds). */
void	cable_order(struct machine *, enum message_order, int64_t job);
/* Its row says something else than its drain was told: a new drain follows, on
 * the same port unless that speaks at another rate now.  Only without a job. */
void	cable_renew(struct machine *);
/* A control by hand, or what tunes a job; the drain has the last word on
 * whether it may be, and whatever is not done of it is said.  false: no drain
 * is there to take it. */
bool	cable_control(struct machine *, const struct manual *,
	    int64_t job);
/* The machine answers again.  If it was gone for so long that a person was
 * told, its heaters have nothing to heat for any more: a print that goes on
 * heats again. */
void	cable_cool(struct machine *);
/* The emergency stop: bytes first, everything else after; then it has a fault,
 * and the job ends.  why: what is wrong, when nobody's hand did it, or "".  0;
 * -1: the cable did not take the bytes in time; 1: there is no open port. */
int	cable_emergency(struct machine *, const char *who, const char *why);
/* End the drain, close the port; it may be opened again after a while. */
void	cable_leave(struct machine *, int64_t delay_ms);

#endif
