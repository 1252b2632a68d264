/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every SQL text of the project.
 */
#include "sql/statement.h"

/* What it has of its own counts more than what its profile f says; d is the
 * generic profile of its own dialect. */
#define PRINTER_COLUMNS \
	"SELECT p.id, p.name, p.usb_serial, p.position, p.path," \
	" p.machine_type, p.uuid, p.needs_cleaning, p.disabled, p.fault," \
	" f.name, ifnull(d.dialect, f.dialect)," \
	" iif(p.baud > 0, p.baud, f.baud)," \
	" ifnull(d.window_lines, f.window_lines)," \
	" ifnull(d.window_bytes, f.window_bytes)," \
	" ifnull(p.cleaning, f.cleaning)," \
	" f.stop_gcode, ifnull(p.park_gcode, f.park_gcode)," \
	" ifnull(j.id, 0), ifnull(j.state, '')," \
	" ifnull(p.pause_retract_um, f.pause_retract_um)," \
	" ifnull(p.pause_lift_um, f.pause_lift_um)," \
	" ifnull(p.pause_gcode, f.pause_gcode)," \
	" ifnull(p.bed_x_um, f.bed_x_um), ifnull(p.bed_y_um, f.bed_y_um)," \
	" ifnull(p.bed_z_um, f.bed_z_um)," \
	" ifnull(p.hotend_max_dC, f.hotend_max_dC)," \
	" ifnull(p.bed_max_dC, f.bed_max_dC)," \
	" p.recovery, p.material, p.nozzle_um," \
	" ifnull(p.extrude_min_dC, f.extrude_min_dC)," \
	" p.settings, ifnull(p.bed_form, f.bed_form)" \
	" FROM printer p JOIN profile f ON f.id = p.profile_id" \
	" LEFT JOIN profile d ON p.dialect <> '' AND d.machine_type =" \
	"  iif(p.dialect = 'marlin', '', '?' || p.dialect)" \
	" LEFT JOIN job j ON j.printer_id = p.id" \
	"  AND j.state IN ('printing', 'paused', 'interrupted')"

/* What profile f says, in the order of SQL_SETTING_GET, and what it is. */
#define PROFILE_COLUMNS \
	"SELECT f.version, 0, '', 1, f.name, 1, f.dialect, 1, f.baud, 0, ''," \
	" 0, 0, 1, f.bed_x_um, 1, f.bed_y_um, 1, f.bed_z_um," \
	" 1, f.hotend_max_dC, 1, f.bed_max_dC, 1, f.park_gcode," \
	" 1, f.pause_retract_um, 1, f.pause_lift_um, 1, f.pause_gcode," \
	" 0, '', 0, '', 1, f.extrude_min_dC, 1, f.cleaning, 1, f.bed_form," \
	" f.id, ifnull(o.name, ''), iif(f.origin_id IS NOT NULL, f.adopts," \
	"  iif(f.machine_type GLOB '[?]*', '', f.machine_type))" \
	" FROM profile f LEFT JOIN profile o ON o.id = f.origin_id"

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

/* Micrometers that job j took of file f's, as far as it came. */
#define JOB_FILAMENT \
	"iif(j.state = 'finished', f.filament_um," \
	" f.filament_um * j.done_bytes / f.bytes)"
/* How long a file takes, by its own word or by what its moves take. */
#define FILE_SECONDS	"iif(f.seconds > 0, f.seconds, f.motion_seconds)"

#define JOB_COLUMNS \
	"SELECT j.id, j.file_id, j.printer_id, ifnull(p.name, 'any')," \
	" j.label, j.who," \
	" j.state, j.wish, j.why, j.queued_ms, j.started_ms, j.ended_ms," \
	" j.done_commands, j.done_bytes, j.printed_ms," \
	" f.sha256, f.bytes, f.commands," \
	" iif(f.motion_seconds > 0, f.motion_seconds, f.seconds)," \
	" " JOB_FILAMENT ", j.resends, j.timeouts, j.starved_ms," \
	" j.lifted_um, f.thumbnail <> '', j.layer, f.layers" \
	" FROM job j LEFT JOIN printer p ON p.id = j.printer_id" \
	" JOIN file f ON f.id = j.file_id"

/* An event since the herald looked, of which people are told; ?2 and ?3 are
 * the policies about ended prints and about trouble. */
#define NOTICE_NEW \
	"e.id > (SELECT event_id FROM herald) AND ((e.what = 'job.move'" \
	" AND ((?2 AND e.new IN ('finished', 'stopped'))" \
	"  OR (?3 AND e.new IN ('failed', 'interrupted'))))" \
	" OR (?3 AND e.what = 'printer.fault' AND e.why <> ''))"

/* Prints that were started and have ended, by a key. */
#define STATISTIC(key) \
	"SELECT " key ", count(*), sum(j.state = 'finished')," \
	" sum(j.state = 'stopped'), sum(j.state = 'failed')," \
	" sum(j.printed_ms), sum(" JOB_FILAMENT ")" \
	" FROM job j JOIN file f ON f.id = j.file_id" \
	" LEFT JOIN printer p ON p.id = j.printer_id" \
	" WHERE j.started_ms IS NOT NULL AND j.ended_ms >= ?1" \
	" AND (?2 = 0 OR j.ended_ms < ?2) GROUP BY 1"

/* A word for a machine, as schema.sql writes it in machine_name. */
#define MACHINE(text) \
	"replace(replace(replace(lower(" text "), ' ', ''), '-', ''), '_', '')"

/* How a header names the machine: Dagoma's word, PrusaSlicer's and Orca's, or
 * Cura's; NULL: it doesn't. */
#define MACHINE_SAID(header) \
	"(SELECT iif(word = '', substr(text, length('TARGET_MACHINE.NAME:') + 1)," \
	"  text) FROM (SELECT key, value ->> 0 AS word, value ->> 1 AS text" \
	"  FROM json_each(iif(json_valid(" header "), " header ", '[]')))" \
	" WHERE word IN ('Printer', 'printer_model') OR (word = ''" \
	"  AND text GLOB 'TARGET_MACHINE.NAME:?*') ORDER BY key LIMIT 1)"

