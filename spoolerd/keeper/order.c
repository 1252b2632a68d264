/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Orders.  Each is a row: the right and what it needs of the printer's current
 * job, and what it stores.  It is granted only after that is on the disk.
 */
#include <stdio.h>
#include <string.h>

#include "spoolerd/keeper/absence.h"
#include "spoolerd/keeper/bulletin.h"
#include "spoolerd/keeper/grant.h"
#include "spoolerd/keeper/seat.h"
#include "spoolerd/keeper/order.h"
#include "spoolerd/keeper/permit.h"
#include "spoolerd/keeper/scheduler.h"
#include "spoolerd/keeper/steer.h"
#include "sql/event.h"
#include "sql/job.h"
#include "sql/printer.h"
#include "sql/role.h"

enum need {			/* which job must hold the printer */
	NEED_NOTHING,
	NEED_RUNNING,		/* the one named, printing or paused */
	NEED_HELD,		/* the one named, even if interrupted */
	NEED_INTERRUPTED,	/* the one named */
	NEED_NOT_RUNNING,	/* none that is printing or paused */
	NEED_NOT_MOVING		/* none, or a paused one */
};

/* *refused may be set to a better sentence than the row's. */
typedef enum spool_result (storer)(struct keeper *,
    const struct message_want *, const char **refused);
static storer store_pause, store_resume, store_stop, store_emergency,
    store_give_up, store_cleaned, store_reset, store_resume_layer;

struct order {
	unsigned int	 right;
	enum need	 need;
	storer		*store;
	const char	*refused;	/* when it can't be stored */
};

static void	check(struct keeper *, const struct message_want *,
		    struct message_grant *);
static bool	permitted(const struct keeper *, const struct message_want *,
		    const struct job *);

#define STATE	"The printer's state does not allow this now."

static const struct order orders[] = {
	[ORDER_PAUSE] = { PERSON_PRINT, NEED_RUNNING, store_pause, STATE },
	[ORDER_RESUME] = { PERSON_PRINT, NEED_HELD, store_resume,
	    "The printer is not there, or was reset since: resume the job "
	    "from its last layer, or give it up." },
	[ORDER_STOP] = { PERSON_PRINT, NEED_RUNNING, store_stop, STATE },
	[ORDER_EMERGENCY] = { PERSON_PRINT, NEED_NOTHING, store_emergency,
	    STATE },
	[ORDER_GIVE_UP] = { PERSON_PRINT, NEED_INTERRUPTED, store_give_up,
	    STATE },
	[ORDER_CLEANED] = { PERSON_PRINT, NEED_NOT_RUNNING, store_cleaned,
	    STATE },
	[ORDER_RESUME_LAYER] = { PERSON_PRINT, NEED_INTERRUPTED,
	    store_resume_layer, STATE },
	[ORDER_RESET] = { PERSON_PRINT | PERSON_CONTROL, NEED_NOT_RUNNING,
	    store_reset, STATE },
	[ORDER_CONTROL] = { PERSON_PRINT | PERSON_CONTROL, NEED_NOT_MOVING,
	    steer_store, STATE },
	[ORDER_TUNE] = { PERSON_PRINT, NEED_RUNNING, steer_store, STATE },
};
_Static_assert(sizeof(orders) / sizeof(orders[0]) == ORDER__MAX,
    "every order has a row");

void
order_want(struct keeper *k, const struct message *m)
{
	const struct message_want *w = &m->want;
	const char *refused;
	enum spool_result result;
	struct message grant = { .type = MESSAGE_GRANT };

	grant.grant.ticket = w->ticket;
	grant.grant.printer = w->printer;
	grant.grant.job = w->job;
	if (w->order < 0 || w->order >= ORDER__MAX) {
		grant_refuse(&grant.grant, VERDICT_REFUSED, "No such order.");
	} else {
		check(k, w, &grant.grant);
		refused = orders[w->order].refused;
		if (grant.grant.result == VERDICT_OK) {
			result = orders[w->order].store(k, w, &refused);
			grant_verdict(k, result, &grant.grant, refused);
		}
	}
	bulletin_rows(k, 0);
	keeper_say(k, &grant, -1);
}

/* Is the job the one that is meant, and in a state that fits? */
static void
check(struct keeper *k, const struct message_want *w,
    struct message_grant *g)
{
	enum need need = orders[w->order].need;
	enum spool_result result;
	struct job job;
	bool running;

