/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Notices: made of events, told, tried again.
 */
#include <string.h>

#include "sql/notice.h"
#include "sql/policy.h"
#include "sql/query.h"

#define FIRST_WAIT_MS	INT64_C(30000)
#define DOUBLINGS	10	/* at most some eight hours */

static enum spool_result collect(struct spool *, enum statement, int64_t,
			    int64_t, int64_t);
static void		 read_row(const struct query *, void *);
static enum spool_result change(struct spool *, enum statement, const char *,
			    const char *, const char *, const char *);

static const char *const way_names[] = {
	[NOTICE_MAIL]	 = "mail",
	[NOTICE_WEBHOOK] = "webhook",
};
_Static_assert(sizeof(way_names) / sizeof(way_names[0]) == NOTICE_WAY__MAX,
    "every way has a name");

enum spool_result
notice_collect(struct spool *sp, int64_t now)
{
	static const enum statement makers[] = { SQL_NOTICE_OF_JOBS,
	    SQL_NOTICE_OF_FAULTS, SQL_NOTICE_WEBHOOK };
	enum spool_result result;
	int64_t ended, trouble;
	struct query q;
	size_t i;

	result = policy_get(sp, POLICY_NOTIFY_ENDED, &ended);
	if (result == SPOOL_OK)
		result = policy_get(sp, POLICY_NOTIFY_TROUBLE, &trouble);
	if (result != SPOOL_OK)
		return result;
	/* looked at without the write lock: most events are of no interest */
	query_begin(&q, sp, SQL_NOTICE_NEWS);
	result = query_row(&q);
	query_end(&q);
	if (result != SPOOL_OK)
		return result == SPOOL_NONE ? SPOOL_OK : result;
	result = spool_begin(sp, SPOOL_USUAL);
	if (result != SPOOL_OK)
		return result;
	for (i = 0; i < sizeof(makers) / sizeof(makers[0]) &&
	    result == SPOOL_OK; i++)
		result = collect(sp, makers[i], now, ended, trouble);
	if (result == SPOOL_OK) {
		query_begin(&q, sp, SQL_NOTICE_SEEN);
		result = query_run(&q);
	}
	return spool_end(sp, result);
}

static enum spool_result
collect(struct spool *sp, enum statement statement, int64_t now, int64_t ended,
    int64_t trouble)
{
	struct query q;

	query_begin(&q, sp, statement);
	query_int(&q, now);
	query_int(&q, ended);
	query_int(&q, trouble);
	return query_run(&q);
}

enum spool_result
notice_due(struct spool *sp, int64_t now, struct notice *n)
{
	struct query q;

	query_begin(&q, sp, SQL_NOTICE_DUE);
	query_int(&q, now);
	/* What is further away than any wait: the clock was set back. */
	query_int(&q, now + (FIRST_WAIT_MS << DOUBLINGS));
	return query_one(&q, read_row, n);
}

static void
read_row(const struct query *q, void *row)
{
	struct notice *n = row;
	char way[16];

	memset(n, 0, sizeof(*n));
	n->id = query_get_int(q, 0);
	query_get_text(q, 1, way, sizeof(way));
	n->way = strcmp(way, way_names[NOTICE_MAIL]) == 0 ? NOTICE_MAIL :
	    NOTICE_WEBHOOK;
	query_get_text(q, 2, n->address, sizeof(n->address));
	n->tries = query_get_int(q, 3);
	n->event.id = query_get_int(q, 4);
	n->event.at_ms = query_get_int(q, 5);
	query_get_text(q, 6, n->event.what, sizeof(n->event.what));
	query_get_text(q, 7, n->event.who, sizeof(n->event.who));
	query_get_text(q, 8, n->event.new, sizeof(n->event.new));
	query_get_text(q, 9, n->event.why, sizeof(n->event.why));
	query_get_text(q, 10, n->printer, sizeof(n->printer));
	n->job_id = query_get_int(q, 11);
	query_get_text(q, 12, n->label, sizeof(n->label));
	query_get_text(q, 13, n->who, sizeof(n->who));
	query_get_text(q, 14, n->language, sizeof(n->language));
}

enum spool_result
notice_told(struct spool *sp, const struct notice *n, int64_t now)
{
	struct query q;

	query_begin(&q, sp, SQL_NOTICE_DONE);
	query_int(&q, now);
	query_text(&q, "");
	query_int(&q, n->id);
	return query_change(&q);
}

enum spool_result
notice_failed(struct spool *sp, const struct notice *n, int64_t now,
    const char *why, bool *given_up)
{
	enum spool_result result;
	int64_t most, doublings = n->tries;
	struct query q;

	result = policy_get(sp, POLICY_NOTIFY_TRIES, &most);
	if (result != SPOOL_OK)
		return result;
	*given_up = n->tries + 1 >= most;
	if (doublings > DOUBLINGS)
		doublings = DOUBLINGS;
	query_begin(&q, sp, *given_up ? SQL_NOTICE_DONE : SQL_NOTICE_LATER);
	query_int(&q, *given_up ? now : now + (FIRST_WAIT_MS << doublings));
	query_text(&q, why);
	query_int(&q, n->id);
	return query_change(&q);
}

enum spool_result
notice_count(struct spool *sp, int64_t *waiting, int64_t *given_up)
{
	enum spool_result result;
	struct query q;

	query_begin(&q, sp, SQL_NOTICE_COUNT);
	result = query_row(&q);
	*waiting = result == SPOOL_OK ? query_get_int(&q, 0) : 0;
	*given_up = result == SPOOL_OK ? query_get_int(&q, 1) : 0;
	query_end(&q);
	return result;
}

enum spool_result
notice_set_webhook(struct spool *sp, const char *url, const char *who)
{
	return change(sp, SQL_NOTICE_SET_WEBHOOK, url, NULL, "notify.webhook",
	    who);
}

enum spool_result
notice_set_email(struct spool *sp, const char *person, const char *address,
    const char *who)
{
	return change(sp, SQL_NOTICE_SET_EMAIL, address, person,
	    "notify.email", who);
}

enum spool_result
notice_language(struct spool *sp, int64_t person,
    char language[NOTICE_LANGUAGE_SIZE])
{
	enum spool_result result;
	struct query q;

	query_begin(&q, sp, SQL_NOTICE_LANGUAGE);
	query_int(&q, person);
	result = query_row(&q);
	if (result == SPOOL_OK)
		query_get_text(&q, 0, language, NOTICE_LANGUAGE_SIZE);
	query_end(&q);
	return result;
}

/* Read first: who logs in again waits for no lock. */
enum spool_result
notice_set_language(struct spool *sp, int64_t person, const char *language,
    bool first)
{
	char known[NOTICE_LANGUAGE_SIZE];
	enum spool_result result;
	struct query q;

	result = notice_language(sp, person, known);
	if (result != SPOOL_OK || (first && known[0] != '\0') ||
	    strcmp(known, language) == 0)
		return result;
	query_begin(&q, sp, SQL_NOTICE_SET_LANGUAGE);
	query_text(&q, language);
	query_int(&q, person);
	return query_change(&q);
}

/* An address may hold a secret, so the event only says that there is one. */
static enum spool_result
change(struct spool *sp, enum statement statement, const char *value,
    const char *subject, const char *what, const char *who)
{
	struct query q;

	query_begin(&q, sp, statement);
	query_text(&q, value);
	if (subject != NULL)
		query_text(&q, subject);
	return event_change(&q, &(struct event_note){ .who = who,
	    .what = what, .new = value[0] != '\0' ? "set" : "none",
	    .why = subject });
}
