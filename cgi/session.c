/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * session: the FastCGI program where people log in and out, and where a page
 * asks who it acts for.  It is apart from the others because a look at a
 * password takes long and much memory, on purpose.
 */
#include <sodium.h>

#include "cgi/entry.h"
#include "sql/notice.h"
#include "sql/policy.h"

#define THREADS		2	/* 64 MiB each while a password is looked at */

static void		 get_session(struct http *);
static void		 post_session(struct http *);
static void		 delete_session(struct http *);
static void		 log_in(struct http *, const char *, const char *);

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
	http_reply(h, 200, json_pack("{s:s, s:s, s:b, s:b, s:b, s:o, s:b, s:I}",
	    "name", a->person.name,
	    "role", person_role_name(a->person.role),
	    "logged_in", a->logged_in,
	    "named_by_server", http_is_named(h),
	    "must_choose", a->person.once,
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

/* The page's language is the person's, until they choose another. */
static void
log_in(struct http *h, const char *name, const char *password)
{
	struct account account;

	if (entry_check(h, name, password, REFUSAL_WRONG_PASSWORD,
	    &account) && entry_begin(h, &account.person)) {
		entry_note(h, "login", "", "");
		if (http_variable(h, "HTTP_ACCEPT_LANGUAGE") == NULL ||
		    http_good(h, notice_set_language(h->spool,
		    account.person.id, refusal_tongue_tag(h->tongue), true)))
			get_session(h);
	}
	sodium_memzero(&account, sizeof(account));
}

static void
delete_session(struct http *h)
{
	bool logged_in = h->access.logged_in;

	if (!entry_end(h))
		return;
	if (logged_in)
		entry_note(h, "logout", "", "");
	http_reply(h, 200, json_object());
}
