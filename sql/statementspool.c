/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The statements of the spool itself and of its record: events and notices.
 */
#include "sql/statement.h"

/* The file of an event is its own, or its job's. */
#define EVENT_COLUMNS \
	"SELECT e.id, e.at_ms, e.who, e.what, e.printer_id, e.job_id, e.old," \
	" e.new, e.why, f.id, f.sha256, p.name FROM event e" \
	" LEFT JOIN job j ON j.id = e.job_id" \
	" LEFT JOIN file f ON f.id = ifnull(e.file_id, j.file_id)" \
	" LEFT JOIN printer p ON p.id = e.printer_id"

/* An event since the herald looked, of which people are told; ?2 and ?3 are
 * the policies about ended prints and about trouble. */
#define NOTICE_NEW \
	"e.id > (SELECT event_id FROM herald) AND ((e.what = 'job.move'" \
	" AND ((?2 AND e.new IN ('finished', 'stopped'))" \
	"  OR (?3 AND e.new IN ('failed', 'interrupted'))))" \
	" OR (?3 AND e.what = 'printer.fault' AND e.why <> ''))"

const char *const statements_spool[SQL__MAX] = {
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

	[SQL_POLICY_GET] = "SELECT value FROM policy WHERE name = ?",
	[SQL_POLICY_SET] =
	    "INSERT INTO policy VALUES (?, ?)"
	    " ON CONFLICT (name) DO UPDATE SET value = excluded.value",

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
	/* what is known of it as a machine; its prints have their own pages */
	[SQL_EVENT_OF_PRINTER] = EVENT_COLUMNS
	    " WHERE e.printer_id = ? AND e.job_id IS NULL AND e.id < ?"
	    " ORDER BY e.id DESC LIMIT ?",

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
	    " e.who, e.new, e.why, p.name, e.job_id, j.label, j.who,"
	    /* an address may be of two people: then of whose print it is */
	    " (SELECT ifnull(max(iif(r.name = j.who, r.language, NULL)),"
	    "   max(r.language)) FROM person r"
	    "   WHERE n.way = 'mail' AND r.email = n.address)"
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
	[SQL_NOTICE_LANGUAGE] = "SELECT language FROM person WHERE id = ?",
	[SQL_NOTICE_SET_LANGUAGE] =
	    "UPDATE person SET language = ? WHERE id = ?",
};
