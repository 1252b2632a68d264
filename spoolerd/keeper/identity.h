/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether the machine at a printer's port is that printer: nothing moves before
 * this is settled.
 */
#ifndef SPOOLERD_KEEPER_IDENTITY_H
#define SPOOLERD_KEEPER_IDENTITY_H

#include <stdbool.h>

struct keeper;
struct message_free;

/* The first one that answers is stored; of another one, printer_fault() says
 * what to do.  false: it is another one, or the printer has no row. */
bool	identity_settle(struct keeper *, const struct message_free *);

#endif
