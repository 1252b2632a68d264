/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pace.
 */
#include <string.h>

#include "sql/pace.h"
#include "sql/query.h"

enum spool_result
pace_set(struct spool *sp, int64_t file, const void *bytes, size_t n)
{
	struct query q;

	query_begin(&q, sp, SQL_PACE_SET);
	query_int(&q, file);
	query_blob(&q, bytes, n);
	return query_run(&q);
}

enum spool_result
pace_get(struct spool *sp, int64_t file, char bytes[PACE_BYTES], size_t *n)
{
	enum spool_result result;
	const void *blob;
	struct query q;
	size_t length;

	*n = 0;
	query_begin(&q, sp, SQL_PACE_GET);
	query_int(&q, file);
	result = query_row(&q);
	if (result == SPOOL_OK) {
		blob = query_get_blob(&q, 0, &length);
		if (blob != NULL && length <= PACE_BYTES) {
			memcpy(bytes, blob, length);
			*n = length;
		}
	}
	query_end(&q);
	return result;
}
