/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The scheduler.  keeper.c draws who says what when; here is what it means
 * for jobs.  A message about a job that is not running any more is old news
 * and changes nothing.
 */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "spoolerd/keeper/absence.h"
#include "spoolerd/keeper/bulletin.h"
#include "spoolerd/keeper/identity.h"
#include "spoolerd/keeper/seat.h"
#include "spoolerd/news.h"
#include "spoolerd/keeper/scheduler.h"
#include "spoolerd/keeper/steer.h"
#include "spoolerd/keeper/tracing.h"
#include "sql/content.h"
#include "sql/event.h"
#include "sql/job.h"
#include "sql/outlook.h"
#include "sql/printer.h"

static bool	running(struct keeper *, int64_t, struct job *);
static const char *no_reentry(const struct seat *, const struct printer *,
		    const struct job *);
static void	note_reentry(struct keeper *, const struct job *, int64_t);
static void	give_up(struct keeper *, const struct job *, const char *);
static int32_t	pace_of(struct keeper *, int64_t);
static void	start(struct keeper *, const struct job *, bool,
		    const struct printer *);
static void	move(struct keeper *, const struct job *, enum job_state,
		    const char *);

static const enum job_state ends[] = {
	[END_FINISHED]		= JOB_FINISHED,
	[END_STOPPED]		= JOB_STOPPED,
	[END_FAILED]		= JOB_FAILED,
	[END_INTERRUPTED]	= JOB_INTERRUPTED,
};
_Static_assert(sizeof(ends) / sizeof(ends[0]) == END__MAX,
    "every end has its state");

void
scheduler_free(struct keeper *k, const struct message *m)
{
	struct seat *s = keeper_seat(k, m->free.printer);
	struct job job;

	if (s == NULL)
		return;
	s->free = true;
	s->settings = m->free.settings;
	s->holds = m->free.job;
	if (!identity_settle(k, &m->free)) {
		if (running(k, m->free.printer, &job))
			give_up(k, &job, "another machine answers at its "
			    "port");
		return;
	}
	if (!running(k, m->free.printer, &job)) {
		job.id = absence_end(s);
		if (job.id != 0 || m->free.doubt)
			absence_reset(k, s, m->free.doubt != 0);
		/* what is wrong with it a person must see first */
		if (job.id != 0 && s->told.usable)
			(void)scheduler_resume(k, s->printer, job.id,
			    KEEPER_WHO);
		return;
	}
	if (m->free.job == job.id)
		start(k, &job, true, NULL);
	else
		give_up(k, &job, "the power was cut: the spooler's books of "
		    "this job are gone");
}

enum spool_result
scheduler_resume(struct keeper *k, int64_t printer, int64_t id,
    const char *who)
{
	struct seat *s = keeper_seat(k, printer);
	enum spool_result result;
	struct job job;

	if (s == NULL || !s->free || s->holds != id)
		return SPOOL_REFUSED;
	result = job_current(k->spool, printer, &job);
	if (result != SPOOL_OK || job.id != id ||
	    job.state != JOB_INTERRUPTED)
		return result != SPOOL_OK ? result : SPOOL_REFUSED;
	result = job_move(k->spool, id, job.wish == JOB_RUN ? JOB_PRINTING :
	    JOB_PAUSED, who, "it goes on where the printer is");
	if (result == SPOOL_OK)
		start(k, &job, true, NULL);
	return result;
}

enum spool_result
scheduler_reenter(struct keeper *k, int64_t printer, int64_t id,
    const char *who, const char **refused)
{
	struct seat *s = keeper_seat(k, printer);
	enum spool_result result;
	char why[SPOOL_TEXT_SIZE];
	struct printer p;
	struct job job;

	result = printer_by_id(k->spool, printer, &p);
	if (result == SPOOL_OK)
		result = job_by_id(k->spool, id, &job);
	if (result != SPOOL_OK)
		return result;
	*refused = no_reentry(s, &p, &job);
	if (*refused != NULL)
		return SPOOL_REFUSED;
	(void)snprintf(why, sizeof(why), "from its last layer: %lld of %lld "
	    "lines were acknowledged; lines of that layer are executed again",
	    (long long)job.done_commands, (long long)job.commands);
	result = job_reenter(k->spool, id, who, why);
	if (result == SPOOL_OK)
		start(k, &job, false, &p);
	return result;
}

