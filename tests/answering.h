/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The daemon's end of the control socket, with its functions: real clients on
 * a real socket, and a keeper, a fleet and adoptions that are the test.  What
 * stands in for another module can't be handed the state of a test: this is why
 * it is not in *state.
 */
#ifndef TESTS_ANSWERING_H
#define TESTS_ANSWERING_H

#include <stdbool.h>

#include "spoolerd/parent/parent.h"

extern struct parent	p;
extern struct machine	*printer;	/* the one there is */
extern bool		keeper;		/* is there one? */
extern struct message	said;		/* to the keeper, last */
extern int		n_said;
extern char		ordered[64];	/* to the drain */
extern int		urgent_result;
extern bool		hears;		/* the drain: a control */
extern struct message_adopt adopting;

/* --- the fixture and its vocabulary --- */

void	 stale(struct machine *m);
int	 setup(void **state);
int	 teardown(void **state);
/* Turn the loop until nothing is left to do. */
void	 pump(void);
int	 dial(void);
void	 say(int s, const char *line);
/* All that came; "" : nothing, NULL: we were cut off. */
const char	*hear(int s);
/* Say a line on a connection of its own; what is answered must begin so. */
void	 expect(const char *line, const char *answer);
void	 grant(enum message_verdict verdict);
/* How often is it said? */
int	 count(const char *text, const char *what);

#endif
