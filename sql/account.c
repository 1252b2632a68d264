/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Accounts: each change and its event in one transaction.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sql/account.h"
#include "sql/event.h"
#include "sql/instant.h"
#include "sql/query.h"

#define NAME_MOST	64

static void		 get(const struct query *, struct account *);
static enum spool_result change(struct spool *, struct query *,
			    const char *, const char *, const char *,
			    const char *);

bool
account_valid_name(const char *name)
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-@";
	size_t n = strlen(name);

	return n > 0 && n <= NAME_MOST && strspn(name, good) == n &&
	    strcmp(name, "visitor") != 0;
}

enum spool_result
account_add(struct spool *sp, const struct person *p, const char *kept,
    const char *who)
{
	enum spool_result result = spool_begin(sp, SPOOL_SURE);
	struct query q;

	if (result != SPOOL_OK)
		return result;
	query_begin(&q, sp, SQL_ACCOUNT_INSERT);
	query_text(&q, p->name);
	query_text(&q, person_role_name(p->role));
	query_int(&q, instant_now());
	query_text(&q, kept);
	return change(sp, &q, "person.added", p->name,
	    person_role_name(p->role), who);
}

enum spool_result
account_by_name(struct spool *sp, const char *name, struct account *a)
{
	enum spool_result result;
	struct query q;

	memset(a, 0, sizeof(*a));
	query_begin(&q, sp, SQL_ACCOUNT_BY_NAME);
	query_text(&q, name);
	result = query_row(&q);
	if (result == SPOOL_OK)
		get(&q, a);
	query_end(&q);
	return result;
}

enum spool_result
account_list(struct spool *sp, struct account **list, int *n)
{
	enum spool_result result;
	struct account *a;
	struct query q;

	*list = NULL;
	*n = 0;
	query_begin(&q, sp, SQL_ACCOUNT_LIST);
	while ((result = query_row(&q)) == SPOOL_OK) {
		a = query_grow(list, n, sizeof(*a));
		if (a == NULL) {
			result = SPOOL_BROKEN;
			break;
		}
		get(&q, a);
	}
	query_end(&q);
	if (result == SPOOL_NONE)
		return SPOOL_OK;
	free(*list);
	*list = NULL;
	return result;
}

static void
get(const struct query *q, struct account *a)
{
	char role[16];

	a->person.id = query_get_int(q, 0);
	query_get_text(q, 1, a->person.name, sizeof(a->person.name));
	query_get_text(q, 2, role, sizeof(role));
	a->person.role = person_role_by_name(role);
	query_get_text(q, 3, a->password, sizeof(a->password));
	a->created_ms = query_get_int(q, 4);
	a->disabled_ms = query_get_int(q, 5);
}

enum spool_result
account_set_password(struct spool *sp, const char *name, const char *kept,
    const char *who)
{
	enum spool_result result = spool_begin(sp, SPOOL_SURE);
	struct query q;

	if (result != SPOOL_OK)
		return result;
	query_begin(&q, sp, SQL_ACCOUNT_PASSWORD);
	query_text(&q, kept);
	query_text(&q, name);
	return change(sp, &q, "person.password", name, "", who);
}

enum spool_result
account_set_role(struct spool *sp, const char *name, enum person_role role,
    const char *who)
{
	enum spool_result result = spool_begin(sp, SPOOL_SURE);
	struct query q;

	if (result != SPOOL_OK)
		return result;
	query_begin(&q, sp, SQL_ACCOUNT_ROLE);
	query_text(&q, person_role_name(role));
	query_text(&q, name);
	return change(sp, &q, "person.role", name, person_role_name(role),
	    who);
}

enum spool_result
account_disable(struct spool *sp, const char *name, int64_t now_ms,
    const char *who)
{
	enum spool_result result = spool_begin(sp, SPOOL_SURE);
	struct query q;

	if (result != SPOOL_OK)
		return result;
	query_begin(&q, sp, SQL_ACCOUNT_DISABLE);
	query_int(&q, now_ms);
	query_text(&q, name);
	return change(sp, &q, now_ms != 0 ? "person.disabled" :
	    "person.enabled", name, "", who);
}

/* Run the query, write its event, end the transaction. */
static enum spool_result
change(struct spool *sp, struct query *q, const char *what, const char *name,
    const char *new, const char *who)
{
	enum spool_result result = query_change(q);
	struct event ev = { .id = 0 };

	(void)snprintf(ev.who, sizeof(ev.who), "%s", who);
	(void)snprintf(ev.what, sizeof(ev.what), "%s", what);
	(void)snprintf(ev.new, sizeof(ev.new), "%s", new);
	(void)snprintf(ev.why, sizeof(ev.why), "%s", name);
	if (result == SPOOL_OK)
		result = event_add(sp, &ev);
	if (result == SPOOL_OK)
		return spool_commit(sp);
	spool_rollback(sp);
	return result;
}
