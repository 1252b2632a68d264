/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The analysis of stored files: one at a time is given to `filter`, a process
 * that can do nothing but read it and write one line of JSON, a picture and the
 * course of the print.
 * That is still the word of a stranger.
 */
#ifndef SPOOLERD_KEEPER_ANALYSIS_H
#define SPOOLERD_KEEPER_ANALYSIS_H

#include <sys/types.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spoolerd/course.h"
#include "sql/file.h"
#include "sql/image.h"
#include "sql/job.h"

#define ANALYSIS_TEXT	24576	/* longest line of a filter */
#define ANALYSIS_MS	120000	/* longest time */

struct keeper;

struct analysis {
	pid_t		pid;		/* of the filter; 0: none runs */
	int		out;		/* what it writes */
	/* its line, and behind it the bytes of a thumbnail and a course */
	char		text[ANALYSIS_TEXT + IMAGE_BYTES + COURSE_BYTES];
	size_t		used;
	bool		killed;
	struct file	file;		/* that it reads */
	int64_t		until_ms;
	int64_t		again_ms;	/* filters can't be started; 0 else */
};

void	analysis_init(struct analysis *);
/* Begin the next file if none is under way; end one that takes too long. */
void	analysis_tick(struct keeper *);
/* The filter wrote something, or ended. */
void	analysis_hear(struct keeper *);
/* Tell the parent the course of a job that is about to start. */
void	analysis_tell(struct keeper *, const struct job *);

#endif
