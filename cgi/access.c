/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Access: keys, rights, and the origin of a request.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cgi/access.h"
#include "sql/instant.h"
#include "sql/newcomer.h"
#include "sql/policy.h"

#define KEY_LONGEST	256
#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

static enum refusal	fill(struct spool *, const struct person *, bool,
			    struct access *);

const struct access_right access_rights[] = {
	{ PERSON_SEE, "see" },
	{ PERSON_QUEUE, "queue" },
	{ PERSON_PRINT, "print" },
	{ PERSON_CONTROL, "control" },
	{ PERSON_CONFIGURE, "configure" },
};
const size_t access_n_rights = COUNT(access_rights);
static const char *const cookies[] = {
	[ACCESS_COOKIE_PLAIN]	= ACCESS_COOKIE,
	[ACCESS_COOKIE_SECURE]	= "__Secure-" ACCESS_COOKIE,
	[ACCESS_COOKIE_HOST]	= "__Host-" ACCESS_COOKIE,
};

enum refusal
access_find(struct spool *sp, const char *key, struct access *a)
{
	struct person person = { .name = "visitor", .role = PERSON_VISITOR };
	enum spool_result result;

	if (key != NULL && key[0] != '\0') {
		if (strlen(key) > KEY_LONGEST)
			return REFUSAL_WRONG_KEY;
		result = person_by_key(sp, key, &person);
		if (result == SPOOL_NONE)
			return REFUSAL_WRONG_KEY;
		if (result != SPOOL_OK)
			return refusal_of_spool(result);
	}
	return fill(sp, &person, false, a);
}

enum refusal
access_find_session(struct spool *sp, const char *token, struct access *a)
{
	enum spool_result result;
	struct person person;

	result = login_find(sp, token, instant_now(), &person);
	if (result == SPOOL_NONE)
		return access_find(sp, NULL, a);
	if (result != SPOOL_OK)
		return refusal_of_spool(result);
	return fill(sp, &person, true, a);
}

enum refusal
access_find_named(struct spool *sp, const char *name, struct access *a)
{
	enum spool_result result;
	struct person person;

	if (name == NULL || name[0] == '\0')
		return REFUSAL_NAMELESS;
	result = newcomer_find(sp, name, &person);
	if (result == SPOOL_REFUSED)
		return REFUSAL_STRANGER;
	if (result != SPOOL_OK)
		return refusal_of_spool(result);
	return fill(sp, &person, true, a);
}

enum refusal
access_peek_session(struct spool *sp, const char *token, struct access *a)
{
	enum spool_result result;
	struct person person;

	result = login_peek(sp, token, instant_now(), &person);
	if (result == SPOOL_NONE)
		return access_find(sp, NULL, a);
	if (result != SPOOL_OK)
		return refusal_of_spool(result);
	return fill(sp, &person, true, a);
}

static enum refusal
fill(struct spool *sp, const struct person *person, bool logged_in,
    struct access *a)
{
	enum spool_result result;
	int64_t open_lab;

	result = policy_get(sp, POLICY_OPEN_LAB, &open_lab);
	if (result != SPOOL_OK)
		return refusal_of_spool(result);
	a->person = *person;
	a->logged_in = logged_in;
	a->open_lab = open_lab != 0;
	/* Two know a one-time password, so it opens nothing, here or in the
	 * daemon, even in an open lab. */
	if (person->once) {
		a->person.role = PERSON_VISITOR;
		a->open_lab = false;
	}
	a->rights = person_rights(a->person.role, a->open_lab);
	return REFUSAL_NONE;
}

enum access_cookie
access_cookie_kind(bool https, const char *path)
{
	if (!https)
		return ACCESS_COOKIE_PLAIN;
	return path[0] == '\0' ? ACCESS_COOKIE_HOST : ACCESS_COOKIE_SECURE;
}

const char *
access_cookie_name(enum access_cookie kind)
{
	return cookies[kind];
}

/* "a=b; connectprint=TOKEN; c=d" */
bool
access_cookie(const char *header, enum access_cookie kind,
    char token[LOGIN_TOKEN_SIZE])
{
	const char *name = cookies[kind], *s;
	size_t length = strlen(name), n;

	for (s = header; s != NULL && *s != '\0'; s += strcspn(s, ";")) {
		s += strspn(s, "; ");
		n = strcspn(s, ";");
		if (strncmp(s, name, length) != 0 || s[length] != '=' ||
		    n != length + 1 + LOGIN_TOKEN_SIZE - 1)
			continue;
		memcpy(token, s + length + 1, LOGIN_TOKEN_SIZE - 1);
		token[LOGIN_TOKEN_SIZE - 1] = '\0';
		return true;
	}
	return false;
}

bool
access_may_touch(const struct access *a, const char *owner)
{
	return (a->rights & PERSON_CONTROL) != 0 ||
	    strcmp(a->person.name, owner) == 0;
}

bool
access_from_here(const char *origin, const char *fetch_site, const char *host,
    bool https)
{
	static const char *const schemes[] = { "http://", "https://" };
	size_t i, n;

	if (origin != NULL && origin[0] != '\0') {
		for (i = https; i < COUNT(schemes); i++) {
			n = strlen(schemes[i]);
			if (strncmp(origin, schemes[i], n) == 0)
				return host != NULL &&
				    strcasecmp(origin + n, host) == 0;
		}
		return false;
	}
	return fetch_site == NULL || fetch_site[0] == '\0' ||
	    strcmp(fetch_site, "same-origin") == 0 ||
	    strcmp(fetch_site, "none") == 0;
}
