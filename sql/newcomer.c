/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Newcomers: a look by name, and the row and its event of who is new.
 */
#include <ctype.h>
#include <string.h>

#include "sql/account.h"
#include "sql/event.h"
#include "sql/instant.h"
#include "sql/newcomer.h"
#include "sql/policy.h"
#include "sql/query.h"

static enum spool_result find(struct spool *, struct person *);
static enum spool_result take_in(struct spool *, struct person *);
static enum spool_result insert(struct spool *, const struct person *);

enum spool_result
newcomer_find(struct spool *sp, const char *name, struct person *p)
{
	enum spool_result result;
	size_t i;

	memset(p, 0, sizeof(*p));
	if (strlen(name) >= sizeof(p->name))
		return SPOOL_REFUSED;
	for (i = 0; name[i] != '\0'; i++)
		p->name[i] = (char)tolower((unsigned char)name[i]);
	if (!account_valid_name(p->name))
		return SPOOL_REFUSED;
	result = find(sp, p);
	if (result != SPOOL_NONE)
		return result;
	result = take_in(sp, p);
	return result == SPOOL_OK ? find(sp, p) : result;
}

static enum spool_result
find(struct spool *sp, struct person *p)
{
	enum spool_result result;
	struct query q;
	char role[16];

	query_begin(&q, sp, SQL_NEWCOMER_FIND);
	query_text(&q, p->name);
	result = query_row(&q);
	if (result == SPOOL_OK) {
		p->id = query_get_int(&q, 0);
		query_get_text(&q, 1, p->name, sizeof(p->name));
		query_get_text(&q, 2, role, sizeof(role));
		p->role = person_role_by_name(role);
		if (query_get_int(&q, 3) != 0)
			result = SPOOL_REFUSED;
	}
	query_end(&q);
	return result;
}

static enum spool_result
take_in(struct spool *sp, struct person *p)
{
	enum spool_result result;
	int64_t role;

	result = policy_get(sp, POLICY_NEW_PERSON, &role);
	if (result != SPOOL_OK)
		return result;
	if (role == 0)
		return SPOOL_REFUSED;
	p->role = (enum person_role)(role - 1);
	result = spool_begin(sp, SPOOL_SURE);
	if (result != SPOOL_OK)
		return result;
	result = insert(sp, p);
	return spool_end(sp, result);
}

/* A browser asks for many things at a time: who else was here first has
 * written the event. */
static enum spool_result
insert(struct spool *sp, const struct person *p)
{
	enum spool_result result;
	struct query q;

	query_begin(&q, sp, SQL_NEWCOMER_INSERT);
	query_text(&q, p->name);
	query_text(&q, person_role_name(p->role));
	query_int(&q, instant_now());
	result = query_change(&q);
	if (result == SPOOL_NONE)
		return SPOOL_OK;
	if (result != SPOOL_OK)
		return result;
	return event_add(sp, &(struct event_note){ .who = "nginx",
	    .what = "person.added", .new = person_role_name(p->role),
	    .why = p->name });
}
