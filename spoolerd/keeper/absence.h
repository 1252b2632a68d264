/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Absence: printers whose cable is out, and which of them may come back as
 * another one.  Only the keeper's files include this.
 */
#ifndef SPOOLERD_KEEPER_ABSENCE_H
#define SPOOLERD_KEEPER_ABSENCE_H

#include <stdbool.h>
#include <stdint.h>

struct keeper;
struct seat;

/* A drain found it again.  Returns the job that goes on by itself, or 0. */
int64_t	absence_end(struct seat *);
/* A job waits until a person looked at the printer: say so (the event
 * "job.doubt"). */
void	absence_ask(struct keeper *, struct seat *, int64_t job,
	    const char *why);
/* It is back, and if its board forgot where it was in its print, that is said;
 * doubt: if it is the one that was in that print. */
void	absence_reset(struct keeper *, const struct seat *, bool doubt);
/* A person looked, and wants the job to go on: it does when the printer is
 * found.  false: nobody was asked. */
bool	absence_settle(struct keeper *, int64_t printer, int64_t job);

#endif
