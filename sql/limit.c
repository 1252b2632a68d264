/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Limits on one person's prints.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "sql/hours.h"
#include "sql/limit.h"
#include "sql/policy.h"
#include "sql/query.h"

#define WEEK_MS		(INT64_C(7) * 24 * 3600 * 1000)
#define HOUR_S		3600
#define STEP_S		900	/* time zones are whole quarters of an hour */

/* The numbers in a sentence, and when the lab opens in place of the first. */
#define USED		"\1"
#define ALLOWED		"\2"
#define ASKED		"\3"
#define VALUE_SIZE	64

/* What one asks for, and what the person has already. */
struct use {
	bool		exempt;
	int64_t		asked;		/* seconds; 0: not known */
	int		copies;
	bool		read_late;	/* the file, after it was queued */
	int64_t		open, prints, seconds;
};

static enum spool_result count(struct spool *, const char *, int64_t, int64_t,
			    struct use *);
static enum spool_result ask_file(struct spool *, const char *, int64_t,
			    struct use *);
static enum spool_result compare_counts(struct spool *, const struct use *,
			    struct limit *);
static enum spool_result compare_times(struct spool *, const struct use *,
			    struct limit *);
static enum spool_result ask_job(struct spool *, int64_t, struct use *,
			    char[SPOOL_WHO_SIZE]);
static enum spool_result against(struct spool *, enum policy,
			    struct limit *);
static enum spool_result look_at_clock(struct spool *, int64_t,
			    struct limit *);
static bool		 is_open(const int64_t[7], time_t);
static void		 say_amount(int64_t, bool, char[VALUE_SIZE]);
static void		 say_opening(int64_t, char[VALUE_SIZE]);

static const char *const sentences[] = {
	[LIMIT_NOTHING] = "There is no limit here.",
	[LIMIT_JOBS_AT_ONCE] = "You have " USED " in the queues or on "
	    "printers and ask for " ASKED ", and " ALLOWED " at once may be: "
	    "wait until one has ended, or cancel one.",
	[LIMIT_WEEK_PRINTS] = "You printed or queued " USED " within seven "
	    "days and ask for " ASKED ", and " ALLOWED " may be: wait some "
	    "days, or ask an administrator.",
	[LIMIT_WEEK_HOURS] = "You used " USED " of " ALLOWED " of printing "
	    "within seven days, and this takes " ASKED ": wait some "
	    "days, or ask an administrator.",
	[LIMIT_PRINT_HOURS] = "This print takes " ASKED ", and one print "
	    "may take " ALLOWED ": make it smaller or coarser, or ask an "
	    "administrator.",
	[LIMIT_CLOSED] = "No print starts at this hour: it starts " USED ".",
};
_Static_assert(sizeof(sentences) / sizeof(sentences[0]) == LIMIT__MAX,
    "every limit has its sentence");

enum spool_result
limit_to_queue(struct spool *sp, const char *who, int64_t file, int copies,
    int64_t now_ms, struct limit *limit)
{
	enum spool_result result;
	struct use use = { .copies = copies };

	*limit = (struct limit){ .code = LIMIT_NOTHING };
	result = ask_file(sp, who, file, &use);
	if (result != SPOOL_OK || use.exempt)
		return result == SPOOL_NONE ? SPOOL_OK : result;
	result = count(sp, who, INT64_MAX, now_ms, &use);
	if (result == SPOOL_OK)
		result = compare_counts(sp, &use, limit);
	if (result == SPOOL_OK)
		result = compare_times(sp, &use, limit);
	return result;
}

enum spool_result
limit_to_start(struct spool *sp, int64_t job, int64_t now_ms,
    struct limit *limit)
{
	struct use use = { .copies = 1 };
	enum spool_result result;
	char who[SPOOL_WHO_SIZE];

