/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * API keys of a person: for one application each, shown once, kept as hashes,
 * revoked one by one.  Whose key it is, sql/person.h finds.
 */
#ifndef SQL_APIKEY_H
#define SQL_APIKEY_H

#include "sql/person.h"

#define APIKEY_APPLICATION	64	/* bytes of an application's name */
#define APIKEY_MOST		50	/* keys of one person at a time */

struct apikey {
	int64_t	id;
	char	application[4 * APIKEY_APPLICATION + 1];
	int64_t	created_ms;
};

/* Those that count, the oldest first.  *list is malloced. */
enum spool_result	 apikey_list(struct spool *, int64_t person_id,
			    struct apikey **list, int *n);
/* Make one, within the caller's transaction; key is the only copy.
 * SPOOL_REFUSED: there are APIKEY_MOST already. */
enum spool_result	 apikey_make_within(struct spool *,
			    const struct person *, const char *application,
			    const char *who, char key[PERSON_KEY_SIZE],
			    int64_t *id);
/* The same in a sure transaction of its own. */
enum spool_result	 apikey_make(struct spool *, const struct person *,
			    const char *application, const char *who,
			    char key[PERSON_KEY_SIZE], int64_t *id);
/* It counts no more.  SPOOL_NONE: the person has no such key. */
enum spool_result	 apikey_revoke(struct spool *, const struct person *,
			    int64_t id, const char *who);

#endif
