-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Who is logged in, and who tried too often: a database of its own on tmpfs,
-- attached to the handles of the web programs as "session".  It is gone after
-- a reboot, and then everybody logs in again; so it is when it is of another
-- version than this page, which is why nothing here is migrated.

DROP TABLE IF EXISTS session.session;
DROP TABLE IF EXISTS session.failure;

CREATE TABLE session.session (
	-- SHA-256 of the 256 random bits in the cookie.
	hash		TEXT PRIMARY KEY,
	person_id	INTEGER NOT NULL,
	generation	INTEGER NOT NULL,
	begun_ms	INTEGER NOT NULL,
	seen_ms		INTEGER NOT NULL,
	-- Where it was begun, for its owner to know it by.
	address		TEXT NOT NULL,
	agent		TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session.session_person ON session (person_id, seen_ms);

-- Failed logins by subject: an address, or a name from an address.
CREATE TABLE session.failure (
	subject		TEXT PRIMARY KEY,
	count		INTEGER NOT NULL,
	last_ms		INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

PRAGMA session.user_version = 2;
