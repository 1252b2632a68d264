/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The queries that the other files of sql/ are made of: statements, prepared
 * when they are first used.  query_meet() is the only function in the project
 * that looks at one of SQLite's result codes.
 */
#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sql/handle.h"
#include "sql/query.h"

void
query_begin(struct query *q, struct spool *sp, enum statement statement)
{
	*q = (struct query){ .sp = sp, .statement = statement };
	if (sp->stmts[statement] == NULL)
		q->code = sqlite3_prepare_v3(sp->db, statement_text(statement),
		    -1, SQLITE_PREPARE_PERSISTENT, &sp->stmts[statement], NULL);
	q->stmt = sp->stmts[statement];
}

void
query_int(struct query *q, int64_t value)
{
	if (q->code == SQLITE_OK)
		q->code = sqlite3_bind_int64(q->stmt, ++q->bound, value);
}

void
query_text(struct query *q, const char *text)
{
	if (q->code == SQLITE_OK)
		q->code = sqlite3_bind_text(q->stmt, ++q->bound, text, -1,
		    SQLITE_STATIC);
}

void
query_cut(struct query *q, const char *text, size_t size)
{
	if (text == NULL)
		text = "";
	if (q->code == SQLITE_OK)
		q->code = sqlite3_bind_text(q->stmt, ++q->bound, text,
		    (int)strnlen(text, size - 1), SQLITE_STATIC);
}

void
query_blob(struct query *q, const void *bytes, size_t n)
{
	if (q->code == SQLITE_OK)
		q->code = sqlite3_bind_blob64(q->stmt, ++q->bound, bytes, n,
		    SQLITE_STATIC);
}

enum spool_result
query_row(struct query *q)
{
	if (q->code == SQLITE_OK)
		q->code = sqlite3_step(q->stmt);
	if (q->code == SQLITE_ROW) {
		q->code = SQLITE_OK;
		return SPOOL_OK;
	}
	return query_meet(q->sp, q->code, statement_text(q->statement));
}

enum spool_result
query_run(struct query *q)
{
	enum spool_result result;

	do
		result = query_row(q);
	while (result == SPOOL_OK);
	query_end(q);
	return result == SPOOL_NONE ? SPOOL_OK : result;
}

enum spool_result
query_change(struct query *q)
{
	struct spool *sp = q->sp;
	enum spool_result result = query_run(q);

	if (result == SPOOL_OK && sqlite3_changes(sp->db) == 0)
		return SPOOL_NONE;
	return result;
}

const void *
query_get_blob(const struct query *q, int column, size_t *n)
{
	*n = (size_t)sqlite3_column_bytes(q->stmt, column);
	return sqlite3_column_blob(q->stmt, column);
}

int64_t
query_get_int(const struct query *q, int column)
{
	return sqlite3_column_int64(q->stmt, column);
}

void
query_get_text(const struct query *q, int column, char *text, size_t size)
{
	const unsigned char *value = sqlite3_column_text(q->stmt, column);

	(void)snprintf(text, size, "%s",
	    value == NULL ? "" : (const char *)value);
}

void
query_end(struct query *q)
{
	if (q->stmt == NULL)
		return;
	(void)sqlite3_reset(q->stmt);
	(void)sqlite3_clear_bindings(q->stmt);
}

int64_t
query_last_id(const struct spool *sp)
{
	return sqlite3_last_insert_rowid(sp->db);
}

struct sqlite3 *
query_db(const struct spool *sp)
{
	return sp->db;
}

/* The one place that meets SQLite's codes. */
enum spool_result
query_meet(struct spool *sp, int code, const char *what)
{
	if (code == SQLITE_OK)
		return SPOOL_OK;
	if (code == SQLITE_DONE)
		return SPOOL_NONE;
	(void)snprintf(sp->why, sizeof(sp->why), "%.100s: %s", what,
	    sp->db != NULL ? sqlite3_errmsg(sp->db) : sqlite3_errstr(code));
	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return SPOOL_BUSY;
	case SQLITE_CONSTRAINT:
		return SPOOL_REFUSED;
	case SQLITE_FULL:
		return SPOOL_FULL;
	case SQLITE_IOERR:
		/* a quota, or a limit on the size of files */
		return query_is_full(errno) ? SPOOL_FULL : SPOOL_BROKEN;
	default:
		return SPOOL_BROKEN;
	}
}

bool
query_is_full(int error)
{
	return error == ENOSPC || error == EDQUOT || error == EFBIG;
}

enum spool_result
query_number(struct query *q, int64_t *number)
{
	enum spool_result result = query_row(q);

	if (result == SPOOL_OK)
		*number = query_get_int(q, 0);
	query_end(q);
	return result;
}

enum spool_result
query_one(struct query *q, query_reader *read_row, void *row)
{
	enum spool_result result = query_row(q);

	if (result == SPOOL_OK)
		read_row(q, row);
	query_end(q);
	return result;
}

enum spool_result
query_list(struct query *q, query_reader *read_row, size_t size, void *list,
    int *n)
{
	enum spool_result result;
	void *rows = NULL, *row;

	*n = 0;
	while ((result = query_row(q)) == SPOOL_OK) {
		row = query_grow(&rows, n, size);
		if (row == NULL) {
			result = SPOOL_BROKEN;
			break;
		}
		read_row(q, row);
	}
	query_end(q);
	if (result != SPOOL_NONE) {
		free(rows);
		rows = NULL;
		*n = 0;
	}
	memcpy(list, &rows, sizeof(rows));
	return result == SPOOL_NONE ? SPOOL_OK : result;
}

void *
query_grow(void *list, int *n, size_t size)
{
	char *grown, **at = list;

	/* doubling whenever n is a power of two */
	if ((*n & (*n - 1)) == 0) {
		grown = realloc(*at, size * (*n == 0 ? 1 : (size_t)*n * 2));
		if (grown == NULL)
			return NULL;
		*at = grown;
	}
	return memset(*at + size * (size_t)(*n)++, 0, size);
}
