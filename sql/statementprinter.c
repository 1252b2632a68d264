/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The statements of printers, their profiles and settings.
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

const char *const statements_printer[SQL__MAX] = {
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

	/* one of the admins', else the machine's own, else the generic one
	 * of its dialect, or of all ('') */
	[SQL_PROFILE_BY_TYPE] =
	    "SELECT id, cleaning FROM profile WHERE (adopts = ?1 AND ?1 <> '')"
	    " OR (origin_id IS NULL AND machine_type IN (?1, '?' || ?2, ''))"
	    " ORDER BY adopts = ?1 AND ?1 <> '' DESC,"
	    " machine_type = ?1 AND ?1 <> '' DESC,"
	    " machine_type DESC LIMIT 1",
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
	    "SELECT profile_id, name FROM printer"
	    " WHERE ?1 IN (0, profile_id) AND forgotten_ms IS NULL"
	    " ORDER BY name",
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

	[SQL_CHIP_INSERT] =
	    "INSERT INTO chip SELECT ?1, ?2"
	    " WHERE (SELECT count(*) FROM chip) < ?3 ON CONFLICT DO NOTHING",
	[SQL_CHIP_DELETE] = "DELETE FROM chip WHERE vid = ? AND pid = ?",
	[SQL_CHIP_LIST] = "SELECT vid, pid FROM chip ORDER BY vid, pid",
};