	if (keeper_seat(k, w->printer) == NULL) {
		grant_refuse(g, VERDICT_NO_PRINTER,
		    "There is no such printer.");
		return;
	}
	result = job_current(k->spool, w->printer, &job);
	if (result != SPOOL_OK && result != SPOOL_NONE) {
		grant_verdict(k, result, g, "");
		return;
	}
	if (!permitted(k, w, result == SPOOL_OK ? &job : NULL)) {
		grant_refuse(g, VERDICT_NO_RIGHT, "You may not do this; log "
		    "in, or ask somebody who may.");
		return;
	}
	if (need == NEED_NOT_MOVING) {
		if (result == SPOOL_OK && job.state != JOB_PAUSED)
			grant_refuse(g, VERDICT_REFUSED,
			    manual_refusal_code(MANUAL_BUSY));
		return;
	}
	running = result == SPOOL_OK && job.state != JOB_INTERRUPTED;
	if (need != NEED_NOTHING && need != NEED_NOT_RUNNING &&
	    (result == SPOOL_NONE || job.id != w->job))
		grant_refuse(g, VERDICT_OTHER_JOB, "This job does not hold the "
		    "printer any more; look at what does now.");
	else if (need == NEED_RUNNING && !running)
		grant_refuse(g, VERDICT_REFUSED, "The job was interrupted: "
		    "resume it or give it up.");
	else if (need == NEED_INTERRUPTED && running)
		grant_refuse(g, VERDICT_REFUSED, "The job is running; stop it "
		    "if it shall end.");
	else if (need == NEED_NOT_RUNNING && running)
		grant_refuse(g, VERDICT_REFUSED, "A job is running on this "
		    "printer; stop it first.");
}

/* What means another person's job needs the right to control those. */
static bool
permitted(const struct keeper *k, const struct message_want *w,
    const struct job *job)
{
	const struct order *order = &orders[w->order];
	unsigned int right = order->right;

	if (w->for_person == 0)
		return true;
	if (order->need != NEED_NOTHING && order->need < NEED_NOT_RUNNING &&
	    job != NULL && job->id == w->job && strcmp(job->who, w->who) != 0)
		right |= PERSON_CONTROL;
	return permit(k, w->who, right);
}

/* --- what each order stores --- */

static enum spool_result
store_pause(struct keeper *k, const struct message_want *w,
    const char **refused)
{
	(void)refused;
	return job_wish(k->spool, w->job, JOB_PAUSE, w->who);
}

/* A running one is told by its row's wish; an interrupted one is started. */
static enum spool_result
store_resume(struct keeper *k, const struct message_want *w,
    const char **refused)
{
	enum spool_result result = job_wish(k->spool, w->job, JOB_RUN, w->who);
	struct job job;

	(void)refused;
	if (result == SPOOL_OK)
		result = job_by_id(k->spool, w->job, &job);
	if (result == SPOOL_OK && job.state == JOB_INTERRUPTED)
		result = scheduler_resume(k, w->printer, w->job, w->who);
	if (result == SPOOL_REFUSED && absence_settle(k, w->printer, w->job))
		result = SPOOL_OK;
	return result;
}

static enum spool_result
store_resume_layer(struct keeper *k, const struct message_want *w,
    const char **refused)
{
	return scheduler_reenter(k, w->printer, w->job, w->who, refused);
}

static enum spool_result
store_stop(struct keeper *k, const struct message_want *w,
    const char **refused)
{
	(void)refused;
	return job_wish(k->spool, w->job, JOB_STOP, w->who);
}

/*
 * The machine was stopped already, whatever the job: record it.  What somebody
 * wanted is stopped, what the daemon had to do is a failure.  There is nobody
 * to refuse it to: if that is not possible now, the parent says it again to
 * the next keeper.
 */
static enum spool_result
store_emergency(struct keeper *k, const struct message_want *w,
    const char **refused)
{
	bool wanted = w->why[0] == '\0';
	enum spool_result result;
	struct job job;

	(void)refused;
	result = printer_fault(k->spool, w->printer, wanted ?
	    "Emergency stop. Look at the machine, then reset it." : w->why,
	    w->who);
	keeper_need(k, result, "the emergency stop");
	if (result != SPOOL_OK)
		return result;
	result = job_current(k->spool, w->printer, &job);
	if (result == SPOOL_NONE ||
	    (result == SPOOL_OK && job.state == JOB_INTERRUPTED))
		return SPOOL_OK;
	if (result == SPOOL_OK)
		result = job_move(k->spool, job.id, wanted ? JOB_STOPPED :
		    JOB_FAILED, w->who, wanted ? "emergency stop" : w->why);
	keeper_need(k, result, "the emergency stop");
	return result;
}

static enum spool_result
store_give_up(struct keeper *k, const struct message_want *w,
    const char **refused)
{
	(void)refused;
	return job_move(k->spool, w->job, JOB_STOPPED, w->who, "given up");
}

static enum spool_result
store_cleaned(struct keeper *k, const struct message_want *w,
    const char **refused)
{
	(void)refused;
	return printer_cleaned(k->spool, w->printer, w->who);
}

static enum spool_result
store_reset(struct keeper *k, const struct message_want *w,
    const char **refused)
{
	(void)refused;
	return printer_fault(k->spool, w->printer, "", w->who);
}
