/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * keeper: the daemon's one process with the spool.  It claims jobs, moves
 * them, stores what people want, and has files analyzed.  It holds nothing
 * that it could not read again: it may die at any time, and the parent may.
 *
 *	parent (knows ports and drains)		keeper (knows the spool)
 *	     |					     |
 *	     |<------------- PRINTER, each ----------| at start; again when
 *	     |<------------- AUTODETECT -------------| a row changed
 *	     |-- DONE, PHASE, WANT emergency ------->| said again to a new
 *	     |					     | keeper, until a PRINTER
 *	     |					     | or GRANT confirms them
 *	     |-- FREE(job in the books, settings) -->| a drain is idle:
 *	     |   no job of this printer runs	     |   claim one, if it
 *	     |					     |   has these settings
 *	     |   one runs, the books hold it	     |   START, resume
 *	     |   one runs, the books don't	     |   interrupted
 *	     |-- FOUND(why) ------------------------>| no drain is there, and
 *	     |					     | none will go on: not
 *	     |					     | free; interrupted
 *	     |<------------- START + file -----------| PRINTER follows
 *	     |-- PHASE, CHECKPOINT ----------------->|
 *	     |-- DONE ------------------------------>| moved; PRINTER follows
 *	     |					     | always, as receipt
 *	     |-- WANT, ADOPT, FORGET --------------->| stored
 *	     |<------------- PRINTER, GRANT ---------| the parent tells the
 *	     |					     | drain and the caller
 *	     |<------------- EVENT, each ------------| whoever watches is told
 *
 * A new keeper touches no running job: the parent's live drains hold them.
 * For a job without one the parent decides: it says FREE when a drain has
 * found the machine again, or FOUND when there is no hope.  A new parent does
 * the same, with the drains it starts on the ports that came through.
 *
 * A wish (pause, stop) is stored before it is granted.  Should the grant be
 * lost, the PRINTER row of the next keeper carries it, and the parent gives
 * the order then.
 *
 * What can't be stored now (busy, full, broken) ends this process.  The
 * parent starts it again after a growing delay, printing goes on meanwhile.
 */
#include <sys/stat.h>

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spoolerd/keeper/bulletin.h"
#include "spoolerd/keeper/enroll.h"
#include "spoolerd/keeper/seat.h"
#include "spoolerd/keeper/order.h"
#include "spoolerd/keeper/scheduler.h"
#include "spoolerd/keeper/steer.h"
#include "spoolerd/keeper/tracing.h"
#include "sql/content.h"
#include "sql/event.h"
#include "sql/instant.h"

#define CHANNEL_FD	3
#define LOOK_MS		500	/* the net under lost wake-ups */
#define HOUR_MS		10000	/* opening hours begin without a word */

static void	start(struct keeper *, int, char *[]);
static const char *read_options(struct keeper *, int, char *[]);
static void	turn(struct keeper *);
static void	hear(struct keeper *);
static void	look(struct keeper *);
static void	on_wake(struct keeper *, const struct message *);

typedef void (parent_handler)(struct keeper *, const struct message *);

static parent_handler *const handlers[MESSAGE__MAX] = {
	[MESSAGE_WAKE]		= on_wake,
	[MESSAGE_FREE]		= scheduler_free,
	[MESSAGE_FOUND]		= scheduler_found,
	[MESSAGE_PHASE]		= scheduler_phase,
	[MESSAGE_CHECKPOINT]	= scheduler_checkpoint,
	[MESSAGE_DONE]		= scheduler_done,
	[MESSAGE_FAULT]		= scheduler_fault,
	[MESSAGE_UNDONE]	= steer_undone,
	[MESSAGE_TUNED]		= steer_tuned,
	[MESSAGE_WANT]		= order_want,
	[MESSAGE_ADOPT]		= enroll_adopt,
	[MESSAGE_FORGET]	= enroll_forget,
};

int
main(int argc, char *argv[])
{
	static struct keeper k;

	start(&k, argc, argv);
	for (;;)
		turn(&k);
}

