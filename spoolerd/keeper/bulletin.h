/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the parent is told unasked: each says only what is new.
 */
#ifndef SPOOLERD_KEEPER_BULLETIN_H
#define SPOOLERD_KEEPER_BULLETIN_H

#include <stdint.h>

struct keeper;

/* The rows that changed, and the one of printer (0: none) anyway. */
void	 bulletin_rows(struct keeper *, int64_t printer);
void	 bulletin_events(struct keeper *);
void	 bulletin_autodetect(struct keeper *);

#endif
