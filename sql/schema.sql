-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The spool: what people decided and what happened to it.  This page is the
-- source of truth; it is embedded in every program that opens the spool and
-- run once on an empty file (user_version 0 -> 1).  Later versions are added
-- by the files in sql/ that sql/migration.c lists; this page never changes
-- meaning without one.  (Once it did; sql/mend.c makes that good.)
--
-- Conventions: *_ms is milliseconds since 1970 in UTC; *_dC is tenths of a
-- degree Celsius; *_mm is millimetres.  A flag is 0 or 1.  '' means "none" in
-- a text column.

-- What a kind of machine is like.  A printer points at one profile.
CREATE TABLE profile (
	id		INTEGER PRIMARY KEY,
	name		TEXT NOT NULL UNIQUE,
	-- As M115 says it; the profile with '' fits whatever nobody knows.
	machine_type	TEXT NOT NULL UNIQUE,
	-- A row of spoolerd/dialect.c.
	dialect		TEXT NOT NULL,
	baud		INTEGER NOT NULL CHECK (baud BETWEEN 1200 AND 4000000),
	-- Most lines, and most bytes, sent and not yet acknowledged, until the
	-- printer tells how many slots it has (spoolerd/link/window.h).  They stay
	-- below the machine's command slots and its receive ring, so that an
	-- emergency stop can always be read.
	window_lines	INTEGER NOT NULL CHECK (window_lines BETWEEN 1 AND 16),
	window_bytes	INTEGER NOT NULL CHECK (window_bytes BETWEEN 96 AND 4096),
	-- Does opening the port reset the board?  (link.sql drops it.)
	dtr_resets	INTEGER NOT NULL CHECK (dtr_resets IN (0, 1)),
	-- Must a person clear the bed after each job?
	cleaning	INTEGER NOT NULL CHECK (cleaning IN (0, 1)),
	-- What is sent when a job is stopped, one command a line: first what is
	-- always safe, then what is safe once the machine knows where it is.
	stop_gcode	TEXT NOT NULL,
	park_gcode	TEXT NOT NULL
	-- (how it may go on after a power cut is the printer's: recovery.sql)
	-- and pause_retract_um, pause_lift_um, pause_gcode, bed_x_um,
	-- bed_y_um, bed_z_um, hotend_max_dC, bed_max_dC: migration.c,
	-- extrude_min_dC: control.sql, bed_form: bed.sql, and what makes a
	-- profile an admin's own: profile.sql
) STRICT;

INSERT INTO profile VALUES
 (1, 'generic', '', 'marlin', 115200, 1, 96, 1, 1,
  'M104 S0' || char(10) || 'M140 S0' || char(10) || 'M107', 'M84'),
 (2, 'dagoma-discoeasy200', 'DiscoEasy200', 'marlin', 250000, 3, 126, 1, 1,
  'M104 S0' || char(10) || 'M140 S0' || char(10) || 'M107',
  'G91' || char(10) || 'G1 Z10 F900' || char(10) || 'G90' || char(10) ||
  'G28 X Y' || char(10) || 'M84'),
 (3, 'dagoma-discoultimate', 'DiscoUltimate', 'marlin', 250000, 3, 126, 1, 1,
  'M104 S0' || char(10) || 'M140 S0' || char(10) || 'M107',
  'G91' || char(10) || 'G1 Z10 F900' || char(10) || 'G90' || char(10) ||
  'G28 X Y' || char(10) || 'M84');

-- What else people and slicers call the machines of a profile, beside its name
-- and its machine_type: lower case, without blanks, '-' and '_'.
CREATE TABLE machine_name (
	name		TEXT PRIMARY KEY CHECK (name NOT GLOB '*[-_ A-Z]*'),
	profile_id	INTEGER NOT NULL REFERENCES profile (id)
) STRICT, WITHOUT ROWID;
INSERT INTO machine_name VALUES ('magis', 2);

-- A machine that an admin took in.  id is its number, given once and never
-- reused (AUTOINCREMENT); the old address /d_imprimanteN/ means printer N.
-- A forgotten printer keeps its row, because history points at it; only its
-- name becomes free.
CREATE TABLE printer (
	id		INTEGER PRIMARY KEY AUTOINCREMENT,
	name		TEXT NOT NULL
			CHECK (length(name) BETWEEN 1 AND 32 AND
			       name NOT GLOB '*[^a-z0-9-]*' AND name <> 'any'),
	profile_id	INTEGER NOT NULL REFERENCES profile (id),
	-- Identity: never the ttyUSB number.  usb_serial where the chip has
	-- one, else position (the by-path name), else, for ports that are not
	-- USB, the path itself.  Exactly one is not ''.
	usb_serial	TEXT NOT NULL DEFAULT '',
	position	TEXT NOT NULL DEFAULT '',
	path		TEXT NOT NULL DEFAULT '',
	-- What M115 answered when it was adopted.
	machine_type	TEXT NOT NULL DEFAULT '',
	uuid		TEXT NOT NULL DEFAULT '',
	-- 0: as the profile says.
	baud		INTEGER NOT NULL DEFAULT 0,
	needs_cleaning	INTEGER NOT NULL DEFAULT 1
			CHECK (needs_cleaning IN (0, 1)),
	disabled	TEXT NOT NULL DEFAULT '',	-- the admin's reason
	fault		TEXT NOT NULL DEFAULT '',	-- why it must not move
	adopted_ms	INTEGER NOT NULL,
	forgotten_ms	INTEGER,
	CHECK ((usb_serial <> '') + (position <> '') + (path <> '') = 1)
) STRICT;
CREATE UNIQUE INDEX printer_name ON printer (name) WHERE forgotten_ms IS NULL;
CREATE UNIQUE INDEX printer_port ON printer (usb_serial, position, path)
	WHERE forgotten_ms IS NULL;

-- A stored file: one row a content.  The bytes are in content/HH/HASH (HH the
-- first two digits of the hash) beside this database.
CREATE TABLE file (
	id		INTEGER PRIMARY KEY AUTOINCREMENT,
	sha256		TEXT NOT NULL UNIQUE
			CHECK (length(sha256) = 64 AND
			       sha256 NOT GLOB '*[^0-9a-f]*'),
	bytes		INTEGER NOT NULL CHECK (bytes > 0),
	-- The label under which it came first; never a path.
	label		TEXT NOT NULL CHECK (length(label) BETWEEN 1 AND 255),
	who		TEXT NOT NULL,
	uploaded_ms	INTEGER NOT NULL,
	-- Filled by the analysis (spoolerd/filter); NULL until then.
	analyzed_ms	INTEGER,
	commands	INTEGER NOT NULL DEFAULT 0,	-- lines that will be sent
	seconds		INTEGER NOT NULL DEFAULT 0,	-- the slicer's own word; 0: none
	layers		INTEGER NOT NULL DEFAULT 0,
	-- The comment header: a JSON array of [key, value] pairs.
	header		TEXT NOT NULL DEFAULT '[]',
	-- The machine that the header names, written as in machine_name; ''
	-- when it names none.
	machine		TEXT NOT NULL DEFAULT '',
	-- Version 2 (migration.c) adds what the commands do: the box, heat, time.
	-- Why it can't be printed, a code of file_refusal_name(); '' if it can.
	refused		TEXT NOT NULL DEFAULT '',
	refused_line	INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX file_unread ON file (id) WHERE analyzed_ms IS NULL;

-- The states of a job and every move between them.  This table is the state
-- machine: the trigger below refuses what is not in it, whoever asks.
--
--   queued --> printing <--> paused        printing|paused --> finished
--     |           |            |                           --> stopped
--     v           v            v                           --> failed
--  cancelled   interrupted (may be resumed, or given up = stopped)
--
-- Version 4 adds queued --> failed: what its printer can't or mustn't print.
CREATE TABLE job_move (
	old TEXT NOT NULL,
	new TEXT NOT NULL,
	PRIMARY KEY (old, new)
) STRICT, WITHOUT ROWID;
INSERT INTO job_move VALUES
 ('queued',	'printing'),
 ('queued',	'cancelled'),
 ('printing',	'paused'),
 ('printing',	'finished'),
 ('printing',	'stopped'),
 ('printing',	'failed'),
 ('printing',	'interrupted'),
 ('paused',	'printing'),
 ('paused',	'stopped'),
 ('paused',	'failed'),
 ('paused',	'interrupted'),
 ('interrupted', 'printing'),
 ('interrupted', 'paused'),
 ('interrupted', 'stopped');

CREATE TABLE job (
	id		INTEGER PRIMARY KEY AUTOINCREMENT,
	file_id		INTEGER NOT NULL REFERENCES file (id),
	-- The printer asked for.  NULL means the pool: the printer that claims
	-- the job is written here, and it stays that printer's from then on.
	printer_id	INTEGER REFERENCES printer (id),
	label		TEXT NOT NULL CHECK (length(label) BETWEEN 1 AND 255),
	who		TEXT NOT NULL,
	-- The order of the queues, the pool's among them: smaller is earlier.
	-- Gaps are left, so that a job changes its place alone.  It means
	-- nothing once the job is not queued any more.
	rank		INTEGER NOT NULL CHECK (rank > 0),
	state		TEXT NOT NULL DEFAULT 'queued'
			CHECK (state IN ('queued', 'printing', 'paused',
			 'finished', 'stopped', 'failed', 'interrupted',
			 'cancelled')),
	-- What a person wants of a running job; stored before the order goes
	-- out, reconciled when a daemon starts.
	wish		TEXT NOT NULL DEFAULT 'run'
			CHECK (wish IN ('run', 'pause', 'stop')),
	why		TEXT NOT NULL DEFAULT '',	-- of its last move
	queued_ms	INTEGER NOT NULL,
	started_ms	INTEGER,
	ended_ms	INTEGER,
	-- The last checkpoint: how far the machine acknowledged it.
	done_commands	INTEGER NOT NULL DEFAULT 0,
	done_bytes	INTEGER NOT NULL DEFAULT 0,
	printed_ms	INTEGER NOT NULL DEFAULT 0,	-- without the pauses
	CHECK (printer_id IS NOT NULL OR
	       state IN ('queued', 'cancelled', 'failed'))
) STRICT;
CREATE INDEX job_queue ON job (printer_id, rank) WHERE state = 'queued';
CREATE INDEX job_rank ON job (rank) WHERE state = 'queued';
CREATE INDEX job_ended ON job (printer_id, ended_ms) WHERE ended_ms > 0;
-- One printer, one job: no daemon, however many there are, can break this.
CREATE UNIQUE INDEX job_current ON job (printer_id)
	WHERE state IN ('printing', 'paused', 'interrupted');

CREATE TRIGGER job_moves BEFORE UPDATE OF state ON job
WHEN old.state <> new.state AND NOT EXISTS
	(SELECT 1 FROM job_move m WHERE m.old = old.state AND m.new = new.state)
BEGIN
	SELECT RAISE (ABORT, 'job: no such move');
END;

-- The record of everything, written once and never changed.
CREATE TABLE event (
	id		INTEGER PRIMARY KEY AUTOINCREMENT,
	at_ms		INTEGER NOT NULL,
	who		TEXT NOT NULL,		-- a person's name, or a program's
	what		TEXT NOT NULL,		-- 'job.move', 'printer.cleaned', ...
	printer_id	INTEGER REFERENCES printer (id),
	job_id		INTEGER REFERENCES job (id),
	old		TEXT NOT NULL DEFAULT '',
	new		TEXT NOT NULL DEFAULT '',
	why		TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX event_job ON event (job_id, id);
CREATE TRIGGER event_fixed BEFORE UPDATE ON event
BEGIN
	SELECT RAISE (ABORT, 'event: rows are never changed');
END;
CREATE TRIGGER event_kept BEFORE DELETE ON event
BEGIN
	SELECT RAISE (ABORT, 'event: rows are never deleted');
END;

-- People, as far as an API key needs them.
CREATE TABLE person (
	id		INTEGER PRIMARY KEY AUTOINCREMENT,
	name		TEXT NOT NULL UNIQUE
			CHECK (length(name) BETWEEN 1 AND 64),
	role		TEXT NOT NULL CHECK (role IN
			('visitor', 'user', 'operator', 'admin')),
	created_ms	INTEGER NOT NULL
) STRICT;

-- Keys are 256 random bits, so a plain SHA-256 is a safe way to keep them.
CREATE TABLE api_key (
	id		INTEGER PRIMARY KEY AUTOINCREMENT,
	person_id	INTEGER NOT NULL REFERENCES person (id),
	application	TEXT NOT NULL,
	hash		TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
	created_ms	INTEGER NOT NULL,
	revoked_ms	INTEGER
) STRICT;

-- What admins decide, a row each.  Names, defaults and ranges are the rows of
-- sql/policy.c; a policy nobody changed has no row here.
CREATE TABLE policy (
	name		TEXT PRIMARY KEY,
	value		INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
