/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Snapshots of the spool.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "sql/query.h"
#include "sql/snapshot.h"

static int	 copy(sqlite3 *, sqlite3 *);

enum spool_result
snapshot_save(struct spool *sp, const char *path)
{
	sqlite3 *to = NULL;
	int code;

	code = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE |
	    SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
	if (code == SQLITE_OK)
		code = copy(to, query_db(sp));
	/* one file, without a log beside it */
	if (code == SQLITE_OK)
		code = sqlite3_exec(to, "PRAGMA journal_mode = DELETE", NULL,
		    NULL, NULL);
	(void)sqlite3_close(to);
	return query_meet(sp, code, "save a snapshot");
}

enum spool_result
snapshot_load(struct spool *sp, struct spool *from)
{
	return query_meet(sp, copy(query_db(sp), query_db(from)),
	    "load a snapshot");
}

/* All pages in one step: one transaction at both ends. */
static int
copy(sqlite3 *to, sqlite3 *from)
{
	sqlite3_backup *backup;
	int code, end;

	backup = sqlite3_backup_init(to, "main", from, "main");
	if (backup == NULL)
		return sqlite3_errcode(to);
	code = sqlite3_backup_step(backup, -1);
	end = sqlite3_backup_finish(backup);
	if (end != SQLITE_OK)
		return end;
	return code == SQLITE_DONE ? SQLITE_OK : code;
}

enum spool_result
snapshot_check(struct spool *sp, bool quick, char *why)
{
	enum spool_result result;
	struct query q;

	query_begin(&q, sp, quick ? SQL_CHECK_QUICK : SQL_CHECK_WHOLE);
	result = query_row(&q);
	why[0] = '\0';
	if (result == SPOOL_OK)
		query_get_text(&q, 0, why, SPOOL_TEXT_SIZE);
	query_end(&q);
	if (result != SPOOL_OK)
		(void)snprintf(why, SPOOL_TEXT_SIZE, "%s", spool_why(sp));
	if (result != SPOOL_OK || strcmp(why, "ok") != 0)
		return SPOOL_BROKEN;
	query_begin(&q, sp, SQL_CHECK_REFERENCES);
	result = query_row(&q);
	(void)snprintf(why, SPOOL_TEXT_SIZE, "a row points at none");
	query_end(&q);
	return result == SPOOL_NONE ? SPOOL_OK : SPOOL_BROKEN;
}

enum spool_result
snapshot_is_empty(struct spool *sp, bool *empty)
{
	enum spool_result result;
	struct query q;

	query_begin(&q, sp, SQL_IS_EMPTY);
	result = query_row(&q);
	*empty = result == SPOOL_OK && query_get_int(&q, 0) != 0;
	query_end(&q);
	return result;
}
