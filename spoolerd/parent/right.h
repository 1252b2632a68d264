/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a caller of the control socket may do.
 */
#ifndef SPOOLERD_PARENT_RIGHT_H
#define SPOOLERD_PARENT_RIGHT_H

#include <sys/types.h>

#include <stdbool.h>

#include <jansson.h>

/*
 * The rights (bits of enum person_right) of a caller: root and our own user
 * may do everything, the web's user what the role in kwargs may, others only
 * see.  A role that is named always restricts.
 */
unsigned int	right_of_caller(uid_t, uid_t own, bool has_web, uid_t web,
		    const json_t *kwargs);
/* Does the caller act for a person, whose rights the keeper looks up, too?
 * Root and our own user do when they name a role, all others always. */
bool		right_acts_for(uid_t, uid_t own, const json_t *kwargs);

#endif
