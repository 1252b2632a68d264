-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- A spool as the first program made it, dumped: version 1 before its page was
-- changed in place.  For tests/test_migration.c.
PRAGMA user_version = 1;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE profile (
	id		INTEGER PRIMARY KEY,
	name		TEXT NOT NULL UNIQUE,
	machine_type	TEXT NOT NULL UNIQUE,
	dialect		TEXT NOT NULL,
	baud		INTEGER NOT NULL CHECK (baud BETWEEN 1200 AND 4000000),
	window_lines	INTEGER NOT NULL CHECK (window_lines BETWEEN 1 AND 16),
	window_bytes	INTEGER NOT NULL CHECK (window_bytes BETWEEN 96 AND 4096),
	dtr_resets	INTEGER NOT NULL CHECK (dtr_resets IN (0, 1)),
	cleaning	INTEGER NOT NULL CHECK (cleaning IN (0, 1)),
	stop_gcode	TEXT NOT NULL,
	park_gcode	TEXT NOT NULL
) STRICT;
INSERT INTO profile VALUES(1,'generic','','marlin',115200,1,96,1,1,replace('M104 S0\nM140 S0\nM107','\n',char(10)),'M84');
INSERT INTO profile VALUES(2,'dagoma-discoeasy200','DiscoEasy200','marlin',250000,3,126,1,1,replace('M104 S0\nM140 S0\nM107','\n',char(10)),replace('G91\nG1 Z10 F900\nG90\nG28 X Y\nM84','\n',char(10)));
INSERT INTO profile VALUES(3,'dagoma-discoultimate','DiscoUltimate','marlin',250000,3,126,1,1,replace('M104 S0\nM140 S0\nM107','\n',char(10)),replace('G91\nG1 Z10 F900\nG90\nG28 X Y\nM84','\n',char(10)));
CREATE TABLE printer (
	id		INTEGER PRIMARY KEY AUTOINCREMENT,
	name		TEXT NOT NULL
			CHECK (length(name) BETWEEN 1 AND 32 AND
			       name NOT GLOB '*[^a-z0-9-]*' AND name <> 'any'),
	profile_id	INTEGER NOT NULL REFERENCES profile (id),
	usb_serial	TEXT NOT NULL DEFAULT '',
	position	TEXT NOT NULL DEFAULT '',
	path		TEXT NOT NULL DEFAULT '',
	machine_type	TEXT NOT NULL DEFAULT '',
	uuid		TEXT NOT NULL DEFAULT '',
	baud		INTEGER NOT NULL DEFAULT 0,
	needs_cleaning	INTEGER NOT NULL DEFAULT 1
			CHECK (needs_cleaning IN (0, 1)),
	disabled	TEXT NOT NULL DEFAULT '',
	fault		TEXT NOT NULL DEFAULT '',
	adopted_ms	INTEGER NOT NULL,
	forgotten_ms	INTEGER,
	CHECK ((usb_serial <> '') + (position <> '') + (path <> '') = 1)
) STRICT;
INSERT INTO printer VALUES(1,'dagoma-1',2,'','','/dev/pts/7','DiscoEasy200','',0,0,'','',10,NULL);
INSERT INTO printer VALUES(2,'dagoma-2',2,'','','/dev/pts/8','DiscoEasy200','',0,1,'','',11,NULL);
CREATE TABLE file (
	id		INTEGER PRIMARY KEY AUTOINCREMENT,
	sha256		TEXT NOT NULL UNIQUE
			CHECK (length(sha256) = 64 AND
			       sha256 NOT GLOB '*[^0-9a-f]*'),
	bytes		INTEGER NOT NULL CHECK (bytes > 0),
	label		TEXT NOT NULL CHECK (length(label) BETWEEN 1 AND 255),
	who		TEXT NOT NULL,
	uploaded_ms	INTEGER NOT NULL,
	analyzed_ms	INTEGER,
	commands	INTEGER NOT NULL DEFAULT 0,
	seconds		INTEGER NOT NULL DEFAULT 0,
	layers		INTEGER NOT NULL DEFAULT 0,
	header		TEXT NOT NULL DEFAULT '[]',
	refused		TEXT NOT NULL DEFAULT '',
	refused_line	INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO file VALUES(1,'0000000000000000000000000000000000000000000000000000000000000001',9,'a.g','ann',20,21,3,0,0,'[["Printer","Magis"]]','',0);
INSERT INTO file VALUES(2,'0000000000000000000000000000000000000000000000000000000000000002',9,'b.g','bob',22,23,0,0,0,'[]','binary',0);
CREATE TABLE job_move (
	old TEXT NOT NULL,
	new TEXT NOT NULL,
	PRIMARY KEY (old, new)
) STRICT, WITHOUT ROWID;
INSERT INTO job_move VALUES('interrupted','paused');
INSERT INTO job_move VALUES('interrupted','printing');
INSERT INTO job_move VALUES('interrupted','stopped');
INSERT INTO job_move VALUES('paused','failed');
INSERT INTO job_move VALUES('paused','interrupted');
INSERT INTO job_move VALUES('paused','printing');
INSERT INTO job_move VALUES('paused','stopped');
INSERT INTO job_move VALUES('printing','failed');
INSERT INTO job_move VALUES('printing','finished');
INSERT INTO job_move VALUES('printing','interrupted');
INSERT INTO job_move VALUES('printing','paused');
INSERT INTO job_move VALUES('printing','stopped');
INSERT INTO job_move VALUES('queued','cancelled');
INSERT INTO job_move VALUES('queued','printing');
CREATE TABLE job (
	id		INTEGER PRIMARY KEY AUTOINCREMENT,
	file_id		INTEGER NOT NULL REFERENCES file (id),
	printer_id	INTEGER NOT NULL REFERENCES printer (id),
	label		TEXT NOT NULL CHECK (length(label) BETWEEN 1 AND 255),
	who		TEXT NOT NULL,
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
	printed_ms	INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO job VALUES(1,1,1,'a.g','ann','finished','run','',30,33,34,3,0,0);
INSERT INTO job VALUES(2,1,1,'a.g','ann','cancelled','run','',31,NULL,35,0,0,0);
INSERT INTO job VALUES(3,1,2,'a.g','bob','queued','run','',32,NULL,NULL,0,0,0);
CREATE TABLE event (
	id		INTEGER PRIMARY KEY AUTOINCREMENT,
	at_ms		INTEGER NOT NULL,
	who		TEXT NOT NULL,
	what		TEXT NOT NULL,
	printer_id	INTEGER REFERENCES printer (id),
	job_id		INTEGER REFERENCES job (id),
	old		TEXT NOT NULL DEFAULT '',
	new		TEXT NOT NULL DEFAULT '',
	why		TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO event VALUES(1,33,'spoolerd','job.move',1,1,'queued','printing','');
INSERT INTO event VALUES(2,34,'spooler','job.move',1,1,'printing','finished','');
INSERT INTO event VALUES(3,35,'ann','job.move',1,2,'queued','cancelled','');
INSERT INTO event VALUES(4,10,'admin','printer.adopted',1,NULL,'','dagoma-1','');
CREATE TABLE person (
	id		INTEGER PRIMARY KEY AUTOINCREMENT,
	name		TEXT NOT NULL UNIQUE
			CHECK (length(name) BETWEEN 1 AND 64),
	role		TEXT NOT NULL CHECK (role IN
			('visitor', 'user', 'operator', 'admin')),
	created_ms	INTEGER NOT NULL
) STRICT;
INSERT INTO person VALUES(1,'ann','admin',5);
CREATE TABLE api_key (
	id		INTEGER PRIMARY KEY AUTOINCREMENT,
	person_id	INTEGER NOT NULL REFERENCES person (id),
	application	TEXT NOT NULL,
	hash		TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
	created_ms	INTEGER NOT NULL,
	revoked_ms	INTEGER
) STRICT;
INSERT INTO api_key VALUES(1,1,'slicer','0000000000000000000000000000000000000000000000000000000000000007',6,NULL);
CREATE TABLE policy (
	name		TEXT PRIMARY KEY,
	value		INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO policy VALUES('open-lab',1);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('printer',2);
INSERT INTO sqlite_sequence VALUES('file',2);
INSERT INTO sqlite_sequence VALUES('job',3);
INSERT INTO sqlite_sequence VALUES('event',4);
INSERT INTO sqlite_sequence VALUES('person',1);
INSERT INTO sqlite_sequence VALUES('api_key',1);
CREATE UNIQUE INDEX printer_name ON printer (name) WHERE forgotten_ms IS NULL;
CREATE UNIQUE INDEX printer_port ON printer (usb_serial, position, path)
	WHERE forgotten_ms IS NULL;
CREATE INDEX file_unread ON file (id) WHERE analyzed_ms IS NULL;
CREATE INDEX job_queue ON job (printer_id, id) WHERE state = 'queued';
CREATE UNIQUE INDEX job_current ON job (printer_id)
	WHERE state IN ('printing', 'paused', 'interrupted');
CREATE TRIGGER job_moves BEFORE UPDATE OF state ON job
WHEN old.state <> new.state AND NOT EXISTS
	(SELECT 1 FROM job_move m WHERE m.old = old.state AND m.new = new.state)
BEGIN
	SELECT RAISE (ABORT, 'job: no such move');
END;
CREATE INDEX event_job ON event (job_id, id);
CREATE TRIGGER event_fixed BEFORE UPDATE ON event
BEGIN
	SELECT RAISE (ABORT, 'event: rows are never changed');
END;
CREATE TRIGGER event_kept BEFORE DELETE ON event
BEGIN
	SELECT RAISE (ABORT, 'event: rows are never deleted');
END;
COMMIT;
