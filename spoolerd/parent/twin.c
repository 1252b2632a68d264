/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Twins, in the parent's memory.  After a restart of the daemon all are away
 * whose ports did not come through it, and the books say how each counts.
 */
#include <err.h>
#include <stddef.h>
#include <stdio.h>

#include "spoolerd/dialect.h"
#include "spoolerd/parent/match.h"
#include "spoolerd/parent/parent.h"
#include "spoolerd/parent/twin.h"

static void	mix(struct machine *);
static const struct machine *alike(const struct machine *);
static struct machine *next(const struct machine *, struct machine *);
static bool	is_away(const struct machine *);
static bool	holds(const struct machine *);
static bool	count_alike(const struct machine *, const struct machine *);

bool
twin_blocks(struct machine *m)
{
	const struct machine *o;
	char why[MESSAGE_TEXT];

	mix(m);
	o = alike(m);
	m->alike = o != NULL;
	if (o == NULL)
		return false;
	(void)snprintf(why, sizeof(why), "%s was away at the same time, and "
	    "only their places tell the two apart: see that each has its own "
	    "cable, then resume", o->row.name);
	twin_ask(m, m->row.job, why);
	return true;
}

static void
mix(struct machine *m)
{
	struct machine *o = NULL;

	while ((o = next(m, o)) != NULL) {
		/* what was never there has no print, and counts nothing */
		if (!is_away(o) || (o->books->epoch == 0 && o->row.job == 0))
			continue;
		m->mixed = true;
		o->mixed = true;
	}
}

/* The twin behind o; the first behind NULL. */
static struct machine *
next(const struct machine *m, struct machine *o)
{
	struct parent *p = m->parent;

	if (!match_by_place(&m->row))
		return NULL;
	for (o = o == NULL ? p->machines : o + 1;
	    o < p->machines + PARENT_MACHINES; o++)
		if (o->number != 0 && o != m && match_by_place(&o->row))
			return o;
	return NULL;
}

/* A cable that is out is known by the port before its drain says so. */
static bool
is_away(const struct machine *m)
{
	return m->port == -1 || port_hung_up(m->port);
}

static bool
holds(const struct machine *m)
{
	return m->row.job != 0 && m->books->job == (uint64_t)m->row.job;
}

/* A twin that may be at its port, and whose count would not show that. */
static const struct machine *
alike(const struct machine *m)
{
	struct machine *o = NULL;

	if (m->sure || !m->mixed || !holds(m))
		return NULL;
	while ((o = next(m, o)) != NULL)
		if (o->mixed && count_alike(m, o))
			return o;
	return NULL;
}

/* Could a board of either ask for a line that fits the books of both? */
static bool
count_alike(const struct machine *m, const struct machine *o)
{
	const struct dialect *d = dialect_find(m->row.dialect);
	const struct books *a = m->books, *b = o->books;
	uint64_t mask = d != NULL && d->number_bits == 16 ? UINT16_MAX :
	    UINT64_MAX;

	if (d == NULL || d->number_bits == 0)
		return true;
	return ((b->acked - a->acked) & mask) <= a->next - a->acked ||
	    ((a->acked - b->acked) & mask) <= b->next - b->acked;
}

void
twin_heard(struct machine *m, bool greeted)
{
	if (!greeted)
		m->mixed = false;
	m->sure = false;
}

bool
twin_doubts(const struct machine *m)
{
	return m->mixed && m->row.job != 0 && m->job == 0;
}

bool
twin_waits(struct machine *m)
{
	struct machine *o = NULL;
	char why[MESSAGE_TEXT];

	if (!m->mixed || m->row.job != 0)
		return false;
	while ((o = next(m, o)) != NULL && !twin_doubts(o))
		continue;
	m->mixed = o != NULL;
	if (o == NULL)
		return false;
	(void)snprintf(why, sizeof(why), "the print of %s may stand on the "
	    "bed of %s, for only their places tell the two apart: resume it or "
	    "give it up first, or reset %s", o->row.name, m->row.name,
	    m->row.name);
	twin_ask(m, o->row.job, why);
	return true;
}

void
twin_ask(struct machine *m, int64_t job, const char *why)
{
	struct message msg = { .type = MESSAGE_FOUND };

	if (m->asked || !m->synced || job == 0)
		return;
	warnx("%s: %s", m->row.name, why);
	msg.found.printer = m->number;
	msg.found.doubt = job;
	(void)snprintf(msg.found.why, sizeof(msg.found.why), "%s", why);
	m->freed = false;
	m->asked = clerk_say(m->parent, &msg);
}

void
twin_settle(struct machine *m)
{
	m->sure = true;
	m->alike = m->asked = false;
	m->open_ms = m->parent->now_ms;
}
