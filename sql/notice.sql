-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Notices (after archive.sql): what people and other systems are told of.

-- Where a person is written to; '' for nowhere.
ALTER TABLE person ADD COLUMN email TEXT NOT NULL DEFAULT '';

-- One row a telling: it is tried until done_ms is set, or given up (then why
-- says so).  A row that is on the disk is told at least once.
CREATE TABLE notice (
	id		INTEGER PRIMARY KEY AUTOINCREMENT,
	event_id	INTEGER NOT NULL REFERENCES event (id),
	way		TEXT NOT NULL CHECK (way IN ('mail', 'webhook')),
	address		TEXT NOT NULL,		-- of a mailbox, or a URL
	tries		INTEGER NOT NULL DEFAULT 0,
	next_ms		INTEGER NOT NULL,	-- not before
	done_ms		INTEGER,		-- told, or given up
	why		TEXT NOT NULL DEFAULT '',	-- it failed the last time
	UNIQUE (event_id, way, address)
) STRICT;
CREATE INDEX notice_due ON notice (next_ms) WHERE done_ms IS NULL;

-- What is told where (one row), and up to which event it was looked at.
CREATE TABLE herald (
	id		INTEGER PRIMARY KEY CHECK (id = 1),
	webhook		TEXT NOT NULL DEFAULT '',	-- a URL; '' for none
	event_id	INTEGER NOT NULL
) STRICT;
INSERT INTO herald (id, event_id) SELECT 1, ifnull(max(id), 0) FROM event;
