/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * API keys: each change and its event in one transaction.
 */
#include <stdio.h>

#include "sql/apikey.h"
#include "sql/event.h"
#include "sql/instant.h"
#include "sql/query.h"
#include "sql/secret.h"

static enum spool_result may_have_more(struct spool *, int64_t);
static enum spool_result note(struct spool *, const char *,
			    const struct person *, const char *, int64_t,
			    const char *);
static void		 read_row(const struct query *, void *);

enum spool_result
apikey_list(struct spool *sp, int64_t person_id, struct apikey **list, int *n)
{
	struct query q;

	query_begin(&q, sp, SQL_KEY_LIST);
	query_int(&q, person_id);
	return query_list(&q, read_row, sizeof(**list), list, n);
}

static void
read_row(const struct query *q, void *row)
{
	struct apikey *k = row;

	k->id = query_get_int(q, 0);
	query_get_text(q, 1, k->application, sizeof(k->application));
	k->created_ms = query_get_int(q, 2);
}

enum spool_result
apikey_make(struct spool *sp, const struct person *p, const char *application,
    const char *who, char key[PERSON_KEY_SIZE], int64_t *id)
{
	enum spool_result result = spool_begin(sp, SPOOL_SURE);

	if (result != SPOOL_OK)
		return result;
	result = apikey_make_within(sp, p, application, who, key, id);
	return spool_end(sp, result);
}

enum spool_result
apikey_make_within(struct spool *sp, const struct person *p,
    const char *application, const char *who, char key[PERSON_KEY_SIZE],
    int64_t *id)
{
	char hash[SPOOL_HASH_SIZE];
	enum spool_result result;
	struct query q;

	if (!secret_make(key) || !secret_hash(key, hash))
		return SPOOL_BROKEN;
	result = may_have_more(sp, p->id);
	if (result != SPOOL_OK)
		return result;
	query_begin(&q, sp, SQL_KEY_INSERT);
	query_int(&q, p->id);
	query_text(&q, application);
	query_text(&q, hash);
	query_int(&q, instant_now());
	result = query_run(&q);
	if (result != SPOOL_OK)
		return result;
	*id = query_last_id(sp);
	return note(sp, "key.made", p, application, *id, who);
}

static enum spool_result
may_have_more(struct spool *sp, int64_t person_id)
{
	enum spool_result result;
	struct query q;

	query_begin(&q, sp, SQL_KEY_COUNT);
	query_int(&q, person_id);
	result = query_row(&q);
	if (result == SPOOL_OK && query_get_int(&q, 0) >= APIKEY_MOST)
		result = SPOOL_REFUSED;
	query_end(&q);
	return result;
}

enum spool_result
apikey_revoke(struct spool *sp, const struct person *p, int64_t id,
    const char *who)
{
	enum spool_result result = spool_begin(sp, SPOOL_SURE);
	char application[4 * APIKEY_APPLICATION + 1];
	struct query q;

	if (result != SPOOL_OK)
		return result;
	query_begin(&q, sp, SQL_KEY_REVOKE);
	query_int(&q, instant_now());
	query_int(&q, id);
	query_int(&q, p->id);
	result = query_row(&q);
	if (result == SPOOL_OK)
		query_get_text(&q, 0, application, sizeof(application));
	query_end(&q);
	if (result == SPOOL_OK)
		result = note(sp, "key.revoked", p, application, id, who);
	return spool_end(sp, result);
}

/* Whose key it is, what for, and its number. */
static enum spool_result
note(struct spool *sp, const char *what, const struct person *p,
    const char *application, int64_t id, const char *who)
{
	char number[SPOOL_NAME_SIZE];

	(void)snprintf(number, sizeof(number), "%lld", (long long)id);
	return event_add(sp, &(struct event_note){ .who = who, .what = what,
	    .old = p->name, .new = number, .why = application });
}
