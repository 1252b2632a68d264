/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Printers that are away.  A new keeper knows of no absence; a job that was
 * interrupted before it came waits for a person anyway.
 */
#include <stdio.h>

#include "spoolerd/absence.h"
#include "spoolerd/keeper.h"
#include "spoolerd/match.h"
#include "sql/event.h"

static void	ask(struct keeper *, const struct seat *);

void
absence_begin(struct keeper *k, struct seat *s)
{
	struct seat *other;

	s->free = false;
	s->away = true;
	for (other = k->seats; other < k->seats + KEEPER_SEATS; other++) {
		if (other == s || other->printer == 0 || !other->away ||
		    !match_by_place(&other->told) ||
		    !match_by_place(&s->told))
			continue;
		s->doubt = other->printer;
		other->doubt = s->printer;
	}
}

void
absence_settled(struct keeper *k, int64_t printer)
{
	struct seat *s = keeper_seat(k, printer);

	if (s != NULL)
		s->doubt = 0;
}

int64_t
absence_end(struct keeper *k, struct seat *s)
{
	int64_t job = s->unplugged;

	if (s->doubt != 0 && job != 0) {
		if (s->holds == job)
			ask(k, s);
		job = 0;
	}
	s->away = false;
	s->unplugged = 0;
	s->doubt = 0;
	return job;
}

static void
ask(struct keeper *k, const struct seat *s)
{
	struct event ev = { .what = "job.doubt", .who = KEEPER_WHO,
	    .printer_id = s->printer, .job_id = s->unplugged };
	const struct seat *other = keeper_seat(k, s->doubt);

	(void)snprintf(ev.why, sizeof(ev.why), "%s was unplugged at the same "
	    "time, and only their places tell the two apart: see that each "
	    "has its own cable, then resume", other != NULL ?
	    other->told.name : "another printer");
	keeper_need(k, event_add(k->spool, &ev), "doubt");
}
