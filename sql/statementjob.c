/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The statements of jobs: what became of them, and what was measured.
 */
#include "sql/statement.h"

/* Micrometers that job j took of file f's, as far as it came. */
#define JOB_FILAMENT \
	"iif(j.state = 'finished', f.filament_um," \
	" f.filament_um * j.done_bytes / f.bytes)"

#define JOB_COLUMNS \
	"SELECT j.id, j.file_id, j.printer_id, ifnull(p.name, 'any')," \
	" j.label, j.who," \
	" j.state, j.wish, j.why, j.queued_ms, j.started_ms, j.ended_ms," \
	" j.done_commands, j.done_bytes, j.printed_ms," \
	" f.sha256, f.bytes, f.commands," \
	" iif(f.print_seconds > 0, f.print_seconds, f.seconds)," \
	" " JOB_FILAMENT ", j.resends, j.timeouts, j.starved_ms," \
	" j.lifted_um, f.thumbnail <> '', j.layer, f.layers" \
	" FROM job j LEFT JOIN printer p ON p.id = j.printer_id" \
	" JOIN file f ON f.id = j.file_id"

/* Those that a filter lets through.  What is first in the condition is how
 * they are found: no index serves a part that may be left out. */
#define JOB_LIST(found) \
	JOB_COLUMNS " WHERE " found \
	" AND (?1 = 0 OR j.printer_id = ?1) AND (?2 = 0 OR j.id < ?2)" \
	" AND (?4 = 0 OR j.printer_id IS NULL)" \
	" AND (?5 = 0 OR j.ended_ms IS NOT NULL)" \
	" AND (?6 = '' OR j.state = ?6) AND (?7 = '' OR j.who = ?7)" \
	" AND (?8 = '' OR instr(lower(j.label), lower(?8)) > 0)" \
	" AND ifnull(j.ended_ms, j.queued_ms) >= ?9" \
	" AND (?10 = 0 OR ifnull(j.ended_ms, j.queued_ms) < ?10)" \
	" ORDER BY j.id DESC LIMIT ?3"

/* Prints that were started and have ended, by a key. */
#define STATISTIC(key) \
	"SELECT " key ", count(*), sum(j.state = 'finished')," \
	" sum(j.state = 'stopped'), sum(j.state = 'failed')," \
	" sum(j.printed_ms), sum(" JOB_FILAMENT ")" \
	" FROM job j JOIN file f ON f.id = j.file_id" \
	" LEFT JOIN printer p ON p.id = j.printer_id" \
	" WHERE j.started_ms IS NOT NULL AND j.ended_ms >= ?1" \
	" AND (?2 = 0 OR j.ended_ms < ?2) GROUP BY 1"

const char *const statements_job[SQL__MAX] = {
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
	[SQL_JOB_LIST] = JOB_LIST("true"),
	[SQL_JOB_LIST_OPEN] = JOB_LIST(
	    "j.state IN ('queued', 'printing', 'paused', 'interrupted')"),
	[SQL_JOB_LIST_OF_PERSON] = JOB_LIST("j.who = ?7"),
	[SQL_JOB_COUNT] =
	    "SELECT count(*) FROM job"
	    " WHERE state = 'queued' AND printer_id IS nullif(?, 0)",
	/* of the last ten that finished: long enough to learn from, short
	 * enough to forget what was repaired since */
	[SQL_OUTLOOK_PACE] =
	    "SELECT iif(sum(expected) < ?2, 0, sum(printed_ms) / sum(expected))"
	    " FROM (SELECT j.printed_ms, f.print_seconds AS expected"
	    "  FROM job j JOIN file f ON f.id = j.file_id"
	    "  WHERE j.printer_id = ?1 AND j.ended_ms > 0"
	    "  AND j.state = 'finished' AND f.print_seconds > 0"
	    "  ORDER BY j.ended_rank DESC, j.ended_ms DESC LIMIT 10)",
	[SQL_OUTLOOK_JOB] =
	    "SELECT iif(f.print_seconds > 0, f.print_seconds, f.seconds)"
	    " FROM job j JOIN file f ON f.id = j.file_id WHERE j.id = ?",
	[SQL_JOB_FIRST] = JOB_COLUMNS
	    " WHERE j.state = 'queued' AND j.printer_id = ?"
	    " ORDER BY j.rank LIMIT 1",
	[SQL_JOB_QUEUE] = JOB_COLUMNS
	    " WHERE j.state = 'queued'"
	    " AND (j.printer_id = ?1 OR j.printer_id IS NULL)"
	    " ORDER BY j.rank LIMIT ?2",
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

	[SQL_CENSUS_JOBS] = "SELECT state, count(*) FROM job GROUP BY state",
	[SQL_STATISTIC_PRINTER] = STATISTIC("p.name") " ORDER BY 6 DESC, 1",
	[SQL_STATISTIC_PERSON] = STATISTIC("j.who") " ORDER BY 6 DESC, 1",
	/* months of the lab's own clock */
	[SQL_STATISTIC_MONTH] =
	    STATISTIC("strftime('%Y-%m', j.ended_ms / 1000, 'unixepoch',"
	    " 'localtime')") " ORDER BY 1 DESC LIMIT 120",
};
