/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Twins: printers that nothing but the places of their ports tells apart.  Two
 * that were away at the same time may have changed places.  A board that was
 * not reset still counts lines, and that shows which it is, unless both count
 * alike; else a person says so, and no print begins on a bed where another one
 * may stand.
 */
#ifndef SPOOLERD_PARENT_TWIN_H
#define SPOOLERD_PARENT_TWIN_H

#include <stdbool.h>
#include <stdint.h>

struct machine;

/* Its port is there and about to be opened: every twin that is away now may be
 * the one at it.  true: it must not be opened before a person looked, for a
 * twin counts alike; the person is asked. */
bool	twin_blocks(struct machine *);
/* A person looked, and it is the right one: it is opened, and its print goes
 * on if it knows of it. */
void	twin_settle(struct machine *);
/* The machine answered.  One that was not greeted was known by its count. */
void	twin_heard(struct machine *, bool greeted);
/* Has it a job in mid-print, and may be another machine nevertheless? */
bool	twin_doubts(const struct machine *);
/* May the print of a twin stand on its bed?  Then it begins none, and a person
 * is asked. */
bool	twin_waits(struct machine *);
/* A person must look at it, for that a job (0: none) waits.  Said once. */
void	twin_ask(struct machine *, int64_t job, const char *why);

#endif
