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

struct access {
	struct person	person;		/* "visitor" without a key */
	unsigned int	rights;		/* bits of enum person_right */
	bool		open_lab;
	bool		logged_in;	/* by a cookie, which pages send */
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
 * Who is it, by the headers X-Api-Key and Cookie (NULL: missing)?  A key counts
 * before a cookie: a slicer's page may send both.
 */
enum refusal	access_identify(struct spool *, const char *key,
		    const char *cookies, struct access *);

/* The same question once more, of one who stayed: by the key, or else by the
 * token of the session ("": none), which does not live longer for it. */
enum refusal	access_again(struct spool *, const char *key,
		    const char *token, struct access *);

/* Find our cookie in a Cookie header; false: it has none. */
bool		access_cookie(const char *header,
		    char token[LOGIN_TOKEN_SIZE]);

/* May this person change a thing of `owner`?  Their own always; other
 * people's with PERSON_CONTROL. */
bool		access_may_touch(const struct access *, const char *owner);

/*
 * Was a request that changes something sent by a page of ours, or by no
 * page at all?  origin, fetch_site and host are the headers Origin,
 * Sec-Fetch-Site and Host; NULL when missing.  A program sends neither of the
 * first two and may pass.
 */
bool		access_from_here(const char *origin, const char *fetch_site,
		    const char *host);

#endif
