/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Images.
 */
#include <stdlib.h>
#include <string.h>

#include "sql/image.h"
#include "sql/query.h"

static const struct {
	const char	*type;
	const char	*begin;
} types[] = {
	{ "image/png", "\x89PNG\r\n\x1a\n" },
	{ "image/jpeg", "\xff\xd8\xff" },
};

const char *
image_type(const void *bytes, size_t n)
{
	size_t i, length;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		length = strlen(types[i].begin);
		if (n >= length && n <= IMAGE_BYTES &&
		    memcmp(bytes, types[i].begin, length) == 0)
			return types[i].type;
	}
	return "";
}

enum spool_result
image_set(struct spool *sp, int64_t file, const void *bytes, size_t n)
{
	struct query q;

	query_begin(&q, sp, SQL_IMAGE_SET);
	query_int(&q, file);
	query_blob(&q, bytes, n);
	return query_run(&q);
}

enum spool_result
image_get(struct spool *sp, int64_t file, char type[FILE_THUMBNAIL_SIZE],
    void **bytes, size_t *n)
{
	enum spool_result result;
	const void *blob;
	struct query q;

	*bytes = NULL;
	query_begin(&q, sp, SQL_IMAGE_GET);
	query_int(&q, file);
	result = query_row(&q);
	if (result == SPOOL_OK) {
		query_get_text(&q, 0, type, FILE_THUMBNAIL_SIZE);
		blob = query_get_blob(&q, 1, n);
		*bytes = blob != NULL ? malloc(*n) : NULL;
		if (*bytes != NULL)
			memcpy(*bytes, blob, *n);
		else
			result = SPOOL_BROKEN;
	}
	query_end(&q);
	return result;
}
