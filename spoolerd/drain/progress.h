/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How far the run of a job is: its layer, and the time that is left, by the
 * course of its file and by what was measured so far.
 */
#ifndef SPOOLERD_DRAIN_PROGRESS_H
#define SPOOLERD_DRAIN_PROGRESS_H

#include "spoolerd/drain/jobrun.h"

/* The course of the job that comes next; fd becomes ours. */
void	 progress_course(struct jobrun *, int64_t job, int fd);
/* The job begins or goes on, behind what the books say is done. */
void	 progress_begin(struct jobrun *);
/* So much time of the print went by; the traits (dialect.h) are those of the
 * command that it waits for. */
void	 progress_pass(struct jobrun *, int64_t ms, unsigned int traits);
/* Where it is; false: nothing is known. */
bool	 progress_place(const struct jobrun *, struct course_place *);
/* Milliseconds, or -1: nothing can be said yet. */
int64_t	 progress_left(const struct jobrun *);

#endif
