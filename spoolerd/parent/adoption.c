/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Adoptions under way.  Opening a port resets most boards, so it is done only
 * when a person asks for it, and once: the descriptor goes over to the new
 * printer.
 */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "spoolerd/parent/adoption.h"
#include "spoolerd/dialect.h"
#include "spoolerd/parent/cable.h"
#include "spoolerd/parent/evidence.h"
#include "spoolerd/parent/fleet.h"
#include "spoolerd/parent/latency.h"
#include "spoolerd/parent/parent.h"

#define ATTEMPT_MS	14000	/* a board boots, and is greeted four times */

/* What the boards of real printers speak, the most common first. */
static const int bauds[] = { 250000, 115200, 500000, 1000000, 57600 };
#define N_BAUDS		(sizeof(bauds) / sizeof(bauds[0]))
_Static_assert(sizeof(bauds) / sizeof(bauds[0]) * ATTEMPT_MS <= ADOPTION_MS,
    "every baud rate has its time");

static json_t	*attempt(struct adoption *);
static void	make_profile(const struct adoption *, struct message_profile *);
static int	start_drain(struct adoption *);
static void	drain_ready(void *, uint32_t);
static json_t	*strange(const struct adoption *);
static void	ask_keeper(struct adoption *, const struct message_ready *);
static void	next_attempt(struct adoption *);
static void	leave(struct adoption *);
static void	finish(struct adoption *, json_t *, json_t *);

json_t *
adoption_begin(struct parent *p, uint64_t client, json_t *id,
    const struct port *port, const struct message_adopt *wanted)
{
	struct machine *m = fleet_find(p, wanted->printer);
	struct adoption *a, *free_slot = NULL;
	json_t *error;

	for (a = p->adoptions; a < p->adoptions + ADOPTIONS; a++) {
		if (a->used && strcmp(a->path, port->path) == 0)
			return server_failure("busy",
			    "%s is being adopted already.", port->path);
		if (!a->used)
			free_slot = a;
	}
	if (free_slot == NULL)
		return server_failure("busy", "Too many ports are being "
		    "adopted; try again in a minute.");
	if (m != NULL && m->elsewhere)
		return server_failure("busy", "Another port is being adopted "
		    "as %s.", wanted->name);
	a = free_slot;
	memset(a, 0, sizeof(*a));
	a->used = true;
	a->parent = p;
	a->client = client;
	a->wanted = *wanted;
	(void)snprintf(a->path, sizeof(a->path), "%s", port->path);
	evidence_look(a, port);
	if (evidence_of(a) != NULL)
		a->wanted.baud = evidence_of(a)->row.baud;
	a->any_baud = a->wanted.baud == 0;
	a->port = a->books = -1;
	a->until_ms = p->now_ms + ADOPTION_MS;
	child_init(&a->drain);
	error = attempt(a);
	if (error != NULL) {
		a->used = false;
		return error;
	}
	a->id = id;
	if (m != NULL)
		m->elsewhere = true;
	return NULL;
}

bool
adoption_room(const struct parent *p)
{
	int i;

	for (i = 0; i < ADOPTIONS; i++)
		if (!p->adoptions[i].used)
			return true;
	return false;
}

/* Open the port at the next baud rate and listen who is there. */
static json_t *
attempt(struct adoption *a)
{
	int saved;

	if (a->any_baud)
		a->wanted.baud = bauds[a->attempt];
	a->attempt++;
	a->attempt_ms = a->any_baud ? a->parent->now_ms + ATTEMPT_MS :
	    a->until_ms;
	a->port = port_open(a->path, a->wanted.baud);
	if (a->port == -1)
		return errno == EBUSY ? server_failure("busy",
		    "Another program holds %s.", a->path) :
		    server_failure("refused", "%s can't be opened: %s.",
		    a->path, strerror(errno));
	(void)latency_lower(a->parent->options.sys, a->path, a->port);
	if (start_drain(a) == 0)
		return NULL;
	saved = errno;
	leave(a);
	return server_failure("broken", "The process that asks who is there "
	    "can't be started: %s.", strerror(saved));
}

static int
start_drain(struct adoption *a)
{
	struct parent *p = a->parent;
	struct message m = { .type = MESSAGE_PROFILE };
	char program[PATH_MAX];
	char *argv[] = { program, NULL };
	int fds[2];

	(void)snprintf(program, sizeof(program), "%s/drain",
	    p->options.libexec);
	if (evidence_begin(a) == -1)
		return -1;
	fds[0] = a->port;
	fds[1] = a->books;
	if (child_start(&a->drain, argv, fds, 2, p->now_ms) == -1)
		return -1;
	make_profile(a, &m.profile);
	a->watch = (struct watch){ a->drain.sock, drain_ready, a };
	if (loop_add(p->loop, &a->watch) == -1)
		return -1;
	return message_send(a->drain.sock, &m, -1);
}

static void
make_profile(const struct adoption *a, struct message_profile *profile)
{
	const struct machine *m = evidence_of(a);

	(void)snprintf(profile->name, sizeof(profile->name), "adoption");
	(void)snprintf(profile->dialect, sizeof(profile->dialect), "%s",
	    m != NULL ? m->row.dialect : "marlin");
	profile->window_lines = 1;
	profile->window_bytes = 96;
	profile->unsure = profile->asks = a->copy != NULL;
}

static void
drain_ready(void *arg, uint32_t events)
{
	struct adoption *a = arg;
	struct message m;
	int fd, got;

	(void)events;
	got = message_receive(a->drain.sock, FROM_DRAIN, &m, &fd);
	if (got == -1 && errno == EAGAIN)
		return;
	if (got == 1 && m.type == MESSAGE_READY)
		ask_keeper(a, &m.ready);
	else if (got == 1 && m.type == MESSAGE_TELEMETRY &&
	    m.telemetry.strange)
		finish(a, NULL, strange(a));
	else if (got != 1 || (m.type == MESSAGE_TELEMETRY &&
	    m.telemetry.phase == PHASE_LOST))
		next_attempt(a);
}

