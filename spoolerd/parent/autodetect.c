/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Autodetect.  Each plugging in is looked at once: a printer that somebody
 * forgets does not come back before its cable was out.
 */
#include <err.h>
#include <stdio.h>
#include <string.h>

#include "spoolerd/parent/autodetect.h"
#include "spoolerd/parent/fleet.h"
#include "spoolerd/parent/live.h"
#include "spoolerd/parent/match.h"
#include "spoolerd/news.h"
#include "spoolerd/parent/parent.h"

#define WHO	"autodetect"	/* in the events */

static const struct autodetect_port *find(const struct autodetect *,
		    const struct port *);
static bool	same(const struct autodetect_port *, const struct port *);
static const struct port *listed(const struct parent *,
		    const struct autodetect_port *);
static bool	wanted(struct parent *, const struct port *);
static bool	allowed(const struct message_autodetect *,
		    const struct port *);
static void	adopt(struct parent *, const struct port *);

void
autodetect_policy(struct parent *p, const struct message_autodetect *policy)
{
	if (policy->on != p->autodetect.policy.on)
		news("autodetect is %s", policy->on ? "on" : "off");
	p->autodetect.policy = *policy;
}

void
autodetect_scan(struct parent *p)
{
	const struct autodetect before = p->autodetect;
	struct autodetect *a = &p->autodetect;
	const struct autodetect_port *known;
	struct autodetect_port *to;
	int i;

	a->begun = true;
	a->n_ports = p->n_ports;
	for (i = 0; i < p->n_ports; i++) {
		known = find(&before, &p->ports[i]);
		to = &a->ports[i];
		memcpy(to->path, p->ports[i].path, sizeof(to->path));
		to->plug = p->ports[i].plug;
		to->anew = known != NULL ? known->anew : before.begun;
		/* /sys is first; its node is another plugging in */
		if (to->plug.node == 0)
			to->anew = false;
	}
}

static const struct autodetect_port *
find(const struct autodetect *a, const struct port *port)
{
	int i;

	for (i = 0; i < a->n_ports; i++)
		if (same(&a->ports[i], port))
			return &a->ports[i];
	return NULL;
}

static bool
same(const struct autodetect_port *a, const struct port *port)
{
	return a->plug.node == port->plug.node &&
	    a->plug.since_ns == port->plug.since_ns &&
	    strcmp(a->path, port->path) == 0;
}

void
autodetect_tick(struct parent *p)
{
	struct autodetect *a = &p->autodetect;
	const struct port *port;
	int i;

	for (i = 0; i < a->n_ports; i++) {
		if (!a->ports[i].anew)
			continue;
		port = listed(p, &a->ports[i]);
		if (port != NULL && wanted(p, port)) {
			if (!adoption_room(p))
				return;
			adopt(p, port);
		}
		a->ports[i].anew = false;
	}
}

static const struct port *
listed(const struct parent *p, const struct autodetect_port *a)
{
	int i;

	for (i = 0; i < p->n_ports; i++)
		if (same(a, &p->ports[i]))
			return &p->ports[i];
	return NULL;
}

/* Nobody's, of a kind on the list, and no question which printer it is. */
static bool
wanted(struct parent *p, const struct port *port)
{
	json_t *candidates;
	bool good;

	if (!allowed(&p->autodetect.policy, port) ||
	    fleet_at(p, port) != NULL)
		return false;
	candidates = live_candidates(p, port);
	good = json_array_size(candidates) == 0;
	json_decref(candidates);
	if (!good)
		warnx("%s: a printer may have moved here; adopt it by its "
		    "name", port->path);
	return good;
}

static bool
allowed(const struct message_autodetect *policy, const struct port *port)
{
	int i;

	if (!policy->on || port->vid == 0)
		return false;
	for (i = 0; i < policy->n && i < MESSAGE_CHIPS; i++)
		if (policy->chips[i].vid == port->vid &&
		    policy->chips[i].pid == port->pid)
			return true;
	return false;
}

/* It asks at all baud rates, and the keeper makes up a name. */
static void
adopt(struct parent *p, const struct port *port)
{
	struct message_adopt as;
	json_t *error;

	memset(&as, 0, sizeof(as));
	match_adopt(p->ports, p->n_ports, port, &as);
	(void)snprintf(as.who, sizeof(as.who), "%s", WHO);
	news("%s: plugged in, is being adopted", port->path);
	error = adoption_begin(p, 0, NULL, port, &as);
	if (error != NULL)
		warnx("%s: not adopted: %s", port->path, json_string_value(
		    json_object_get(error, "message")));
	json_decref(error);
}
