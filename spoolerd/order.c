/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Orders.  Each is a row: the right and what it needs of the printer's current
 * job, and what it stores.  It is granted only after that is on the disk.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "spoolerd/absence.h"
#include "spoolerd/keeper.h"
#include "spoolerd/order.h"
#include "spoolerd/permit.h"
#include "spoolerd/scheduler.h"
#include "spoolerd/steer.h"
#include "sql/event.h"
#include "sql/job.h"
#include "sql/printer.h"
#include "sql/role.h"
#include "sql/valid.h"

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
static void	verdict(const struct keeper *, enum spool_result,
		    struct message_grant *, const char *);
static void	refuse(struct message_grant *, enum message_verdict,
		    const char *);
static bool	may_configure(struct keeper *, bool, const char *,
		    struct message_grant *);
static bool	is_named(struct keeper *, const struct message_adopt *,
		    struct message_grant *);
static void	take_in(struct keeper *, const struct message_adopt *,
		    struct message_grant *);
static bool	make_name(struct keeper *, const char *,
		    char [MESSAGE_NAME]);

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
		refuse(&grant.grant, VERDICT_REFUSED, "No such order.");
	} else {
		check(k, w, &grant.grant);
		refused = orders[w->order].refused;
		if (grant.grant.result == VERDICT_OK) {
			result = orders[w->order].store(k, w, &refused);
			verdict(k, result, &grant.grant, refused);
		}
	}
	keeper_tell(k, 0);
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
		refuse(g, VERDICT_NO_PRINTER, "There is no such printer.");
		return;
	}
	result = job_current(k->spool, w->printer, &job);
	if (result != SPOOL_OK && result != SPOOL_NONE) {
		verdict(k, result, g, "");
		return;
	}
	if (!permitted(k, w, result == SPOOL_OK ? &job : NULL)) {
		refuse(g, VERDICT_NO_RIGHT, "You may not do this; log in, or "
		    "ask somebody who may.");
		return;
	}
	if (need == NEED_NOT_MOVING) {
		if (result == SPOOL_OK && job.state != JOB_PAUSED)
			refuse(g, VERDICT_REFUSED,
			    manual_refusal_code(MANUAL_BUSY));
		return;
	}
	running = result == SPOOL_OK && job.state != JOB_INTERRUPTED;
	if (need != NEED_NOTHING && need != NEED_NOT_RUNNING &&
	    (result == SPOOL_NONE || job.id != w->job))
		refuse(g, VERDICT_OTHER_JOB, "This job does not hold the "
		    "printer any more; look at what does now.");
	else if (need == NEED_RUNNING && !running)
		refuse(g, VERDICT_REFUSED, "The job was interrupted: "
		    "resume it or give it up.");
	else if (need == NEED_INTERRUPTED && running)
		refuse(g, VERDICT_REFUSED, "The job is running; stop it if "
		    "it shall end.");
	else if (need == NEED_NOT_RUNNING && running)
		refuse(g, VERDICT_REFUSED, "A job is running on this printer; "
		    "stop it first.");
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

static bool
may_configure(struct keeper *k, bool for_person, const char *who,
    struct message_grant *g)
{
	if (!for_person || permit(k, who, PERSON_CONFIGURE))
		return true;
	refuse(g, VERDICT_NO_RIGHT, "Only an administrator may do this.");
	return false;
}

static void
refuse(struct message_grant *g, enum message_verdict result, const char *why)
{
	g->result = (int32_t)result;
	(void)snprintf(g->why, sizeof(g->why), "%s", why);
}

/* What a result of the spool means for who asked. */
static void
verdict(const struct keeper *k, enum spool_result result,
    struct message_grant *g, const char *refused)
{
	static const struct {
		enum message_verdict	 verdict;
		const char		*why;
	} table[] = {
		[SPOOL_OK]	= { VERDICT_OK, "" },
		[SPOOL_NONE]	= { VERDICT_NO_PRINTER,
		    "There is no such printer." },
		[SPOOL_REFUSED]	= { VERDICT_REFUSED, NULL },
		[SPOOL_BUSY]	= { VERDICT_BUSY,
		    "The record is busy; try again in a moment." },
		[SPOOL_FULL]	= { VERDICT_NO_SPACE,
		    "There is no space left on the disk of the record." },
		[SPOOL_BROKEN]	= { VERDICT_BROKEN,
		    "The record can't be written; see the log." },
	};
	_Static_assert(sizeof(table) / sizeof(table[0]) == SPOOL__MAX,
	    "every result has a verdict");

