/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sessions and failed logins.
 */
#include <stdio.h>
#include <string.h>

#include "sql/query.h"
#include "sql/secret.h"
#include "sql/login.h"

#define SUBJECT_SIZE	512

static enum spool_result find(struct spool *, const char *, int64_t,
			    struct person *, char[SPOOL_HASH_SIZE],
			    int64_t *);
static void		 read_login(const struct query *, void *);
static enum spool_result look(struct spool *, const char *, int64_t, int64_t);
static enum spool_result count(struct spool *, const char *, int64_t);
static enum spool_result count_both(struct spool *, const char *,
			    const char *, int64_t);
static enum spool_result forget(struct spool *, const char *);
static void		 subject_of(const char *, const char *,
			    char[SUBJECT_SIZE]);

enum spool_result
login_begin(struct spool *sp, int64_t person_id, const struct login_from *from,
    int64_t now_ms, char token[LOGIN_TOKEN_SIZE])
{
	char hash[SPOOL_HASH_SIZE];
	enum spool_result result;
	struct query q;

	if (!secret_make(token) || !secret_hash(token, hash))
		return SPOOL_BROKEN;
	query_begin(&q, sp, SQL_SESSION_EXPIRE);
	query_int(&q, now_ms - LOGIN_IDLE_MS);
	query_int(&q, now_ms - LOGIN_LONGEST_MS);
	query_int(&q, now_ms + LOGIN_NOTE_MS);
	result = query_run(&q);
	if (result != SPOOL_OK)
		return result;
	query_begin(&q, sp, SQL_SESSION_INSERT);
	query_text(&q, hash);
	query_int(&q, now_ms);
	query_int(&q, person_id);
	query_text(&q, from->address);
	query_text(&q, from->agent);
	result = query_change(&q);
	if (result != SPOOL_OK)
		return result;
	query_begin(&q, sp, SQL_SESSION_BOUND);
	query_int(&q, person_id);
	query_int(&q, LOGIN_MOST);
	query_text(&q, hash);
	return query_run(&q);
}

enum spool_result
login_find(struct spool *sp, const char *token, int64_t now_ms,
    struct person *p)
{
	char hash[SPOOL_HASH_SIZE];
	enum spool_result result;
	int64_t seen_ms;
	struct query q;

	result = find(sp, token, now_ms, p, hash, &seen_ms);
	if (result != SPOOL_OK || now_ms - seen_ms < LOGIN_NOTE_MS)
		return result;
	query_begin(&q, sp, SQL_SESSION_SEEN);
	query_int(&q, now_ms);
	query_text(&q, hash);
	result = query_run(&q);
	/* On a full disk who is logged in stays so, as on one that rests. */
	return result == SPOOL_FULL ? SPOOL_OK : result;
}

enum spool_result
login_peek(struct spool *sp, const char *token, int64_t now_ms,
    struct person *p)
{
	char hash[SPOOL_HASH_SIZE];
	int64_t seen_ms;

	return find(sp, token, now_ms, p, hash, &seen_ms);
}

/* The look-up compares hashes of 256 random bits: its time tells nothing. */
static enum spool_result
find(struct spool *sp, const char *token, int64_t now_ms, struct person *p,
    char hash[SPOOL_HASH_SIZE], int64_t *seen_ms)
{
	enum spool_result result;
	char role[16];
	struct query q;

	memset(p, 0, sizeof(*p));
	*seen_ms = 0;
	if (!secret_hash(token, hash))
		return SPOOL_BROKEN;
	query_begin(&q, sp, SQL_SESSION_FIND);
	query_text(&q, hash);
	query_int(&q, now_ms - LOGIN_IDLE_MS);
	query_int(&q, now_ms - LOGIN_LONGEST_MS);
	/* A clock that was set back makes no session of the future. */
	query_int(&q, now_ms + LOGIN_NOTE_MS);
	result = query_row(&q);
	if (result == SPOOL_OK) {
		p->id = query_get_int(&q, 0);
		query_get_text(&q, 1, p->name, sizeof(p->name));
		query_get_text(&q, 2, role, sizeof(role));
		p->role = person_role_by_name(role);
		*seen_ms = query_get_int(&q, 3);
		p->once = query_get_int(&q, 4) != 0;
	}
	query_end(&q);
	return result;
}

enum spool_result
login_end(struct spool *sp, const char *token)
{
	char hash[SPOOL_HASH_SIZE];
	struct query q;

	if (!secret_hash(token, hash))
		return SPOOL_BROKEN;
	query_begin(&q, sp, SQL_SESSION_END);
	query_text(&q, hash);
	return query_run(&q);
}

