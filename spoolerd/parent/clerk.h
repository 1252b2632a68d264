/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parent's side of the keeper: it keeps one running, queues what it can't
 * take at once, and hands on what it says.
 */
#ifndef SPOOLERD_PARENT_CLERK_H
#define SPOOLERD_PARENT_CLERK_H

#include "spoolerd/parent/child.h"
#include "spoolerd/parent/loop.h"
#include "spoolerd/message.h"

#define CLERK_QUEUE	256	/* a keeper that is so far behind is stuck */

struct parent;

struct clerk {
	struct child	keeper;
	struct watch	watch;
	struct message	queue[CLERK_QUEUE];
	unsigned int	head, count;
};

void	clerk_init(struct parent *);
/* Start the keeper when it is due. */
void	clerk_tick(struct parent *);
void	clerk_end(struct parent *);
/* false: there is no keeper now; what matters is said again to the next. */
bool	clerk_say(struct parent *, const struct message *);

#endif
