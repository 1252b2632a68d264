/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Entry: who shows a password, at the login and again before a secret is made,
 * and the session that they get for it.  The only place in cgi/ that looks at
 * passwords, so that every try is counted and noted in one way.
 */
#ifndef CGI_ENTRY_H
#define CGI_ENTRY_H

#include "cgi/http.h"
#include "sql/account.h"

/*
 * Is this the password of somebody who is let in?  false: no, and that was
 * answered, with `wrong` whatever was wrong, or after too many tries.  Wipe
 * *account afterwards.
 */
bool		 entry_check(struct http *, const char *name,
		    const char *password, enum refusal wrong,
		    struct account *);

/*
 * Before a secret is made or shown: who came by a session says their password
 * once more, as "own_password" of the body; a key is a secret itself, and
 * whom nginx names said it just now.  false:
 * they didn't, and that was answered.
 */
bool		 entry_again(struct http *, const json_t *body);

/* Does the caller have an account?  false: no, and that was answered. */
bool		 entry_known(struct http *);

/* Begin a session, end the one that the browser had, and set the cookie.
 * false: it failed, and that was answered. */
bool		 entry_begin(struct http *, const struct person *);
/* End the browser's session and forget the cookie. */
bool		 entry_end(struct http *);
/* The browser's token, or "". */
void		 entry_token(const struct http *,
		    char token[LOGIN_TOKEN_SIZE]);

/* Write an event in the name of the caller; a failure is only logged. */
void		 entry_note(struct http *, const char *what, const char *old,
		    const char *why);

#endif
