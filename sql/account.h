/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Accounts: people who log in, as an admin sees and changes them.  Every
 * change leaves an event; no event and no row has a password in it.
 */
#ifndef SQL_ACCOUNT_H
#define SQL_ACCOUNT_H

#include "sql/person.h"
#include "sql/secret.h"

struct account {
	struct person	person;
	char		password[SECRET_PASSWORD_SIZE];	/* kept; "": none */
	int64_t		created_ms, disabled_ms;	/* 0: is not */
};

/* A name: 1 to 64 letters, digits and . _ - @; not "visitor". */
bool			 account_valid_name(const char *);

/* Make one; SPOOL_REFUSED when the name is taken.  kept comes from
 * secret_keep(), or is "". */
enum spool_result	 account_add(struct spool *, const struct person *,
			    const char *kept, const char *who);
enum spool_result	 account_by_name(struct spool *, const char *name,
			    struct account *);
/* All of them by name.  *list is malloced. */
enum spool_result	 account_list(struct spool *, struct account **list,
			    int *n);

enum spool_result	 account_set_password(struct spool *,
			    const char *name, const char *kept,
			    const char *who);
enum spool_result	 account_set_role(struct spool *, const char *name,
			    enum person_role, const char *who);
/* now_ms 0: enable again. */
enum spool_result	 account_disable(struct spool *, const char *name,
			    int64_t now_ms, const char *who);

#endif
