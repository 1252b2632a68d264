/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Newcomers: people whom nginx names because it looked at their password, and
 * who may never have been here before.
 */
#ifndef SQL_NEWCOMER_H
#define SQL_NEWCOMER_H

#include "sql/person.h"

/*
 * The person that nginx named, made now if nobody has the name and the policy
 * new-person gives such people a role.  Capitals are no difference: they are
 * none to a directory, and who is shut out as "bob" must not come back as
 * "Bob".  SPOOL_REFUSED: the name can't be one, new people are not taken in,
 * or the person is disabled.
 */
enum spool_result	 newcomer_find(struct spool *, const char *name,
			    struct person *);

#endif
