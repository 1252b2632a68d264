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

static bool	wanted(struct parent *, const struct port *);
static bool	allowed(const struct message_autodetect *,
		    const struct port *);
static void	adopt(struct parent *, const struct port *);

void
autodetect_policy(struct parent *p, const struct message_autodetect *policy)
{
	if (policy->on != p->autodetect.on)
		news("autodetect is %s", policy->on ? "on" : "off");
	p->autodetect = *policy;
}

void
autodetect_tick(struct parent *p)
{
	struct port *port;

	for (port = p->ports; port < p->ports + p->n_ports; port++) {
		if (!port->anew)
			continue;
		if (wanted(p, port)) {
			if (!adoption_room(p))
				return;
			adopt(p, port);
		}
		port->anew = false;
	}
}

/* Nobody's, of a kind on the list, and no question which printer it is. */
static bool
wanted(struct parent *p, const struct port *port)
{
	json_t *candidates;
	bool good;

	if (!allowed(&p->autodetect, port) ||
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
