/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Absence: printers whose cable is out, and which of them may come back as
 * another one.  Only the keeper's files include this.
 */
#ifndef SPOOLERD_ABSENCE_H
#define SPOOLERD_ABSENCE_H

#include <stdint.h>

struct keeper;
struct seat;

/* A printer is lost; seat->unplugged may be set afterwards. */
void	absence_begin(struct keeper *, struct seat *);

/* A person said which port it is at. */
void	absence_settled(struct keeper *, int64_t printer);

/*
 * A drain found it again.  Returns the job that goes on by itself, or 0.  Two
 * printers that were away at the same time, and that only their places tell
 * apart, may have been swapped, and that both happen to count the same lines
 * is no proof of the contrary: their jobs wait for a person, and an event
 * ("job.doubt") says why.
 */
int64_t	absence_end(struct keeper *, struct seat *);

#endif
