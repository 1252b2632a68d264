/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Children: a program forked and executed with a message channel as
 * descriptor 3 and nothing else but what it is handed, that dies with its
 * parent and, when it dies alone, comes back after a growing delay.
 */
#ifndef SPOOLERD_PARENT_CHILD_H
#define SPOOLERD_PARENT_CHILD_H

#include <stdbool.h>
#include <stdint.h>

#define CHILD_FDS	4	/* that can be handed over, at most */

struct child {
	int		pidfd;		/* -1: not running; never another's */
	int		sock;		/* our end; -1: not running */
	unsigned int	failures;	/* deaths in a row; the owner resets */
	int64_t		born_ms;
	int64_t		again_ms;	/* not before this time */
};

void	child_init(struct child *);
/*
 * Start argv[0] with argv.  fds become descriptors 4, 5, ... of the child and
 * stay open here.  Our end of the channel does not block.  0, or -1 with
 * errno; a program that can't be executed dies with status 127.
 */
int	child_start(struct child *, char *const argv[], const int *fds,
	    int n_fds, int64_t now_ms);
/* Is it time to start it (again)? */
bool	child_due(const struct child *, int64_t now_ms);
/* Its channel has ended: the child is dead, or will be now. */
void	child_died(struct child *, int64_t now_ms);
/* End it on purpose; no delay, not counted as a failure. */
void	child_end(struct child *);
/* Collect the dead, whoever they were.  Says how one died if not well. */
void	child_reap(void);
/* Collect the dead; is anyone left? */
bool	child_left(void);

#endif
