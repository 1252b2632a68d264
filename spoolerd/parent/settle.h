/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where what is known of a machine meets what the keeper knows of it.
 */
#ifndef SPOOLERD_PARENT_SETTLE_H
#define SPOOLERD_PARENT_SETTLE_H

#include <stdbool.h>

struct machine;

/* After anything that may have changed: tell the keeper whether it can take a
 * job, or that the one of its row can't go on; and its drain what changed of
 * the row, between two prints. */
void	settle(struct machine *);
/* Has it a drain and an answering machine, and nothing to do? */
bool	settle_idle(const struct machine *);

#endif