/* May the pool give file f to printer p of profile r?  0: yes; 1: nobody knows
 * what machine p is; 2: the file is made for another.  What is made for a
 * profile is made for its copies, too. */
#define MISFIT \
	" CASE WHEN f.machine = '' THEN 0" \
	" WHEN f.machine IN (" MACHINE("p.machine_type") ", " \
	MACHINE("r.name") ") OR f.machine = ifnull((SELECT" \
	"  " MACHINE("o.name") " FROM profile o" \
	"  WHERE o.id = r.origin_id), '')" \
	" OR EXISTS (SELECT 1 FROM machine_name m WHERE m.name = f.machine" \
	"  AND m.profile_id = ifnull(r.origin_id, r.id)) THEN 0" \
	" WHEN p.machine_type = '' THEN 1 ELSE 2 END"

/* Is a kind of machine, this one's or another, part of what a person called
 * the printer in a slicer that has no name of its own for it? */
#define PRESET_NAMES(same) \
	"EXISTS (SELECT 1 FROM (SELECT name, profile_id AS id FROM machine_name" \
	"  UNION SELECT " MACHINE("machine_type") ", id FROM profile" \
	"  WHERE machine_type GLOB '[A-Za-z]*') k" \
	" WHERE k.id " same " r.id AND instr(" MACHINE("f.preset") ", k.name))"

/* A queue's new last rank, and the gaps that are left. */
#define RANK_GAP	"1048576"
#define RANK_LAST \
	" ifnull((SELECT max(rank) FROM job WHERE state = 'queued'), 0) + " \
	RANK_GAP

/* The file of an event is its own, or its job's. */
#define EVENT_COLUMNS \
	"SELECT e.id, e.at_ms, e.who, e.what, e.printer_id, e.job_id, e.old," \
	" e.new, e.why, f.id, f.sha256, p.name FROM event e" \
	" LEFT JOIN job j ON j.id = e.job_id" \
	" LEFT JOIN file f ON f.id = ifnull(e.file_id, j.file_id)" \
	" LEFT JOIN printer p ON p.id = e.printer_id"

#define ACCOUNT_COLUMNS \
	"SELECT id, name, role, password, created_ms, ifnull(disabled_ms, 0)," \
	" generation + 1, ifnull(once_ms, 0), (SELECT count(*) FROM api_key k" \
	"  WHERE k.person_id = person.id AND k.revoked_ms IS NULL)" \
	" FROM person"

