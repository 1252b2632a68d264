/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The statements of files, and of what is kept beside their rows.
 */
#include "sql/statement.h"

#define FILE_COLUMNS \
	"SELECT id, sha256, bytes, label, who, uploaded_ms, analyzed_ms," \
	" commands, seconds, layers, header, refused, refused_line," \
	" bbox_min_x_um, bbox_min_y_um, bbox_min_z_um, bbox_max_x_um," \
	" bbox_max_y_um, bbox_max_z_um, layer_um, first_layer_um, filament_um," \
	" hotend_dC, bed_dC, motion_seconds, print_seconds, nozzle_um," \
	" weight_mg, cost_milli, findings, cleaned_ms, favorite," \
	" material, slicer, currency, thumbnail FROM file"

/* When a file was last of use, and whether retention leaves it alone. */
#define FILE_USED \
	"max(f.touched_ms, ifnull((SELECT max(ifnull(j.ended_ms," \
	" j.queued_ms)) FROM job j WHERE j.file_id = f.id), 0))"

#define FILE_HELD \
	"(f.favorite OR f.analyzed_ms IS NULL OR EXISTS (SELECT 1 FROM job j" \
	" WHERE j.file_id = f.id AND j.state IN" \
	" ('queued', 'printing', 'paused', 'interrupted')))"

const char *const statements_file[SQL__MAX] = {
	[SQL_FILE_INSERT] =
	    "INSERT INTO file (sha256, bytes, label, who, uploaded_ms,"
	    " touched_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?5)"
	    " ON CONFLICT (sha256) DO UPDATE SET cleaned_ms = NULL,"
	    " touched_ms = max(touched_ms, excluded.touched_ms)",
	[SQL_FILE_BY_ID] = FILE_COLUMNS " WHERE id = ?",
	[SQL_FILE_BY_HASH] = FILE_COLUMNS " WHERE sha256 = ?",
	[SQL_FILE_UNREAD] = FILE_COLUMNS
	    " WHERE analyzed_ms IS NULL AND cleaned_ms IS NULL"
	    " ORDER BY id LIMIT 1",
	[SQL_FILE_ANALYZED] =
	    "UPDATE file SET analyzed_ms = ?, commands = ?, seconds = ?,"
	    " layers = ?, header = ?, refused = ?, refused_line = ?,"
	    " bbox_min_x_um = ?, bbox_min_y_um = ?, bbox_min_z_um = ?,"
	    " bbox_max_x_um = ?, bbox_max_y_um = ?, bbox_max_z_um = ?,"
	    " layer_um = ?, first_layer_um = ?, filament_um = ?,"
	    " hotend_dC = ?, bed_dC = ?, motion_seconds = ?,"
	    " print_seconds = ?, nozzle_um = ?, weight_mg = ?,"
	    " cost_milli = ?, findings = ?, material = ?, slicer = ?,"
	    " currency = ?, thumbnail = ? WHERE id = ?",
	[SQL_FILE_LIST] = FILE_COLUMNS
	    " WHERE id < ? ORDER BY id DESC LIMIT ?",
	[SQL_FILE_FAVORITE] = "UPDATE file SET favorite = ? WHERE id = ?",
	/* each finding's code and its first lines */
	[SQL_FILE_FINDINGS] =
	    "SELECT e.value ->> 'code', (SELECT group_concat(value, ', ')"
	    "  FROM (SELECT value FROM json_each(e.value, '$.lines')"
	    "   WHERE type = 'integer' ORDER BY key LIMIT 5))"
	    " || iif(e.value ->> 'count' > 5, ', …', '')"
	    " FROM json_each(iif(json_valid(?1), ?1, '[]')) e"
	    " WHERE e.type = 'object'",

	[SQL_IMAGE_SET] = "INSERT INTO thumbnail (file_id, bytes)"
	    " VALUES (?, ?) ON CONFLICT (file_id) DO UPDATE SET"
	    " bytes = excluded.bytes",
	[SQL_IMAGE_GET] = "SELECT f.thumbnail, t.bytes FROM thumbnail t"
	    " JOIN file f ON f.id = t.file_id"
	    " WHERE f.id = ? AND f.thumbnail <> ''",
	[SQL_PACE_SET] = "INSERT INTO pace (file_id, course) VALUES (?, ?)"
	    " ON CONFLICT (file_id) DO UPDATE SET course = excluded.course",
	[SQL_TUNED_SET] = "INSERT INTO tuned (job_id, knob, value, offset)"
	    " VALUES (?, ?, ?, ?) ON CONFLICT (job_id, knob) DO UPDATE"
	    " SET value = excluded.value, offset = excluded.offset",
	[SQL_TUNED_GET] = "SELECT value, offset FROM tuned"
	    " WHERE job_id = ? AND knob = ?",
	[SQL_PACE_GET] = "SELECT course FROM pace WHERE file_id = ?",

	/* every file whose bytes are there, the least lately used first */
	[SQL_ARCHIVE_LIST] =
	    "SELECT f.id, f.sha256, f.bytes, f.label, " FILE_USED " AS used, "
	    FILE_HELD " FROM file f WHERE f.cleaned_ms IS NULL"
	    " ORDER BY used, f.id",
	/* unless somebody wants it after all */
	[SQL_ARCHIVE_MARK] =
	    "UPDATE file AS f SET cleaned_ms = ? WHERE f.id = ?"
	    " AND f.cleaned_ms IS NULL AND " FILE_USED " <= ?"
	    " AND NOT " FILE_HELD,
	[SQL_ARCHIVE_LOST] =
	    "UPDATE file SET cleaned_ms = ? WHERE id = ?"
	    " AND cleaned_ms IS NULL",
	[SQL_ARCHIVE_KEPT] =
	    "SELECT 1 FROM file WHERE sha256 = ? AND cleaned_ms IS NULL",
	[SQL_CENSUS_FILES] =
	    "SELECT count(*), count(cleaned_ms),"
	    " ifnull(sum(iif(cleaned_ms IS NULL, bytes, 0)), 0) FROM file",
};
