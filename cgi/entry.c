/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Passwords, and the cookie of a session.
 */
#include <err.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "cgi/entry.h"
#include "sql/event.h"
#include "sql/instant.h"
#include "sql/valid.h"

static enum spool_result verify(struct http *, const char *, const char *,
			    struct account *);
static void		 address_of(const struct http *,
			    char[LOGIN_ADDRESS_SIZE]);

/* A failure names the account, if there is one: what else stood in the field
 * of the name may have been a password. */
bool
entry_check(struct http *h, const char *name, const char *password,
    enum refusal wrong, struct account *account)
{
	struct login_from from;
	enum spool_result result;

	memset(account, 0, sizeof(*account));
	address_of(h, from.address);
	if (!account_valid_name(name) ||
	    strlen(password) > SECRET_PASSWORD_MOST) {
		http_refuse(h, wrong, NULL);
		return false;
	}
	result = login_try(h->spool, name, from.address, instant_now());
	if (result == SPOOL_REFUSED) {
		http_refuse(h, REFUSAL_TOO_OFTEN, NULL);
		return false;
	}
	if (!http_good(h, result))
		return false;
	result = verify(h, name, password, account);
	if (result == SPOOL_NONE) {
		entry_note(h, "login.failed", account->person.name,
		    from.address);
		http_refuse(h, wrong, NULL);
		return false;
	}
	return http_good(h, result) &&
	    http_good(h, login_passed(h->spool, name, from.address));
}

/* SPOOL_NONE: not the password of an account that is let in; *account has its
 * row if there is one.  A one-time password has its time. */
static enum spool_result
verify(struct http *h, const char *name, const char *password,
    struct account *account)
{
	enum spool_result result = account_by_name(h->spool, name, account);
	int64_t now_ms = instant_now();

	if (result != SPOOL_OK && result != SPOOL_NONE)
		return result;
	if (!secret_fits(password, account->password) ||
	    account->disabled_ms != 0 || (account->once_ms != 0 &&
	    now_ms - account->once_ms >= ACCOUNT_ONCE_MS))
		return SPOOL_NONE;
	return result;
}

bool
entry_again(struct http *h, const json_t *body)
{
	const char *password = json_string_value(json_object_get(body,
	    "own_password"));
	struct account account;
	bool good;

	/* Whom nginx names has no password of ours; nginx looked at the other
	 * one just now. */
	if (!h->access.logged_in || http_is_named(h))
		return true;
	if (password == NULL || password[0] == '\0') {
		http_refuse(h, REFUSAL_NEEDS_PASSWORD, NULL);
		return false;
	}
	good = entry_check(h, h->access.person.name, password,
	    REFUSAL_NOT_YOUR_PASSWORD, &account);
	sodium_memzero(&account, sizeof(account));
	return good;
}

bool
entry_known(struct http *h)
{
	if (h->access.person.id != 0)
		return true;
	http_refuse(h, REFUSAL_NO_ACCOUNT, NULL);
	return false;
}

/* The token is always new: one that was planted before counts for nothing,
 * and the session that the browser had is over. */
bool
entry_begin(struct http *h, const struct person *person)
{
	const char *agent = http_variable(h, "HTTP_USER_AGENT");
	char old[LOGIN_TOKEN_SIZE], token[LOGIN_TOKEN_SIZE];
	struct login_from from;
	bool good = false;

	address_of(h, from.address);
	(void)snprintf(from.agent, sizeof(from.agent), "%s",
	    agent != NULL ? agent : "");
	(void)valid_text(from.agent);
	entry_token(h, old);
	if (!http_good(h, login_end(h->spool, old)) ||
	    !http_good(h, login_begin(h->spool, person->id, &from,
	    instant_now(), token)))
		return false;
	http_set_cookie(h, token, LOGIN_LONGEST_MS / 1000);
	if (access_find_session(h->spool, token, &h->access) == REFUSAL_NONE)
		good = true;
	else
		http_refuse(h, REFUSAL_BROKEN, NULL);
	sodium_memzero(token, sizeof(token));
	return good;
}

bool
entry_end(struct http *h)
{
	char token[LOGIN_TOKEN_SIZE];

	entry_token(h, token);
	if (!http_good(h, login_end(h->spool, token)))
		return false;
	http_set_cookie(h, "", 0);
	return true;
}

void
entry_token(const struct http *h, char token[LOGIN_TOKEN_SIZE])
{
	if (!http_cookie(h, token))
		token[0] = '\0';
}

void
entry_note(struct http *h, const char *what, const char *old, const char *why)
{
	if (event_add(h->spool, &(struct event_note){ .what = what,
	    .who = h->access.person.name, .old = old, .why = why }) != SPOOL_OK)
		warnx("%s: no event: %s", what, spool_why(h->spool));
}

static void
address_of(const struct http *h, char address[LOGIN_ADDRESS_SIZE])
{
	const char *said = http_variable(h, "REMOTE_ADDR");

	(void)snprintf(address, LOGIN_ADDRESS_SIZE, "%s",
	    said != NULL && said[0] != '\0' ? said : "unknown");
}
