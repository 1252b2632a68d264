/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Migrations: schema.sql, embedded as it stands, makes version 1; every later
 * version is a row that brings the one before it forward.  All of them run in
 * one exclusive transaction, so that two programs that start at the same
 * moment make one database.
 */
#include <sqlite3.h>
#include <stdio.h>

#include "sql/query.h"

__asm__(
    ".section .rodata\n"
    ".global schema_sql\n"
    "schema_sql:\n"
    ".incbin \"sql/schema.sql\"\n"
    ".byte 0\n"
    ".global archive_sql\n"
    "archive_sql:\n"
    ".incbin \"sql/archive.sql\"\n"
    ".byte 0\n"
    ".previous\n");
extern const char schema_sql[], archive_sql[];

/* migrations[n] makes version n + 1 out of version n. */
static const char *const migrations[] = {
	schema_sql,
	archive_sql,
};
_Static_assert(sizeof(migrations) / sizeof(migrations[0]) == SPOOL_VERSION,
    "every version has a migration");

static int
get_version(sqlite3 *db, int *version)
{
	sqlite3_stmt *stmt;
	int code;

	code = sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &stmt, NULL);
	if (code != SQLITE_OK)
		return code;
	code = sqlite3_step(stmt);
	*version = sqlite3_column_int(stmt, 0);
	(void)sqlite3_finalize(stmt);
	return code == SQLITE_ROW ? SQLITE_OK : code;
}

static int
migrate(sqlite3 *db, int version)
{
	char pragma[64];
	int code = SQLITE_OK;

	for (; code == SQLITE_OK && version < SPOOL_VERSION; version++)
		code = sqlite3_exec(db, migrations[version], NULL, NULL, NULL);
	if (code != SQLITE_OK)
		return code;
	(void)snprintf(pragma, sizeof(pragma), "PRAGMA user_version = %d",
	    SPOOL_VERSION);
	return sqlite3_exec(db, pragma, NULL, NULL, NULL);
}

/* SQLite's code; *why is set when the reason is not SQLite's. */
int
migration_run(sqlite3 *db, const char **why)
{
	int code, version;

	code = sqlite3_exec(db, "BEGIN EXCLUSIVE", NULL, NULL, NULL);
	if (code != SQLITE_OK)
		return code;
	code = get_version(db, &version);
	if (code == SQLITE_OK && version > SPOOL_VERSION) {
		*why = "the spool was written by a newer Connectprint";
		code = SQLITE_ERROR;
	}
	if (code == SQLITE_OK && version < SPOOL_VERSION)
		code = migrate(db, version);
	if (code == SQLITE_OK)
		code = sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
	if (code != SQLITE_OK)
		(void)sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	return code;
}
