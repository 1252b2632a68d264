/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Mending: before there was a release, the page of version 1 was changed in
 * place, so a spool of that time says a version and lacks what it should have.
 * Each row finds one such lack and makes it good; a spool that was made later
 * has none.
 */
#include <sqlite3.h>
#include <stdbool.h>

#include "sql/query.h"

__asm__(
    ".section .rodata\n"
    ".global mend_sql\n"
    "mend_sql:\n"
    ".incbin \"sql/mend.sql\"\n"
    ".byte 0\n"
    ".previous\n");
extern const char mend_sql[];

#define HAS(table, column) \
	"EXISTS (SELECT 1 FROM pragma_table_info('" table "')" \
	" WHERE name = '" column "')"

static const struct {
	const char	*lacks;		/* true: mend it */
	const char	*mend;
} rows[] = {
	{ "SELECT NOT " HAS("machine_name", "name"),
	    "CREATE TABLE machine_name (name TEXT PRIMARY KEY"
	    " CHECK (name NOT GLOB '*[-_ A-Z]*'), profile_id INTEGER NOT NULL"
	    " REFERENCES profile (id)) STRICT, WITHOUT ROWID;"
	    "INSERT INTO machine_name VALUES ('magis', 2);" },
	{ "SELECT NOT " HAS("file", "machine"),
	    "ALTER TABLE file ADD COLUMN machine TEXT NOT NULL DEFAULT '';" },
	{ "SELECT NOT " HAS("job", "rank"), mend_sql },
	/* version 3 brings them again */
	{ "SELECT " HAS("profile", "pause_gcode")
	    " AND (SELECT user_version FROM pragma_user_version) < 3",
	    "ALTER TABLE profile DROP COLUMN pause_retract_um;"
	    "ALTER TABLE profile DROP COLUMN pause_lift_um;"
	    "ALTER TABLE profile DROP COLUMN pause_gcode;" },
};

static int
ask(sqlite3 *db, const char *question, bool *yes)
{
	sqlite3_stmt *stmt;
	int code;

	code = sqlite3_prepare_v2(db, question, -1, &stmt, NULL);
	if (code != SQLITE_OK)
		return code;
	code = sqlite3_step(stmt);
	*yes = sqlite3_column_int(stmt, 0) != 0;
	(void)sqlite3_finalize(stmt);
	return code == SQLITE_ROW ? SQLITE_OK : code;
}

int
mend_run(sqlite3 *db)
{
	int code = SQLITE_OK;
	bool lacks = false;
	size_t i;

	for (i = 0; code == SQLITE_OK && i < sizeof(rows) / sizeof(rows[0]);
	    i++) {
		code = ask(db, rows[i].lacks, &lacks);
		if (code == SQLITE_OK && lacks)
			code = sqlite3_exec(db, rows[i].mend, NULL, NULL,
			    NULL);
	}
	return code;
}
