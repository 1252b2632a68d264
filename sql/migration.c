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

#define SESSION_VERSION	2	/* as session.sql says at its end */

/* sql/NAME.sql as it stands, at NAME_sql. */
#define EMBED(name) \
	".global " #name "_sql\n" #name "_sql:\n" \
	".incbin \"sql/" #name ".sql\"\n.byte 0\n"
__asm__(
    ".section .rodata\n"
    EMBED(schema)
    EMBED(schema2)
    EMBED(session)
    EMBED(archive)
    EMBED(notice)
    EMBED(people)
    EMBED(link)
    EMBED(recovery)
    EMBED(chip)
    EMBED(material)
    EMBED(slicing)
    EMBED(trace)
    EMBED(ended)
    EMBED(control)
    EMBED(webcam)
    EMBED(setting)
    EMBED(profile)
    EMBED(camera)
    EMBED(aprinter)
    EMBED(pace)
    EMBED(bed)
    EMBED(jobopen)
    EMBED(tongue)
    EMBED(tuned)
    EMBED(outlook)
    ".previous\n");
extern const char schema_sql[];
extern const char schema2_sql[];
extern const char session_sql[];
extern const char archive_sql[];
extern const char notice_sql[];
extern const char people_sql[];
extern const char link_sql[];
extern const char recovery_sql[];
extern const char chip_sql[];
extern const char material_sql[];
extern const char slicing_sql[];
extern const char trace_sql[];
extern const char ended_sql[];
extern const char control_sql[];
extern const char webcam_sql[];
extern const char setting_sql[];
extern const char profile_sql[];
extern const char camera_sql[];
extern const char aprinter_sql[];
extern const char pace_sql[];
extern const char bed_sql[];
extern const char jobopen_sql[];
extern const char tongue_sql[];
extern const char tuned_sql[];
extern const char outlook_sql[];

/* What the analysis learns of a file's moves, in the order of enum file_fact;
 * all 0 where nothing is extruded.  Findings are a JSON array of
 * {"code","command","count","lines":[...]}.  Files that were read before are
 * read again. */
static const char file_facts[] =
    "ALTER TABLE file ADD COLUMN bbox_min_x_um INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE file ADD COLUMN bbox_min_y_um INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE file ADD COLUMN bbox_min_z_um INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE file ADD COLUMN bbox_max_x_um INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE file ADD COLUMN bbox_max_y_um INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE file ADD COLUMN bbox_max_z_um INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE file ADD COLUMN layer_um INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE file ADD COLUMN first_layer_um INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE file ADD COLUMN filament_um INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE file ADD COLUMN hotend_dC INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE file ADD COLUMN bed_dC INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE file ADD COLUMN motion_seconds INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE file ADD COLUMN findings TEXT NOT NULL DEFAULT '[]';"
    "UPDATE file SET analyzed_ms = NULL WHERE refused = '';";

/* In a pause the filament is pulled back, the head lifted, and then goes where
 * pause_gcode says (absolute mode). */
static const char profile_pause[] =
    "ALTER TABLE profile ADD COLUMN pause_retract_um INTEGER NOT NULL"
    " DEFAULT 0 CHECK (pause_retract_um BETWEEN 0 AND 20000);"
    "ALTER TABLE profile ADD COLUMN pause_lift_um INTEGER NOT NULL"
    " DEFAULT 0 CHECK (pause_lift_um BETWEEN 0 AND 100000);"
    "ALTER TABLE profile ADD COLUMN pause_gcode TEXT NOT NULL DEFAULT '';"
    "UPDATE profile SET pause_retract_um = 2000, pause_lift_um = 5000,"
    " pause_gcode = 'G1 X0 Y180 F6000' WHERE name LIKE 'dagoma-%';";

/* What the machine can do; 0 is not known, or no limit (see sql/fit.h).
 * Dagoma's makers name a volume of 200 x 200 x 205 mm.  The nozzle ends at
 * 260 degrees, what PTFE, of which the liner in its head is, bears for long
 * (its Configuration.h would allow 300); the bed at BED_MAXTEMP 150 there less
 * Marlin's BED_OVERSHOOT of 10.
 *
 * A job that can't run on its printer fails without having been started. */
