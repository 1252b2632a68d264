/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A pause in the run of a job: the head steps aside, waits, and comes back to
 * where it was, hot first.  The books say how far that came, so that a crash
 * in between neither moves the head twice nor forgets that it is away.
 */
#ifndef SPOOLERD_DRAIN_PAUSE_H
#define SPOOLERD_DRAIN_PAUSE_H

#include "spoolerd/drain/jobrun.h"

/* A job begins, or is gone on with at an offset: what the machine's modes are
 * there. */
void	 pause_follow(struct jobrun *, uint64_t offset);
/* Everything sent is done: step aside if that was not begun.  true: the head
 * is aside, or stays where it is. */
bool	 pause_aside(struct jobrun *);
/* How far the head is above where the file left it; -1: it is on its way. */
int32_t	 pause_lifted_um(const struct jobrun *);
/* Queue what brings the head back, if it is away, and the heat. */
void	 pause_back(struct jobrun *);
/*
 * Begin to go on at the last layer of the job at hand, on a board that knows
 * nothing: the books, the feed and the modes are set to its start.  false: the
 * job was ended again, interrupted as it was, and why was said.
 */
bool	 pause_enter(struct jobrun *, int64_t now_ms);
/* Is the head on its way back?  Nothing of the file goes out until it is. */
bool	 pause_is_returning(struct jobrun *);

/* Is this a command of the file that asks for a person (M0, M1, M600 ...)?
 * Then it is not sent: the host pauses, and asks is what the person reads. */
bool	 pause_is_asked(const char *command, char asks[MESSAGE_TEXT]);

#endif
