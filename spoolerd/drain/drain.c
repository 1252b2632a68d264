/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * drain: the process that drains one printer's jobs down its cable.  It is
 * born with its descriptors and opens nothing after its start: the channel to
 * the parent, the port, the books, and the transcript of what goes over the
 * cable, if there is one.  All decisions are those of jobrun and link; here are
 * only the poll loop, the reads and the writes.
 */
#include <sys/prctl.h>

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "spoolerd/cage.h"
#include "spoolerd/drain/jobrun.h"
#include "spoolerd/drain/progress.h"
#include "spoolerd/ticks.h"
#include "spoolerd/transcript.h"

#define CHANNEL_FD	3
#define PORT_FD		4
#define BOOKS_FD	5
#define TRANSCRIPT_FD	6

struct drain {
	struct jobrun	run;
	char		out[FRAME_SIZE];	/* being written to the port */
	size_t		out_used, out_done;
	bool		hung_up;
	struct transcript *transcript;		/* NULL: none */
	struct transcript_ear ear;
};

static void	start(struct drain *);
static void	turn(struct drain *);
static void	hear_parent(struct drain *, int64_t);
static void	cut_short(struct drain *);
static void	hear_port(struct drain *, int64_t);
static void	write_port(struct drain *, int64_t);
static void	say(void *, const struct message *);

int
main(void)
{
	static struct drain d;

	(void)signal(SIGPIPE, SIG_IGN);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) == -1)
		err(1, "prctl");
	start(&d);
	for (;;)
		turn(&d);
}

/* The profile is the first thing the parent says. */
static void
start(struct drain *d)
{
	const struct dialect *dialect;
	struct books *books;
	struct message m;
	int fd;

	if (message_receive(CHANNEL_FD, TO_DRAIN, &m, &fd) != 1 ||
	    m.type != MESSAGE_PROFILE)
		errx(1, "no profile from the parent");
	dialect = dialect_find(m.profile.dialect);
	if (dialect == NULL)
		errx(1, "%s: no dialect \"%s\"", m.profile.name,
		    m.profile.dialect);
	books = books_map(BOOKS_FD);
	if (books == NULL)
		err(1, "%s: books", m.profile.name);
	d->transcript = transcript_map(TRANSCRIPT_FD);
	if (fcntl(CHANNEL_FD, F_SETFL, O_NONBLOCK) == -1 ||
	    fcntl(PORT_FD, F_SETFL, O_NONBLOCK) == -1)
		err(1, "%s: fcntl", m.profile.name);
	if (cage_close(CAGE_DRAIN) == -1)
		err(1, "%s: seccomp", m.profile.name);
	jobrun_init(&d->run, &m.profile, dialect, books, ticks_ms(), say,
	    NULL);
}

/* The parent is heard before the port, so that an emergency stop is known
 * before the printer's last words about it. */
static void
turn(struct drain *d)
{
	struct pollfd fds[] = {
		{ .fd = CHANNEL_FD, .events = POLLIN },
		{ .fd = d->hung_up ? -1 : PORT_FD, .events = POLLIN },
	};
	int64_t now_ms = ticks_ms(), wait_ms;

	wait_ms = jobrun_wake(&d->run) - now_ms;
	if (d->out_done < d->out_used)
		fds[1].events |= POLLOUT;
	if (poll(fds, 2, wait_ms <= 0 ? 0 : wait_ms > 1000 ? 1000 :
	    (int)wait_ms) == -1 && errno != EINTR)
		err(1, "poll");
	now_ms = ticks_ms();
	if (fds[0].revents != 0)
		hear_parent(d, now_ms);
	if (fds[1].revents & (POLLIN | POLLHUP | POLLERR))
		hear_port(d, now_ms);
	write_port(d, now_ms);
}

static void
hear_parent(struct drain *d, int64_t now_ms)
{
	struct message m;
	int fd, got;

	got = message_receive(CHANNEL_FD, TO_DRAIN, &m, &fd);
	if (got == -1 && errno == EAGAIN)
		return;
	if (got != 1)
		exit(got == 0 ? 0 : 1);	/* the parent is gone, so are we */
	if (m.type == MESSAGE_JOB && fd != -1)
		jobrun_take(&d->run, now_ms, &m.job, fd);
	else if (m.type == MESSAGE_COURSE && fd != -1)
		progress_course(&d->run, m.course.job, fd);
	else if (m.type == MESSAGE_ORDER)
		jobrun_order(&d->run, now_ms, &m.order);
	else if (fd != -1)
		(void)close(fd);
	if (m.type == MESSAGE_ORDER && m.order.order == ORDER_EMERGENCY)
		cut_short(d);
}

/* The parent has thrown away what waited to go out, the beginning of a line of
 * ours perhaps: its rest would be a command without a number or a sum. */
static void
cut_short(struct drain *d)
{
	if (d->out_done < d->out_used)
		link_cut_short(&d->run.link);
	d->out_done = d->out_used = 0;
}

static void
hear_port(struct drain *d, int64_t now_ms)
{
	char in[4096];
	ssize_t n;

	n = read(PORT_FD, in, sizeof(in));
	if (n > 0) {
		if (d->transcript != NULL)
			transcript_hear(d->transcript, &d->ear,
			    ticks_wall_ms(), in, (size_t)n);
		link_receive(&d->run.link, now_ms, in, (size_t)n);
	} else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		/* EIO, ENXIO or an end: the cable was unplugged */
		d->hung_up = true;
		jobrun_hangup(&d->run, now_ms);
	}
}

/* Whatever the run and the link want written now, a line a write; never the
 * next line before the last one is out. */
static void
write_port(struct drain *d, int64_t now_ms)
{
	ssize_t n;

	for (;;) {
		jobrun_turn(&d->run, now_ms);
		if (d->out_done == d->out_used) {
			d->out_done = 0;
			d->out_used = d->hung_up ? 0 :
			    link_output(&d->run.link, now_ms, d->out);
			if (d->out_used == 0)
				return;
			if (d->transcript != NULL)
				transcript_add(d->transcript, TRANSCRIPT_SENT,
				    ticks_wall_ms(), d->out, d->out_used);
		}
		n = write(PORT_FD, d->out + d->out_done,
		    d->out_used - d->out_done);
		if (n == -1 && (errno == EAGAIN || errno == EINTR))
			return;
		if (n == -1) {
			d->hung_up = true;
			jobrun_hangup(&d->run, now_ms);
			d->out_done = d->out_used = 0;
			continue;
		}
		d->out_done += (size_t)n;
	}
}

/* The parent always listens; a full channel means that it is stuck, and then
 * only what is merged anyway may be lost. */
static void
say(void *arg, const struct message *m)
{
	struct pollfd pfd = { .fd = CHANNEL_FD, .events = POLLOUT };

	(void)arg;
	while (message_send(CHANNEL_FD, m, -1) == -1) {
		if (errno == EAGAIN && m->type == MESSAGE_TELEMETRY)
			return;
		if (errno != EAGAIN && errno != EINTR)
			exit(1);
		(void)poll(&pfd, 1, 1000);
	}
}
