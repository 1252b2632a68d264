/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Evidence: the books of an adoption.  A board that was not reset still knows
 * where it is in a print, and a hello would erase that.  So a machine that may
 * be one of ours in the middle of a print is asked first where it is: with a
 * copy of the books, as long as nobody knows that it is the right one.
 */
#ifndef SPOOLERD_PARENT_EVIDENCE_H
#define SPOOLERD_PARENT_EVIDENCE_H

#include <stdbool.h>

struct adoption;
struct machine;
struct port;

/* The printer that moved in the middle of a print; NULL: there is none. */
const struct machine *evidence_of(const struct adoption *);
/* Before the port is opened: may a printer of ours be at it that a job
 * holds? */
void	evidence_look(struct adoption *, const struct port *);
/* Make the books for the next drain.  0, or -1 with errno. */
int	evidence_begin(struct adoption *);
/* Whether it fits the print or was reset: that is the printer's own books'
 * news, if this is the right machine for certain; else only that it fits. */
void	evidence_end(struct adoption *, bool right);
/* It was another machine. */
void	evidence_drop(struct adoption *);

#endif
