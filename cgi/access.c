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
#include "sql/policy.h"

#define KEY_LONGEST	256

static enum refusal	fill(struct spool *, const struct person *, bool,
			    struct access *);

const struct access_right access_rights[] = {
	{ PERSON_SEE, "see" },
	{ PERSON_QUEUE, "queue" },
	{ PERSON_PRINT, "print" },
	{ PERSON_CONTROL, "control" },
	{ PERSON_CONFIGURE, "configure" },
};
const size_t access_n_rights = sizeof(access_rights) /
    sizeof(access_rights[0]);

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
access_identify(struct spool *sp, const char *key, const char *cookies,
    struct access *a)
{
	char token[LOGIN_TOKEN_SIZE];

	if ((key == NULL || key[0] == '\0') && access_cookie(cookies, token))
		return access_find_session(sp, token, a);
	return access_find(sp, key, a);
}

enum refusal
access_again(struct spool *sp, const char *key, const char *token,
    struct access *a)
{
	enum spool_result result;
	struct person person;

	if (key[0] != '\0' || token[0] == '\0')
		return access_find(sp, key, a);
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
	a->rights = person_rights(person->role, a->open_lab);
	return REFUSAL_NONE;
}

/* "a=b; connectprint=TOKEN; c=d" */
bool
access_cookie(const char *header, char token[LOGIN_TOKEN_SIZE])
{
	static const char name[] = ACCESS_COOKIE "=";
	const char *s;
	size_t n;

	for (s = header; s != NULL && *s != '\0'; s += strcspn(s, ";")) {
		s += strspn(s, "; ");
		n = strcspn(s, ";");
		if (strncmp(s, name, sizeof(name) - 1) != 0 ||
		    n != sizeof(name) - 1 + LOGIN_TOKEN_SIZE - 1)
			continue;
		memcpy(token, s + sizeof(name) - 1, LOGIN_TOKEN_SIZE - 1);
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
access_from_here(const char *origin, const char *fetch_site, const char *host)
{
	static const char *const schemes[] = { "http://", "https://" };
	size_t i, n;

	if (origin != NULL && origin[0] != '\0') {
		for (i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
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
