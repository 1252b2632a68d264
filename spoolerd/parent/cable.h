/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The cable of a machine: its open port, and the drain at it.
 */
#ifndef SPOOLERD_PARENT_CABLE_H
#define SPOOLERD_PARENT_CABLE_H

#include "spoolerd/parent/machine.h"

/* Nothing is connected yet. */
void	cable_init(struct machine *);
/* Its port was opened, or came through a restart; whether that reset the board,
 * and what it still knows of a job, is asked of the board.  fd becomes ours. */
void	cable_attach(struct machine *, int fd);
/* Once a tick: start a drain that should run. */
void	cable_tick(struct machine *);
/* Tell the drain; only if it holds the job (0: whatever it holds). */
void	cable_order(struct machine *, enum message_order, int64_t job);
/* Its row says something else than its drain was told: a new drain follows, on
 * the same port unless that speaks at another rate now.  Only without a job. */
void	cable_renew(struct machine *);
/* A control by hand; the drain has the last word on whether it may be, and
 * whatever is not done of it is said.  false: no drain is there to take it. */
bool	cable_control(struct machine *, const struct manual *, int64_t job);
/* End the drain, close the port; it may be opened again after a while. */
void	cable_leave(struct machine *, int64_t delay_ms);

#endif
