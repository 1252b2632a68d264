/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The keeper as the parent sees it.  The parent never waits for it: what its
 * channel does not take at once is queued, and a keeper with a full queue is
 * ended and started again.
 */
#include <sys/epoll.h>
#include <sys/socket.h>

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "spoolerd/parent/clerk.h"
#include "spoolerd/parent/parent.h"

static void	keeper_ready(void *, uint32_t);
static void	hear(struct parent *);
static void	flush(struct parent *);
static void	died(struct parent *);

void
clerk_init(struct parent *p, clerk_heard *on_heard, clerk_died *on_died)
{
	p->clerk.heard = on_heard;
	p->clerk.died = on_died;
	child_init(&p->clerk.keeper);
}

void
clerk_tick(struct parent *p)
{
	struct clerk *c = &p->clerk;
	char program[PATH_MAX], dir[PATH_MAX];
	char spool[] = "--spool", libexec[] = "--libexec", books[] = "--books";
	char *argv[] = { program, spool, p->options.spool, libexec,
	    p->options.libexec, books, dir, NULL };

	if (!child_due(&c->keeper, p->now_ms))
		return;
	(void)snprintf(program, sizeof(program), "%s/keeper",
	    p->options.libexec);
	(void)snprintf(dir, sizeof(dir), "%s/books", p->options.run);
	c->head = c->count = 0;
	if (child_start(&c->keeper, argv, NULL, 0, p->now_ms) == -1) {
		warn("can't start the keeper");
		child_died(&c->keeper, p->now_ms);
		return;
	}
	c->watch = (struct watch){ c->keeper.sock, keeper_ready, p };
	if (loop_add(p->loop, &c->watch) == -1) {
		warn("keeper");
		died(p);
	}
}

static void
keeper_ready(void *arg, uint32_t events)
{
	struct parent *p = arg;

	if (events & EPOLLOUT)
		flush(p);
	if ((events & ~(uint32_t)EPOLLOUT) && p->clerk.keeper.sock != -1)
		hear(p);
}

static void
hear(struct parent *p)
{
	struct message m;
	int fd, got;

	got = message_receive(p->clerk.keeper.sock, FROM_KEEPER, &m, &fd);
	if (got == -1 && errno == EAGAIN)
		return;
	if (got == 1)
		p->clerk.heard(p, &m, fd);
	else
		died(p);
	if (fd != -1)
		(void)close(fd);
}

bool
clerk_say(struct parent *p, const struct message *m)
{
	struct clerk *c = &p->clerk;

	if (c->keeper.sock == -1)
		return false;
	if (c->count == 0 && message_send(c->keeper.sock, m, -1) == 0)
		return true;
	if (c->count == 0 && errno != EAGAIN) {
		died(p);
		return false;
	}
	if (m->type == MESSAGE_CHECKPOINT && c->count > CLERK_QUEUE / 2)
		return true;	/* there will be a later one */
	if (c->count == CLERK_QUEUE) {
		warnx("keeper: it does not listen any more");
		died(p);
		return false;
	}
	c->queue[(c->head + c->count++) % CLERK_QUEUE] = *m;
	(void)loop_change(p->loop, &c->watch, true);
	return true;
}

static void
flush(struct parent *p)
{
	struct clerk *c = &p->clerk;

	while (c->count > 0) {
		if (message_send(c->keeper.sock, &c->queue[c->head],
		    -1) == -1) {
			if (errno != EAGAIN)
				died(p);
			return;
		}
		c->head = (c->head + 1) % CLERK_QUEUE;
		c->count--;
	}
	(void)loop_change(p->loop, &c->watch, false);
}

static void
died(struct parent *p)
{
	loop_remove(p->loop, &p->clerk.watch);
	child_died(&p->clerk.keeper, p->now_ms);
	warnx("the keeper died (%u in a row)", p->clerk.keeper.failures);
	p->clerk.head = p->clerk.count = 0;
	p->clerk.died(p);
}

void
clerk_end(struct parent *p)
{
	if (p->clerk.keeper.sock != -1)
		(void)shutdown(p->clerk.keeper.sock, SHUT_RDWR);
}
