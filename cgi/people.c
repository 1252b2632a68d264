/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * people: the FastCGI program of accounts and of what goes with them.  An
 * admin's view of everybody is here; one's own account is in own.c, the record
 * of everything in audit.c, what the lab allows in rules.c.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/audit.h"
#include "cgi/entry.h"
#include "cgi/object.h"
#include "cgi/own.h"
#include "cgi/rules.h"
#include "sql/instant.h"

#define THREADS	3	/* 64 MiB each while a password is looked at */

static void	 get_people(struct http *);
static void	 post_person(struct http *);
static void	 patch_person(struct http *);
static void	 delete_person(struct http *);
static void	 add(struct http *, const char *, enum person_role);
static bool	 read_change(const json_t *, struct account_change *, bool *);
static void	 change(struct http *, struct account_change, bool);
static bool	 make_password(struct http *, char[SECRET_WORD_SIZE],
		    char[SECRET_PASSWORD_SIZE]);
static void	 answer(struct http *, int, int64_t, const char *);

static const struct route routes[] = {
	{ "GET",    "/api/people",     PERSON_CONFIGURE, get_people },
	{ "POST",   "/api/people",     PERSON_CONFIGURE, post_person },
	{ "PATCH",  "/api/people/:id", PERSON_CONFIGURE, patch_person },
	{ "DELETE", "/api/people/:id", PERSON_CONFIGURE, delete_person },
	{ "GET",    "/api/events",     PERSON_CONFIGURE, audit_get },
	{ "GET",    "/api/policies",   PERSON_CONFIGURE, rules_get },
	{ "PATCH",  "/api/policies",   PERSON_CONFIGURE, rules_patch },
	/* everybody who has an account */
	{ "GET",    "/api/account",		0, own_get },
	{ "PATCH",  "/api/account",		0, own_patch },
	{ "POST",   "/api/account/password",	0, own_post_password },
	{ "POST",   "/api/account/keys",	0, own_post_key },
	{ "DELETE", "/api/account/keys/:id",	0, own_delete_key },
	{ "DELETE", "/api/account/sessions",	0, own_delete_sessions },
	{ "DELETE", "/api/account/sessions/:token", 0, own_delete_session },
};

int
main(int argc, char *argv[])
{
	static const struct http_program program = { .name = "people",
	    .routes = routes, .n_routes = sizeof(routes) / sizeof(routes[0]),
	    .threads = THREADS };

	return http_serve(&program, argc, argv);
}

static void
get_people(struct http *h)
{
	struct account *list;
	json_t *array;
	int n, i;

	if (!http_good(h, account_list(h->spool, &list, &n)))
		return;
	array = json_array();
	for (i = 0; i < n; i++)
		(void)json_array_append_new(array, object_account(&list[i]));
	if (n > 0)
		sodium_memzero(list, (size_t)n * sizeof(*list));
	free(list);
	http_reply(h, 200, json_pack("{s:o}", "people", array));
}

static void
post_person(struct http *h)
{
	enum person_role role = PERSON_USER;
	const char *name, *role_name;
	json_t *body = http_body(h);

	if (body == NULL)
		return;
	name = json_string_value(json_object_get(body, "name"));
	role_name = json_string_value(json_object_get(body, "role"));
	if (role_name != NULL)
		role = person_role_by_name(role_name);
	if (name == NULL || role == PERSON_ROLE__MAX)
		http_refuse(h, REFUSAL_BAD_REQUEST, "A person is {\"name\": "
		    "\"...\", \"role\": \"visitor|user|operator|admin\"}.");
	else if (!account_valid_name(name))
		http_refuse(h, REFUSAL_BAD_NAME, NULL);
	else if (entry_again(h, body))
		add(h, name, role);
	json_decref(body);
}

