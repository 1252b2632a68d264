/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * People, roles and keys.
 */
#include <stdio.h>
#include <string.h>

#include "sql/event.h"
#include "sql/instant.h"
#include "sql/person.h"
#include "sql/query.h"
#include "sql/secret.h"

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

static enum spool_result
store_key(struct spool *sp, struct person *p, const char *application,
    const char *hash)
{
	struct event ev = { .what = "key.made" };
	int64_t now_ms = instant_now();
	enum spool_result result;
	struct query q;

	query_begin(&q, sp, SQL_PERSON_SET);
	query_text(&q, p->name);
	query_text(&q, person_role_name(p->role));
	query_int(&q, now_ms);
	result = query_run(&q);
	if (result != SPOOL_OK)
		return result;
	query_begin(&q, sp, SQL_PERSON_BY_NAME);
	query_text(&q, p->name);
	result = query_row(&q);
	if (result == SPOOL_OK)
		p->id = query_get_int(&q, 0);
	query_end(&q);
	if (result != SPOOL_OK)
		return result;
	query_begin(&q, sp, SQL_KEY_INSERT);
	query_int(&q, p->id);
	query_text(&q, application);
	query_text(&q, hash);
	query_int(&q, now_ms);
	result = query_run(&q);
	if (result != SPOOL_OK)
		return result;
	(void)snprintf(ev.who, sizeof(ev.who), "%s", p->name);
	(void)snprintf(ev.new, sizeof(ev.new), "%s", person_role_name(p->role));
	(void)snprintf(ev.why, sizeof(ev.why), "%s", application);
	return event_add(sp, &ev);
}

enum spool_result
person_add_key(struct spool *sp, struct person *p, const char *application,
    char *key)
{
	char hash[SPOOL_HASH_SIZE];
	enum spool_result result;

	if (!secret_make(key) || !secret_hash(key, hash))
		return SPOOL_BROKEN;
	result = spool_begin(sp, SPOOL_SURE);
	if (result != SPOOL_OK)
		return result;
	result = store_key(sp, p, application, hash);
	if (result == SPOOL_OK)
		return spool_commit(sp);
	spool_rollback(sp);
	return result;
}