	refuse(g, table[result].verdict, table[result].why != NULL ?
	    table[result].why : refused);
	if (result == SPOOL_BROKEN)
		(void)fprintf(stderr, "keeper: %s\n", spool_why(k->spool));
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

/* --- printers come and go --- */

void
order_adopt(struct keeper *k, const struct message *m)
{
	const struct message_adopt *a = &m->adopt;
	struct message grant = { .type = MESSAGE_GRANT };
	struct message_grant *g = &grant.grant;

	g->ticket = a->ticket;
	(void)snprintf(g->name, sizeof(g->name), "%s", a->name);
	if (may_configure(k, a->for_person != 0, a->who, g) &&
	    is_named(k, a, g))
		take_in(k, a, g);
	keeper_tell(k, 0);
	keeper_say(k, &grant, -1);
}

static bool
is_named(struct keeper *k, const struct message_adopt *a,
    struct message_grant *g)
{
	if (a->name[0] == '\0' && !make_name(k, a->machine_type, g->name))
		refuse(g, VERDICT_BROKEN, "No name could be found for it.");
	else if (!valid_printer_name(g->name))
		refuse(g, VERDICT_REFUSED, "A printer's name is 1 to 32 of "
		    "a-z, 0-9 and -, and not \"any\".");
	else
		return true;
	return false;
}

static void
take_in(struct keeper *k, const struct message_adopt *a,
    struct message_grant *g)
{
	struct printer p;

	memset(&p, 0, sizeof(p));
	(void)snprintf(p.name, sizeof(p.name), "%s", g->name);
	(void)snprintf(p.usb_serial, sizeof(p.usb_serial), "%s",
	    a->usb_serial);
	(void)snprintf(p.position, sizeof(p.position), "%s", a->position);
	(void)snprintf(p.path, sizeof(p.path), "%s", a->path);
	(void)snprintf(p.machine_type, sizeof(p.machine_type), "%s",
	    a->machine_type);
	(void)snprintf(p.uuid, sizeof(p.uuid), "%s", a->uuid);
	(void)valid_text(p.machine_type);
	(void)valid_text(p.uuid);
	(void)snprintf(p.dialect, sizeof(p.dialect), "%s", a->dialect);
	p.baud = a->baud;
	p.needs_cleaning = a->clean == 0;
	p.id = a->printer;
	if (p.id != 0)
		verdict(k, printer_move(k->spool, &p, a->who), g,
		    "Another kind of machine answered there.");
	else
		verdict(k, printer_adopt(k->spool, &p, a->who), g,
		    "This name is taken.");
	if (g->result != VERDICT_OK)
		return;
	absence_settled(k, a->printer);
	g->printer = p.id;
	(void)snprintf(g->name, sizeof(g->name), "%s", p.name);
}

/* "DiscoEasy200" becomes discoeasy200-1, or the next number that is free. */
static bool
make_name(struct keeper *k, const char *machine_type,
    char name[MESSAGE_NAME])
{
	char base[MESSAGE_NAME - 5];
	struct printer p;
	size_t n = 0;
	int i;

	for (; *machine_type != '\0' && n < sizeof(base) - 1; machine_type++) {
		if (isalnum((unsigned char)*machine_type))
			base[n++] = (char)tolower(
			    (unsigned char)*machine_type);
		else if (n > 0 && base[n - 1] != '-')
			base[n++] = '-';
	}
	while (n > 0 && base[n - 1] == '-')
		n--;
	base[n] = '\0';
	for (i = 1; i <= 9999; i++) {
		(void)snprintf(name, MESSAGE_NAME, "%s-%d",
		    n > 0 ? base : "printer", i);
		if (printer_by_name(k->spool, name, &p) == SPOOL_NONE)
			return true;
	}
	return false;
}

void
order_forget(struct keeper *k, const struct message *m)
{
	struct message grant = { .type = MESSAGE_GRANT };

	grant.grant.ticket = m->forget.ticket;
	grant.grant.printer = m->forget.printer;
	if (may_configure(k, m->forget.for_person != 0, m->forget.who,
	    &grant.grant))
		verdict(k, keeper_seat(k, m->forget.printer) == NULL ?
		    SPOOL_NONE : printer_forget(k->spool, m->forget.printer,
		    m->forget.who), &grant.grant, "A job holds this printer; "
		    "stop it or give it up first.");
	keeper_tell(k, 0);
	keeper_say(k, &grant, -1);
}
