/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parent's loop, on epoll.  It owns no memory and no descriptor but its
 * own; see loop.h for why it takes one event at a time.
 */
#include <sys/epoll.h>

#include <err.h>
#include <errno.h>
#include <stddef.h>

#include "spoolerd/parent/loop.h"

int
loop_open(void)
{
	return epoll_create1(EPOLL_CLOEXEC);
}

int
loop_add(int loop, struct watch *w)
{
	struct epoll_event ev = { .events = EPOLLIN, .data.ptr = w };

	return epoll_ctl(loop, EPOLL_CTL_ADD, w->fd, &ev);
}

int
loop_change(int loop, struct watch *w, bool wants_out)
{
	struct epoll_event ev = { .events = EPOLLIN, .data.ptr = w };

	if (wants_out)
		ev.events |= EPOLLOUT;
	return epoll_ctl(loop, EPOLL_CTL_MOD, w->fd, &ev);
}

void
loop_remove(int loop, const struct watch *w)
{
	(void)epoll_ctl(loop, EPOLL_CTL_DEL, w->fd, NULL);
}

struct watch *
loop_wait(int loop, int timeout_ms, uint32_t *events)
{
	struct epoll_event ev;
	int n;

	n = epoll_wait(loop, &ev, 1, timeout_ms);
	if (n == -1 && errno != EINTR)
		err(1, "epoll_wait");
	if (n != 1)
		return NULL;
	*events = ev.events;
	return ev.data.ptr;
}
