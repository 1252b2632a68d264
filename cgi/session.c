/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * session: the FastCGI program where people log in and out, and where a page
 * asks who it acts for.  It is apart from the others because a look at a
 * password takes long and much memory, on purpose.
 */
#include <err.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "cgi/http.h"
#include "sql/account.h"
#include "sql/event.h"
#include "sql/instant.h"
#include "sql/policy.h"

#define THREADS		2	/* 64 MiB each while a password is looked at */
#define ADDRESS_SIZE	64

static void		 get_session(struct http *);
static void		 post_session(struct http *);
static void		 delete_session(struct http *);
static void		 log_in(struct http *, const char *, const char *);
static enum spool_result check(struct http *, const char *, const char *,
			    struct account *);
static void		 begin(struct http *, const struct person *);
static void		 note(struct http *, const char *, const char *);

static const struct route routes[] = {
	{ "GET",	"/api/session",	0,	get_session },
	{ "POST",	"/api/session",	0,	post_session },
	{ "DELETE",	"/api/session",	0,	delete_session },
};

int
main(int argc, char *argv[])
{
	static const struct http_program program = { .name = "session",
	    .routes = routes, .n_routes = sizeof(routes) / sizeof(routes[0]),
	    .threads = THREADS };

	return http_serve(&program, argc, argv);
}

static void
get_session(struct http *h)
{
	const struct access *a = &h->access;
	json_t *rights;
	int64_t most;
	size_t i;

	if (!http_good(h, policy_get(h->spool, POLICY_UPLOAD_BYTES, &most)))
		return;
	rights = json_array();
	for (i = 0; i < access_n_rights; i++)
		if (a->rights & access_rights[i].right)
			(void)json_array_append_new(rights,
			    json_string(access_rights[i].name));
	http_reply(h, 200, json_pack("{s:s, s:s, s:b, s:o, s:b, s:I}",
	    "name", a->person.name,
	    "role", person_role_name(a->person.role),
	    "named_by_server", http_is_named(h),
	    "rights", rights,
	    "open_lab", a->open_lab,
	    "upload_bytes", (json_int_t)most));
}

static void
post_session(struct http *h)
{
	const char *name, *password;
	json_t *body;

	if (http_is_named(h)) {
		http_refuse(h, REFUSAL_OTHER_LOGIN, NULL);
		return;
	}
	if ((body = http_body(h)) == NULL)
		return;
	name = json_string_value(json_object_get(body, "name"));
	password = json_string_value(json_object_get(body, "password"));
	if (name == NULL || password == NULL)
		http_refuse(h, REFUSAL_BAD_REQUEST, "To log in is {\"name\": "
		    "\"...\", \"password\": \"...\"}.");
	else
		log_in(h, name, password);
	json_decref(body);
}

/* Every failure has the same answer, whatever was wrong. */
static void
log_in(struct http *h, const char *name, const char *password)
{
	const char *said = http_variable(h, "REMOTE_ADDR");
	char address[ADDRESS_SIZE];
	enum spool_result result;
	struct account account;

	(void)snprintf(address, sizeof(address), "%s",
	    said != NULL && said[0] != '\0' ? said : "unknown");
	if (!account_valid_name(name) ||
	    strlen(password) > SECRET_PASSWORD_MOST) {
		http_refuse(h, REFUSAL_WRONG_PASSWORD, NULL);
		return;
	}
	result = login_try(h->spool, name, address, instant_now());
	if (result == SPOOL_REFUSED) {
		http_refuse(h, REFUSAL_TOO_OFTEN, NULL);
		return;
	}
	if (!http_good(h, result))
		return;
	result = check(h, name, password, &account);
	if (result == SPOOL_NONE) {
		note(h, "login.failed", address);
		http_refuse(h, REFUSAL_WRONG_PASSWORD, NULL);
	} else if (http_good(h, result) &&
	    http_good(h, login_passed(h->spool, name, address)))
		begin(h, &account.person);
	sodium_memzero(&account, sizeof(account));
}

/* SPOOL_NONE: not the password of an enabled account of that name. */
static enum spool_result
check(struct http *h, const char *name, const char *password,
    struct account *account)
{
	enum spool_result result = account_by_name(h->spool, name, account);

	if (result != SPOOL_OK && result != SPOOL_NONE)
		return result;
	if (!secret_fits(password, account->password) ||
	    account->disabled_ms != 0)
		return SPOOL_NONE;
	return result;
}

/* The token is always new: one that was planted before counts for nothing,
 * and the session that the browser had is over. */
static void
begin(struct http *h, const struct person *person)
{
	char old[LOGIN_TOKEN_SIZE], token[LOGIN_TOKEN_SIZE];

	if (http_cookie(h, old) &&
	    !http_good(h, login_end(h->spool, old)))
		return;
	if (!http_good(h, login_begin(h->spool, person->id, instant_now(),
	    token)))
		return;
	http_set_cookie(h, token, LOGIN_LONGEST_MS / 1000);
	if (access_find_session(h->spool, token, &h->access) !=
	    REFUSAL_NONE)
		http_refuse(h, REFUSAL_BROKEN, NULL);
	else {
		note(h, "login", "");
		get_session(h);
	}
	sodium_memzero(token, sizeof(token));
}

static void
delete_session(struct http *h)
{
	char token[LOGIN_TOKEN_SIZE];

	if (http_cookie(h, token)) {
		if (!http_good(h, login_end(h->spool, token)))
			return;
		if (h->access.logged_in)
			note(h, "logout", "");
	}
	http_set_cookie(h, "", 0);
	http_reply(h, 200, json_object());
}

/* A failure names the address only: what stood in the field of the name may
 * have been a password.  The lock-out keeps these rows few. */
static void
note(struct http *h, const char *what, const char *why)
{
	struct event ev = { .id = 0 };

	(void)snprintf(ev.who, sizeof(ev.who), "%s", h->access.person.name);
	(void)snprintf(ev.what, sizeof(ev.what), "%s", what);
	(void)snprintf(ev.why, sizeof(ev.why), "%s", why);
	if (event_add(h->spool, &ev) != SPOOL_OK)
		warnx("%s: no event: %s", what, spool_why(h->spool));
}
