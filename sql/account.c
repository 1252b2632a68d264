/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Accounts: each change and its event in one transaction.
 */
#include <stdio.h>
#include <string.h>

#include "sql/account.h"
#include "sql/event.h"
#include "sql/instant.h"
#include "sql/query.h"

#define NAME_MOST	64

static void		 get(const struct query *, void *);
static enum spool_result apply(struct spool *, const struct account *,
			    const struct account *);
static enum spool_result note_all(struct spool *, const struct account *,
			    const struct account *, bool, const char *);
static enum spool_result note(struct spool *, const char *,
			    const struct account *, const char *,
			    const char *, const char *);

bool
account_valid_name(const char *name)
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-@";
	static const char *const taken[] = { "visitor", "spooler", "spoolerd" };
	size_t n = strlen(name), i;

	for (i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		if (strcmp(name, taken[i]) == 0)
			return false;
	return n > 0 && n <= NAME_MOST && strspn(name, good) == n;
}

enum spool_result
account_add(struct spool *sp, const struct person *p, const char *kept,
    int64_t once_ms, const char *who)
{
	enum spool_result result = spool_begin(sp, SPOOL_SURE);
	struct account a = { .person = *p };
	struct query q;

	if (result != SPOOL_OK)
		return result;
	query_begin(&q, sp, SQL_ACCOUNT_INSERT);
	query_text(&q, p->name);
	query_text(&q, person_role_name(p->role));
	query_int(&q, instant_now());
	query_text(&q, kept);
	query_int(&q, once_ms);
	result = query_change(&q);
	if (result == SPOOL_OK)
		result = note(sp, "person.added", &a, "",
		    person_role_name(p->role), who);
	return spool_end(sp, result);
}

enum spool_result
account_by_name(struct spool *sp, const char *name, struct account *a)
{
	struct query q;

	query_begin(&q, sp, SQL_ACCOUNT_BY_NAME);
	query_text(&q, name);
	memset(a, 0, sizeof(*a));
	return query_one(&q, get, a);
}

enum spool_result
account_by_id(struct spool *sp, int64_t id, struct account *a)
{
	struct query q;

	query_begin(&q, sp, SQL_ACCOUNT_BY_ID);
	query_int(&q, id);
	memset(a, 0, sizeof(*a));
	return query_one(&q, get, a);
}

enum spool_result
account_list(struct spool *sp, struct account **list, int *n)
{
	struct query q;

	query_begin(&q, sp, SQL_ACCOUNT_LIST);
	return query_list(&q, get, sizeof(**list), list, n);
}

static void
get(const struct query *q, void *row)
{
	struct account *a = row;
	char role[16];

	a->person.id = query_get_int(q, 0);
	query_get_text(q, 1, a->person.name, sizeof(a->person.name));
	query_get_text(q, 2, role, sizeof(role));
	a->person.role = person_role_by_name(role);
	query_get_text(q, 3, a->password, sizeof(a->password));
	a->created_ms = query_get_int(q, 4);
	a->disabled_ms = query_get_int(q, 5);
	a->version = query_get_int(q, 6);
	a->once_ms = query_get_int(q, 7);
	a->keys = query_get_int(q, 8);
}

/* Under the write lock nobody changes it between the look and the write. */
enum spool_result
account_change(struct spool *sp, const char *name,
    const struct account_change *c, const char *who,
    enum account_clash *clash)
{
	struct account old, new;
	enum spool_result result;

	*clash = ACCOUNT_FITS;
	result = spool_begin(sp, SPOOL_SURE);
	if (result != SPOOL_OK)
		return result;
	result = account_by_name(sp, name, &old);
	if (result == SPOOL_OK && c->version != 0 && c->version != old.version)
		*clash = ACCOUNT_STALE;
	new = old;
	if (c->set_role)
		new.person.role = c->role;
	if (c->set_disabled && (c->disabled_ms == 0) != (old.disabled_ms == 0))
		new.disabled_ms = c->disabled_ms;
	if (c->kept != NULL) {
		(void)snprintf(new.password, sizeof(new.password), "%s",
		    c->kept);
		new.once_ms = c->once_ms;
	}
	if (result == SPOOL_OK)
		result = *clash != ACCOUNT_FITS ? SPOOL_REFUSED :
		    apply(sp, &old, &new);
	/* the schema has one thing to say about a change of a person */
	if (result == SPOOL_REFUSED && *clash == ACCOUNT_FITS)
		*clash = ACCOUNT_LAST_ADMIN;
	if (result == SPOOL_OK)
		result = note_all(sp, &old, &new, c->kept != NULL, who);
	return spool_end(sp, result);
}

static enum spool_result
apply(struct spool *sp, const struct account *old, const struct account *new)
{
	struct query q;

	query_begin(&q, sp, SQL_ACCOUNT_CHANGE);
	query_text(&q, person_role_name(new->person.role));
	query_text(&q, new->password);
	query_int(&q, new->disabled_ms);
	query_int(&q, new->once_ms);
	query_int(&q, old->person.id);
	return query_change(&q);
}

static enum spool_result
note_all(struct spool *sp, const struct account *old,
    const struct account *new, bool password, const char *who)
{
	enum spool_result result = SPOOL_OK;

	if (old->person.role != new->person.role)
		result = note(sp, "person.role", new,
		    person_role_name(old->person.role),
		    person_role_name(new->person.role), who);
	if (result == SPOOL_OK && password)
		result = note(sp, "person.password", new, "",
		    new->once_ms != 0 ? "one-time" : "", who);
	if (result == SPOOL_OK && old->disabled_ms != new->disabled_ms)
		result = note(sp, new->disabled_ms != 0 ? "person.disabled" :
		    "person.enabled", new, "", "", who);
	return result;
}

/* Whom it is about is the reason's text. */
static enum spool_result
note(struct spool *sp, const char *what, const struct account *a,
    const char *old, const char *new, const char *who)
{
	return event_add(sp, &(struct event_note){ .who = who, .what = what,
	    .old = old, .new = new, .why = a->person.name });
}
