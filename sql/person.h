/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * People, their roles, and what a role may do.  An API key is shown once and
 * kept as its hash.
 */
#ifndef SQL_PERSON_H
#define SQL_PERSON_H

#include "sql/spool.h"

#define PERSON_KEY_SIZE	65	/* 32 random bytes in hexadecimal, and NUL */

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

struct person {
	int64_t			id;		/* 0: nameless visitor */
	char			name[SPOOL_WHO_SIZE];
	enum person_role	role;
};

const char		*person_role_name(enum person_role);
/* PERSON_ROLE__MAX when the name is unknown. */
enum person_role	 person_role_by_name(const char *);
/* The rights of a role; open_lab gives a visitor what an operator has. */
unsigned int		 person_rights(enum person_role, bool open_lab);

/* Whose key is this?  Constant time by hash; SPOOL_NONE: nobody's. */
enum spool_result	 person_by_key(struct spool *, const char *key,
			    struct person *);
/* Make a person if the name is new (role is set either way) and a new key;
 * key must hold PERSON_KEY_SIZE bytes and is the only copy. */
enum spool_result	 person_add_key(struct spool *, struct person *,
			    const char *application, char *key);

#endif
