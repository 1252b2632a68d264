/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Profiles: their rows.  What a value must be like is in settingcheck.c, as
 * for the settings of a printer.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sql/event.h"
#include "sql/profile.h"
#include "sql/settingcheck.h"
#include "sql/valid.h"

static void		 read_row(const struct query *, void *);
static void		 read_user(const struct query *, void *);
static enum spool_result own(struct spool *, int64_t, struct profile *,
			    struct profile_refusal *);
static enum spool_result look(struct spool *, int64_t, const char *,
			    const char *, struct profile_refusal *);
static enum spool_result check(struct spool *, const struct profile *,
			    const struct profile_change *, struct profile *,
			    struct profile_refusal *);
static enum spool_result store(struct spool *, const struct profile *,
			    const struct profile *);
static enum spool_result record(struct spool *, const struct profile *,
			    const struct profile *, const char *);
static enum spool_result run(struct spool *, enum statement, int64_t);
static enum spool_result refuse(struct profile_refusal *, enum profile_fault);
static const char	*name_of(const struct profile *);

enum spool_result
profile_list(struct spool *sp, struct profile **list, int *n)
{
	struct query q;

	query_begin(&q, sp, SQL_PROFILE_LIST);
	return query_list(&q, read_row, sizeof(**list), list, n);
}

enum spool_result
profile_get(struct spool *sp, int64_t id, struct profile *p)
{
	struct query q;

	query_begin(&q, sp, SQL_PROFILE_BY_ID);
	query_int(&q, id);
	return query_one(&q, read_row, p);
}

static void
read_row(const struct query *q, void *row)
{
	struct profile *p = row;

	setting_read(q, &p->says);
	p->id = query_get_int(q, SETTING_COLUMNS);
	query_get_text(q, SETTING_COLUMNS + 1, p->origin, sizeof(p->origin));
	query_get_text(q, SETTING_COLUMNS + 2, p->machine,
	    sizeof(p->machine));
}

enum spool_result
profile_users(struct spool *sp, int64_t id, struct profile_user **list, int *n)
{
	struct query q;

	query_begin(&q, sp, SQL_PROFILE_USERS);
	query_int(&q, id);
	return query_list(&q, read_user, sizeof(**list), list, n);
}

static void
read_user(const struct query *q, void *row)
{
	struct profile_user *user = row;

	user->profile = query_get_int(q, 0);
	query_get_text(q, 1, user->printer, sizeof(user->printer));
}

enum spool_result
profile_copy(struct spool *sp, int64_t id, const char *name, const char *who,
    int64_t *copy, struct profile_refusal *refusal)
{
	enum spool_result result;
	struct profile old;
	struct query q;

	*refusal = (struct profile_refusal){ .fault = PROFILE_GOOD };
	result = spool_begin(sp, SPOOL_SURE);
	if (result != SPOOL_OK)
		return result;
	result = profile_get(sp, id, &old);
	if (result == SPOOL_OK)
		result = look(sp, 0, name, "", refusal);
	if (result == SPOOL_OK) {
		query_begin(&q, sp, SQL_PROFILE_COPY);
		query_int(&q, id);
		query_text(&q, name);
		result = query_change(&q);
		*copy = query_last_id(sp);
	}
	if (result == SPOOL_OK)
		result = event_add(sp, &(struct event_note){ .who = who,
		    .what = "profile.copied", .old = name_of(&old),
		    .new = name });
	return spool_end(sp, result);
}

enum spool_result
profile_change(struct spool *sp, int64_t id,
    const struct profile_change *change, const char *who,
    struct profile_refusal *refusal)
{
	struct profile old, new;
	enum spool_result result;

	result = spool_begin(sp, SPOOL_SURE);
	if (result != SPOOL_OK)
		return result;
	result = own(sp, id, &old, refusal);
	if (result == SPOOL_OK)
		result = check(sp, &old, change, &new, refusal);
	if (result == SPOOL_OK)
		result = look(sp, id, name_of(&new), new.machine, refusal);
	if (result == SPOOL_OK)
		result = store(sp, &old, &new);
	if (result == SPOOL_OK)
		result = record(sp, &old, &new, who);
	return spool_end(sp, result);
}

enum spool_result
profile_delete(struct spool *sp, int64_t id, const char *who,
    struct profile_refusal *refusal)
{
	enum spool_result result;
	struct profile_user *users = NULL;
	struct profile old;
	int n = 0;

	result = spool_begin(sp, SPOOL_SURE);
	if (result != SPOOL_OK)
		return result;
	result = own(sp, id, &old, refusal);
	if (result == SPOOL_OK)
		result = profile_users(sp, id, &users, &n);
	free(users);
	if (result == SPOOL_OK && n > 0)
		result = refuse(refusal, PROFILE_IN_USE);
	if (result == SPOOL_OK)
		result = run(sp, SQL_PROFILE_LEAVE, id);
	if (result == SPOOL_OK)
		result = run(sp, SQL_PROFILE_DELETE, id);
	if (result == SPOOL_OK)
		result = event_add(sp, &(struct event_note){ .who = who,
		    .what = "profile.deleted", .old = name_of(&old) });
	return spool_end(sp, result);
}

/* The lab's own one of this number. */
static enum spool_result
own(struct spool *sp, int64_t id, struct profile *p,
    struct profile_refusal *refusal)
{
	enum spool_result result = profile_get(sp, id, p);

