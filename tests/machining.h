/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One machine of the parent.  The drain's end of its channel and the keeper are
 * the test; children, ports, the loop and the supervisor are replaced by notes
 * of what was asked of them.  What stands in for another module can't be handed
 * the state of a test: this is why it is not in *state.
 */
#ifndef TESTS_MACHINING_H
#define TESTS_MACHINING_H

#include <stdbool.h>
#include <stdint.h>

#include "spoolerd/parent/cable.h"
#include "spoolerd/parent/machine.h"
#include "spoolerd/parent/parent.h"

extern struct parent	p;
extern struct machine	m;
extern int		drain;	/* its end of the channel */
extern int		starts;		/* of drains */
extern bool		keeper;		/* is there one? */
extern struct message	said[32];	/* to the keeper */
extern int		n_said;
extern char		notes[512];	/* what was done, in order */
extern int		urgent_result;

/* --- the fixture and its vocabulary --- */

struct message_printer row(int64_t job, bool printing, enum message_order wish);
void	 keeper_rows(int64_t job, bool printing, enum message_order wish);
int	 setup(void **state);
int	 teardown(void **state);
/* The last thing the keeper was told, and how much that was. */
const struct message *last_said(int n);
void	 attach(void);
void	 drain_says(const struct message *msg);
void	 drain_tells(enum message_phase phase, int64_t job);
void	 drain_tells_heat(enum message_phase phase, int32_t target_dC);
/* As jobrun.c does: telemetry first. */
void	 drain_is_ready(void);
void	 drain_is_done(int64_t job, enum message_end end);
void	 drain_dies(void);
/* The type of what the drain hears next; -1: nothing. */
int	 drain_hears(struct message *msg);
void	 keeper_starts(int64_t job);
/* A drain that was found idle and got a job, as far as printing it. */
void	 print(int64_t job);

#endif
