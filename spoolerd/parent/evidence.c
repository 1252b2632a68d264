/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The books of an adoption.
 */
#include <sys/mman.h>

#include <string.h>
#include <unistd.h>

#include "spoolerd/parent/evidence.h"
#include "spoolerd/parent/fleet.h"
#include "spoolerd/parent/match.h"
#include "spoolerd/parent/parent.h"

/* Lines that no print gets to, and no job has the number: whatever counts
 * lines at all is in the middle of something. */
#define NO_LINE		UINT64_C(1000000000)
#define NO_JOB		UINT64_MAX

static void	copy(const struct books *, struct books *);

const struct machine *
evidence_of(const struct adoption *a)
{
	const struct machine *m = fleet_find(a->parent, a->wanted.printer);

	return m != NULL && m->row.job != 0 &&
	    m->books->job == (uint64_t)m->row.job ? m : NULL;
}

void
evidence_look(struct adoption *a, const struct port *port)
{
	const struct parent *p = a->parent;
	const struct machine *m;

	for (m = p->machines; m < p->machines + PARENT_MACHINES; m++)
		if (m->number != 0 && m->row.job != 0 &&
		    match_may_be(p->ports, p->n_ports, port, &m->row))
			a->wary = true;
}

int
evidence_begin(struct adoption *a)
{
	const struct machine *m = evidence_of(a);

	a->books = memfd_create("books", MFD_CLOEXEC);
	if (a->books == -1 || ftruncate(a->books, BOOKS_SIZE) == -1)
		return -1;
	if (m == NULL && !a->wary)
		return 0;
	a->copy = books_map(a->books);
	if (a->copy == NULL)
		return -1;
	if (m != NULL) {
		copy(m->books, a->copy);
	} else {
		books_new_epoch(a->copy, NO_LINE);
		books_begin_job(a->copy, NO_JOB);
	}
	return 0;
}

/* Nobody writes to either meanwhile: neither has a drain. */
static void
copy(const struct books *from, struct books *to)
{
	memcpy((void *)to, (const void *)from, sizeof(*to));
}

void
evidence_end(struct adoption *a, bool right)
{
	struct machine *m = fleet_find(a->parent, a->wanted.printer);

	if (a->copy != NULL && m != NULL && m->port == -1 &&
	    (right || a->copy->job != 0))
		copy(a->copy, m->books);
	evidence_drop(a);
}

void
evidence_drop(struct adoption *a)
{
	books_unmap(a->copy);
	a->copy = NULL;
}
