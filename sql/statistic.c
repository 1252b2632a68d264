/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ended prints, added up by the database.
 */
#include <stdlib.h>

#include "sql/query.h"
#include "sql/statistic.h"

static const struct {
	const char	*name;
	enum statement	 statement;
} kinds[] = {
	[STATISTIC_PRINTER] = { "printer", SQL_STATISTIC_PRINTER },
	[STATISTIC_PERSON]  = { "person", SQL_STATISTIC_PERSON },
	[STATISTIC_MONTH]   = { "month", SQL_STATISTIC_MONTH },
};
_Static_assert(sizeof(kinds) / sizeof(kinds[0]) == STATISTIC__MAX,
    "every statistic has its statement");

const char *
statistic_by_name(enum statistic_by by)
{
	return kinds[by].name;
}

static void
read_row(struct query *q, struct statistic *s)
{
	query_get_text(q, 0, s->key, sizeof(s->key));
	s->prints = query_get_int(q, 1);
	s->finished = query_get_int(q, 2);
	s->stopped = query_get_int(q, 3);
	s->failed = query_get_int(q, 4);
	s->printed_ms = query_get_int(q, 5);
	s->filament_um = query_get_int(q, 6);
}

enum spool_result
statistic_list(struct spool *sp, enum statistic_by by, int64_t from_ms,
    int64_t to_ms, struct statistic **list, int *n)
{
	enum spool_result result;
	struct statistic *s;
	struct query q;

	*list = NULL;
	*n = 0;
	query_begin(&q, sp, kinds[by].statement);
	query_int(&q, from_ms);
	query_int(&q, to_ms);
	while ((result = query_row(&q)) == SPOOL_OK) {
		s = query_grow(list, n, sizeof(*s));
		if (s == NULL) {
			result = SPOOL_BROKEN;
			break;
		}
		read_row(&q, s);
	}
	query_end(&q);
	if (result == SPOOL_NONE)
		return SPOOL_OK;
	free(*list);
	*list = NULL;
	return result;
}
