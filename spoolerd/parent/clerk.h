/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parent's side of the keeper: it keeps one running, queues what it can't
 * take at once, and hands what it says to whoever is above.
 */
#ifndef SPOOLERD_PARENT_CLERK_H
#define SPOOLERD_PARENT_CLERK_H

#include "spoolerd/parent/child.h"
#include "spoolerd/parent/loop.h"
#include "spoolerd/message.h"

#define CLERK_QUEUE	256	/* a keeper that is so far behind is stuck */

struct parent;

/* It said something; fd (-1: none) stays the clerk's. */
typedef void (clerk_heard)(struct parent *, const struct message *, int fd);
/* It died; what waited for it will not be answered. */
typedef void (clerk_died)(struct parent *);

struct clerk {
	clerk_heard	*heard;
	clerk_died	*died;
	struct child	keeper;
	struct watch	watch;
	struct message	queue[CLERK_QUEUE];
	unsigned int	head, count;
};

void	clerk_init(struct parent *, clerk_heard *, clerk_died *);
/* Start the keeper when it is due. */
void	clerk_tick(struct parent *);
void	clerk_end(struct parent *);
/* false: there is no keeper now; what matters is said again to the next. */
bool	clerk_say(struct parent *, const struct message *);

#endif
