-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Slicing: what a file's slicer says of it, and what it looks like (after
-- archive.sql).  Facts are 0, words are '', where nobody said anything.

-- With homing, and heating from a cold machine; motion_seconds is without.
ALTER TABLE file ADD COLUMN print_seconds INTEGER NOT NULL DEFAULT 0;
ALTER TABLE file ADD COLUMN nozzle_um INTEGER NOT NULL DEFAULT 0;
ALTER TABLE file ADD COLUMN weight_mg INTEGER NOT NULL DEFAULT 0;
ALTER TABLE file ADD COLUMN cost_milli INTEGER NOT NULL DEFAULT 0;
ALTER TABLE file ADD COLUMN currency TEXT NOT NULL DEFAULT '';
-- The kind, "PLA", of "PLA Chromatik Red"; of several tools "PLA, TPU".
ALTER TABLE file ADD COLUMN material TEXT NOT NULL DEFAULT '';
ALTER TABLE file ADD COLUMN slicer TEXT NOT NULL DEFAULT '';
-- The media type of its thumbnail, which is in the next table.
ALTER TABLE file ADD COLUMN thumbnail TEXT NOT NULL DEFAULT ''
	CHECK (thumbnail IN ('', 'image/png', 'image/jpeg'));

-- It stays when the file's bytes are cleaned: it is part of the record.
CREATE TABLE thumbnail (
	file_id		INTEGER PRIMARY KEY REFERENCES file (id),
	bytes		BLOB NOT NULL CHECK (length(bytes) <= 524288)
) STRICT;

-- Files that were read before are read again.
UPDATE file SET analyzed_ms = NULL WHERE refused = '' AND cleaned_ms IS NULL;
