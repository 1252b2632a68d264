/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ended prints, added up by the database.
 */

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
read_row(const struct query *q, void *row)
{
	struct statistic *s = row;

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
	struct query q;

	query_begin(&q, sp, kinds[by].statement);
	query_int(&q, from_ms);
	query_int(&q, to_ms);
	return query_list(&q, read_row, sizeof(**list), list, n);
}
