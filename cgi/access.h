/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Access: who asks, what that person may do, and whether a browser was sent
 * here by a page that is not ours.  No HTTP in here: headers come in as text.
 */
#ifndef CGI_ACCESS_H
#define CGI_ACCESS_H

#include "cgi/refusal.h"
#include "sql/login.h"

#define ACCESS_COOKIE	"connectprint"

/* Our cookie's name says how much a browser watches over it. */
enum access_cookie {
	ACCESS_COOKIE_PLAIN,	/* over HTTP: not at all */
	ACCESS_COOKIE_SECURE,	/* it was set over HTTPS */
	ACCESS_COOKIE_HOST	/* and by this very host, for all its paths */
};

struct access {
	/* "visitor" without a key; who came with a one-time password has a
	 * visitor's role until it is replaced. */
	struct person	person;
	unsigned int	rights;		/* bits of enum person_right */
	bool		open_lab;
	bool		logged_in;	/* by what a browser sends unasked */
};

/* One right and its name on the wire. */
struct access_right {
	enum person_right	 right;
	const char		*name;
};
extern const struct access_right access_rights[];
extern const size_t access_n_rights;

/*
 * Who is it?  key is the X-Api-Key header; NULL or "" is none: a visitor.
 * REFUSAL_WRONG_KEY for a key that is nobody's, in an open lab too; *a is
 * filled only with REFUSAL_NONE.
 */
enum refusal	access_find(struct spool *, const char *key,
		    struct access *a);

/*
 * Who is logged in with this token, the value of our cookie?  A session that
 * is over is a visitor's, so that the page to log in can be seen.
 */
enum refusal	access_find_session(struct spool *, const char *token,
		    struct access *a);

/*
 * Whom nginx named, because it looked at a password; NULL or "": nobody.
 * REFUSAL_NAMELESS, REFUSAL_STRANGER; what comes from a client must never
 * come here.
 */
enum refusal	access_find_named(struct spool *, const char *name,
		    struct access *a);

/* Who is it now, who came by this token?  The session does not live longer
 * for the question. */
enum refusal	access_peek_session(struct spool *, const char *token,
		    struct access *a);

/* Over HTTPS or not, below a path ("": at the root): which cookie is it, and
 * what is its name? */
enum access_cookie access_cookie_kind(bool https, const char *path);
const char	*access_cookie_name(enum access_cookie);
/* Find our cookie in a Cookie header; false: it has none.  One of another
 * kind doesn't count: somebody else may have put it there. */
bool		access_cookie(const char *header, enum access_cookie,
		    char token[LOGIN_TOKEN_SIZE]);

/* May this person change a thing of `owner`?  Their own always; other
 * people's with PERSON_CONTROL. */
bool		access_may_touch(const struct access *, const char *owner);

/*
 * Was a request that changes something sent by a page of ours, or by no
 * page at all?  origin, fetch_site and host are the headers Origin,
 * Sec-Fetch-Site and Host; NULL when missing.  Over HTTPS a page of ours came
 * over HTTPS, too.  A program sends neither of the first two and may pass.
 */
bool		access_from_here(const char *origin, const char *fetch_site,
		    const char *host, bool https);

#endif
