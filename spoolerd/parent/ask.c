/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Questions to the keeper: what was granted goes on to the drain, and its
 * caller is answered.
 */
#include "spoolerd/parent/ask.h"
#include "spoolerd/parent/cable.h"
#include "spoolerd/parent/fleet.h"
#include "spoolerd/parent/parent.h"
#include "spoolerd/parent/report.h"
#include "spoolerd/parent/twin.h"

static json_t	*refused(const struct ticket *, const struct message_grant *);
static json_t	*carry_out(struct machine *, const struct ticket *);
static bool	by_hand(const struct ticket *);
static bool	control(struct machine *, const struct ticket *);

/* What a phase becomes by an order that was just given. */
static const struct {
	enum message_order	order;
	enum message_phase	from, to;
} becomes[] = {
	{ ORDER_PAUSE,	PHASE_PRINTING,	PHASE_PAUSING },
	{ ORDER_RESUME,	PHASE_PAUSING,	PHASE_PRINTING },
	{ ORDER_RESUME,	PHASE_PAUSED,	PHASE_PRINTING },
	{ ORDER_STOP,	PHASE_PRINTING,	PHASE_STOPPING },
	{ ORDER_STOP,	PHASE_PAUSING,	PHASE_STOPPING },
	{ ORDER_STOP,	PHASE_PAUSED,	PHASE_STOPPING },
};

/* The codes of control.h for the keeper's verdicts. */
static const char *const verdicts[] = {
	[VERDICT_OK]		= "",
	[VERDICT_NO_PRINTER]	= "no-printer",
	[VERDICT_OTHER_JOB]	= "other-job",
	[VERDICT_REFUSED]	= "refused",
	[VERDICT_NAME_TAKEN]	= "refused",
	[VERDICT_NO_RIGHT]	= "no-right",
	[VERDICT_BUSY]		= "busy",
	[VERDICT_NO_SPACE]	= "no-space",
	[VERDICT_BROKEN]	= "broken",
};
_Static_assert(sizeof(verdicts) / sizeof(verdicts[0]) == VERDICT__MAX,
    "every verdict has a code");

json_t *
ask_keeper(const struct call *c, const struct ticket *ticket,
    struct message *msg, json_t **error)
{
	struct parent *p = c->parent;
	struct ticket t = *ticket;
	uint64_t number;

	t.client = c->client;
	t.id = json_incref(c->id);
	number = ticket_put(&p->tickets, &t, p->now_ms);
	if (msg->type == MESSAGE_WANT)
		msg->want.ticket = number;
	else
		msg->forget.ticket = number;
	if (number != 0 && clerk_say(p, msg))
		return NULL;
	/* a keeper that died just now took all tickets with it */
	t = ticket_take(&p->tickets, number);
	if (number != 0 && t.kind == TICKET_NONE)
		return NULL;
	if (number != 0)
		json_decref(t.id);
	*error = server_failure("busy", "The spooler's record is not ready; "
	    "try again in a moment.");
	return NULL;
}

/* --- the keeper's answers --- */

void
ask_granted(struct parent *p, const struct message_grant *g)
{
	struct ticket t = ticket_take(&p->tickets, g->ticket);
	json_t *value = NULL, *error = NULL;

	if (t.kind == TICKET_NONE)
		return;
	if (t.kind == TICKET_ADOPT) {
		adoption_granted(p, g);
		return;
	}
	if (g->result != VERDICT_OK)
		error = refused(&t, g);
	else if (t.kind == TICKET_FORGET)
		value = json_object();
	else if ((value = carry_out(fleet_find(p, t.printer), &t)) == NULL)
		error = ask_refusal(MANUAL_OFFLINE);
	if (error != NULL)
		server_error(p, t.client, t.id, error);
	else
		server_return(p, t.client, t.id, value);
	json_decref(t.id);
}

static json_t *
refused(const struct ticket *t, const struct message_grant *g)
{
	if (g->result == VERDICT_REFUSED && by_hand(t))
		return ask_refusal(manual_refusal_by_code(g->why));
	return server_failure(g->result >= 0 && g->result < VERDICT__MAX ?
	    verdicts[g->result] : "broken", "%s", g->why);
}

/* It is stored, and is done now.  NULL: there is no machine to control. */
static json_t *
carry_out(struct machine *m, const struct ticket *t)
{
	enum message_order order = (enum message_order)t->order;
	json_t *value;

	if (by_hand(t) && !control(m, t))
		return NULL;
	if (m == NULL)
		return json_object();
	value = ask_ordered(m, order);
	if (order == ORDER_TUNE)
		(void)json_object_set_new(value, "hand",
		    json_integer((json_int_t)m->books->hand_given));
	if (order == ORDER_RESET)
		machine_reset(m);
	else if (order == ORDER_RESUME && m->asked)
		twin_settle(m);
	else if (order <= ORDER_STOP)
		cable_order(m, order, t->job);
	return value;
}

static bool
by_hand(const struct ticket *t)
{
	return t->kind == TICKET_ORDER &&
	    (t->order == ORDER_CONTROL || t->order == ORDER_TUNE);
}

/* It is on record already, so it must be there, too, that it was not done. */
static bool
control(struct machine *m, const struct ticket *t)
{
	if (m == NULL)
		return false;
	if (cable_control(m, &t->manual, t->job))
		return true;
	report_undone(m, "the printer was lost before it");
	return false;
}

json_t *
ask_refusal(enum manual_refusal refusal)
{
	if (refusal == MANUAL_REFUSAL__MAX)
		return server_failure("refused",
		    "The printer's state does not allow this now.");
	return server_failure(manual_refusal_code(refusal), "%s",
	    manual_refusal_sentence(refusal));
}

json_t *
ask_ordered(const struct machine *m, enum message_order order)
{
	enum message_phase phase = (enum message_phase)m->telemetry.phase;
	size_t i;

	for (i = 0; i < sizeof(becomes) / sizeof(becomes[0]); i++)
		if (becomes[i].order == order && becomes[i].from == phase &&
		    m->job != 0) {
			phase = becomes[i].to;
			break;
		}
	return json_pack("{s:s, s:s}", "order", message_order_name(order),
	    "phase", message_phase_name(phase));
}

void
ask_expire(struct parent *p, bool all)
{
	struct ticket t;

	for (;;) {
		t = ticket_take_late(&p->tickets, p->now_ms, all);
		if (t.kind == TICKET_NONE)
			return;
		if (t.kind != TICKET_ADOPT)
			server_error(p, t.client, t.id, server_failure("busy",
			    "The spooler's record did not answer; look whether "
			    "the order was stored, or try again."));
		json_decref(t.id);
	}
}
