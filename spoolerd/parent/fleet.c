/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The fleet in memory.  Ports are listed when something was plugged or
 * unplugged; only a port that belongs to an adopted printer is ever opened
 * here.
 */
#include <err.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "spoolerd/parent/cable.h"
#include "spoolerd/parent/fleet.h"
#include "spoolerd/parent/latency.h"
#include "spoolerd/parent/match.h"
#include "spoolerd/news.h"
#include "spoolerd/parent/parent.h"
#include "spoolerd/parent/twin.h"

#define RETRY_MS	2000	/* a port that another program holds */

static struct machine *slot(struct parent *);
static void	welcome(struct parent *, struct machine *);
static bool	is_new(const struct port *, const struct port *, int);
static bool	same_plug(const struct port_plug *,
		    const struct port_plug *);
static void	look_for(struct parent *, struct machine *);
static void	trouble(struct machine *, const struct port *, int);
static void	plugs_ready(void *, uint32_t);

void
fleet_open(struct parent *p)
{
	const struct options *o = &p->options;

	if (hotplug_open(&p->hotplug, o->udev, o->dev, o->globs,
	    o->n_globs) == -1)
		err(1, "what is plugged in can't be watched");
	p->plugs = (struct watch){ p->hotplug.fd, plugs_ready, p };
	if (loop_add(p->loop, &p->plugs) == -1)
		err(1, "hotplug");
	p->scan = true;
}

static void
plugs_ready(void *arg, uint32_t events)
{
	struct parent *p = arg;

	(void)events;
	if (!hotplug_read(&p->hotplug))
		return;
	p->scan = true;
	fleet_tick(p);
}

struct machine *
fleet_find(struct parent *p, int64_t number)
{
	struct machine *m;

	for (m = p->machines; m < p->machines + PARENT_MACHINES; m++)
		if (m->number != 0 && m->number == number)
			return m;
	return NULL;
}

struct machine *
fleet_by_name(struct parent *p, const char *name)
{
	struct machine *m;

	for (m = p->machines; m < p->machines + PARENT_MACHINES; m++)
		if (m->number != 0 && strcmp(m->row.name, name) == 0)
			return m;
	return NULL;
}

struct machine *
fleet_at(struct parent *p, const struct port *port)
{
	struct machine *m;

	for (m = p->machines; m < p->machines + PARENT_MACHINES; m++)
		if (m->number != 0 &&
		    match_port(p->ports, p->n_ports, &m->row) == port)
			return m;
	return NULL;
}

void
fleet_row(struct parent *p, const struct message_printer *row)
{
	struct machine *m = fleet_find(p, row->printer);

	if (row->gone) {
		if (m != NULL) {
			m->row = *row;
			machine_close(m);
		}
		return;
	}
	if (m == NULL) {
		m = slot(p);
		if (m == NULL) {
			warnx("%s: there are too many printers", row->name);
			return;
		}
		if (machine_open(m, p, row) == -1)
			return;
		welcome(p, m);
	}
	machine_row(m, row);
}

static struct machine *
slot(struct parent *p)
{
	struct machine *m;

	for (m = p->machines; m < p->machines + PARENT_MACHINES; m++)
		if (m->number == 0)
			return m;
	return NULL;
}

/* Its port may have come through a restart of ours. */
static void
welcome(struct parent *p, struct machine *m)
{
	struct handover_port *s;

	for (s = p->survivors; s < p->survivors + p->n_survivors; s++) {
		if (s->printer != m->number)
			continue;
		if (port_hung_up(s->fd)) {
			handover_remove(m->number);
			port_close(s->fd);
			p->scan = true;
		} else {
			cable_attach(m, s->fd);
		}
		*s = p->survivors[--p->n_survivors];
		return;
	}
	p->scan = true;
}

void
fleet_unsync(struct parent *p)
{
	struct machine *m;

	for (m = p->machines; m < p->machines + PARENT_MACHINES; m++)
		if (m->number != 0)
			machine_unsync(m);
}

void
fleet_list(struct parent *p)
{
	static struct port before[PORTS_MAX];	/* too big for the stack */
	int i, n = p->n_ports;

	memcpy(before, p->ports, sizeof(before));
	p->n_ports = port_list(p->options.sys, p->options.globs,
	    p->options.n_globs, p->ports, PORTS_MAX);
	for (i = 0; i < p->n_ports && p->listed; i++)
		p->ports[i].anew = is_new(&p->ports[i], before, n);
	p->listed = true;
}

/* It was not there before, or nobody has seen to it since it was new. */
static bool
is_new(const struct port *port, const struct port *before, int n)
{
	const struct port *b;

	/* /sys is first; its node is another plugging in */
	if (port->plug.node == 0)
		return false;
	for (b = before; b < before + n; b++)
		if (same_plug(&b->plug, &port->plug) &&
		    strcmp(b->path, port->path) == 0)
			return b->anew;
	return true;
}

static bool
same_plug(const struct port_plug *a, const struct port_plug *b)
{
	return a->node == b->node && a->since_ns == b->since_ns;
}

void
fleet_tick(struct parent *p)
{
	bool scan = p->scan;
	struct machine *m;

	p->scan = false;
	if (scan)
		fleet_list(p);
	/* who may have changed places with whom needs all rows */
	for (m = p->machines; m < p->machines + PARENT_MACHINES && p->told;
	    m++) {
		if (m->number == 0)
			continue;
		if (m->port == -1 && (scan || p->now_ms >= m->open_ms))
			look_for(p, m);
		machine_tick(m);
	}
}

/*
 * A port that was plugged in anew is opened at once; one that we left or
 * could not open, when its time has come.
 */
static void
look_for(struct parent *p, struct machine *m)
{
	const struct port *port = match_port(p->ports, p->n_ports, &m->row);
	bool anew;
	int fd;

	if (port == NULL) {
		m->tried = true;
		m->plug = (struct port_plug){ 0, 0 };
		m->open_ms = INT64_MAX;
		trouble(m, NULL, ENOENT);
		return;
	}
	if (m->elsewhere)
		return;
	anew = !same_plug(&port->plug, &m->plug);
	if (anew) {
		m->losses = 0;
		m->sure = m->asked = false;
	} else if (p->now_ms < m->open_ms) {
		return;
	}
	m->tried = true;
	m->plug = port->plug;
	if (twin_blocks(m)) {
		m->open_ms = p->now_ms + RETRY_MS;
		return;
	}
	fd = port_open(port->path, m->row.baud);
	if (fd == -1) {
		m->open_ms = p->now_ms + RETRY_MS;
		trouble(m, port, errno);
		return;
	}
	news("%s: %s is open", m->row.name, port->path);
	(void)latency_lower(p->options.sys, port->path, fd);
	m->fresh = true;
	cable_attach(m, fd);
}

/* Each kind is said once, not at every try. */
static void
trouble(struct machine *m, const struct port *port, int number)
{
	if (number != m->trouble)
		warnx("%s: %s: %s", m->row.name, port != NULL ? port->path :
		    "no port", strerror(number));
	m->trouble = number;
}

void
fleet_end(struct parent *p)
{
	struct machine *m;

	for (m = p->machines; m < p->machines + PARENT_MACHINES; m++) {
		if (m->number == 0)
			continue;
		child_end(&m->drain);
	}
	hotplug_close(&p->hotplug);
}