static const char profile_limits[] =
    "ALTER TABLE profile ADD COLUMN bed_x_um INTEGER NOT NULL DEFAULT 0"
    " CHECK (bed_x_um BETWEEN 0 AND 10000000);"
    "ALTER TABLE profile ADD COLUMN bed_y_um INTEGER NOT NULL DEFAULT 0"
    " CHECK (bed_y_um BETWEEN 0 AND 10000000);"
    "ALTER TABLE profile ADD COLUMN bed_z_um INTEGER NOT NULL DEFAULT 0"
    " CHECK (bed_z_um BETWEEN 0 AND 10000000);"
    "ALTER TABLE profile ADD COLUMN hotend_max_dC INTEGER NOT NULL DEFAULT 0"
    " CHECK (hotend_max_dC BETWEEN 0 AND 10000);"
    "ALTER TABLE profile ADD COLUMN bed_max_dC INTEGER NOT NULL DEFAULT 0"
    " CHECK (bed_max_dC BETWEEN 0 AND 10000);"
    "UPDATE profile SET bed_x_um = 200000, bed_y_um = 200000,"
    " bed_z_um = 205000, hotend_max_dC = 2600, bed_max_dC = 1400"
    " WHERE name IN ('dagoma-discoeasy200', 'dagoma-discoultimate');"
    "INSERT INTO job_move VALUES ('queued', 'failed');";

/* What is known of a machine that is only known by its firmware's name: the
 * machine_type of these rows is one that no M115 says.  Marlin's defaults, four
 * command slots and a ring of 128 bytes, hold for 98 of 105 of its example
 * configurations; the link takes one line at a time where they do not. */
static const char profile_dialects[] =
    "INSERT INTO profile (name, machine_type, dialect, baud, window_lines,"
    " window_bytes, dtr_resets, cleaning, stop_gcode, park_gcode)"
    " SELECT 'generic-' || d.name, '?' || d.name, d.name, 115200, d.lines,"
    " d.bytes, 1, 1, g.stop_gcode, g.park_gcode FROM profile g,"
    " (SELECT 'prusa' AS name, 3 AS lines, 126 AS bytes"
    "  UNION ALL VALUES ('repetier', 3, 126), ('smoothie', 3, 126),"
    "  ('teacup', 1, 96), ('reprapfirmware', 1, 96), ('klipper', 1, 96)) d"
    " WHERE g.name = 'generic';"
    "UPDATE profile SET window_lines = 3, window_bytes = 126"
    " WHERE name = 'generic';";

/* migrations[n] makes version n + 1 out of version n. */
static const char *const migrations[] = {
	schema_sql,
	file_facts,
	profile_pause,
	schema2_sql,
	profile_limits,
	archive_sql,
	profile_dialects,
	notice_sql,
	people_sql,
	link_sql,
	recovery_sql,
	chip_sql,
	material_sql,
	slicing_sql,
	trace_sql,
	ended_sql,
	control_sql,
	webcam_sql,
	setting_sql,
	profile_sql,
	camera_sql,
	aprinter_sql,
	pace_sql,
	bed_sql,
	jobopen_sql,
	tongue_sql,
	tuned_sql,
	outlook_sql,
};
_Static_assert(sizeof(migrations) / sizeof(migrations[0]) == SPOOL_VERSION,
    "every version has a migration");

/* pragma is user_version of the main or of an attached database. */
static int
get_version(sqlite3 *db, const char *pragma, int *version)
{
	sqlite3_stmt *stmt;
	int code;

	code = sqlite3_prepare_v2(db, pragma, -1, &stmt, NULL);
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
	code = get_version(db, "PRAGMA user_version", &version);
	if (code == SQLITE_OK && version > SPOOL_VERSION) {
		*why = "the spool was written by a newer Connectprint";
		code = SQLITE_ERROR;
	}
	if (code == SQLITE_OK && version > 0 && version < SPOOL_VERSION)
		code = mend_run(db);
	if (code == SQLITE_OK && version < SPOOL_VERSION)
		code = migrate(db, version);
	if (code == SQLITE_ERROR && *why == NULL)
		*why = "the spool was made by a program that this one doesn't "
		    "know; put its folder aside and begin a new one (`make "
		    "clean-run` forgets that of `make run`)";
	if (code == SQLITE_OK)
		code = sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
	if (code != SQLITE_OK)
		(void)sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	return code;
}

/* Looked at once more under the lock: another program may have been first. */
int
migration_session(sqlite3 *db)
{
	static const char pragma[] = "PRAGMA session.user_version";
	int code, version;

	/* Nothing in there is worth a wait for a disk, when it is on one. */
	code = sqlite3_exec(db, "PRAGMA session.synchronous = NORMAL", NULL,
	    NULL, NULL);
	if (code == SQLITE_OK)
		code = get_version(db, pragma, &version);
	if (code != SQLITE_OK || version == SESSION_VERSION)
		return code;
	code = sqlite3_exec(db, "BEGIN EXCLUSIVE", NULL, NULL, NULL);
	if (code != SQLITE_OK)
		return code;
	code = get_version(db, pragma, &version);
	if (code == SQLITE_OK && version != SESSION_VERSION)
		code = sqlite3_exec(db, session_sql, NULL, NULL, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
	if (code != SQLITE_OK)
		(void)sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	return code;
}
