-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Who is logged in, and who tried too often: a database of its own on tmpfs,
-- attached to the handles of the web programs as "session".  It is gone after
-- a reboot, and then everybody logs in again.

-- Nothing here is worth a wait for a disk, when it is on one.
PRAGMA session.synchronous = NORMAL;

CREATE TABLE IF NOT EXISTS session.session (
	-- SHA-256 of the 256 random bits in the cookie.
	hash		TEXT PRIMARY KEY,
	person_id	INTEGER NOT NULL,
	generation	INTEGER NOT NULL,
	begun_ms	INTEGER NOT NULL,
	seen_ms		INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Failed logins by subject: an address, or a name from an address.
CREATE TABLE IF NOT EXISTS session.failure (
	subject		TEXT PRIMARY KEY,
	count		INTEGER NOT NULL,
	last_ms		INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
