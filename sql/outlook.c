/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Outlook.
 */
#include "sql/outlook.h"
#include "sql/query.h"

#define LEAST_S		300	/* of finished prints, to tell anything */
#define SLOWEST		5000	/* permille: more is not its pace */

static enum spool_result number(struct query *, int64_t *);

enum spool_result
outlook_pace(struct spool *sp, int64_t printer, int64_t *permille)
{
	enum spool_result result;
	struct query q;

	query_begin(&q, sp, SQL_OUTLOOK_PACE);
	query_int(&q, printer);
	query_int(&q, LEAST_S);
	result = number(&q, permille);
	if (*permille > SLOWEST)
		*permille = SLOWEST;
	return result;
}

enum spool_result
outlook_job(struct spool *sp, int64_t job, int64_t *seconds)
{
	struct query q;

	query_begin(&q, sp, SQL_OUTLOOK_JOB);
	query_int(&q, job);
	return number(&q, seconds);
}

static enum spool_result
number(struct query *q, int64_t *value)
{
	enum spool_result result = query_row(q);

	*value = result == SPOOL_OK ? query_get_int(q, 0) : 0;
	query_end(q);
	return result;
}
