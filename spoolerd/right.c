/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rights of callers.  Pure.
 */
#include <stddef.h>
#include <string.h>

#include "spoolerd/right.h"
#include "sql/person.h"

#define RIGHTS_ALL	(PERSON_SEE | PERSON_QUEUE | PERSON_PRINT | \
	PERSON_CONTROL | PERSON_CONFIGURE)
#define RIGHTS_PRINT	(PERSON_SEE | PERSON_QUEUE | PERSON_PRINT)
#define RIGHTS_OPERATE	(RIGHTS_PRINT | PERSON_CONTROL)

/* As in sql/person.c, which this process must not be linked with. */
static const struct {
	const char	*role;
	unsigned int	 rights, open_lab;
} roles[] = {
	{ "visitor",	PERSON_SEE,	RIGHTS_OPERATE },
	{ "user",	RIGHTS_PRINT,	RIGHTS_OPERATE },
	{ "operator",	RIGHTS_OPERATE,	RIGHTS_OPERATE },
	{ "admin",	RIGHTS_ALL,	RIGHTS_ALL },
};

unsigned int
right_of_caller(uid_t uid, uid_t own, bool has_web, uid_t web,
    const json_t *kwargs)
{
	const json_t *named = json_object_get(kwargs, "role");
	bool open_lab = json_is_true(json_object_get(kwargs, "open_lab"));
	bool local = uid == 0 || uid == own, is_web = has_web && uid == web;
	const char *role = json_string_value(named);
	size_t i;

	if (!local && !is_web)
		return PERSON_SEE;
	if (named == NULL)
		return local ? RIGHTS_ALL : PERSON_SEE;
	for (i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
		if (role != NULL && strcmp(role, roles[i].role) == 0)
			return open_lab ? roles[i].open_lab : roles[i].rights;
	return 0;
}
