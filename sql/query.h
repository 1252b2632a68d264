/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A query: one run of a statement.  Only sql/ includes this.  The pattern:
 *
 *	query_begin(&q, sp, SQL_JOB_BY_ID);
 *	query_int(&q, id);
 *	result = query_row(&q);
 *	if (result == SPOOL_OK)
 *		job->id = query_get_int(&q, 0);
 *	query_end(&q);
 *
 * A failure at any step is kept and is what query_row and query_run return.
 */
#ifndef SQL_QUERY_H
#define SQL_QUERY_H

#include <stdbool.h>
#include <stddef.h>

#include "sql/spool.h"
#include "sql/statement.h"

struct sqlite3_stmt;

struct query {
	struct spool		*sp;
	struct sqlite3_stmt	*stmt;
	enum statement		 statement;
	int			 bound;		/* parameters so far */
	int			 code;		/* SQLite's, first failure */
};

void			 query_begin(struct query *, struct spool *,
			    enum statement);
/* Bind the next parameter.  Text is borrowed until query_end. */
void			 query_int(struct query *, int64_t);
void			 query_text(struct query *, const char *);
/* As much of it as a text of size bytes, NUL included, holds; NULL is "". */
void			 query_cut(struct query *, const char *, size_t size);
void			 query_blob(struct query *, const void *, size_t);
/* The next row: SPOOL_OK, or SPOOL_NONE behind the last. */
enum spool_result	 query_row(struct query *);
/* Run to the end and reset; SPOOL_OK. */
enum spool_result	 query_run(struct query *);
/* The same, for a statement that must change a row: SPOOL_NONE if it didn't. */
enum spool_result	 query_change(struct query *);
/* Columns of the row; NULL is 0 or "".  Text is cut to size. */
int64_t			 query_get_int(const struct query *, int);
void			 query_get_text(const struct query *, int, char *,
			    size_t);
/* Borrowed until the next row; NULL: it is empty. */
const void		*query_get_blob(const struct query *, int, size_t *);
/* Resets the statement, so that no reader stops a checkpoint. */
void			 query_end(struct query *);

/* The id of the last row inserted. */
int64_t			 query_last_id(const struct spool *);

/* For sql/snapshot.c: what is behind a handle, and the meaning of a code. */
struct sqlite3;
struct sqlite3		*query_db(const struct spool *);
enum spool_result	 query_meet(struct spool *, int, const char *what);
/* Does an errno say that no more can be written: disk, quota, size limit? */
bool			 query_is_full(int error);

/* Reads the row that a query is at. */
typedef void (query_reader)(const struct query *, void *row);
/* The number that the first row begins with, and the query's end.  SPOOL_NONE,
 * or a failure: it is as it was. */
enum spool_result	 query_number(struct query *, int64_t *);
/* The first row, and the query's end.  SPOOL_NONE: the row is as it was. */
enum spool_result	 query_one(struct query *, query_reader *, void *row);
/* All rows, each into a zeroed item of size bytes of a new list, and the
 * query's end.  The caller frees it; NULL if there is no row, or no list. */
enum spool_result	 query_list(struct query *, query_reader *,
			    size_t size, void *list, int *n);

/*
 * Grow *list (n items of size bytes) by one; the new item is zeroed and
 * returned.  NULL: out of memory.
 */
void			*query_grow(void *list, int *n, size_t size);

/* From migration.c: bring the database of a handle to SPOOL_VERSION. */
int			 migration_run(struct sqlite3 *, const char **why);
/* From mend.c: what a spool of before the first release lacks in its version.
 * Within the migration's transaction. */
int			 mend_run(struct sqlite3 *);
/* Make the tables of the attached database of sessions. */
int			 migration_session(struct sqlite3 *);

#endif