enum spool_result
login_list(struct spool *sp, int64_t person_id, const char *token,
    int64_t now_ms, struct login **list, int *n)
{
	char hash[SPOOL_HASH_SIZE];
	struct query q;

	*list = NULL;
	*n = 0;
	if (!secret_hash(token, hash))
		return SPOOL_BROKEN;
	query_begin(&q, sp, SQL_SESSION_LIST);
	query_int(&q, person_id);
	query_int(&q, now_ms - LOGIN_IDLE_MS);
	query_int(&q, now_ms - LOGIN_LONGEST_MS);
	query_int(&q, now_ms + LOGIN_NOTE_MS);
	query_text(&q, hash);
	return query_list(&q, read_login, sizeof(**list), list, n);
}

static void
read_login(const struct query *q, void *row)
{
	struct login *l = row;

	query_get_text(q, 0, l->name, sizeof(l->name));
	l->begun_ms = query_get_int(q, 1);
	l->seen_ms = query_get_int(q, 2);
	query_get_text(q, 3, l->from.address, sizeof(l->from.address));
	query_get_text(q, 4, l->from.agent, sizeof(l->from.agent));
	l->own = query_get_int(q, 5) != 0;
}

enum spool_result
login_end_of(struct spool *sp, int64_t person_id, const char *name,
    const char *token)
{
	char hash[SPOOL_HASH_SIZE];
	struct query q;

	if (!secret_hash(token, hash))
		return SPOOL_BROKEN;
	query_begin(&q, sp, SQL_SESSION_END_OF);
	query_int(&q, person_id);
	query_text(&q, name != NULL ? name : "");
	query_text(&q, hash);
	return name != NULL ? query_change(&q) : query_run(&q);
}

enum spool_result
login_try(struct spool *sp, const char *name, const char *address,
    int64_t now_ms)
{
	char subject[SUBJECT_SIZE];
	enum spool_result result;

	subject_of(name, address, subject);
	result = spool_begin(sp, SPOOL_USUAL);
	if (result != SPOOL_OK)
		return result;
	result = look(sp, subject, LOGIN_NAME_FAILURES, now_ms);
	if (result == SPOOL_OK)
		result = look(sp, address, LOGIN_ADDRESS_FAILURES, now_ms);
	if (result == SPOOL_OK)
		result = count_both(sp, subject, address, now_ms);
	return spool_end(sp, result);
}

/* Is there a lock on this subject? */
static enum spool_result
look(struct spool *sp, const char *subject, int64_t most, int64_t now_ms)
{
	enum spool_result result;
	int64_t since_ms;
	struct query q;

	query_begin(&q, sp, SQL_FAILURE_GET);
	query_text(&q, subject);
	result = query_row(&q);
	if (result == SPOOL_OK) {
		since_ms = now_ms - query_get_int(&q, 1);
		if (query_get_int(&q, 0) >= most && since_ms >= 0 &&
		    since_ms < LOGIN_LOCK_MS)
			result = SPOOL_REFUSED;
	}
	query_end(&q);
	return result == SPOOL_NONE ? SPOOL_OK : result;
}

static enum spool_result
count_both(struct spool *sp, const char *subject, const char *address,
    int64_t now_ms)
{
	enum spool_result result;
	struct query q;

	/* What is older than a lock is forgotten, so the table stays small. */
	query_begin(&q, sp, SQL_FAILURE_EXPIRE);
	query_int(&q, now_ms - LOGIN_LOCK_MS);
	query_int(&q, now_ms);
	result = query_run(&q);
	if (result == SPOOL_OK)
		result = count(sp, subject, now_ms);
	return result == SPOOL_OK ? count(sp, address, now_ms) : result;
}

static enum spool_result
count(struct spool *sp, const char *subject, int64_t now_ms)
{
	struct query q;

	query_begin(&q, sp, SQL_FAILURE_COUNT);
	query_text(&q, subject);
	query_int(&q, now_ms);
	return query_run(&q);
}

enum spool_result
login_passed(struct spool *sp, const char *name, const char *address)
{
	char subject[SUBJECT_SIZE];
	enum spool_result result;

	/* An address keeps its other failures: who has one account must not
	 * be able to try for ever at others'. */
	subject_of(name, address, subject);
	result = forget(sp, subject);
	if (result == SPOOL_OK) {
		struct query q;

		query_begin(&q, sp, SQL_FAILURE_UNCOUNT);
		query_text(&q, address);
		result = query_run(&q);
	}
	return result;
}

static enum spool_result
forget(struct spool *sp, const char *subject)
{
	struct query q;

	query_begin(&q, sp, SQL_FAILURE_FORGET);
	query_text(&q, subject);
	return query_run(&q);
}

/* An address has no space in it, so no name looks like another pair. */
static void
subject_of(const char *name, const char *address, char subject[SUBJECT_SIZE])
{
	(void)snprintf(subject, SUBJECT_SIZE, "%.64s %.300s", address, name);
}
