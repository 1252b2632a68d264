/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One printer in the parent.  Everything here happens at once and in memory;
 * what must be on a disk is the keeper's, and what it missed because it died
 * is said again when it is back.
 */
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "spoolerd/parent/cable.h"
#include "spoolerd/parent/hear.h"
#include "spoolerd/parent/machine.h"
#include "spoolerd/parent/parent.h"
#include "spoolerd/parent/report.h"
#include "spoolerd/parent/settle.h"

#define RESET_MS	1000	/* DTR stays low for at least so long */

static void	books_path(const struct machine *, const char *,
		    char [PATH_MAX]);
static void	close_transcript(struct machine *);
static void	grant_wish(struct machine *, bool);
static void	refuse(struct machine *, const struct message_job *);

int
machine_open(struct machine *m, struct parent *p,
    const struct message_printer *row)
{
	char path[PATH_MAX];

	memset(m, 0, sizeof(*m));
	m->number = row->printer;
	m->parent = p;
	m->row = *row;
	cable_init(m, hear_drain);
	books_path(m, ".tape", path);
	m->tape = tape_open(path);
	if (m->tape == NULL)	/* it prints without */
		warn("%s: %s", row->name, path);
	m->transcript_fd = transcript_make();
	if (m->transcript_fd != -1)
		m->transcript = transcript_map(m->transcript_fd);
	if (m->transcript == NULL)	/* nor of what was said */
		warn("%s: no terminal", row->name);
	books_path(m, "", path);
	m->books_fd = books_open(path);
	if (m->books_fd != -1)
		m->books = books_map(m->books_fd);
	if (m->books != NULL)
		return 0;
	warn("%s: %s", row->name, path);
	if (m->books_fd != -1)
		(void)close(m->books_fd);
	tape_close(m->tape);
	close_transcript(m);
	m->number = 0;
	return -1;
}

static void
books_path(const struct machine *m, const char *suffix, char path[PATH_MAX])
{
	(void)snprintf(path, PATH_MAX, "%s/books/%lld%s",
	    m->parent->options.run, (long long)m->number, suffix);
}

void
machine_close(struct machine *m)
{
	char path[PATH_MAX];

	cable_leave(m, 0);
	if (m->row.gone) {
		books_path(m, "", path);
		(void)unlink(path);
		books_path(m, ".tape", path);
		(void)unlink(path);
	}
	tape_close(m->tape);
	books_unmap(m->books);
	(void)close(m->books_fd);
	close_transcript(m);
	m->number = 0;
}

static void
close_transcript(struct machine *m)
{
	transcript_unmap(m->transcript);
	if (m->transcript_fd != -1)
		(void)close(m->transcript_fd);
}

/* --- the keeper's words --- */

void
machine_row(struct machine *m, const struct message_printer *row)
{
	bool first = !m->synced;
	bool goes_on = first && m->row.job == row->job &&
	    m->row.wish == ORDER_PAUSE && row->wish == ORDER_RESUME;

	m->row = *row;
	m->synced = true;
	/* The end of a job is confirmed by a row that no longer has it. */
	if (m->has_done && !(row->printing && row->job == m->done.job))
		m->has_done = false;
	if (!row->printing)
		m->found = false;
	if (first)
		report_again(m);
	grant_wish(m, goes_on);
	settle(m);
	/* who watches may want to look at the record again */
	report_changed(m);
}

void
machine_unsync(struct machine *m)
{
	m->synced = false;
	m->freed = false;
	m->found = false;
	m->asked = false;
}

/* What a person wants was stored, but a crash may have kept it from the
 * drain.  A drain that does it already takes no notice.  To run is what
 * everybody wants, also of a print that waits for an answer: it is an order
 * only where the pause was a person's, too. */
static void
grant_wish(struct machine *m, bool goes_on)
{
	if (m->job == 0 || m->row.job != m->job || !m->row.printing)
		return;
	if (m->row.wish == ORDER_PAUSE || m->row.wish == ORDER_STOP || goes_on)
		cable_order(m, (enum message_order)m->row.wish, m->job);
}

/* Without it a job is printed as well; only less is known of it. */
void
machine_course(struct machine *m, const struct message_course *course, int fd)
{
	struct message msg = { .type = MESSAGE_COURSE, .course = *course };

	if (settle_idle(m))
		(void)message_send(m->drain.sock, &msg, fd);
}

void
machine_start(struct machine *m, const struct message_job *job, int fd)
{
	struct message msg = { .type = MESSAGE_JOB, .job = *job };

	m->freed = false;
	if (!settle_idle(m) || message_send(m->drain.sock, &msg, fd) == -1) {
		refuse(m, job);
		return;
	}
	m->found = false;
	m->mixed = m->asked = false;
	m->job = job->job;
	m->row.job = job->job;
	m->row.printing = 1;
}

/* The drain died while the START was on its way; not a line went out. */
static void
refuse(struct machine *m, const struct message_job *job)
{
	struct message_done done = { .printer = m->number, .job = job->job,
	    .end = END_INTERRUPTED };

	(void)snprintf(done.why, sizeof(done.why),
	    "the printer was lost before the job reached it");
	report_done(m, &done);
}

void
machine_granted(struct machine *m, uint64_t ticket)
{
	if (m->has_urgent && m->urgent.ticket == ticket)
		m->has_urgent = false;
}

void
machine_tick(struct machine *m)
{
	cable_tick(m);
	settle(m);
}

void
machine_reset(struct machine *m)
{
	if (settle_idle(m) && m->row.job != 0 &&
	    m->books->job == (uint64_t)m->row.job)
		return;
	if (m->port != -1)
		(void)port_drop_dtr(m->port);
	cable_leave(m, RESET_MS);
	books_begin_job(m->books, 0);
	child_init(&m->drain);
	m->hopeless = false;
	m->revive = true;
	m->losses = 0;
	m->mixed = false;
	settle(m);
}

bool
machine_connected(const struct machine *m)
{
	return m->drain.sock != -1 && m->ready;
}
