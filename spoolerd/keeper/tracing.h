/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The keeper's part of traces: from the tapes into the spool.
 */
#ifndef SPOOLERD_KEEPER_TRACING_H
#define SPOOLERD_KEEPER_TRACING_H

#include "spoolerd/keeper/seat.h"

#define TRACING_MS	60000	/* what a power cut loses, at most */

/* Store what is new on the tape of a printer: before its job moves on. */
void	tracing_take(struct keeper *, int64_t printer);
/* Now and then that of all printers, as one write. */
void	tracing_tick(struct keeper *);

#endif