	*limit = (struct limit){ .code = LIMIT_NOTHING };
	result = ask_job(sp, job, &use, who);
	if (result != SPOOL_OK || use.exempt)
		return result == SPOOL_NONE ? SPOOL_OK : result;
	if (use.read_late) {
		/* those that were queued behind it wait for it to be told */
		result = count(sp, who, job, now_ms, &use);
		if (result == SPOOL_OK)
			result = compare_times(sp, &use, limit);
	}
	return result == SPOOL_OK ? look_at_clock(sp, now_ms, limit) : result;
}

static enum spool_result
ask_file(struct spool *sp, const char *who, int64_t file, struct use *use)
{
	enum spool_result result;
	struct query q;

	query_begin(&q, sp, SQL_LIMIT_FILE);
	query_text(&q, who);
	query_int(&q, file);
	result = query_row(&q);
	if (result == SPOOL_OK) {
		use->exempt = query_get_int(&q, 0) != 0;
		use->asked = query_get_int(&q, 1);
	}
	query_end(&q);
	return result;
}

static enum spool_result
ask_job(struct spool *sp, int64_t job, struct use *use,
    char who[SPOOL_WHO_SIZE])
{
	enum spool_result result;
	struct query q;

	query_begin(&q, sp, SQL_LIMIT_JOB);
	query_int(&q, job);
	result = query_row(&q);
	if (result == SPOOL_OK) {
		use->exempt = query_get_int(&q, 0) != 0;
		use->asked = query_get_int(&q, 1);
		use->read_late = query_get_int(&q, 2) != 0;
		query_get_text(&q, 3, who, SPOOL_WHO_SIZE);
	}
	query_end(&q);
	return result;
}

/* Of the queued jobs only those before this one. */
static enum spool_result
count(struct spool *sp, const char *who, int64_t before, int64_t now_ms,
    struct use *use)
{
	enum spool_result result;
	struct query q;

	query_begin(&q, sp, SQL_LIMIT_USE);
	query_text(&q, who);
	query_int(&q, before);
	query_int(&q, now_ms - WEEK_MS);
	query_int(&q, now_ms + WEEK_MS);
	result = query_row(&q);
	if (result == SPOOL_OK) {
		use->open = query_get_int(&q, 0);
		use->prints = query_get_int(&q, 1);
		use->seconds = query_get_int(&q, 2);
	}
	query_end(&q);
	return result;
}

static enum spool_result
compare_counts(struct spool *sp, const struct use *use, struct limit *limit)
{
	enum spool_result result;

	*limit = (struct limit){ .code = LIMIT_JOBS_AT_ONCE,
	    .used = use->open, .asked = use->copies };
	result = against(sp, POLICY_JOBS_AT_ONCE, limit);
	if (result != SPOOL_OK)
		return result;
	*limit = (struct limit){ .code = LIMIT_WEEK_PRINTS,
	    .used = use->prints, .asked = use->copies };
	return against(sp, POLICY_WEEK_PRINTS, limit);
}

static enum spool_result
compare_times(struct spool *sp, const struct use *use, struct limit *limit)
{
	enum spool_result result;

	*limit = (struct limit){ .code = LIMIT_PRINT_HOURS,
	    .asked = use->asked };
	result = against(sp, POLICY_PRINT_HOURS, limit);
	if (result != SPOOL_OK)
		return result;
	*limit = (struct limit){ .code = LIMIT_WEEK_HOURS,
	    .used = use->seconds, .asked = use->asked * use->copies };
	return against(sp, POLICY_WEEK_HOURS, limit);
}

/* SPOOL_REFUSED: it is too much, and *limit stays to say so. */
static enum spool_result
against(struct spool *sp, enum policy policy, struct limit *limit)
{
	enum spool_result result;

	result = policy_get(sp, policy, &limit->allowed);
	if (result != SPOOL_OK)
		return result;
	if (limit->code == LIMIT_WEEK_HOURS ||
	    limit->code == LIMIT_PRINT_HOURS)
		limit->allowed *= HOUR_S;
	if (limit->allowed != 0 && (limit->used >= limit->allowed ||
	    limit->used + limit->asked > limit->allowed))
		return SPOOL_REFUSED;
	*limit = (struct limit){ .code = LIMIT_NOTHING };
	return SPOOL_OK;
}

