/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the run of a job tells the parent: how the machine does, once a
 * second; where the job is; what has ended.
 */
#ifndef SPOOLERD_DRAIN_TELL_H
#define SPOOLERD_DRAIN_TELL_H

#include "spoolerd/drain/jobrun.h"

/* How things are now; the next time is set. */
void	 tell_telemetry(struct jobrun *, int64_t now_ms);
/* How far the job is, for the record. */
void	 tell_checkpoint(const struct jobrun *);
/* The phase has changed in a way that people wait for. */
void	 tell_phase(const struct jobrun *);
/* The way back into the print is done; the file goes on behind so many
 * commands. */
void	 tell_reentered(const struct jobrun *);
/* The machine answers; named: with who it says it is. */
void	 tell_ready(const struct jobrun *, bool named);
/* Make, and do not say, that the job has ended. */
void	 tell_make_done(const struct jobrun *, enum message_end, bool halted,
	    const char *why, struct message *);

/* A control by hand is not done, or not wholly. */
void	tell_undone(const struct jobrun *, const char *why);

#endif
