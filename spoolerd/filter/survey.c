/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The survey of a print.  Behind a wait the stops lie close at first: there a
 * machine takes many commands before it has made the first one's move.
 */
#include <math.h>
#include <string.h>

#include "spoolerd/filter/survey.h"

#define CLOSE		48	/* more than a planner takes at once */
#define KEPT		(COURSE_STOPS / 8)	/* that never go, about */
#define STEP_S		0.5	/* at first */
#define STEP_MOST	INT32_MAX	/* more is as good as never */
#define BETWEEN		512	/* stops that begin nothing, at most */
#define WAIT_S		0.5	/* a shorter one is no stop */
#define MS		1000.0
#define UM		1000.0

static void	stop_before(struct survey *, const struct survey_now *);
static void	put(struct survey *, int64_t, const struct survey_now *);
static void	thin(struct survey *);
static bool	is_between(const struct survey *, size_t, size_t);
static uint32_t	whole(double);

void
survey_begin(struct survey *s)
{
	const struct survey_now begin = { .commands = 0 };

	s->n = 0;
	s->last = begin;
	s->step_s = STEP_S;
	s->close = s->kept = CLOSE;
	s->moved_s = 0;
	s->between = 0;
	s->apart = 1;
	put(s, 0, &begin);
}

void
survey_note(struct survey *s, const struct survey_now *now)
{
	const bool waited = now->wait_s - s->last.wait_s > WAIT_S ||
	    (now->rests && now->move_s - s->moved_s > WAIT_S);
	const bool begins = waited ||
	    now->layer >= s->last.layer + s->apart;

	if (!begins && now->commands > s->close &&
	    now->move_s < s->next_s) {
		s->last.z = now->z;
		s->moved_s = now->move_s;
		return;
	}
	if (!begins && s->between++ == BETWEEN)
		thin(s);
	stop_before(s, now);
	s->moved_s = now->move_s;
	if (!waited)
		return;
	s->close = now->commands + CLOSE;
	if (s->n < KEPT)
		s->kept = s->close;
	put(s, now->commands, now);
}

/* This command begins something: what was until now ends before it. */
static void
stop_before(struct survey *s, const struct survey_now *now)
{
	struct survey_now before = *now;

	s->stops[s->n - 1].z_um = (int32_t)whole(s->last.z * UM);
	before.wait_s = s->last.wait_s;
	before.move_s = s->moved_s;
	put(s, now->commands - 1, &before);
}

static void
put(struct survey *s, int64_t commands, const struct survey_now *now)
{
	if (s->n == COURSE_STOPS - 1)	/* one is for the end */
		thin(s);
	s->stops[s->n++] = (struct course_stop){
		.commands = whole((double)commands),
		.layer = whole((double)now->layer),
		.z_um = (int32_t)whole(now->z * UM),
		.move_ms = whole(now->move_s * MS),
		.wait_ms = whole(now->wait_s * MS) };
	s->last = *now;
	s->next_s = now->move_s + s->step_s;
}

/* Those at the begin stay.  Stops that begin nothing go first, then, when there
 * are too many layers, every other one of all. */
static void
thin(struct survey *s)
{
	size_t i, n = 1;

	if (s->step_s < STEP_MOST)
		s->step_s *= 2;
	s->between = 0;
	for (i = 1; i < s->n; i++) {
		if (s->stops[i].commands > s->kept &&
		    is_between(s, n - 1, i)) {
			if (s->stops[i].move_ms - s->stops[n - 1].move_ms <
			    s->step_s * MS)
				continue;
			s->between++;
		}
		s->stops[n++] = s->stops[i];
	}
	s->n = n;
	if (n <= COURSE_STOPS / 2)
		return;
	if (s->apart < STEP_MOST)
		s->apart *= 2;
	for (i = n = 1; i < s->n; i++)
		if (s->stops[i].commands <= s->kept || i % 2 == 1)
			s->stops[n++] = s->stops[i];
	s->n = n;
}

/* Behind a stop that stays: neither a layer nor a wait, nor before one. */
static bool
is_between(const struct survey *s, size_t kept, size_t i)
{
	return s->stops[i].layer == s->stops[kept].layer &&
	    s->stops[i].wait_ms == s->stops[kept].wait_ms &&
	    (i + 1 == s->n || s->stops[i + 1].wait_ms == s->stops[i].wait_ms);
}

void
survey_restart(struct survey *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		s->stops[i].layer = 0;
	s->last.layer = 0;
}

void
survey_end(struct survey *s, const struct survey_now *end)
{
	size_t i;

	s->stops[s->n - 1].z_um = (int32_t)whole(s->last.z * UM);
	for (i = 0; i < s->n; i++)
		if (s->stops[i].layer > end->layer)
			s->stops[i].layer = whole((double)end->layer);
	put(s, end->commands, end);
}

/* A file may add up to anything. */
static uint32_t
whole(double value)
{
	return (uint32_t)fmax(0, fmin(INT32_MAX, value));
}
