/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The statements of what waits: how a job enters the queue, which of them a
 * machine may take, in what order, and how much a person may have of it.
 */
#include "sql/statement.h"

/* A queue's new last rank, and the gaps that are left. */
#define RANK_GAP	"1048576"

#define RANK_LAST \
	" ifnull((SELECT max(rank) FROM job WHERE state = 'queued'), 0) + " \
	RANK_GAP

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

/* How long a file takes: by what was made of its moves, and only where there is
 * nothing by its own word, which anybody can write. */
#define FILE_SECONDS \
	"ifnull(ifnull(nullif(f.print_seconds, 0)," \
	" nullif(f.motion_seconds, 0)), f.seconds)"

const char *const statements_queue[SQL__MAX] = {
	[SQL_JOB_INSERT] =
	    "INSERT INTO job (file_id, printer_id, label, who, queued_ms,"
	    "  rank)"
	    " SELECT f.id, p.id, ?1, ?2, ?3," RANK_LAST " FROM file f"
	    " LEFT JOIN printer p"
	    "  ON p.id = ?5 AND p.forgotten_ms IS NULL"
	    " WHERE f.id = ?4 AND (?5 = 0 OR p.id IS NOT NULL)"
	    " AND f.refused = '' AND f.cleaned_ms IS NULL",

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
};
