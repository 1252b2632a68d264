/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The fleet: which printers there are, and the search for their ports.
 */
#ifndef SPOOLERD_PARENT_FLEET_H
#define SPOOLERD_PARENT_FLEET_H

#include <stdint.h>

struct machine;
struct message_printer;
struct parent;
struct port;

/* Watch for what is plugged in; what fails ends the program. */
void		 fleet_open(struct parent *);
/* NULL when there is none. */
struct machine	*fleet_find(struct parent *, int64_t number);
struct machine	*fleet_by_name(struct parent *, const char *);
/* The printer that a listed port belongs to. */
struct machine	*fleet_at(struct parent *, const struct port *);

/* The keeper sent a row: a new printer, news of one, or its end. */
void	fleet_row(struct parent *, const struct message_printer *);
/* The keeper died. */
void	fleet_unsync(struct parent *);
/* List the ports now; anew: those that were not there before. */
void	fleet_list(struct parent *);
/* List the ports if they may have changed, open those of our printers, start
 * drains. */
void	fleet_tick(struct parent *);
void	fleet_end(struct parent *);

#endif
