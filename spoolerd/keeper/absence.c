/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Printers that are away.  A new keeper knows of no absence; a job that was
 * interrupted before it came waits for a person anyway.
 */
#include "spoolerd/keeper/absence.h"
#include "spoolerd/keeper/seat.h"
#include "sql/event.h"
#include "sql/job.h"

static void	explain(struct keeper *, const struct seat *, int64_t,
		    const char *, const char *);

int64_t
absence_end(struct seat *s)
{
	int64_t job = s->unplugged;

	s->unplugged = 0;
	s->doubt = 0;
	return job;
}

void
absence_ask(struct keeper *k, struct seat *s, int64_t job, const char *why)
{
	s->doubt = job;
	explain(k, s, job, "job.doubt", why);
}

/* In the record, and on the page of the printer that has it. */
static void
explain(struct keeper *k, const struct seat *s, int64_t job, const char *what,
    const char *why)
{
	keeper_need(k, event_add(k->spool, &(struct event_note){
	    .who = KEEPER_WHO, .what = what, .why = why,
	    .printer_id = s->printer, .job_id = job }), what);
	keeper_need(k, job_because(k->spool, job, s->printer, why), what);
}

void
absence_reset(struct keeper *k, const struct seat *s, bool doubt)
{
	struct job job;

	if (job_current(k->spool, s->printer, &job) != SPOOL_OK ||
	    s->holds == job.id)
		return;
	if (doubt)
		explain(k, s, job.id, "job.doubt", "the board was reset, and "
		    "another printer that only its place tells apart was away "
		    "at the same time: see that each has its own cable, then "
		    "resume from the last layer, or give it up");
	else
		explain(k, s, job.id, "job.reset", "the board was reset since: "
		    "resume from the last layer, or give it up");
}

bool
absence_settle(struct keeper *k, int64_t printer, int64_t job)
{
	struct seat *s = keeper_seat(k, printer);

	if (s == NULL || s->doubt == 0 || s->doubt != job)
		return false;
	s->doubt = 0;
	s->unplugged = job;
	return true;
}
