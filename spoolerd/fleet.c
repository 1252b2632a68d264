/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The fleet in memory.  Ports are listed every two seconds (until the next
 * issue hears udev); only a port that belongs to an adopted printer is ever
 * opened here.
 */
#include <err.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "spoolerd/cable.h"
#include "spoolerd/fleet.h"
#include "spoolerd/match.h"
#include "spoolerd/parent.h"

#define SCAN_MS		2000

static struct machine *slot(struct parent *);
static void	welcome(struct parent *, struct machine *);
static void	look_for(struct parent *, struct machine *);

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
			server_stale(p);
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
		cable_attach(m, s->fd);
		*s = p->survivors[--p->n_survivors];
		return;
	}
	p->scan_ms = p->now_ms;
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
	p->n_ports = port_list(p->options.sys, p->options.globs,
	    p->options.n_globs, p->ports, PORTS_MAX);
}

void
fleet_tick(struct parent *p)
{
	bool scan = p->now_ms >= p->scan_ms;
	struct machine *m;

	if (scan) {
		p->scan_ms = p->now_ms + SCAN_MS;
		fleet_list(p);
	}
	for (m = p->machines; m < p->machines + PARENT_MACHINES; m++) {
		if (m->number == 0)
			continue;
		if (scan && m->port == -1 && p->now_ms >= m->open_ms)
			look_for(p, m);
		cable_tick(m);
	}
}

static void
look_for(struct parent *p, struct machine *m)
{
	const struct port *port = match_port(p->ports, p->n_ports, &m->row);
	int fd = -1, trouble = ENOENT;

	if (port != NULL) {
		fd = port_open(port->path, m->row.baud);
		trouble = errno;
	}
	m->tried = true;
	if (fd != -1) {
		warnx("%s: %s is open", m->row.name, port->path);
		cable_attach(m, fd);
		return;
	}
	/* say each kind of trouble once, not every two seconds */
	if (trouble != m->trouble)
		warnx("%s: %s: %s", m->row.name, port != NULL ? port->path :
		    "no port", strerror(trouble));
	m->trouble = trouble;
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
}
