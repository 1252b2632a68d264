/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one table of roles.  It needs no database, so the daemon's parent is
 * linked with it, too.
 */
#include <string.h>

#include "sql/role.h"

#define VISITOR	(PERSON_SEE)
#define USER	(VISITOR | PERSON_QUEUE | PERSON_PRINT)
#define OPERATOR (USER | PERSON_CONTROL)
#define ADMIN	(OPERATOR | PERSON_CONFIGURE)

static const struct {
	const char	*name;
	unsigned int	 rights, open_lab_rights;
} roles[] = {
	[PERSON_VISITOR]  = { "visitor",  VISITOR,  OPERATOR },
	[PERSON_USER]     = { "user",     USER,     OPERATOR },
	[PERSON_OPERATOR] = { "operator", OPERATOR, OPERATOR },
	[PERSON_ADMIN]    = { "admin",    ADMIN,    ADMIN },
};
_Static_assert(sizeof(roles) / sizeof(roles[0]) == PERSON_ROLE__MAX,
    "every role has its row");

const char *
person_role_name(enum person_role role)
{
	return roles[role].name;
}

enum person_role
person_role_by_name(const char *name)
{
	unsigned int i;

	for (i = 0; i < PERSON_ROLE__MAX; i++)
		if (strcmp(roles[i].name, name) == 0)
			break;
	return i;
}

unsigned int
person_rights(enum person_role role, bool open_lab)
{
	return open_lab ? roles[role].open_lab_rights : roles[role].rights;
}
