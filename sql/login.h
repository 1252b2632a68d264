/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sessions of people who logged in, and the count of failed logins.  They are
 * in a second database on tmpfs that is attached to a handle on the spool, so
 * that a look at a session sees the person's role as it is now.
 */
#ifndef SQL_LOGIN_H
#define SQL_LOGIN_H

#include "sql/person.h"
#include "sql/spool.h"

#define LOGIN_TOKEN_SIZE	PERSON_KEY_SIZE
#define LOGIN_IDLE_MS		(INT64_C(2) * 3600 * 1000)
#define LOGIN_LONGEST_MS	(INT64_C(12) * 3600 * 1000)
#define LOGIN_MOST		100	/* sessions of one person */
#define LOGIN_ADDRESS_SIZE	64
#define LOGIN_NAME_SIZE		17	/* of a session's name, and NUL */
/* A session is noted as seen at most this often. */
#define LOGIN_NOTE_MS		(INT64_C(60) * 1000)

/* After so many failures in a row no password is looked at until the lock has
 * passed since the last one that was.  The first is counted for a name from
 * one address, so nobody can lock a person out from elsewhere. */
#define LOGIN_NAME_FAILURES		5
#define LOGIN_ADDRESS_FAILURES	50
#define LOGIN_LOCK_MS			(INT64_C(5) * 60 * 1000)

/* Attach the database at path, which is made if need be, to a handle. */
enum spool_result	 login_attach(struct spool *, const char *path);

/* Where somebody logs in from; text for its owner's eyes only. */
struct login_from {
	char	address[LOGIN_ADDRESS_SIZE];
	char	agent[160];	/* the browser, as it calls itself */
};

/* Log a person in.  token is the only copy.  Of more than LOGIN_MOST sessions
 * of one person those end that were not used for longest. */
enum spool_result	 login_begin(struct spool *, int64_t person_id,
			    const struct login_from *, int64_t now_ms,
			    char token[LOGIN_TOKEN_SIZE]);
/* Whose session is it?  SPOOL_NONE: nobody's, or it expired, or the person
 * was disabled or got another role or password since. */
enum spool_result	 login_find(struct spool *, const char *token,
			    int64_t now_ms, struct person *);
/* The same, but it does not count as a sign of life: a page that only looks on
 * must not keep a session from its end. */
enum spool_result	 login_peek(struct spool *, const char *token,
			    int64_t now_ms, struct person *);
/* Log out; no such session is fine. */
enum spool_result	 login_end(struct spool *, const char *token);

struct login {
	char			name[LOGIN_NAME_SIZE];
	int64_t			begun_ms, seen_ms;
	struct login_from	from;
	bool			own;	/* it is the one with the token */
};
/* The sessions of a person, the latest used first; token (or "") is that of
 * who asks.  *list is malloced. */
enum spool_result	 login_list(struct spool *, int64_t person_id,
			    const char *token, int64_t now_ms,
			    struct login **list, int *n);
/* End a person's session by its name (SPOOL_NONE: there is none); name NULL:
 * all but the one with this token. */
enum spool_result	 login_end_of(struct spool *, int64_t person_id,
			    const char *name, const char *token);

/* May a password of this name be tried from this address now?  SPOOL_REFUSED:
 * there were too many wrong ones.  The failure is counted in advance, so that
 * many tries at a time are no way round; login_passed takes it back. */
enum spool_result	 login_try(struct spool *, const char *name,
			    const char *address, int64_t now_ms);
enum spool_result	 login_passed(struct spool *, const char *name,
			    const char *address);

#endif
