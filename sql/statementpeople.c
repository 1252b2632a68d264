/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The statements of people, their keys and their sessions.
 */
#include "sql/statement.h"

#define ACCOUNT_COLUMNS \
	"SELECT id, name, role, password, created_ms, ifnull(disabled_ms, 0)," \
	" generation + 1, ifnull(once_ms, 0), (SELECT count(*) FROM api_key k" \
	"  WHERE k.person_id = person.id AND k.revoked_ms IS NULL)" \
	" FROM person"

const char *const statements_people[SQL__MAX] = {
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
};
