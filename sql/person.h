/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * People, their roles, and what a role may do.  An API key is shown once and
 * kept as its hash.
 */
#ifndef SQL_PERSON_H
#define SQL_PERSON_H

#include "sql/role.h"
#include "sql/spool.h"

#define PERSON_KEY_SIZE	65	/* 32 random bytes in hexadecimal, and NUL */

struct person {
	int64_t			id;		/* 0: nameless visitor */
	char			name[SPOOL_WHO_SIZE];
	enum person_role	role;
	/* Logged in with a one-time password, which must be replaced. */
	bool			once;
};

/* Whose key is this?  Constant time by hash; SPOOL_NONE: nobody's. */
enum spool_result	 person_by_key(struct spool *, const char *key,
			    struct person *);
/* Make a person if the name is new (role is set either way, and sessions live
 * on if it was that before) and a new key; key must hold PERSON_KEY_SIZE bytes
 * and is the only copy.  SPOOL_REFUSED: the last admin stays one, or the
 * person has too many keys (see sql/apikey.h). */
enum spool_result	 person_add_key(struct spool *, struct person *,
			    const char *application, char *key);

#endif