static void
add(struct http *h, const char *name, enum person_role role)
{
	char word[SECRET_WORD_SIZE], kept[SECRET_PASSWORD_SIZE];
	struct person p = { .role = role };
	enum spool_result result;
	struct account account;

	(void)snprintf(p.name, sizeof(p.name), "%s", name);
	if (!make_password(h, word, kept))
		return;
	result = account_add(h->spool, &p, kept, instant_now(),
	    h->access.person.name);
	if (result == SPOOL_REFUSED)
		http_refuse(h, REFUSAL_NAME_TAKEN, NULL);
	else if (http_good(h, result) && http_good(h,
	    account_by_name(h->spool, name, &account)))
		answer(h, 201, account.person.id, word);
	sodium_memzero(word, sizeof(word));
}

/* What an admin gives to somebody else, who replaces it.  false: it failed,
 * and that was answered. */
static bool
make_password(struct http *h, char word[SECRET_WORD_SIZE],
    char kept[SECRET_PASSWORD_SIZE])
{
	if (secret_make_word(word) && secret_keep(word, kept))
		return true;
	http_refuse(h, REFUSAL_BUSY, NULL);
	return false;
}

static void
patch_person(struct http *h)
{
	struct account_change c;
	json_t *body = http_body(h);
	bool reset;

	if (body == NULL)
		return;
	if (!read_change(body, &c, &reset))
		http_refuse(h, REFUSAL_BAD_REQUEST, "A change is "
		    "{\"version\": number} with \"role\", \"disabled\": "
		    "true or false, or \"reset_password\": true.");
	else if (!reset || entry_again(h, body))
		change(h, c, reset);
	json_decref(body);
}

/* The version is not optional: who changes what they have not seen is told. */
static bool
read_change(const json_t *body, struct account_change *c, bool *reset)
{
	const json_t *role = json_object_get(body, "role");
	const json_t *disabled = json_object_get(body, "disabled");
	const json_t *password = json_object_get(body, "reset_password");
	const json_t *version = json_object_get(body, "version");

	*c = (struct account_change){ .role = PERSON_VISITOR };
	c->version = json_integer_value(version);
	c->set_role = role != NULL;
	c->set_disabled = disabled != NULL;
	*reset = json_is_true(password);
	if (json_is_string(role))
		c->role = person_role_by_name(json_string_value(role));
	if (json_is_true(disabled))
		c->disabled_ms = instant_now();
	return json_is_integer(version) && c->version > 0 &&
	    (role == NULL || json_is_string(role)) &&
	    c->role != PERSON_ROLE__MAX &&
	    (disabled == NULL || json_is_boolean(disabled)) &&
	    (password == NULL || json_is_true(password)) &&
	    (c->set_role || c->set_disabled || *reset);
}

static void
change(struct http *h, struct account_change c, bool reset)
{
	char word[SECRET_WORD_SIZE] = "", kept[SECRET_PASSWORD_SIZE];
	enum spool_result result;
	enum account_clash clash;
	struct account account;

	if (!http_good(h, account_by_id(h->spool, h->path.id, &account)) ||
	    (reset && !make_password(h, word, kept)))
		return;
	if (reset) {
		c.kept = kept;
		c.once_ms = instant_now();
	}
	result = account_change(h->spool, account.person.name, &c,
	    h->access.person.name, &clash);
	if (result == SPOOL_REFUSED)
		http_refuse(h, clash == ACCOUNT_STALE ? REFUSAL_CHANGED :
		    REFUSAL_LAST_ADMIN, NULL);
	else if (http_good(h, result))
		answer(h, 200, account.person.id, word);
	sodium_memzero(&account, sizeof(account));
	sodium_memzero(word, sizeof(word));
}

/* Nobody is deleted, because the history names them: they are let in no
 * more. */
static void
delete_person(struct http *h)
{
	struct account_change c = { .set_disabled = true,
	    .disabled_ms = instant_now() };

	change(h, c, false);
}

/* The person as they are now, and the password that is told only here. */
static void
answer(struct http *h, int status, int64_t id, const char *word)
{
	struct account account;
	json_t *object;

	if (!http_good(h, account_by_id(h->spool, id, &account)))
		return;
	object = object_account(&account);
	if (word[0] != '\0')
		(void)json_object_set_new(object, "one_time_password",
		    json_string(word));
	sodium_memzero(&account, sizeof(account));
	http_reply(h, status, object);
}
