/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What goes to the machine next.
 */
#include <string.h>

#include "spoolerd/drain/pause.h"
#include "spoolerd/drain/supply.h"

#define POLL_MS		2000	/* M105 */
#define POLL_REPORTED_MS 10000	/* when M155 reports temperatures anyway */
#define POLL_LINES	64	/* oks too many are found after so many lines */
#define BREAK_MS	300	/* a wait for heat has begun by then */
#define BREAK_AGAIN_MS	6000

static void	host(struct jobrun *, const char *, size_t);
static void	poll_heat(struct jobrun *, int64_t);
static void	break_wait(struct jobrun *, int64_t);
static void	next_line(struct jobrun *, int64_t);
static void	file_line(struct jobrun *, int64_t);

void
supply_host(struct jobrun *j, const char *lines)
{
	size_t n;

	while (*lines != '\0') {
		n = strcspn(lines, "\n");
		host(j, lines, n);
		lines += n + (lines[n] == '\n');
	}
}

void
supply_turn(struct jobrun *j, int64_t now_ms)
{
	break_wait(j, now_ms);
	poll_heat(j, now_ms);
	next_line(j, now_ms);
}

static void
host(struct jobrun *j, const char *command, size_t n)
{
	char *slot;

	if (n == 0 || n > LINK_COMMAND || j->host_count == JOBRUN_HOST)
		return;
	slot = j->host[(j->host_head + j->host_count++) % JOBRUN_HOST];
	memcpy(slot, command, n);
	slot[n] = '\0';
}

/* An M105 now and then: temperatures, a sign of life, and the one answer
 * that tells which line it belongs to.  Never two on the way. */
static void
poll_heat(struct jobrun *j, int64_t now_ms)
{
	if (now_ms < j->poll_ms && j->books->next < j->poll_number)
		return;
	j->poll_number = j->books->next + POLL_LINES;
	j->poll_ms = now_ms + (j->link.reports_heat ? POLL_REPORTED_MS :
	    POLL_MS);
	if (j->link.state == LINK_RUNNING && j->phase != PHASE_STOPPING &&
	    j->link.marker == 0 && j->host_count == 0 &&
	    !(link_waits_for(&j->link) & DIALECT_SLOW))
		host(j, "M105", 4);
}

/* While stopping, a wait for heat is broken off by a bare M108, which the
 * firmware reads ahead of the lines behind the wait. */
static void
break_wait(struct jobrun *j, int64_t now_ms)
{
	if (j->phase != PHASE_STOPPING || j->break_ms == 0 ||
	    now_ms < j->break_ms)
		return;
	if (link_waits_for(&j->link) & DIALECT_HEAT) {
		link_break_wait(&j->link);
		j->break_ms = now_ms + BREAK_AGAIN_MS;
	} else {
		j->break_ms = now_ms + BREAK_MS;
	}
}

/* One line, if the window has room: our own first, then the file's. */
static void
next_line(struct jobrun *j, int64_t now_ms)
{
	const char *command;
	size_t n;

	if (j->host_count == 0 && j->phase == PHASE_PRINTING &&
	    j->emergency_ms == 0)
		file_line(j, now_ms);
	if (j->host_count == 0)
		return;
	command = j->host[j->host_head];
	n = strlen(command);
	if (!link_wants(&j->link, command, n))
		return;
	link_push(&j->link, BOOKS_HOST, command, n, 0);
	j->host_head = (j->host_head + 1) % JOBRUN_HOST;
	j->host_count--;
}

static void
file_line(struct jobrun *j, int64_t now_ms)
{
	char asks[MESSAGE_TEXT];
	struct modes before;

	if (pause_is_returning(j))
		return;
	if (j->length == 0 && !j->confirming) {
		j->fed = feed_next(&j->feed, j->line, &j->length, &j->offset);
		if (j->fed == FEED_END) {
			/* the answer proves that all before it arrived */
			j->confirming = true;
			trim_release(j);
			host(j, "M105", 4);
		} else if (j->fed != FEED_LINE_OK) {
			j->length = 0;
			jobrun_stop(j, now_ms, END_FAILED,
			    feed_strerror(j->fed));
		} else if (pause_is_asked(j->line, asks)) {
			j->length = 0;
			jobrun_ask(j, now_ms, asks);
		}
	}
	if (j->length > 0 && link_wants(&j->link, j->line, j->length)) {
		link_push(&j->link, BOOKS_FILE, j->line, j->length, j->offset);
		before = j->modes;
		modes_apply(&j->modes, j->line);
		j->trim.sent_offset = j->offset;
		if (reentry_layer_begins(&j->layer, &before, &j->modes) &&
		    j->layer_offset == 0)
			j->layer_offset = j->offset;
		j->length = 0;
	}
}
