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
	/* From 1 on, counts the changes of role, password and disabled_ms; each
	 * ends the sessions that began before it. */
	int64_t		version;
	/* Since when the password is a one-time one; 0: it is their own. */
	int64_t		once_ms;
	int64_t		keys;				/* not revoked */
};

/* A one-time password is good for so long. */
#define ACCOUNT_ONCE_MS	(INT64_C(7) * 24 * 3600 * 1000)

/* A name: 1 to 64 letters, digits and . _ - @; none that events have for
 * somebody else: "visitor", "spooler", "spoolerd". */
bool			 account_valid_name(const char *);

/* Make one; SPOOL_REFUSED when the name is taken.  kept comes from
 * secret_keep(), or is ""; once_ms as above. */
enum spool_result	 account_add(struct spool *, const struct person *,
			    const char *kept, int64_t once_ms,
			    const char *who);
enum spool_result	 account_by_name(struct spool *, const char *name,
			    struct account *);
enum spool_result	 account_by_id(struct spool *, int64_t,
			    struct account *);
/* All of them by name.  *list is malloced. */
enum spool_result	 account_list(struct spool *, struct account **list,
			    int *n);

/* What shall be different. */
struct account_change {
	int64_t			 version;	/* as it was seen; 0: any */
	bool			 set_role, set_disabled;
	enum person_role	 role;
	int64_t			 disabled_ms;	/* 0: let in again */
	const char		*kept;		/* a password; NULL: as it is */
	int64_t			 once_ms;	/* of that password */
};

/* Why SPOOL_REFUSED. */
enum account_clash {
	ACCOUNT_FITS,
	ACCOUNT_STALE,		/* somebody else changed it since */
	ACCOUNT_LAST_ADMIN	/* nobody could put things right any more */
};

/*
 * Change a person, all of it or nothing, with an event for each thing that is
 * different then; SPOOL_NONE: there is no such person.  Sessions of the person
 * end if a thing did change, keys go on with the new role and don't count
 * while the person is disabled.
 */
enum spool_result	 account_change(struct spool *, const char *name,
			    const struct account_change *, const char *who,
			    enum account_clash *);

#endif