	*refusal = (struct profile_refusal){ .fault = PROFILE_GOOD };
	return result == SPOOL_OK && p->origin[0] == '\0' ?
	    refuse(refusal, PROFILE_SHIPPED) : result;
}

/* Are the name and the machine good, and not those of another one? */
static enum spool_result
look(struct spool *sp, int64_t id, const char *name, const char *machine,
    struct profile_refusal *refusal)
{
	enum profile_fault fault = PROFILE_GOOD;
	enum spool_result result;
	struct profile *list;
	int n, i;

	if (!valid_printer_name(name))
		return refuse(refusal, PROFILE_BAD_NAME);
	if (!valid_line(machine) || machine[0] == '?' || machine[0] == ' ')
		return refuse(refusal, PROFILE_BAD_MACHINE);
	result = profile_list(sp, &list, &n);
	if (result != SPOOL_OK)
		return result;
	for (i = 0; i < n && fault == PROFILE_GOOD; i++) {
		if (list[i].id == id)
			continue;
		if (strcmp(name_of(&list[i]), name) == 0)
			fault = PROFILE_NAME_TAKEN;
		else if (machine[0] != '\0' && list[i].origin[0] != '\0' &&
		    strcmp(list[i].machine, machine) == 0)
			fault = PROFILE_MACHINE_TAKEN;
	}
	free(list);
	return fault != PROFILE_GOOD ? refuse(refusal, fault) : SPOOL_OK;
}

/* Put what is changed into *new, if all of it may be. */
static enum spool_result
check(struct spool *sp, const struct profile *old,
    const struct profile_change *change, struct profile *new,
    struct profile_refusal *refusal)
{
	struct setting_change says = change->says;
	enum setting_fault fault = SETTING_GOOD;
	enum spool_result result;
	enum setting i;

	*new = *old;
	if (change->set_machine)
		(void)memcpy(new->machine, change->machine,
		    sizeof(new->machine));
	if (says.version != old->says.version)
		fault = SETTING_STALE;
	for (i = 0; i < SETTING__MAX && fault == SETTING_GOOD; i++) {
		if (!says.set[i])
			continue;
		/* a profile has all of them, and nothing behind it */
		if (!old->says.of[i].own || !says.to[i].own)
			fault = SETTING_NOT_OWN;
		refusal->setting.setting = i;
		new->says.of[i] = says.to[i];
	}
	says.set[SETTING_PROFILE] = false;
	refusal->setting.fault = fault;
	result = fault != SETTING_GOOD ? SPOOL_REFUSED :
	    setting_check(sp, &says, &new->says, &refusal->setting);
	if (result == SPOOL_REFUSED)
		refusal->fault = PROFILE_SETTING;
	return result;
}

static enum spool_result
store(struct spool *sp, const struct profile *old, const struct profile *new)
{
	struct settings before = old->says;
	enum spool_result result;
	struct query q;

	query_begin(&q, sp, SQL_PROFILE_PUT);
	setting_bind(&q, &new->says);
	query_text(&q, new->machine);
	query_int(&q, new->id);
	result = query_change(&q);
	/* what it is called does not matter to a drain */
	before.of[SETTING_PROFILE] = new->says.of[SETTING_PROFILE];
	if (result == SPOOL_OK && setting_renews(&before, &new->says))
		result = run(sp, SQL_PROFILE_RENEW, new->id);
	return result;
}

/* An event for each that is different; what it is of is behind the name. */
static enum spool_result
record(struct spool *sp, const struct profile *old, const struct profile *new,
    const char *who)
{
	char was[SPOOL_TEXT_SIZE], is[SPOOL_TEXT_SIZE], why[SPOOL_TEXT_SIZE];
	enum spool_result result = SPOOL_OK;
	enum setting i;

	if (strcmp(name_of(old), name_of(new)) != 0)
		result = event_add(sp, &(struct event_note){ .who = who,
		    .what = "profile.renamed", .old = name_of(old),
		    .new = name_of(new) });
	if (result == SPOOL_OK && strcmp(old->machine, new->machine) != 0) {
		(void)snprintf(why, sizeof(why), "%.32s machine_type",
		    name_of(new));
		result = event_add(sp, &(struct event_note){ .who = who,
		    .what = "profile.set", .old = old->machine,
		    .new = new->machine, .why = why });
	}
	for (i = 0; i < SETTING__MAX && result == SPOOL_OK; i++) {
		if (i == SETTING_PROFILE ||
		    setting_same(i, &old->says, &new->says))
			continue;
		setting_say(i, &old->says.of[i], was);
		setting_say(i, &new->says.of[i], is);
		(void)snprintf(why, sizeof(why), "%.32s %s", name_of(new),
		    setting_range(i).name);
		result = event_add(sp, &(struct event_note){ .who = who,
		    .what = "profile.set", .old = was, .new = is,
		    .why = why });
	}
	return result;
}

static enum spool_result
run(struct spool *sp, enum statement statement, int64_t id)
{
	struct query q;

	query_begin(&q, sp, statement);
	query_int(&q, id);
	return query_run(&q);
}

static enum spool_result
refuse(struct profile_refusal *refusal, enum profile_fault fault)
{
	refusal->fault = fault;
	return SPOOL_REFUSED;
}

static const char *
name_of(const struct profile *p)
{
	return p->says.of[SETTING_PROFILE].text;
}
