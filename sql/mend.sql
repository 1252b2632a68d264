-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The jobs of a spool that was made before a job could be the pool's: the
-- table is made anew, as schema.sql has it, with the same rows.  Events point
-- at them; that is looked at when all is done.

PRAGMA defer_foreign_keys = ON;
CREATE TEMP TABLE kept AS SELECT * FROM job;
DELETE FROM job;
DROP TABLE job;
CREATE TABLE job (
	id		INTEGER PRIMARY KEY AUTOINCREMENT,
	file_id		INTEGER NOT NULL REFERENCES file (id),
	printer_id	INTEGER REFERENCES printer (id),
	label		TEXT NOT NULL CHECK (length(label) BETWEEN 1 AND 255),
	who		TEXT NOT NULL,
	rank		INTEGER NOT NULL CHECK (rank > 0),
	state		TEXT NOT NULL DEFAULT 'queued'
			CHECK (state IN ('queued', 'printing', 'paused',
			 'finished', 'stopped', 'failed', 'interrupted',
			 'cancelled')),
	wish		TEXT NOT NULL DEFAULT 'run'
			CHECK (wish IN ('run', 'pause', 'stop')),
	why		TEXT NOT NULL DEFAULT '',
	queued_ms	INTEGER NOT NULL,
	started_ms	INTEGER,
	ended_ms	INTEGER,
	done_commands	INTEGER NOT NULL DEFAULT 0,
	done_bytes	INTEGER NOT NULL DEFAULT 0,
	printed_ms	INTEGER NOT NULL DEFAULT 0,
	CHECK (printer_id IS NOT NULL OR
	       state IN ('queued', 'cancelled', 'failed'))
) STRICT;
INSERT INTO job SELECT id, file_id, printer_id, label, who, id * 1048576,
	state, wish, why, queued_ms, started_ms, ended_ms, done_commands,
	done_bytes, printed_ms FROM kept;
DROP TABLE kept;
CREATE INDEX job_queue ON job (printer_id, rank) WHERE state = 'queued';
CREATE INDEX job_rank ON job (rank) WHERE state = 'queued';
CREATE INDEX job_ended ON job (printer_id, ended_ms) WHERE ended_ms > 0;
CREATE UNIQUE INDEX job_current ON job (printer_id)
	WHERE state IN ('printing', 'paused', 'interrupted');
CREATE TRIGGER job_moves BEFORE UPDATE OF state ON job
WHEN old.state <> new.state AND NOT EXISTS
	(SELECT 1 FROM job_move m WHERE m.old = old.state AND m.new = new.state)
BEGIN
	SELECT RAISE (ABORT, 'job: no such move');
END;
