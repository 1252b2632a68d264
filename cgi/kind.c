/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Profiles as JSON.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/daemon.h"
#include "cgi/kind.h"
#include "cgi/values.h"
#include "sql/profile.h"

static void	 answer(struct http *, int);
static json_t	*describe(const struct profile *, const struct profile_user *,
		    int);
static bool	 read_change(json_t *, struct profile_change *);
static void	 refuse(struct http *, const struct profile_refusal *);
static void	 refuse_used(struct http *);

void
kind_list(struct http *h)
{
	struct profile_user *users = NULL;
	struct profile *list = NULL;
	int n = 0, n_users = 0, i;
	json_t *array;

	if (!http_good(h, profile_list(h->spool, &list, &n)) ||
	    !http_good(h, profile_users(h->spool, 0, &users, &n_users)))
		goto out;
	array = json_array();
	for (i = 0; i < n; i++)
		(void)json_array_append_new(array, describe(&list[i], users,
		    n_users));
	http_reply(h, 200, json_pack("{s:o}", "profiles", array));
out:
	free(list);
	free(users);
}

void
kind_get(struct http *h)
{
	answer(h, 200);
}

/* The one of the path. */
static void
answer(struct http *h, int status)
{
	struct profile_user *users;
	struct profile profile;
	int n;

	if (!http_good(h, profile_get(h->spool, h->path.id, &profile)) ||
	    !http_good(h, profile_users(h->spool, profile.id, &users, &n)))
		return;
	http_reply(h, status, describe(&profile, users, n));
	free(users);
}

/* PROFILE, with those of the n printers that have it. */
static json_t *
describe(const struct profile *p, const struct profile_user *users, int n)
{
	json_t *printers = json_array();
	int i;

	for (i = 0; i < n; i++)
		if (users[i].profile == p->id)
			(void)json_array_append_new(printers,
			    json_string(users[i].printer));
	return json_pack("{s:I, s:s, s:I, s:b, s:s, s:s, s:o, s:o}",
	    "id", (json_int_t)p->id,
	    "name", p->says.of[SETTING_PROFILE].text,
	    "version", (json_int_t)p->says.version,
	    "shipped", p->origin[0] == '\0',
	    "origin", p->origin,
	    "machine_type", p->machine,
	    "printers", printers,
	    "settings", values_object(&p->says, true));
}

void
kind_copy(struct http *h)
{
	struct profile_refusal refusal;
	enum spool_result result;
	json_t *body = http_body(h), *copy;
	char name[SPOOL_TEXT_SIZE];
	bool good;

	if (body == NULL)
		return;
	copy = json_object_get(body, "copy");
	good = json_is_integer(copy) && values_text(json_object_get(body,
	    "name"), name, sizeof(name));
	h->path.id = json_integer_value(copy);
	json_decref(body);
	if (!good) {
		http_refuse(h, REFUSAL_BAD_REQUEST, "A profile is a copy of "
		    "another one: {\"copy\": its id, \"name\": \"...\"}.");
		return;
	}
	result = profile_copy(h->spool, h->path.id, name,
	    h->access.person.name, &h->path.id, &refusal);
	if (result == SPOOL_REFUSED)
		refuse(h, &refusal);
	else if (http_good(h, result))
		answer(h, 201);
}

void
kind_patch(struct http *h)
{
	struct profile_refusal refusal;
	struct profile_change change;
	enum spool_result result;
	json_t *body = http_body(h);
	bool good;

	if (body == NULL)
		return;
	good = read_change(body, &change);
	json_decref(body);
	if (!good) {
		http_refuse(h, REFUSAL_BAD_REQUEST, "A profile is changed by "
		    "{\"version\": number, \"name\": \"...\", "
		    "\"machine_type\": \"...\", \"settings\": {\"bed_x_um\": "
		    "200000, ...}}, each where it shall be different.");
		return;
	}
	result = profile_change(h->spool, h->path.id, &change,
	    h->access.person.name, &refusal);
	if (result == SPOOL_REFUSED) {
		refuse(h, &refusal);
	} else if (http_good(h, result)) {
		daemon_wake(h);
		answer(h, 200);
	}
}

static bool
read_change(json_t *body, struct profile_change *change)
{
	json_t *version = json_object_get(body, "version");
	json_t *settings = json_object_get(body, "settings");
	json_t *name = json_object_get(body, "name");
	json_t *machine = json_object_get(body, "machine_type");
	struct setting_change *says = &change->says;

	memset(change, 0, sizeof(*change));
	if (!json_is_integer(version) || (settings != NULL &&
	    (!json_is_object(settings) || !values_read(settings, says) ||
	    says->set[SETTING_PROFILE])))
		return false;
	says->version = json_integer_value(version);
	says->set[SETTING_PROFILE] = name != NULL;
	says->to[SETTING_PROFILE].own = true;
	change->set_machine = machine != NULL;
	return (name == NULL || values_text(name,
	    says->to[SETTING_PROFILE].text, SPOOL_TEXT_SIZE)) &&
	    (machine == NULL || values_text(machine, change->machine,
	    sizeof(change->machine)));
}

void
kind_delete(struct http *h)
{
	struct profile_refusal refusal;
	enum spool_result result;

	result = profile_delete(h->spool, h->path.id, h->access.person.name,
	    &refusal);
	if (result == SPOOL_REFUSED)
		refuse(h, &refusal);
	else if (http_good(h, result))
		http_reply(h, 200, json_object());
}

static void
refuse(struct http *h, const struct profile_refusal *r)
{
	static const enum refusal refusals[] = {
		[PROFILE_GOOD]		= REFUSAL_REFUSED,
		[PROFILE_SETTING]	= REFUSAL_REFUSED,
		[PROFILE_SHIPPED]	= REFUSAL_PROFILE_SHIPPED,
		[PROFILE_IN_USE]	= REFUSAL_PROFILE_IN_USE,
		[PROFILE_BAD_NAME]	= REFUSAL_BAD_PROFILE_NAME,
		[PROFILE_NAME_TAKEN]	= REFUSAL_PROFILE_TAKEN,
		[PROFILE_BAD_MACHINE]	= REFUSAL_BAD_TEXT,
		[PROFILE_MACHINE_TAKEN]	= REFUSAL_MACHINE_TAKEN,
	};
	_Static_assert(sizeof(refusals) / sizeof(refusals[0]) ==
	    PROFILE_FAULT__MAX, "every fault has its refusal");

	if (r->fault == PROFILE_SETTING)
		values_refuse(h, &r->setting);
	else if (r->fault == PROFILE_IN_USE)
		refuse_used(h);
	else
		http_refuse(h, refusals[r->fault], NULL);
}

/* Which ones have it? */
static void
refuse_used(struct http *h)
{
	char sentence[1024], names[512] = "";
	struct profile_user *list;
	size_t used = 0;
	int n, i;

	if (!http_good(h, profile_users(h->spool, h->path.id, &list, &n)))
		return;
	for (i = 0; i < n && used < sizeof(names) - 2 * SPOOL_NAME_SIZE; i++)
		used += (size_t)snprintf(names + used, sizeof(names) - used,
		    "%s%s", i > 0 ? ", " : "", list[i].printer);
	if (i < n)
		(void)snprintf(names + used, sizeof(names) - used, ", …");
	free(list);
	(void)snprintf(sentence, sizeof(sentence), "This profile is in use by "
	    "%s: choose another one in the settings of these printers first.",
	    names);
	http_refuse(h, REFUSAL_PROFILE_IN_USE, sentence);
}