/* Why a print can't go on at its last layer; NULL: it can. */
static const char *
no_reentry(const struct seat *s, const struct printer *p,
    const struct job *job)
{
	const struct {
		bool		 so;
		const char	*why;
	} table[] = {
		{ p->recovery == PRINTER_NO_RECOVERY, "Nobody has said how "
		    "this printer gets its height back with a piece on its "
		    "bed: give the job up, or see `connectprint recovery`." },
		{ p->fault[0] != '\0' || p->disabled[0] != '\0', "The printer "
		    "has a fault or is disabled; clear that first." },
		{ s == NULL || !s->free, "The printer is not there: switch it "
		    "on first." },
		{ s != NULL && s->holds == job->id, "The printer still knows "
		    "where it is: resume the job as it is." },
		{ job->done_bytes == 0, "Nothing is printed yet: give the job "
		    "up, and print it again." },
		{ p->recovery == PRINTER_RECORD && job->lifted_um < 0, "How "
		    "high the nozzle stands is not known any more: give the "
		    "job up." },
	};
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (table[i].so)
			return table[i].why;
	return NULL;
}

/* The job that a drain has, or should have. */
static bool
running(struct keeper *k, int64_t printer, struct job *job)
{
	enum spool_result result = job_current(k->spool, printer, job);

	keeper_need(k, result, "the current job");
	return result == SPOOL_OK && (job->state == JOB_PRINTING ||
	    job->state == JOB_PAUSED);
}

/* Nobody can go on with it.  Who wanted it stopped has got that. */
static void
give_up(struct keeper *k, const struct job *job, const char *why)
{
	move(k, job, job->wish == JOB_STOP ? JOB_STOPPED : JOB_INTERRUPTED,
	    why);
}

static void
move(struct keeper *k, const struct job *job, enum job_state state,
    const char *why)
{
	enum spool_result result;

	result = job_move(k->spool, job->id, state, KEEPER_WHO, why);
	keeper_need(k, result, "move");
	if (result != SPOOL_OK)
		warnx("job %lld: can't be moved to %s: %s",
		    (long long)job->id, job_state_name(state),
		    spool_why(k->spool));
	else
		news("job %lld: %s -> %s: %s", (long long)job->id,
		    job_state_name(job->state), job_state_name(state), why);
}

void
scheduler_found(struct keeper *k, const struct message *m)
{
	struct seat *s = keeper_seat(k, m->found.printer);
	struct job job;

	if (s != NULL)
		s->free = false;
	if (s != NULL && m->found.doubt != 0)
		absence_ask(k, s, m->found.doubt, m->found.why);
	if (!running(k, m->found.printer, &job))
		return;
	tracing_take(k, m->found.printer);
	give_up(k, &job, m->found.why);
	if (s != NULL)
		s->unplugged = job.id;
}

void
scheduler_phase(struct keeper *k, const struct message *m)
{
	struct job job;

	if (!running(k, m->phase.printer, &job) || job.id != m->phase.job)
		return;
	if (m->phase.reentered)
		note_reentry(k, &job, m->phase.commands);
	if (m->phase.phase == PHASE_PAUSED && job.state == JOB_PRINTING)
		move(k, &job, JOB_PAUSED, "");
	else if (m->phase.phase == PHASE_PRINTING && job.state == JOB_PAUSED)
		move(k, &job, JOB_PRINTING, "");
}

/* From here on it is no longer "every line once", and the record says so. */
static void
note_reentry(struct keeper *k, const struct job *job, int64_t commands)
{
	char why[SPOOL_TEXT_SIZE];

	(void)snprintf(why, sizeof(why), "printed again from command "
	    "%lld of the file on", (long long)commands + 1);
	keeper_need(k, event_add(k->spool, &(struct event_note){
	    .who = KEEPER_WHO, .what = "job.reentered", .why = why,
	    .printer_id = job->printer_id, .job_id = job->id }), "re-entry");
}

void
scheduler_checkpoint(struct keeper *k, const struct message *m)
{
	enum spool_result result;

	result = job_checkpoint(k->spool, m->checkpoint.job,
	    m->checkpoint.commands, m->checkpoint.bytes,
	    m->checkpoint.printed_ms, m->checkpoint.lifted_um);
	if (result == SPOOL_OK)
		result = job_layer(k->spool, m->checkpoint.job,
		    m->checkpoint.layer);
	/* one that a busy spool does not take is no loss */
	if (result != SPOOL_BUSY)
		keeper_need(k, result, "checkpoint");
}

