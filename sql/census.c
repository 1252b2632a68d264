/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Counting rows.
 */
#include <string.h>

#include "sql/query.h"
#include "sql/census.h"

enum spool_result
census_jobs(struct spool *sp, int64_t count[JOB__MAX])
{
	enum spool_result result;
	enum job_state state;
	char name[16];
	struct query q;

	memset(count, 0, JOB__MAX * sizeof(count[0]));
	query_begin(&q, sp, SQL_CENSUS_JOBS);
	while ((result = query_row(&q)) == SPOOL_OK) {
		query_get_text(&q, 0, name, sizeof(name));
		for (state = 0; state < JOB__MAX; state++)
			if (strcmp(job_state_name(state), name) == 0)
				count[state] = query_get_int(&q, 1);
	}
	query_end(&q);
	return result == SPOOL_NONE ? SPOOL_OK : result;
}

enum spool_result
census_files(struct spool *sp, struct census_files *t)
{
	enum spool_result result;
	struct query q;

	query_begin(&q, sp, SQL_CENSUS_FILES);
	result = query_row(&q);
	if (result == SPOOL_OK) {
		t->all = query_get_int(&q, 0);
		t->cleaned = query_get_int(&q, 1);
		t->bytes = query_get_int(&q, 2);
	}
	query_end(&q);
	return result;
}