static const char *const texts[] = {
	[SQL_BEGIN]	= "BEGIN IMMEDIATE",
	[SQL_COMMIT]	= "COMMIT",
	[SQL_ROLLBACK]	= "ROLLBACK",
	[SQL_FULL]	= "PRAGMA synchronous = FULL",
	[SQL_NORMAL]	= "PRAGMA synchronous = NORMAL",
	[SQL_DATA_VERSION] = "PRAGMA data_version",

	[SQL_CHECK_QUICK] = "PRAGMA quick_check (1)",
	[SQL_CHECK_WHOLE] = "PRAGMA integrity_check (1)",
	[SQL_CHECK_REFERENCES] = "PRAGMA foreign_key_check",
	[SQL_IS_EMPTY] =
	    "SELECT NOT EXISTS (SELECT 1 FROM printer) AND NOT EXISTS"
	    " (SELECT 1 FROM file) AND NOT EXISTS (SELECT 1 FROM job)",

	[SQL_EVENT_INSERT] =
	    "INSERT INTO event (at_ms, who, what, printer_id, job_id, file_id,"
	    " old, new, why) VALUES (?, ?, ?, nullif(?, 0), nullif(?, 0),"
	    " nullif(?, 0), ?, ?, ?)",
	[SQL_EVENT_LAST] = "SELECT id FROM event ORDER BY id DESC LIMIT 1",
	[SQL_EVENT_NEWEST] =
	    "SELECT at_ms FROM event ORDER BY id DESC LIMIT 1",
	[SQL_EVENT_OF_JOB] =
	    EVENT_COLUMNS " WHERE e.job_id = ? ORDER BY e.id",
	/* a kind is a whole name, or the part of it before a dot */
	[SQL_EVENT_LIST] = EVENT_COLUMNS
	    " WHERE e.id < ?1 AND (?2 = '' OR e.who = ?2"
	    "  OR (e.what GLOB 'person.*' AND e.why = ?2) OR (e.old = ?2"
	    "   AND (e.what GLOB 'key.*' OR e.what = 'login.failed')))"
	    " AND (?3 = '' OR e.what = ?3 OR e.what GLOB ?3 || '.*')"
	    " AND (?4 = '' OR p.name = ?4)"
	    " AND e.at_ms >= ?5 AND e.at_ms < ?6"
	    " ORDER BY e.id DESC LIMIT ?7",
	[SQL_EVENT_SINCE] =
	    EVENT_COLUMNS " WHERE e.id > ? ORDER BY e.id LIMIT ?",

	[SQL_POLICY_GET] = "SELECT value FROM policy WHERE name = ?",
	[SQL_POLICY_SET] =
	    "INSERT INTO policy VALUES (?, ?)"
	    " ON CONFLICT (name) DO UPDATE SET value = excluded.value",

	[SQL_CHIP_INSERT] =
	    "INSERT INTO chip SELECT ?1, ?2"
	    " WHERE (SELECT count(*) FROM chip) < ?3 ON CONFLICT DO NOTHING",
	[SQL_CHIP_DELETE] = "DELETE FROM chip WHERE vid = ? AND pid = ?",
	[SQL_CHIP_LIST] = "SELECT vid, pid FROM chip ORDER BY vid, pid",

	[SQL_PERSON_BY_KEY] =
	    "SELECT p.id, p.name, p.role FROM api_key k"
	    " JOIN person p ON p.id = k.person_id"
	    " WHERE k.hash = ? AND k.revoked_ms IS NULL"
	    " AND p.disabled_ms IS NULL",
	[SQL_PERSON_SET] =
	    "INSERT INTO person (name, role, created_ms) VALUES (?, ?, ?)"
	    " ON CONFLICT (name) DO UPDATE SET role = excluded.role"
	    "  WHERE role <> excluded.role",
	[SQL_PERSON_BY_NAME] = "SELECT id, role FROM person WHERE name = ?",
	[SQL_KEY_INSERT] =
	    "INSERT INTO api_key (person_id, application, hash, created_ms)"
	    " VALUES (?, ?, ?, ?)",

	[SQL_KEY_LIST] =
	    "SELECT id, application, created_ms FROM api_key"
	    " WHERE person_id = ? AND revoked_ms IS NULL ORDER BY id",
	[SQL_KEY_REVOKE] =
	    "UPDATE api_key SET revoked_ms = ? WHERE id = ? AND person_id = ?"
	    " AND revoked_ms IS NULL RETURNING application",
	[SQL_KEY_COUNT] =
	    "SELECT count(*) FROM api_key"
	    " WHERE person_id = ? AND revoked_ms IS NULL",

	[SQL_ACCOUNT_INSERT] =
	    "INSERT INTO person (name, role, created_ms, password, once_ms)"
	    " VALUES (?, ?, ?, ?, nullif(?, 0))",
	[SQL_ACCOUNT_BY_NAME] = ACCOUNT_COLUMNS " WHERE name = ?",
	[SQL_ACCOUNT_BY_ID] = ACCOUNT_COLUMNS " WHERE id = ?",
	[SQL_ACCOUNT_LIST] = ACCOUNT_COLUMNS " ORDER BY name",
	[SQL_ACCOUNT_CHANGE] =
	    "UPDATE person SET role = ?, password = ?,"
	    " disabled_ms = nullif(?, 0), once_ms = nullif(?, 0)"
	    " WHERE id = ?",

	[SQL_NEWCOMER_FIND] =
	    "SELECT id, name, role, ifnull(disabled_ms, 0) FROM person"
	    " WHERE name = ? COLLATE NOCASE"
	    " ORDER BY disabled_ms IS NULL LIMIT 1",
	[SQL_NEWCOMER_INSERT] =
	    "INSERT INTO person (name, role, created_ms) VALUES (?, ?, ?)"
	    " ON CONFLICT DO NOTHING",
	[SQL_SESSION_ATTACH] = "ATTACH ? AS session",
	[SQL_SESSION_INSERT] =
	    "INSERT INTO session.session SELECT ?1, id, generation, ?2, ?2,"
	    " ?4, ?5 FROM person WHERE id = ?3",
	[SQL_SESSION_FIND] =
	    "SELECT p.id, p.name, p.role, s.seen_ms, p.once_ms IS NOT NULL"
	    " FROM session.session s"
	    " JOIN person p ON p.id = s.person_id AND p.disabled_ms IS NULL"
	    " AND p.generation = s.generation"
	    " WHERE s.hash = ? AND s.seen_ms > ? AND s.begun_ms > ?"
	    " AND s.seen_ms <= ?",
	[SQL_SESSION_SEEN] =
	    "UPDATE session.session SET seen_ms = ? WHERE hash = ?",
	[SQL_SESSION_END] = "DELETE FROM session.session WHERE hash = ?",
	[SQL_SESSION_EXPIRE] =
	    "DELETE FROM session.session WHERE seen_ms <= ? OR begun_ms <= ?"
	    " OR seen_ms > ?",
	/* the latest used ones of a person are kept */
	[SQL_SESSION_BOUND] =
	    "DELETE FROM session.session WHERE person_id = ?1 AND hash NOT IN"
	    " (SELECT hash FROM session.session WHERE person_id = ?1"
	    "  ORDER BY hash = ?3 DESC, seen_ms DESC LIMIT ?2)",
	/* the start of the hash names it: nobody finds the token by that */
	[SQL_SESSION_LIST] =
	    "SELECT substr(s.hash, 1, 16), s.begun_ms, s.seen_ms, s.address,"
	    " s.agent, s.hash = ?5 FROM session.session s JOIN person p"
	    " ON p.id = s.person_id AND p.generation = s.generation"
	    " WHERE s.person_id = ?1 AND s.seen_ms > ?2 AND s.begun_ms > ?3"
	    " AND s.seen_ms <= ?4 ORDER BY s.seen_ms DESC, s.hash",
	/* one by its name, or, without, all but the one with this hash */
	[SQL_SESSION_END_OF] =
	    "DELETE FROM session.session WHERE person_id = ?1"
	    " AND iif(?2 <> '', substr(hash, 1, 16) = ?2, hash <> ?3)",
	[SQL_FAILURE_GET] =
	    "SELECT count, last_ms FROM session.failure WHERE subject = ?",
	[SQL_FAILURE_COUNT] =
	    "INSERT INTO session.failure VALUES (?, 1, ?)"
	    " ON CONFLICT (subject) DO UPDATE SET count = count + 1,"
	    "  last_ms = excluded.last_ms",
	[SQL_FAILURE_UNCOUNT] =
	    "UPDATE session.failure SET count = max(count - 1, 0)"
	    " WHERE subject = ?",
	[SQL_FAILURE_FORGET] =
	    "DELETE FROM session.failure WHERE subject = ?",
	[SQL_FAILURE_EXPIRE] =
	    "DELETE FROM session.failure WHERE last_ms <= ? OR last_ms > ?",

	/* one of the admins', else the machine's own, else the generic one
	 * of its dialect, or of all ('') */
	[SQL_PROFILE_BY_TYPE] =
	    "SELECT id, cleaning FROM profile WHERE (adopts = ?1 AND ?1 <> '')"
	    " OR (origin_id IS NULL AND machine_type IN (?1, '?' || ?2, ''))"
	    " ORDER BY adopts = ?1 AND ?1 <> '' DESC,"
	    " machine_type = ?1 AND ?1 <> '' DESC,"
	    " machine_type DESC LIMIT 1",

	[SQL_PRINTER_INSERT] =
	    "INSERT INTO printer (name, profile_id, usb_serial, position, path,"
	    " machine_type, uuid, baud, needs_cleaning, adopted_ms)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[SQL_PRINTER_BY_ID] = PRINTER_COLUMNS
	    " WHERE p.id = ? AND p.forgotten_ms IS NULL",
	[SQL_PRINTER_BY_NAME] = PRINTER_COLUMNS
	    " WHERE p.name = ? AND p.forgotten_ms IS NULL",
	[SQL_PRINTER_BY_PORT] = PRINTER_COLUMNS
	    " WHERE p.usb_serial = ? AND p.position = ? AND p.path = ?"
	    " AND p.forgotten_ms IS NULL",
	[SQL_PRINTER_LIST] = PRINTER_COLUMNS
	    " WHERE p.forgotten_ms IS NULL ORDER BY p.id",
	[SQL_PRINTER_FORGET] =
	    "UPDATE printer SET forgotten_ms = ? WHERE id = ?"
	    " AND forgotten_ms IS NULL AND NOT EXISTS (SELECT 1 FROM job"
	    "  WHERE printer_id = printer.id"
	    "  AND state IN ('printing', 'paused', 'interrupted'))",
	[SQL_PRINTER_CLEANED] =
	    "UPDATE printer SET needs_cleaning = 0 WHERE id = ?"
	    " AND forgotten_ms IS NULL AND NOT EXISTS (SELECT 1 FROM job"
	    "  WHERE printer_id = printer.id"
	    "  AND state IN ('printing', 'paused', 'interrupted'))",
	[SQL_PRINTER_DIRTY] =
	    "UPDATE printer SET needs_cleaning = 1"
	    " WHERE id = (SELECT printer_id FROM job WHERE id = ?)"
	    " AND ifnull(cleaning, (SELECT f.cleaning FROM profile f"
	    "  WHERE f.id = profile_id))",
	[SQL_PRINTER_FAULT] =
	    "UPDATE printer SET fault = ? WHERE id = ?",
	[SQL_PRINTER_DISABLE] =
	    "UPDATE printer SET disabled = ? WHERE id = ?",
	[SQL_PRINTER_RECOVERY] =
	    "UPDATE printer SET recovery = CASE ? WHEN 'none' THEN 0"
	    " WHEN 'z-away' THEN 1 WHEN 'record' THEN 2 END"
	    " WHERE id = ? AND forgotten_ms IS NULL",
	/* a profile that somebody chose stays; the first is its own ('') */
	[SQL_PRINTER_IDENTIFY] =
	    "UPDATE printer SET machine_type = ?1, uuid = ?2, profile_id ="
	    " iif(profile_id IN (SELECT g.id FROM profile g WHERE"
	    "  g.origin_id IS NULL AND substr(g.machine_type || '?', 1, 1) ="
	    "  '?'), ifnull((SELECT f.id FROM profile f WHERE ?1 <> ''"
	    "  AND (f.adopts = ?1 OR (f.origin_id IS NULL"
	    "   AND f.machine_type = ?1)) ORDER BY f.adopts = ?1 DESC"
	    "  LIMIT 1), profile_id), profile_id)"
	    " WHERE id = ?3 AND machine_type = ''",
	[SQL_PRINTER_MOVE] =
	    "UPDATE printer SET usb_serial = ?, position = ?, path = ?"
	    " WHERE id = ? AND forgotten_ms IS NULL"
	    " AND machine_type IN ('', ?)",

	[SQL_PRINTER_LOAD] =
	    "UPDATE printer SET material = ?, nozzle_um = ? WHERE id = ?"
	    " AND forgotten_ms IS NULL",
	/* in the order of enum setting, each behind whether it is its own */
	[SQL_SETTING_GET] =
	    "SELECT p.version, 1, p.name, 1, f.name, p.dialect <> '',"
	    " p.dialect, p.baud > 0, p.baud, 1, p.material, 1, p.nozzle_um,"
	    " p.bed_x_um IS NOT NULL, p.bed_x_um,"
	    " p.bed_y_um IS NOT NULL, p.bed_y_um,"
	    " p.bed_z_um IS NOT NULL, p.bed_z_um,"
	    " p.hotend_max_dC IS NOT NULL, p.hotend_max_dC,"
	    " p.bed_max_dC IS NOT NULL, p.bed_max_dC,"
	    " p.park_gcode IS NOT NULL, p.park_gcode,"
	    " p.pause_retract_um IS NOT NULL, p.pause_retract_um,"
	    " p.pause_lift_um IS NOT NULL, p.pause_lift_um,"
	    " p.pause_gcode IS NOT NULL, p.pause_gcode,"
	    " 1, CASE p.recovery WHEN 1 THEN 'z-away' WHEN 2 THEN 'record'"
	    "  ELSE 'none' END, 1, p.disabled,"
	    " p.extrude_min_dC IS NOT NULL, p.extrude_min_dC,"
	    " p.cleaning IS NOT NULL, p.cleaning,"
	    " p.bed_form IS NOT NULL, p.bed_form"
	    " FROM printer p JOIN profile f ON f.id = p.profile_id"
	    " WHERE p.id = ? AND p.forgotten_ms IS NULL",
	/* bound in that order, then whether the drain has to know, and id */
	[SQL_SETTING_PUT] =
	    "UPDATE printer SET name = iif(?1, ?2, name), profile_id ="
	    " iif(?3, (SELECT id FROM profile WHERE name = ?4), 0),"
	    " dialect = iif(?5, ?6, ''), baud = iif(?7, ?8, 0),"
	    " material = iif(?9, ?10, ''), nozzle_um = iif(?11, ?12, 0),"
	    " bed_x_um = iif(?13, ?14, NULL),"
	    " bed_y_um = iif(?15, ?16, NULL),"
	    " bed_z_um = iif(?17, ?18, NULL),"
	    " hotend_max_dC = iif(?19, ?20, NULL),"
	    " bed_max_dC = iif(?21, ?22, NULL),"
	    " park_gcode = iif(?23, ?24, NULL),"
	    " pause_retract_um = iif(?25, ?26, NULL),"
	    " pause_lift_um = iif(?27, ?28, NULL),"
	    " pause_gcode = iif(?29, ?30, NULL),"
	    " recovery = CASE iif(?31, ?32, '') WHEN 'z-away' THEN 1"
	    "  WHEN 'record' THEN 2 ELSE 0 END,"
	    " disabled = iif(?33, ?34, ''),"
	    " extrude_min_dC = iif(?35, ?36, NULL),"
	    " cleaning = iif(?37, ?38, NULL),"
	    " bed_form = iif(?39, ?40, NULL), version = version + 1,"
	    " settings = settings + ?41"
	    " WHERE id = ?42 AND forgotten_ms IS NULL",
	[SQL_PROFILE_LIST] = PROFILE_COLUMNS
	    " ORDER BY f.origin_id IS NULL, f.name",
	[SQL_PROFILE_BY_ID] = PROFILE_COLUMNS " WHERE f.id = ?",
	/* which machine it is for is said of one profile only */
	[SQL_PROFILE_COPY] =
	    "INSERT INTO profile (id, name, machine_type, dialect, baud,"
	    " window_lines, window_bytes, cleaning, stop_gcode, park_gcode,"
	    " pause_retract_um, pause_lift_um, pause_gcode, bed_x_um,"
	    " bed_y_um, bed_z_um, hotend_max_dC, bed_max_dC, extrude_min_dC,"
	    " bed_form, origin_id) SELECT (SELECT max(id) + 1 FROM profile), ?2,"
	    " '?' || (SELECT max(id) + 1 FROM profile), dialect, baud,"
	    " window_lines, window_bytes, cleaning, stop_gcode, park_gcode,"
	    " pause_retract_um, pause_lift_um, pause_gcode, bed_x_um,"
	    " bed_y_um, bed_z_um, hotend_max_dC, bed_max_dC, extrude_min_dC,"
	    " bed_form, ifnull(origin_id, id) FROM profile WHERE id = ?1",
	/* bound as SQL_SETTING_PUT is, then what it adopts, and id; the
	 * lines on the way are those of the dialect */
	[SQL_PROFILE_PUT] =
	    "UPDATE profile AS f SET name = ?4, dialect = ?6, baud = ?8,"
	    " bed_x_um = ?14, bed_y_um = ?16, bed_z_um = ?18,"
	    " hotend_max_dC = ?20, bed_max_dC = ?22, park_gcode = ?24,"
	    " pause_retract_um = ?26, pause_lift_um = ?28,"
	    " pause_gcode = ?30, extrude_min_dC = ?36, cleaning = ?38,"
	    " bed_form = ?40, adopts = ?41, version = version + 1,"
	    " window_lines = iif(f.dialect = ?6, f.window_lines,"
	    "  (SELECT d.window_lines FROM profile d WHERE d.machine_type ="
	    "   iif(?6 = 'marlin', '', '?' || ?6))),"
	    " window_bytes = iif(f.dialect = ?6, f.window_bytes,"
	    "  (SELECT d.window_bytes FROM profile d WHERE d.machine_type ="
	    "   iif(?6 = 'marlin', '', '?' || ?6)))"
	    " WHERE f.id = ?42 AND f.origin_id IS NOT NULL",
	[SQL_PROFILE_USERS] =
	    "SELECT name FROM printer WHERE profile_id = ?"
	    " AND forgotten_ms IS NULL ORDER BY name",
	[SQL_PROFILE_RENEW] =
	    "UPDATE printer SET settings = settings + 1"
	    " WHERE profile_id = ? AND forgotten_ms IS NULL",
	/* those that are forgotten point at what it was made of, then */
	[SQL_PROFILE_LEAVE] =
	    "UPDATE printer SET profile_id = (SELECT f.origin_id"
	    "  FROM profile f WHERE f.id = ?1) WHERE profile_id = ?1"
	    " AND forgotten_ms IS NOT NULL",
	[SQL_PROFILE_DELETE] =
	    "DELETE FROM profile WHERE id = ? AND origin_id IS NOT NULL",
	/* what is known of it as a machine; its prints have their own pages */
	[SQL_EVENT_OF_PRINTER] = EVENT_COLUMNS
	    " WHERE e.printer_id = ? AND e.job_id IS NULL AND e.id < ?"
	    " ORDER BY e.id DESC LIMIT ?",
	/* its own number, if no printer ever had it */
	[SQL_PRINTER_IMPORT] =
	    "INSERT INTO printer (id, name, profile_id, path, disabled,"
	    " adopted_ms) SELECT iif(EXISTS (SELECT 1 FROM printer"
	    "  WHERE id = ?1), NULL, nullif(?1, 0)), ?2, f.id,"
	    " '/imported/' || ?2, 'imported: adopt its port with --name ' ||"
	    " ?2, ?3 FROM profile f WHERE f.machine_type = ''",
	/* what an import made gets its port; bound as SQL_PRINTER_INSERT is */
	[SQL_PRINTER_CLAIM] =
	    "UPDATE printer SET profile_id = ?2, usb_serial = ?3,"
	    " position = ?4, path = ?5, machine_type = ?6, uuid = ?7,"
	    " baud = ?8, needs_cleaning = ?9, adopted_ms = ?10, disabled = ''"
	    " WHERE name = ?1 AND path = '/imported/' || ?1"
	    " AND forgotten_ms IS NULL",

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
	[SQL_FILE_MACHINE] =
	    "UPDATE file SET machine = ifnull(" MACHINE(MACHINE_SAID("?1"))
	    ", '') WHERE id = ?2",
	[SQL_FILE_MISFIT] =
	    "SELECT iif(f.machine = '', f.preset, " MACHINE_SAID("f.header")
	    ") FROM (SELECT *, (SELECT value ->> 1 FROM json_each("
	    "   iif(json_valid(header), header, '[]'))"
	    "  WHERE value ->> 0 = 'printer_settings_id') AS preset"
	    "  FROM file WHERE id = ?) f, printer p"
	    " JOIN profile r ON r.id = p.profile_id"
	    " WHERE p.id = ? AND p.machine_type <> '' AND (" MISFIT " = 2"
	    "  OR (f.machine = '' AND " PRESET_NAMES("<>")
	    "  AND NOT " PRESET_NAMES("=") "))",
	[SQL_FILE_LIST] = FILE_COLUMNS
	    " WHERE id < ? ORDER BY id DESC LIMIT ?",
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
	[SQL_FILE_FAVORITE] = "UPDATE file SET favorite = ? WHERE id = ?",

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
	[SQL_NOTICE_NEWS] =
	    "SELECT 1 FROM event WHERE id > (SELECT event_id FROM herald)"
	    " LIMIT 1",
	[SQL_NOTICE_OF_JOBS] =
	    "INSERT INTO notice (event_id, way, address, next_ms)"
	    " SELECT e.id, 'mail', p.email, ?1 FROM event e"
	    " JOIN job j ON j.id = e.job_id JOIN person p ON p.name = j.who"
	    " WHERE " NOTICE_NEW " AND p.email <> '' ON CONFLICT DO NOTHING",
	[SQL_NOTICE_OF_FAULTS] =
	    "INSERT INTO notice (event_id, way, address, next_ms)"
	    " SELECT e.id, 'mail', p.email, ?1 FROM event e, person p"
	    " WHERE " NOTICE_NEW " AND e.job_id IS NULL AND p.role = 'admin'"
	    " AND p.email <> '' ON CONFLICT DO NOTHING",
	[SQL_NOTICE_WEBHOOK] =
	    "INSERT INTO notice (event_id, way, address, next_ms)"
	    " SELECT e.id, 'webhook', h.webhook, ?1 FROM event e, herald h"
	    " WHERE " NOTICE_NEW " AND h.webhook <> ''"
	    " ON CONFLICT DO NOTHING",
	[SQL_NOTICE_SEEN] =
	    "UPDATE herald SET event_id = (SELECT max(id) FROM event)",
	[SQL_NOTICE_DUE] =
	    "SELECT n.id, n.way, n.address, n.tries, e.id, e.at_ms, e.what,"
	    " e.who, e.new, e.why, p.name, e.job_id, j.label, j.who"
	    " FROM notice n JOIN event e ON e.id = n.event_id"
	    " LEFT JOIN printer p ON p.id = e.printer_id"
	    " LEFT JOIN job j ON j.id = e.job_id"
	    " WHERE n.done_ms IS NULL AND (n.next_ms <= ? OR n.next_ms > ?)"
	    " ORDER BY n.next_ms, n.id LIMIT 1",
	[SQL_NOTICE_DONE] =
	    "UPDATE notice SET done_ms = ?, why = ?, tries = tries + 1"
	    " WHERE id = ?",
	[SQL_NOTICE_LATER] =
	    "UPDATE notice SET next_ms = ?, why = ?, tries = tries + 1"
	    " WHERE id = ?",
	[SQL_NOTICE_COUNT] =
	    "SELECT count(*) - count(done_ms),"
	    " count(iif(why <> '', done_ms, NULL)) FROM notice",
	[SQL_NOTICE_SET_WEBHOOK] = "UPDATE herald SET webhook = ?",
	[SQL_NOTICE_SET_EMAIL] = "UPDATE person SET email = ? WHERE name = ?",
	[SQL_CENSUS_JOBS] = "SELECT state, count(*) FROM job GROUP BY state",
	[SQL_CENSUS_FILES] =
	    "SELECT count(*), count(cleaned_ms),"
	    " ifnull(sum(iif(cleaned_ms IS NULL, bytes, 0)), 0) FROM file",
	[SQL_STATISTIC_PRINTER] = STATISTIC("p.name") " ORDER BY 6 DESC, 1",
	[SQL_STATISTIC_PERSON] = STATISTIC("j.who") " ORDER BY 6 DESC, 1",
	/* months of the lab's own clock */
	[SQL_STATISTIC_MONTH] =
	    STATISTIC("strftime('%Y-%m', j.ended_ms / 1000, 'unixepoch',"
	    " 'localtime')") " ORDER BY 1 DESC LIMIT 120",
	[SQL_ARCHIVE_KEPT] =
	    "SELECT 1 FROM file WHERE sha256 = ? AND cleaned_ms IS NULL",

	/* each finding's code and its first lines */
	[SQL_FILE_FINDINGS] =
	    "SELECT e.value ->> 'code', (SELECT group_concat(value, ', ')"
	    "  FROM (SELECT value FROM json_each(e.value, '$.lines')"
	    "   WHERE type = 'integer' ORDER BY key LIMIT 5))"
	    " || iif(e.value ->> 'count' > 5, ', …', '')"
	    " FROM json_each(iif(json_valid(?1), ?1, '[]')) e"
	    " WHERE e.type = 'object'",
	[SQL_OBJECTION_JOB] =
	    "SELECT file_id, EXISTS (SELECT 1 FROM person p"
	    "  WHERE p.name = job.who AND p.role = 'admin')"
	    " FROM job WHERE id = ?",

	[SQL_LIMIT_FILE] =
	    "SELECT EXISTS (SELECT 1 FROM person p"
	    "  WHERE p.name = ? AND p.role = 'admin'), " FILE_SECONDS
	    " FROM file f WHERE f.id = ?",
	[SQL_LIMIT_JOB] =
	    "SELECT EXISTS (SELECT 1 FROM person p"
	    "  WHERE p.name = j.who AND p.role = 'admin'), " FILE_SECONDS ","
	    " f.analyzed_ms > j.queued_ms, j.who"
	    " FROM job j JOIN file f ON f.id = j.file_id WHERE j.id = ?",
	/* what a person has open, and did between ?3 and ?4: of what is queued
	 * only what was queued before job ?2 */
	[SQL_LIMIT_USE] =
	    "SELECT ifnull(sum(open), 0),"
	    " ifnull(sum(open OR state <> 'failed'), 0),"
	    " ifnull(sum(iif(open, max(printed_ms / 1000, seconds),"
	    "  printed_ms / 1000)), 0) FROM"
	    " (SELECT j.state, j.printed_ms, j.state IN ('queued',"
	    "   'printing', 'paused', 'interrupted') AS open, " FILE_SECONDS
	    "   AS seconds FROM job j JOIN file f ON f.id = j.file_id"
	    "  WHERE j.who = ?1 AND iif(j.started_ms IS NULL,"
	    "   j.state = 'queued' AND j.id < ?2,"
	    "   open OR (j.started_ms > ?3 AND j.started_ms < ?4)))",

	[SQL_JOB_INSERT] =
	    "INSERT INTO job (file_id, printer_id, label, who, queued_ms,"
	    "  rank)"
	    " SELECT f.id, p.id, ?1, ?2, ?3," RANK_LAST " FROM file f"
	    " LEFT JOIN printer p"
	    "  ON p.id = ?5 AND p.forgotten_ms IS NULL"
	    " WHERE f.id = ?4 AND (?5 = 0 OR p.id IS NOT NULL)"
	    " AND f.refused = '' AND f.cleaned_ms IS NULL",
	/* its own queue and what fits it of the pool's, in order, if the
	 * machine may run it now */
	[SQL_JOB_NEXT] =
	    "SELECT j.id, j.printer_id IS NULL"
	    " FROM printer p JOIN profile r ON r.id = p.profile_id"
	    " JOIN job j ON j.printer_id = p.id OR j.printer_id IS NULL"
	    " JOIN file f ON f.id = j.file_id"
	    " WHERE p.id = ? AND j.state = 'queued'"
	    " AND f.analyzed_ms IS NOT NULL AND f.refused = ''"
	    " AND p.forgotten_ms IS NULL AND p.needs_cleaning = 0"
	    " AND p.disabled = '' AND p.fault = '' AND NOT EXISTS"
	    " (SELECT 1 FROM job c WHERE c.printer_id = p.id"
	    "  AND c.state IN ('printing', 'paused', 'interrupted'))"
	    " AND (j.printer_id IS NOT NULL OR" MISFIT " = 0)"
	    " ORDER BY j.rank",
	[SQL_JOB_TAKE] =
	    "UPDATE job SET printer_id = ? WHERE id = ?"
	    " AND printer_id IS NULL AND state = 'queued'",
	[SQL_JOB_MOVE] =
	    "UPDATE job SET state = ?1, why = ?2,"
	    " started_ms = iif(?1 = 'printing', ifnull(started_ms, ?3),"
	    "  started_ms),"
	    " ended_ms = iif(?1 IN ('finished', 'stopped', 'failed',"
	    "  'cancelled'), ?3, ended_ms),"
	    " ended_rank = iif(?1 IN ('finished', 'stopped', 'failed',"
	    "  'cancelled'), 1 + ifnull((SELECT max(e.ended_rank) FROM job e"
	    "  WHERE e.printer_id = job.printer_id AND e.ended_ms > 0), 0),"
	    "  ended_rank),"
	    " wish = iif(?1 = 'printing', 'run', wish)"
	    " WHERE id = ?4 AND state = ?5",
	[SQL_JOB_WISH] =
	    "UPDATE job SET wish = ? WHERE id = ?"
	    " AND state IN ('printing', 'paused', 'interrupted')",
	[SQL_JOB_CHECKPOINT] =
	    "UPDATE job SET done_commands = ?, done_bytes = ?, printed_ms = ?,"
	    " lifted_um = ? WHERE id = ?",
	[SQL_JOB_BECAUSE] =
	    "UPDATE job SET why = ? WHERE id = ? AND printer_id = ?"
	    " AND state = 'interrupted'",
	[SQL_JOB_LAYER] =
	    "UPDATE job SET layer = ?1 WHERE id = ?2 AND layer <> ?1",
	[SQL_JOB_REENTER] =
	    "UPDATE job SET lifted_um = -1, wish = 'run' WHERE id = ?",
	[SQL_JOB_LINK] =
	    "UPDATE job SET resends = ?, timeouts = ?, starved_ms = ?"
	    " WHERE id = ?",
	[SQL_JOB_BY_ID] = JOB_COLUMNS " WHERE j.id = ?",
	[SQL_JOB_CURRENT] = JOB_COLUMNS
	    " WHERE j.printer_id = ?"
	    " AND j.state IN ('printing', 'paused', 'interrupted')",
	[SQL_JOB_LAST_ENDED] = JOB_COLUMNS
	    " WHERE j.printer_id = ? AND j.ended_ms > 0"
	    " AND j.state <> 'cancelled' ORDER BY j.ended_rank DESC,"
	    " j.ended_ms DESC LIMIT 1",
	[SQL_JOB_LIST] = JOB_COLUMNS
	    " WHERE (?1 = 0 OR j.printer_id = ?1) AND (?2 = 0 OR j.state IN"
	    "  ('queued', 'printing', 'paused', 'interrupted'))"
	    " AND (?3 = 0 OR j.id < ?3)"
	    " AND (?5 = 0 OR j.printer_id IS NULL)"
	    " AND (?6 = 0 OR j.ended_ms IS NOT NULL)"
	    " AND (?7 = '' OR j.state = ?7) AND (?8 = '' OR j.who = ?8)"
	    " AND (?9 = '' OR instr(lower(j.label), lower(?9)) > 0)"
	    " AND ifnull(j.ended_ms, j.queued_ms) >= ?10"
	    " AND (?11 = 0 OR ifnull(j.ended_ms, j.queued_ms) < ?11)"
	    " ORDER BY j.id DESC LIMIT ?4",
	[SQL_JOB_FIRST] = JOB_COLUMNS
	    " WHERE j.state = 'queued' AND j.printer_id = ?"
	    " ORDER BY j.rank LIMIT 1",
	[SQL_JOB_QUEUE] = JOB_COLUMNS
	    " WHERE j.state = 'queued'"
	    " AND (j.printer_id = ?1 OR j.printer_id IS NULL)"
	    " ORDER BY j.rank LIMIT ?2",
	/* for each printer that it may run on: does queued job j fit, and does
	 * another one stand before it there? */
	[SQL_JOB_WHYNOT] =
	    "SELECT p.id, iif(j.printer_id IS NULL," MISFIT ", 0),"
	    " EXISTS (SELECT 1 FROM job k"
	    "  WHERE k.state = 'queued' AND k.rank < j.rank"
	    "  AND (k.printer_id = p.id OR (k.printer_id IS NULL AND"
	    "  (SELECT" MISFIT " FROM file f WHERE f.id = k.file_id) = 0))),"
	    " f.analyzed_ms IS NULL"
	    " FROM job j JOIN file f ON f.id = j.file_id JOIN printer p"
	    " JOIN profile r ON r.id = p.profile_id"
	    " WHERE j.id = ? AND j.state = 'queued'"
	    " AND (j.printer_id = p.id OR j.printer_id IS NULL)"
	    " AND p.forgotten_ms IS NULL ORDER BY p.id",

	[SQL_RANK_OF] =
	    "SELECT rank FROM job WHERE id = ? AND state = 'queued'",
	[SQL_RANK_BEFORE] =
	    "SELECT rank FROM job WHERE state = 'queued' AND rank < ?"
	    " ORDER BY rank DESC LIMIT 1",
	[SQL_RANK_AFTER] =
	    "SELECT rank FROM job WHERE state = 'queued' AND rank > ?"
	    " ORDER BY rank LIMIT 1",
	[SQL_RANK_SET] = "UPDATE job SET rank = ? WHERE id = ?",
	/* no gap is left: make all of them anew */
	[SQL_RANK_SPREAD] =
	    "UPDATE job SET rank = " RANK_GAP " * o.n FROM (SELECT id,"
	    "  row_number() OVER (ORDER BY rank) AS n FROM job"
	    "  WHERE state = 'queued') o WHERE o.id = job.id",
	/* what others queued that job ?1 would overtake at rank ?2: jobs that
	 * never compete for a printer don't count */
	[SQL_RANK_OVERTAKEN] =
	    "SELECT count(*) FROM job j JOIN job k ON k.state = 'queued'"
	    " AND k.rank >= ?2 AND k.rank < j.rank AND k.who <> j.who"
	    " AND (k.printer_id = j.printer_id OR k.printer_id IS NULL"
	    "  OR j.printer_id IS NULL) WHERE j.id = ?1",
	[SQL_JOB_IMPORT] =
	    "INSERT INTO job (file_id, printer_id, label, who, state, why,"
	    " queued_ms, started_ms, ended_ms, rank)"
	    " SELECT ?1, ?2, ?3, ?4, 'finished', 'imported: how it ended is"
	    " not known', ?5, ?5, ?5, 1 WHERE NOT EXISTS (SELECT 1 FROM job"
	    "  WHERE file_id = ?1 AND printer_id = ?2 AND ended_ms = ?5)",
	[SQL_JOB_QUEUED_OF_PRINTER] =
	    "SELECT id FROM job WHERE printer_id = ? AND state = 'queued'"
	    " ORDER BY id LIMIT 1",

	[SQL_TRACE_LAST] =
	    "SELECT until_ms FROM trace WHERE job_id = ?"
	    " ORDER BY from_ms DESC LIMIT 1",
	[SQL_TRACE_INSERT] = "INSERT INTO trace VALUES (?, ?, ?, ?, ?)",
	[SQL_TRACE_COUNT] =
	    "SELECT ifnull(sum(points), 0) FROM trace WHERE job_id = ?",
	[SQL_TRACE_NEXT] =
	    "SELECT from_ms, data FROM trace WHERE job_id = ? AND from_ms > ?"
	    " ORDER BY from_ms LIMIT 1",
	[SQL_TRACE_OLD] = "SELECT count(*) FROM trace WHERE until_ms < ?",
	[SQL_TRACE_CLEAN] = "DELETE FROM trace WHERE until_ms < ?",

	[SQL_WEBCAM_GET] = "SELECT url, address FROM webcam WHERE printer_id = ?",
	[SQL_WEBCAM_SET] =
	    "INSERT INTO webcam (printer_id, url) VALUES (?1, ?2)"
	    " ON CONFLICT (printer_id) DO UPDATE SET url = ?2,"
	    "  address = '', looked = 0",
	[SQL_WEBCAM_LIST] =
	    "SELECT printer_id, url, address, looked FROM webcam"
	    " WHERE ? OR looked = 0 ORDER BY printer_id",
	[SQL_WEBCAM_FOUND] =
	    "UPDATE webcam SET address = ?, looked = 1"
	    " WHERE printer_id = ? AND url = ?",
	[SQL_WEBCAM_FORGET] = "DELETE FROM webcam WHERE printer_id = ?",
};
_Static_assert(sizeof(texts) / sizeof(texts[0]) == SQL__MAX,
    "every statement has its text");

const char *
statement_text(enum statement statement)
{
	return texts[statement];
}
