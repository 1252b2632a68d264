/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One's own account: password, keys, sessions.
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/entry.h"
#include "cgi/object.h"
#include "cgi/own.h"
#include "sql/apikey.h"
#include "sql/instant.h"
#include "sql/notice.h"
#include "sql/valid.h"

static json_t	*keys_of(struct http *);
static json_t	*sessions_of(struct http *);
static bool	 may_make(struct http *);
static void	 replace_password(struct http *, const struct account *,
		    const char *);
static void	 make_key(struct http *, const char *);

void
own_get(struct http *h)
{
	json_t *keys = NULL, *sessions = NULL;
	char language[NOTICE_LANGUAGE_SIZE];
	struct account account;

	if (!entry_known(h) || !http_good(h, account_by_id(h->spool,
	    h->access.person.id, &account)) || !http_good(h,
	    notice_language(h->spool, account.person.id, language)))
		return;
	if ((keys = keys_of(h)) != NULL && (sessions = sessions_of(h)) != NULL)
		http_reply(h, 200, json_pack("{s:o, s:b, s:s, s:O, s:O}",
		    "person", object_account(&account),
		    "must_choose", h->access.person.once,
		    "language", language,
		    "keys", keys, "sessions", sessions));
	json_decref(keys);
	json_decref(sessions);
	sodium_memzero(&account, sizeof(account));
}

/* NULL: it failed, and that was answered. */
static json_t *
keys_of(struct http *h)
{
	struct apikey *list;
	json_t *array;
	int n, i;

	if (!http_good(h, apikey_list(h->spool, h->access.person.id, &list,
	    &n)))
		return NULL;
	array = json_array();
	for (i = 0; i < n; i++)
		(void)json_array_append_new(array, object_key(&list[i]));
	free(list);
	return array;
}

static json_t *
sessions_of(struct http *h)
{
	char token[LOGIN_TOKEN_SIZE];
	struct login *list;
	json_t *array;
	int n, i;

	entry_token(h, token);
	if (!http_good(h, login_list(h->spool, h->access.person.id, token,
	    instant_now(), &list, &n)))
		return NULL;
	array = json_array();
	for (i = 0; i < n; i++)
		(void)json_array_append_new(array, object_login(&list[i]));
	free(list);
	return array;
}

/* In which language mails come; "" is the lab's. */
void
own_patch(struct http *h)
{
	const char *language;
	json_t *body;

	if (!entry_known(h) || (body = http_body(h)) == NULL)
		return;
	language = json_string_value(json_object_get(body, "language"));
	if (language == NULL || (language[0] != '\0' &&
	    strcmp(language, refusal_tongue_tag(REFUSAL_ENGLISH)) != 0 &&
	    strcmp(language, refusal_tongue_tag(REFUSAL_FRENCH)) != 0))
		http_refuse(h, REFUSAL_BAD_REQUEST, "A language is "
		    "{\"language\": \"en\"}, \"fr\", or \"\" for the lab's.");
	else if (http_good(h, notice_set_language(h->spool,
	    h->access.person.id, language, false)))
		own_get(h);
	json_decref(body);
}

/* The old one is the proof, also for who came with a key: a key that was lost
 * must not become an account that was. */
void
own_post_password(struct http *h)
{
	const char *old, *new;
	struct account account;
	json_t *body;

	if (!entry_known(h) || (body = http_body(h)) == NULL)
		return;
	old = json_string_value(json_object_get(body, "old"));
	new = json_string_value(json_object_get(body, "new"));
	if (old == NULL || new == NULL)
		http_refuse(h, REFUSAL_BAD_REQUEST, "To change the password "
		    "is {\"old\": \"...\", \"new\": \"...\"}.");
	else if (strlen(new) < SECRET_PASSWORD_LEAST ||
	    strlen(new) > SECRET_PASSWORD_MOST || strcmp(old, new) == 0)
		http_refuse(h, REFUSAL_WEAK_PASSWORD, NULL);
	else if (entry_check(h, h->access.person.name, old,
	    REFUSAL_NOT_YOUR_PASSWORD, &account)) {
		replace_password(h, &account, new);
		sodium_memzero(&account, sizeof(account));
	}
	json_decref(body);
}

/* All sessions end with the old password; who changed it gets a new one. */
static void
replace_password(struct http *h, const struct account *account,
    const char *password)
{
	struct account_change change = { .version = account->version };
	char kept[SECRET_PASSWORD_SIZE];
	enum spool_result result;
	enum account_clash clash;

	if (!secret_keep(password, kept)) {
		http_refuse(h, REFUSAL_BUSY, NULL);
		return;
	}
	change.kept = kept;
	result = account_change(h->spool, account->person.name, &change,
	    account->person.name, &clash);
	sodium_memzero(kept, sizeof(kept));
	if (result == SPOOL_REFUSED) {
		http_refuse(h, REFUSAL_CHANGED, NULL);
		return;
	}
	if (http_good(h, result) && (!h->access.logged_in ||
	    entry_begin(h, &account->person)))
		own_get(h);
}

/* A one-time password opens nothing but the way to a better one. */
static bool
may_make(struct http *h)
{
	if (!entry_known(h))
		return false;
	if (!h->access.person.once)
		return true;
	http_refuse(h, REFUSAL_CHOOSE_PASSWORD, NULL);
	return false;
}

void
own_post_key(struct http *h)
{
	const char *application;
	json_t *body;

	if (!may_make(h) || (body = http_body(h)) == NULL)
		return;
	application = json_string_value(json_object_get(body, "application"));
	if (application == NULL || application[0] == '\0' ||
	    strlen(application) > APIKEY_APPLICATION ||
	    !valid_line(application))
		http_refuse(h, REFUSAL_BAD_REQUEST, "A key is for an "
		    "{\"application\": \"name\"} of 1 to 64 bytes.");
	else if (entry_again(h, body))
		make_key(h, application);
	json_decref(body);
}

static void
make_key(struct http *h, const char *application)
{
	const struct person *p = &h->access.person;
	enum spool_result result;
	char key[PERSON_KEY_SIZE];
	int64_t id;

	result = apikey_make(h->spool, p, application, p->name, key, &id);
	if (result == SPOOL_REFUSED)
		http_refuse(h, REFUSAL_TOO_MANY_KEYS, NULL);
	else if (http_good(h, result))
		http_reply(h, 201, json_pack("{s:I, s:s, s:s}",
		    "id", (json_int_t)id, "application", application,
		    "key", key));
	sodium_memzero(key, sizeof(key));
}

void
own_delete_key(struct http *h)
{
	if (may_make(h) && http_good(h, apikey_revoke(h->spool,
	    &h->access.person, h->path.id, h->access.person.name)))
		own_get(h);
}

void
own_delete_session(struct http *h)
{
	char token[LOGIN_TOKEN_SIZE];

	entry_token(h, token);
	if (entry_known(h) && http_good(h, login_end_of(h->spool,
	    h->access.person.id, h->path.slug, token))) {
		entry_note(h, "logout", "", "from the account's page");
		own_get(h);
	}
}

void
own_delete_sessions(struct http *h)
{
	char token[LOGIN_TOKEN_SIZE];

	entry_token(h, token);
	if (entry_known(h) && http_good(h, login_end_of(h->spool,
	    h->access.person.id, NULL, token))) {
		entry_note(h, "logout", "", "everywhere else");
		own_get(h);
	}
}
