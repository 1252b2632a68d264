/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Outlook.
 */
#include "sql/outlook.h"
#include "sql/query.h"

#define LEAST_S		300	/* of finished prints, to tell anything */
#define SLOWEST		5000	/* permille: more is not its pace */

enum spool_result
outlook_pace(struct spool *sp, int64_t printer, int64_t *permille)
{
	enum spool_result result;
	struct query q;

	*permille = 0;
	query_begin(&q, sp, SQL_OUTLOOK_PACE);
	query_int(&q, printer);
	query_int(&q, LEAST_S);
	result = query_number(&q, permille);
	if (*permille > SLOWEST)
		*permille = SLOWEST;
	return result;
}

enum spool_result
outlook_job(struct spool *sp, int64_t job, int64_t *seconds)
{
	struct query q;

	*seconds = 0;
	query_begin(&q, sp, SQL_OUTLOOK_JOB);
	query_int(&q, job);
	return query_number(&q, seconds);
}
