/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Permits: the second look at a person's rights, in the keeper.  What a caller
 * of the control socket claims of a person (a role, an open lab) restricts it
 * in the parent, which must not wait for the spool; here the spool says what
 * the person may do, so that nobody gets more by claiming more.  The emergency
 * stop alone has only the first look: it does not wait for a disk.
 */
#ifndef SPOOLERD_KEEPER_PERMIT_H
#define SPOOLERD_KEEPER_PERMIT_H

#include <stdbool.h>

struct keeper;

/* Has this person (enum person_right) this right?  Who is not in the spool, or
 * was disabled, is a visitor.  false, too, when the spool can't say. */
bool	permit(const struct keeper *, const char *who, unsigned int right);

#endif