void
scheduler_done(struct keeper *k, const struct message *m)
{
	const struct message_done *d = &m->done;
	struct seat *s = keeper_seat(k, d->printer);
	struct job job;

	if (s != NULL) {
		s->free = false;
		s->unplugged = d->unplugged ? d->job : 0;
	}
	tracing_take(k, d->printer);
	/* how far it came counts for one that was stopped already, too */
	keeper_need(k, job_checkpoint(k->spool, d->job, d->commands, d->bytes,
	    d->printed_ms, d->lifted_um), "checkpoint");
	if (d->layer > 0)
		keeper_need(k, job_layer(k->spool, d->job, d->layer), "layer");
	keeper_need(k, job_link(k->spool, d->job, &(struct job_link){
	    d->resends, d->timeouts, d->starved_ms }), "the link");
	if (d->end >= 0 && d->end < END__MAX &&
	    running(k, d->printer, &job) && job.id == d->job) {
		move(k, &job, ends[d->end], d->why);
		if (d->halted)
			keeper_need(k, printer_fault(k->spool, d->printer,
			    d->why, KEEPER_WHO), "fault");
	}
	/* the receipt, whatever was in it */
	bulletin_rows(k, d->printer);
}

void
scheduler_fault(struct keeper *k, const struct message *m)
{
	keeper_need(k, printer_fault(k->spool, m->fault.printer, m->fault.why,
	    KEEPER_WHO), "fault");
}

void
scheduler_claim(struct keeper *k)
{
	struct seat *s;
	struct job job;
	enum spool_result result;

	for (s = k->seats; s < k->seats + KEEPER_SEATS; s++) {
		if (s->printer == 0 || !s->free)
			continue;
		/* The parent renews its drain now; it says FREE again then. */
		if (s->settings != s->told.settings)
			continue;
		do
			result = job_claim(k->spool, s->printer, &job);
		while (result == SPOOL_REFUSED);
		if (result == SPOOL_BUSY)
			return;		/* again at the next look */
		keeper_need(k, result, "claim");
		if (result == SPOOL_OK)
			start(k, &job, false, NULL);
	}
}

/* A print goes on without it; its estimate learns it then. */
static int32_t
pace_of(struct keeper *k, int64_t printer)
{
	int64_t permille;

	return outlook_pace(k->spool, printer, &permille) == SPOOL_OK ?
	    (int32_t)permille : 0;
}

/* reentry: go on at the last layer, on this printer; else NULL. */
static void
start(struct keeper *k, const struct job *job, bool resume,
    const struct printer *reentry)
{
	struct seat *s = keeper_seat(k, job->printer_id);
	struct message m = { .type = MESSAGE_START };
	char why[SPOOL_TEXT_SIZE];
	int fd;

	fd = content_open(k->dir, job->sha256);
	if (fd == -1) {
		(void)snprintf(why, sizeof(why), "its stored file can't be "
		    "opened: %s", strerror(errno));
		move(k, job, JOB_FAILED, why);
		return;
	}
	news("job %lld: %s on %s", (long long)job->id,
	    reentry != NULL ? "goes on at its last layer" :
	    resume ? "goes on" : "starts", job->printer);
	m.start.printer = job->printer_id;
	m.start.job = job->id;
	m.start.bytes = job->bytes;
	m.start.commands = job->commands;
	m.start.seconds = job->seconds;
	m.start.pace = pace_of(k, job->printer_id);
	m.start.resume = resume;
	m.start.paused = resume && job->wish != JOB_RUN;
	if (reentry != NULL) {
		m.start.reentry = (int32_t)reentry->recovery;
		m.start.lifted_um = (int32_t)job->lifted_um;
		m.start.ceiling_um = (int32_t)reentry->bed_um[2];
		m.start.done_commands = job->done_commands;
		m.start.done_bytes = job->done_bytes;
		m.start.printed_ms = job->printed_ms;
		steer_knobs(k, job->id, m.start.knobs);
	}
	s->free = false;
	analysis_tell(k, job);
	keeper_say(k, &m, fd);
	(void)close(fd);
	/* It carries the wish to stop, should there be one. */
	bulletin_rows(k, job->printer_id);
}