static void
start(struct keeper *k, int argc, char *argv[])
{
	const char *path = read_options(k, argc, argv);
	char *slash;

	/* It ends with its channel, after what is in it. */
	if (signal(SIGINT, SIG_IGN) == SIG_ERR ||
	    signal(SIGTERM, SIG_IGN) == SIG_ERR ||
	    signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		err(1, "signal");
	(void)snprintf(k->dir, sizeof(k->dir), "%s", path);
	slash = strrchr(k->dir, '/');
	*slash = '\0';
	k->sock = CHANNEL_FD;
	/* the filter must not have it */
	if (fcntl(k->sock, F_SETFD, FD_CLOEXEC) == -1)
		err(1, "no channel to a parent");
	analysis_init(&k->analysis);
	if (content_prepare(k->dir) == -1)
		err(1, "%s/content", k->dir);
	if (spool_open(&k->spool, path, SPOOL_CREATE) != SPOOL_OK)
		errx(1, "%s: %s", path, spool_why(NULL));
	/* Perhaps the one before us ended because the disk is full. */
	spool_rewind(k->spool);
	k->version = spool_version(k->spool);
	bulletin_rows(k, 0);
	keeper_need(k, event_last(k->spool, &k->event), "events");
	if (k->event > 0)
		k->event--;	/* an old keeper may have died before it */
	bulletin_autodetect(k);
}

/* Returns the path of the spool. */
static const char *
read_options(struct keeper *k, int argc, char *argv[])
{
	static const struct option options[] = {
		{ "spool",	required_argument, NULL, 's' },
		{ "libexec",	required_argument, NULL, 'l' },
		{ "books",	required_argument, NULL, 'b' },
		{ "hour-ms",	required_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	const char *path = NULL;
	int c;

	k->hour_ms = HOUR_MS;
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 's')
			path = optarg;
		else if (c == 'l')
			k->libexec = optarg;
		else if (c == 'b')
			k->books = optarg;
		else if (c == 'h')
			k->hour_ms = strtol(optarg, NULL, 10);
	}
	if (path == NULL || k->libexec == NULL || optind != argc ||
	    strlen(path) >= sizeof(k->dir) || strchr(path, '/') == NULL ||
	    k->hour_ms <= 0)
		errx(1, "usage: keeper --spool /FILE --libexec DIR "
		    "[--books DIR] [--hour-ms MS]; it is started by spoolerd");
	return path;
}

static void
turn(struct keeper *k)
{
	struct pollfd fds[] = {
		{ .fd = k->sock, .events = POLLIN },
		{ .fd = k->analysis.out, .events = POLLIN },
	};

	if (poll(fds, 2, LOOK_MS) == -1 && errno != EINTR)
		err(1, "poll");
	k->now_ms = instant_ticks();
	if (fds[0].revents != 0)
		hear(k);
	if (fds[1].revents != 0)
		analysis_hear(k);
	if (spool_version(k->spool) != k->version ||
	    k->now_ms >= k->look_ms)
		look(k);
	analysis_tick(k);
	bulletin_events(k);
	tracing_tick(k);
}

static void
hear(struct keeper *k)
{
	struct message m;
	int fd, got;

	got = message_receive(k->sock, TO_KEEPER, &m, &fd);
	if (got == 0) {
		spool_close(k->spool);
		exit(0);
	}
	if (got == -1)
		err(1, "the parent's message");
	handlers[m.type](k, &m);
	if (m.type != MESSAGE_CHECKPOINT)
		look(k);
}

static void
on_wake(struct keeper *k, const struct message *m)
{
	(void)k;
	(void)m;	/* looking is done after every message */
}

/* Somebody changed something: tell it, and see what can start now. */
static void
look(struct keeper *k)
{
	k->version = spool_version(k->spool);
	k->look_ms = k->now_ms + k->hour_ms;
	bulletin_rows(k, 0);
	scheduler_claim(k);
	bulletin_rows(k, 0);
	bulletin_autodetect(k);
}
