/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tuned.
 */
#include "sql/query.h"
#include "sql/tuned.h"

enum spool_result
tuned_set(struct spool *sp, int64_t job, const char *knob, int64_t value,
    int64_t offset)
{
	struct query q;

	query_begin(&q, sp, SQL_TUNED_SET);
	query_int(&q, job);
	query_text(&q, knob);
	query_int(&q, value);
	query_int(&q, offset);
	return query_run(&q);
}

enum spool_result
tuned_get(struct spool *sp, int64_t job, const char *knob, int64_t *value,
    int64_t *offset)
{
	enum spool_result result;
	struct query q;

	query_begin(&q, sp, SQL_TUNED_GET);
	query_int(&q, job);
	query_text(&q, knob);
	result = query_row(&q);
	if (result == SPOOL_OK) {
		*value = query_get_int(&q, 0);
		*offset = query_get_int(&q, 1);
	}
	query_end(&q);
	return result;
}
