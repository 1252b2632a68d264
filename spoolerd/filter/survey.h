/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The survey: the course of a print, noted command by command while its file
 * is read.  Each layer and each wait is a stop, and so is now and then a place
 * between.  What does not fit thins out, evenly.
 */
#ifndef SPOOLERD_FILTER_SURVEY_H
#define SPOOLERD_FILTER_SURVEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spoolerd/course.h"

struct survey_now {
	int64_t	commands;	/* so far, this one among them */
	int64_t	layer;		/* that it is in */
	double	z;		/* mm, of what was extruded last */
	double	move_s, wait_s;	/* so far */
};

struct survey {
	struct course_stop	stops[COURSE_STOPS];
	size_t			n;
	struct survey_now	last;		/* what was noted last */
	int64_t			next;		/* a stop, at the latest */
	int64_t			step;		/* of what begins none ... */
	size_t			between;	/* ... and how many these are */
	int64_t			apart;		/* layers, of two stops */
};

void	survey_begin(struct survey *);
/* After each command, unless survey_goes_on(). */
void	survey_note(struct survey *, const struct survey_now *);
/* Nothing begins here, as with nearly every command: all that is to be noted
 * of it is z. */
static inline bool
survey_goes_on(struct survey *s, int64_t commands, int64_t layer, double z,
    double wait_s)
{
	if (commands > s->next || layer >= s->last.layer + s->apart ||
	    wait_s > s->last.wait_s)
		return false;
	s->last.z = z;
	return true;
}
/* The first mark of a layer: heights before it were no layers. */
void	survey_restart(struct survey *);
/* The file has ended; so many layers it has, and so long it takes. */
void	survey_end(struct survey *, const struct survey_now *);

#endif
