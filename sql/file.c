/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files: the rows behind the content store.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "sql/event.h"
#include "sql/file.h"
#include "sql/instant.h"
#include "sql/query.h"

static void		 read_row(const struct query *, void *);
static enum file_refusal refusal_by_name(const char *);

static const char *const refusal_names[] = {
	[FILE_PRINTABLE]  = "",
	[FILE_EMPTY]      = "empty",
	[FILE_BINARY]     = "binary",
	[FILE_LONG_LINE]  = "long-line",
	[FILE_UNREADABLE] = "unreadable",
};
_Static_assert(sizeof(refusal_names) / sizeof(refusal_names[0]) ==
    FILE_REFUSAL__MAX, "every refusal has a name");

static const char *const fact_names[] = {
	[FILE_BBOX_MIN_X_UM] = "bbox_min_x_um",
	[FILE_BBOX_MIN_Y_UM] = "bbox_min_y_um",
	[FILE_BBOX_MIN_Z_UM] = "bbox_min_z_um",
	[FILE_BBOX_MAX_X_UM] = "bbox_max_x_um",
	[FILE_BBOX_MAX_Y_UM] = "bbox_max_y_um",
	[FILE_BBOX_MAX_Z_UM] = "bbox_max_z_um",
	[FILE_LAYER_UM] = "layer_um",
	[FILE_FIRST_LAYER_UM] = "first_layer_um",
	[FILE_FILAMENT_UM] = "filament_um",
	[FILE_HOTEND_DC] = "hotend_dC",
	[FILE_BED_DC] = "bed_dC",
	[FILE_MOTION_SECONDS] = "motion_seconds",
	[FILE_PRINT_SECONDS] = "print_seconds",
	[FILE_NOZZLE_UM] = "nozzle_um",
	[FILE_WEIGHT_MG] = "weight_mg",
	[FILE_COST_MILLI] = "cost_milli",
};
_Static_assert(sizeof(fact_names) / sizeof(fact_names[0]) == FILE_FACT__MAX,
    "every fact has a name");

const char *
file_fact_name(enum file_fact fact)
{
	return fact_names[fact];
}

const char *
file_refusal_name(enum file_refusal refusal)
{
	return refusal_names[refusal];
}

enum spool_result
file_by_id(struct spool *sp, int64_t id, struct file *f)
{
	struct query q;

	query_begin(&q, sp, SQL_FILE_BY_ID);
	query_int(&q, id);
	return query_one(&q, read_row, f);
}

enum spool_result
file_by_hash(struct spool *sp, const char *sha256, struct file *f)
{
	struct query q;

	query_begin(&q, sp, SQL_FILE_BY_HASH);
	query_text(&q, sha256);
	return query_one(&q, read_row, f);
}

enum spool_result
file_unread(struct spool *sp, struct file *f)
{
	struct query q;

	query_begin(&q, sp, SQL_FILE_UNREAD);
	return query_one(&q, read_row, f);
}

enum spool_result
file_analyzed(struct spool *sp, const struct file *f)
{
	enum spool_result result;
	struct query q;
	unsigned int i;

	/* First: who sees the file analyzed knows its machine. */
	query_begin(&q, sp, SQL_FILE_MACHINE);
	query_text(&q, f->header);
	query_int(&q, f->id);
	result = query_change(&q);
	if (result != SPOOL_OK)
		return result;
	query_begin(&q, sp, SQL_FILE_ANALYZED);
	query_int(&q, instant_now());
	query_int(&q, f->commands);
	query_int(&q, f->seconds);
	query_int(&q, f->layers);
	query_text(&q, f->header);
	query_text(&q, refusal_names[f->refused]);
	query_int(&q, f->refused_line);
	for (i = 0; i < FILE_FACT__MAX; i++)
		query_int(&q, f->facts[i]);
	query_text(&q, f->findings[0] != '\0' ? f->findings : "[]");
	query_text(&q, f->material);
	query_text(&q, f->slicer);
	query_text(&q, f->currency);
	query_text(&q, f->thumbnail);
	query_int(&q, f->id);
	return query_change(&q);
}

enum spool_result
file_favorite(struct spool *sp, int64_t id, bool favorite, const char *who)
{
	char number[SPOOL_NAME_SIZE];
	struct query q;

	(void)snprintf(number, sizeof(number), "%" PRId64, id);
	query_begin(&q, sp, SQL_FILE_FAVORITE);
	query_int(&q, favorite);
	query_int(&q, id);
	return event_change(&q, &(struct event_note){ .who = who,
	    .what = "file.favorite", .old = number,
	    .new = favorite ? "1" : "0", .file_id = id });
}

enum spool_result
file_list(struct spool *sp, int64_t before, int limit, struct file **list,
    int *n)
{
	struct query q;

	query_begin(&q, sp, SQL_FILE_LIST);
	query_int(&q, before > 0 ? before : INT64_MAX);
	query_int(&q, limit);
	return query_list(&q, read_row, sizeof(**list), list, n);
}

static void
read_row(const struct query *q, void *row)
{
	struct file *f = row;
	char refused[16];
	unsigned int i;

	memset(f, 0, sizeof(*f));
	f->id = query_get_int(q, 0);
	query_get_text(q, 1, f->sha256, sizeof(f->sha256));
	f->bytes = query_get_int(q, 2);
	query_get_text(q, 3, f->label, sizeof(f->label));
	query_get_text(q, 4, f->who, sizeof(f->who));
	f->uploaded_ms = query_get_int(q, 5);
	f->analyzed_ms = query_get_int(q, 6);
	f->commands = query_get_int(q, 7);
	f->seconds = query_get_int(q, 8);
	f->layers = query_get_int(q, 9);
	query_get_text(q, 10, f->header, sizeof(f->header));
	query_get_text(q, 11, refused, sizeof(refused));
	f->refused = refusal_by_name(refused);
	f->refused_line = query_get_int(q, 12);
	for (i = 0; i < FILE_FACT__MAX; i++)
		f->facts[i] = query_get_int(q, 13 + (int)i);
	query_get_text(q, 13 + FILE_FACT__MAX, f->findings,
	    sizeof(f->findings));
	f->cleaned_ms = query_get_int(q, 14 + FILE_FACT__MAX);
	f->favorite = query_get_int(q, 15 + FILE_FACT__MAX) != 0;
	query_get_text(q, 16 + FILE_FACT__MAX, f->material,
	    sizeof(f->material));
	query_get_text(q, 17 + FILE_FACT__MAX, f->slicer, sizeof(f->slicer));
	query_get_text(q, 18 + FILE_FACT__MAX, f->currency,
	    sizeof(f->currency));
	query_get_text(q, 19 + FILE_FACT__MAX, f->thumbnail,
	    sizeof(f->thumbnail));
}

/* FILE_REFUSAL__MAX when the name is unknown. */
static enum file_refusal
refusal_by_name(const char *name)
{
	unsigned int i;

	for (i = 0; i < FILE_REFUSAL__MAX; i++)
		if (strcmp(refusal_names[i], name) == 0)
			break;
	return i;
}
