/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Roles and rights: what a person may do.  Pure; the web programs and the
 * daemon's parent share this table.
 */
#ifndef SQL_ROLE_H
#define SQL_ROLE_H

#include <stdbool.h>

enum person_role {
	PERSON_VISITOR, PERSON_USER, PERSON_OPERATOR, PERSON_ADMIN,
	PERSON_ROLE__MAX
};

enum person_right {		/* bits of a set */
	PERSON_SEE		= 1 << 0,	/* pages, fleet, history */
	PERSON_QUEUE		= 1 << 1,	/* upload and queue */
	PERSON_PRINT		= 1 << 2,	/* start, pause, stop, clean */
	PERSON_CONTROL		= 1 << 3,	/* others' jobs, faults */
	PERSON_CONFIGURE	= 1 << 4	/* adopt, forget, policies */
};

const char		*person_role_name(enum person_role);
/* PERSON_ROLE__MAX when the name is unknown. */
enum person_role	 person_role_by_name(const char *);
/* The rights of a role; open_lab gives a visitor what an operator has. */
unsigned int		 person_rights(enum person_role, bool open_lab);

#endif
