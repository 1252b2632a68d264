/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * People, roles and keys.
 */
#include <string.h>

#include "sql/apikey.h"
#include "sql/event.h"
#include "sql/instant.h"
#include "sql/person.h"
#include "sql/query.h"
#include "sql/secret.h"

static enum spool_result store(struct spool *, struct person *);

/* The look-up compares hashes of 256 random bits: its time tells nothing
 * about a key. */
enum spool_result
person_by_key(struct spool *sp, const char *key, struct person *p)
{
	char hash[SPOOL_HASH_SIZE], role[16];
	enum spool_result result;
	struct query q;

	memset(p, 0, sizeof(*p));
	if (!secret_hash(key, hash))
		return SPOOL_BROKEN;
	query_begin(&q, sp, SQL_PERSON_BY_KEY);
	query_text(&q, hash);
	result = query_row(&q);
	if (result == SPOOL_OK) {
		p->id = query_get_int(&q, 0);
		query_get_text(&q, 1, p->name, sizeof(p->name));
		query_get_text(&q, 2, role, sizeof(role));
		p->role = person_role_by_name(role);
	}
	query_end(&q);
	return result;
}

enum spool_result
person_add_key(struct spool *sp, struct person *p, const char *application,
    char *key)
{
	enum spool_result result;
	int64_t id;

	result = spool_begin(sp, SPOOL_SURE);
	if (result != SPOOL_OK)
		return result;
	result = store(sp, p);
	if (result == SPOOL_OK)
		result = apikey_make_within(sp, p, application, p->name, key,
		    &id);
	return spool_end(sp, result);
}

/* The person with this role; an event tells what of it is new. */
static enum spool_result
store(struct spool *sp, struct person *p)
{
	const char *role = person_role_name(p->role), *what = "person.added";
	char old[SPOOL_NAME_SIZE] = "";
	enum spool_result result;
	struct query q;

	query_begin(&q, sp, SQL_PERSON_BY_NAME);
	query_text(&q, p->name);
	result = query_row(&q);
	if (result == SPOOL_OK) {
		what = "person.role";
		query_get_text(&q, 1, old, sizeof(old));
		p->id = query_get_int(&q, 0);
	}
	query_end(&q);
	if (result == SPOOL_OK && strcmp(old, role) == 0)
		return SPOOL_OK;
	if (result != SPOOL_OK && result != SPOOL_NONE)
		return result;
	query_begin(&q, sp, SQL_PERSON_SET);
	query_text(&q, p->name);
	query_text(&q, role);
	query_int(&q, instant_now());
	result = query_run(&q);
	if (result != SPOOL_OK)
		return result;
	if (p->id == 0)
		p->id = query_last_id(sp);
	return event_add(sp, &(struct event_note){ .who = p->name,
	    .what = what, .old = old, .new = role, .why = p->name });
}
