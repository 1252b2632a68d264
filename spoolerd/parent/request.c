/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Requests: the functions that change something.  An order goes to the keeper
 * first, which stores it; only what it granted goes on to the drain.  The one
 * exception is the emergency stop.
 */
#include <stdio.h>
#include <string.h>

#include "spoolerd/parent/ask.h"
#include "spoolerd/parent/cable.h"
#include "spoolerd/parent/fleet.h"
#include "spoolerd/parent/live.h"
#include "spoolerd/parent/match.h"
#include "spoolerd/parent/parent.h"
#include "spoolerd/parent/request.h"

static bool	small_text(const json_t *, size_t);
static const struct port *port_at(struct parent *, const char *);
static json_t	*read_adopt(const struct call *, struct message_adopt *);
static json_t	*which(struct parent *, const struct port *,
		    struct message_adopt *);
static json_t	*order_at(const struct call *, struct machine *,
		    enum message_order, int64_t, json_t **);
static json_t	*emergency(const struct call *, struct machine *, json_t **);

json_t *
request_adopt(const struct call *c, json_t **error)
{
	struct parent *p = c->parent;
	struct message_adopt wanted;
	const struct machine *m;
	const struct port *port;

	*error = read_adopt(c, &wanted);
	if (*error != NULL)
		return NULL;
	port = port_at(p, json_string_value(json_array_get(c->args, 0)));
	if (port == NULL) {
		*error = server_failure("refused",
		    "No such port is listed; \"ports\" lists them.");
		return NULL;
	}
	m = fleet_at(p, port);
	if (m != NULL)
		return json_pack("{s:s, s:I}", "name", m->row.name, "number",
		    (json_int_t)m->number);
	*error = which(p, port, &wanted);
	if (*error != NULL)
		return NULL;
	match_adopt(p->ports, p->n_ports, port, &wanted);
	*error = adoption_begin(p, c->client, json_incref(c->id), port,
	    &wanted);
	if (*error != NULL)
		json_decref(c->id);
	return NULL;
}

/* NULL, or an error. */
static json_t *
read_adopt(const struct call *c, struct message_adopt *wanted)
{
	const json_t *name = json_object_get(c->kwargs, "name");
	const json_t *baud = json_object_get(c->kwargs, "baud");

	memset(wanted, 0, sizeof(*wanted));
	if (!json_is_string(json_array_get(c->args, 0)) ||
	    (name != NULL && !json_is_null(name) &&
	    !small_text(name, sizeof(wanted->name))) ||
	    json_integer_value(baud) < 0 || json_integer_value(baud) > 4000000)
		return server_failure("bad-request", "adopt [path] {name, "
		    "baud, clean}: a name has at most 32 characters.");
	if (json_is_string(name))
		(void)snprintf(wanted->name, sizeof(wanted->name), "%s",
		    json_string_value(name));
	wanted->baud = (int32_t)json_integer_value(baud);
	wanted->clean = json_is_true(json_object_get(c->kwargs, "clean"));
	wanted->for_person = c->for_person;
	memcpy(wanted->who, c->who, sizeof(wanted->who));
	return NULL;
}

/* A printer that was moved here must not become another one.  NULL, or an
 * error. */
static json_t *
which(struct parent *p, const struct port *port, struct message_adopt *wanted)
{
	const struct machine *m;
	json_t *names, *error = NULL;

	if (wanted->name[0] != '\0') {
		m = fleet_by_name(p, wanted->name);
		if (m != NULL && !match_may_be(p->ports, p->n_ports, port,
		    &m->row))
			return server_failure("refused",
			    "This name is taken.");
		wanted->printer = m != NULL ? m->number : 0;
		return NULL;
	}
	names = live_candidates(p, port);
	if (json_array_size(names) > 0)
		error = server_failure("refused", "Which printer is this? It "
		    "may be %s, moved: adopt it with that name if it is, and "
		    "else with another.",
		    json_string_value(json_array_get(names, 0)));
	json_decref(names);
	return error;
}

static bool
small_text(const json_t *value, size_t size)
{
	return json_is_string(value) && json_string_length(value) < size &&
	    json_string_length(value) > 0;
}

static const struct port *
port_at(struct parent *p, const char *path)
{
	int i;

	fleet_list(p);
	for (i = 0; i < p->n_ports; i++)
		if (strcmp(p->ports[i].path, path) == 0)
			return &p->ports[i];
	return NULL;
}

json_t *
request_forget(const struct call *c, json_t **error)
{
	const char *name = json_string_value(json_array_get(c->args, 0));
	const struct machine *m;
	struct ticket t = { .kind = TICKET_FORGET };
	struct message msg = { .type = MESSAGE_FORGET };

	m = name != NULL ? fleet_by_name(c->parent, name) : NULL;
	if (m == NULL) {
		*error = server_failure("no-printer",
		    "There is no printer of that name.");
		return NULL;
	}
	t.printer = msg.forget.printer = m->number;
	msg.forget.for_person = c->for_person;
	memcpy(msg.forget.who, c->who, sizeof(msg.forget.who));
	return ask_keeper(c, &t, &msg, error);
}

json_t *
request_order(const struct call *c, json_t **error)
{
	const json_t *printer = json_array_get(c->args, 0);
	const json_t *name = json_array_get(c->args, 1);
	const json_t *job = json_array_get(c->args, 2);
	enum message_order order = ORDER__MAX;
	struct machine *m;

	if (json_is_string(name))
		order = message_order_by_name(json_string_value(name));
	if (!json_is_integer(printer) || order == ORDER__MAX ||
	    order == ORDER_CONTROL ||
	    (job != NULL && !json_is_integer(job) && !json_is_null(job))) {
		*error = server_failure("bad-request", "order [printer, "
		    "order, job]: numbers of a printer and a job, and pause, "
		    "resume, resume-layer, stop, emergency, give-up, cleaned "
		    "or reset.");
		return NULL;
	}
	m = fleet_find(c->parent, json_integer_value(printer));
	if (m == NULL) {
		*error = server_failure("no-printer",
		    "There is no printer of that number.");
		return NULL;
	}
	return order_at(c, m, order, json_integer_value(job), error);
}

static json_t *
order_at(const struct call *c, struct machine *m, enum message_order order,
    int64_t job, json_t **error)
{
	struct ticket t = { .kind = TICKET_ORDER };
	struct message msg = { .type = MESSAGE_WANT };

	if (order == ORDER_EMERGENCY)
		return emergency(c, m, error);
	t.order = (int)order;
	t.printer = m->number;
	t.job = job;
	msg.want.printer = m->number;
	msg.want.job = job;
	msg.want.order = (int32_t)order;
	msg.want.for_person = c->for_person;
	memcpy(msg.want.who, c->who, sizeof(msg.want.who));
	return ask_keeper(c, &t, &msg, error);
}

/* Answered at once: the record follows when it can. */
static json_t *
emergency(const struct call *c, struct machine *m, json_t **error)
{
	int result = cable_emergency(m, c->who, "");

	if (result == 0)
		return ask_ordered(m, ORDER_EMERGENCY);
	if (result == 1)
		*error = server_failure("offline", "The printer's port is not "
		    "open. If it moves, cut its power.");
	else
		*error = server_failure("broken", "The emergency stop could "
		    "not be written to the cable. Cut the printer's power.");
	return NULL;
}