/* By the lab's own time. */
static enum spool_result
look_at_clock(struct spool *sp, int64_t now_ms, struct limit *limit)
{
	time_t now = (time_t)(now_ms / 1000), at;
	enum spool_result result;
	int64_t slots[7];
	unsigned int day;

	for (day = 0; day < 7; day++) {
		result = policy_get(sp, POLICY_OPEN_SUNDAY + day,
		    &slots[day]);
		if (result != SPOOL_OK)
			return result;
	}
	tzset();
	if (is_open(slots, now))
		return SPOOL_OK;
	limit->code = LIMIT_CLOSED;
	for (at = now - now % STEP_S + STEP_S;
	    at < now + WEEK_MS / 1000 + STEP_S && limit->opens_ms == 0;
	    at += STEP_S)
		if (is_open(slots, at))
			limit->opens_ms = (int64_t)at * 1000;
	return SPOOL_REFUSED;
}

static bool
is_open(const int64_t slots[7], time_t at)
{
	struct tm tm;

	return localtime_r(&at, &tm) == NULL ||
	    hours_open(slots[tm.tm_wday], tm.tm_hour * 60 + tm.tm_min);
}

char *
limit_sentence(const struct limit *l, char text[LIMIT_SIZE])
{
	bool times = l->code == LIMIT_WEEK_HOURS ||
	    l->code == LIMIT_PRINT_HOURS;
	const char *s = sentences[l->code];
	char values[3][VALUE_SIZE];
	size_t used = 0;

	say_amount(l->used, times, values[0]);
	say_amount(l->allowed, times, values[1]);
	say_amount(l->asked, times, values[2]);
	if (l->code == LIMIT_CLOSED)
		say_opening(l->opens_ms, values[0]);
	for (; *s != '\0' && used < LIMIT_SIZE - 1; s++)
		if (*s >= USED[0] && *s <= ASKED[0])
			used += (size_t)snprintf(text + used,
			    LIMIT_SIZE - used, "%s", values[*s - USED[0]]);
		else
			text[used++] = *s;
	text[used < LIMIT_SIZE ? used : LIMIT_SIZE - 1] = '\0';
	return text;
}

/* "3", "45 min", "2 h 30"; what is not known has no estimate. */
static void
say_amount(int64_t n, bool times, char text[VALUE_SIZE])
{
	long long minutes = (long long)(n + 59) / 60;

	if (!times)
		(void)snprintf(text, VALUE_SIZE, "%lld", (long long)n);
	else if (n == 0)
		(void)snprintf(text, VALUE_SIZE, "nobody knows how long");
	else if (minutes < 60)
		(void)snprintf(text, VALUE_SIZE, "%lld min", minutes);
	else if (minutes % 60 == 0)
		(void)snprintf(text, VALUE_SIZE, "%lld h", minutes / 60);
	else
		(void)snprintf(text, VALUE_SIZE, "%lld h %02lld",
		    minutes / 60, minutes % 60);
}

/* "on Monday at 08:00" */
static void
say_opening(int64_t ms, char text[VALUE_SIZE])
{
	static const char *const days[7] = { "Sunday", "Monday", "Tuesday",
		"Wednesday", "Thursday", "Friday", "Saturday" };
	time_t at = (time_t)(ms / 1000);
	struct tm tm;

	if (ms == 0 || localtime_r(&at, &tm) == NULL)
		(void)snprintf(text, VALUE_SIZE,
		    "when an administrator opens the lab");
	else
		(void)snprintf(text, VALUE_SIZE, "on %s at %02d:%02d",
		    days[tm.tm_wday], tm.tm_hour, tm.tm_min);
}