static json_t *
strange(const struct adoption *a)
{
	if (evidence_of(a) == NULL)
		return server_failure("refused", "The machine at %s is in the "
		    "middle of a print: adopt it with the name of the printer "
		    "that it is, or switch it off and on first.", a->path);
	return server_failure("refused", "The machine at %s is in the middle "
	    "of another print than %s: adopt it with its own name. If it is "
	    "%s, give the interrupted job up first.", a->path, a->wanted.name,
	    a->wanted.name);
}

/* The drain has done its part; the next one will have the printer's name. */
static void
ask_keeper(struct adoption *a, const struct message_ready *ready)
{
	struct parent *p = a->parent;
	struct ticket t = { .kind = TICKET_ADOPT };
	struct message m = { .type = MESSAGE_ADOPT };

	loop_remove(p->loop, &a->watch);
	child_end(&a->drain);
	memcpy(a->wanted.machine_type, ready->machine_type,
	    sizeof(a->wanted.machine_type));
	memcpy(a->wanted.uuid, ready->uuid, sizeof(a->wanted.uuid));
	(void)snprintf(a->wanted.dialect, sizeof(a->wanted.dialect), "%s",
	    dialect_guess(ready->firmware)->name);
	a->wanted.ticket = ticket_put(&p->tickets, &t, p->now_ms);
	a->attempt_ms = a->until_ms = p->now_ms + TICKET_MS;
	m.adopt = a->wanted;
	if (a->wanted.ticket == 0 || !clerk_say(p, &m))
		finish(a, NULL, server_failure("busy", "The spooler's record "
		    "is not ready; try again in a moment."));
}

void
adoption_granted(struct parent *p, const struct message_grant *g)
{
	struct machine *m = fleet_find(p, g->printer);
	struct adoption *a;

	for (a = p->adoptions; a < p->adoptions + ADOPTIONS; a++)
		if (a->used && a->wanted.ticket == g->ticket)
			break;
	if (a == p->adoptions + ADOPTIONS)
		return;
	if (g->result != VERDICT_OK) {
		/* another kind of machine knows nothing of this print */
		if (g->result == VERDICT_REFUSED)
			evidence_drop(a);
		finish(a, NULL, server_failure(g->result == VERDICT_BROKEN ?
		    "broken" : g->result == VERDICT_NO_SPACE ? "no-space" :
		    "refused", "%s", g->why));
		return;
	}
	if (m != NULL && m->port == -1) {
		evidence_end(a, true);
		m->mixed = m->alike = false;
		cable_attach(m, a->port);
		a->port = -1;
	}
	finish(a, json_pack("{s:s, s:I}", "name", g->name, "number",
	    (json_int_t)g->printer), NULL);
}

void
adoption_tick(struct parent *p)
{
	struct adoption *a;

	for (a = p->adoptions; a < p->adoptions + ADOPTIONS; a++)
		if (a->used && p->now_ms >= a->attempt_ms)
			next_attempt(a);
}

/* Nobody answered at this baud rate. */
static void
next_attempt(struct adoption *a)
{
	json_t *error;

	if (a->wanted.ticket != 0)
		evidence_end(a, false);
	leave(a);
	if (a->any_baud && a->attempt < N_BAUDS &&
	    a->parent->now_ms < a->until_ms && a->wanted.ticket == 0) {
		error = attempt(a);
		if (error != NULL)
			finish(a, NULL, error);
		return;
	}
	if (a->wanted.ticket != 0) {
		finish(a, NULL, server_failure("timeout", "The spooler's "
		    "record did not answer in time."));
		return;
	}
	finish(a, NULL, server_failure("offline", a->any_baud ?
	    "Nothing that speaks G-code answered on %s, at none of the usual "
	    "baud rates. Is the printer switched on?" :
	    "Nothing that speaks G-code answered on %s. Is the printer "
	    "switched on?", a->path));
}

void
adoption_unsync(struct parent *p)
{
	struct adoption *a;

	for (a = p->adoptions; a < p->adoptions + ADOPTIONS; a++)
		if (a->used && a->wanted.ticket != 0)
			finish(a, NULL, server_failure("busy", "The spooler's "
			    "record was restarted; try again in a moment."));
}

void
adoption_end(struct parent *p)
{
	struct adoption *a;

	for (a = p->adoptions; a < p->adoptions + ADOPTIONS; a++)
		if (a->used)
			finish(a, NULL, server_failure("broken",
			    "The spooler is being stopped."));
}

static void
leave(struct adoption *a)
{
	if (a->drain.sock != -1)
		loop_remove(a->parent->loop, &a->watch);
	child_end(&a->drain);
	if (a->port != -1)
		port_close(a->port);
	evidence_drop(a);
	if (a->books != -1)
		(void)close(a->books);
	a->port = a->books = -1;
}

static void
finish(struct adoption *a, json_t *value, json_t *error)
{
	struct machine *m = fleet_find(a->parent, a->wanted.printer);

	if (m != NULL)
		m->elsewhere = false;
	if (a->wanted.ticket != 0)
		evidence_end(a, false);
	leave(a);
	if (error != NULL)
		warnx("%s: not adopted: %s", a->path, json_string_value(
		    json_object_get(error, "message")));
	if (value != NULL)
		server_return(a->parent, a->client, a->id, value);
	else
		server_error(a->parent, a->client, a->id, error);
	json_decref(a->id);
	a->used = false;
}
