/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rights of callers.  Pure.
 */
#include <stddef.h>

#include "spoolerd/parent/right.h"
#include "sql/role.h"

unsigned int
right_of_caller(uid_t uid, uid_t own, bool has_web, uid_t web,
    const json_t *kwargs)
{
	const json_t *named = json_object_get(kwargs, "role");
	bool open_lab = json_is_true(json_object_get(kwargs, "open_lab"));
	bool local = uid == 0 || uid == own, is_web = has_web && uid == web;
	const char *name = json_string_value(named);
	enum person_role role;

	if (!local && !is_web)
		return PERSON_SEE;
	if (named == NULL)
		return local ? person_rights(PERSON_ADMIN, false) :
		    PERSON_SEE;
	if (name == NULL)
		return 0;
	role = person_role_by_name(name);
	return role == PERSON_ROLE__MAX ? 0 : person_rights(role, open_lab);
}

bool
right_acts_for(uid_t uid, uid_t own, const json_t *kwargs)
{
	return (uid != 0 && uid != own) ||
	    json_object_get(kwargs, "role") != NULL;
}
