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
	bool	rests;		/* this one let all moves end */
};

struct survey {
	struct course_stop	stops[COURSE_STOPS];
	size_t			n;
	struct survey_now	last;		/* what was noted last */
	double			moved_s;	/* behind the last command */
	int64_t			close;		/* commands below have a stop
						 * each ... */
	int64_t			kept;		/* ... and below this keep it */
	double			next_s;		/* else one is due then */
	double			step_s;		/* between those that begin
						 * nothing */
	size_t			between;	/* so many of these */
	int64_t			apart;		/* layers, of two stops */
};

void	survey_begin(struct survey *);
/* After each command, unless survey_goes_on(). */
void	survey_note(struct survey *, const struct survey_now *);
/* Nothing begins here, as with nearly every command: all that is to be noted
 * of it is z. */
static inline bool
survey_goes_on(struct survey *s, int64_t commands, int64_t layer, double z,
    double move_s, double wait_s)
{
	if (commands <= s->close || move_s >= s->next_s ||
	    layer >= s->last.layer + s->apart || wait_s > s->last.wait_s)
		return false;
	s->last.z = z;
	s->moved_s = move_s;
	return true;
}
/* The first mark of a layer: heights before it were no layers. */
void	survey_restart(struct survey *);
/* The file has ended; so many layers it has, and so long it takes. */
void	survey_end(struct survey *, const struct survey_now *);

#endif
