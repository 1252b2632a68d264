-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Pace: where in the commands of a file its layers begin, and when (after
-- setting.sql).  The bytes are a course as spoolerd/course.h has it.

-- It stays when the file's bytes are cleaned, as what was analyzed does.
CREATE TABLE pace (
	file_id		INTEGER PRIMARY KEY REFERENCES file (id),
	course		BLOB NOT NULL CHECK (length(course) <= 40960)
) STRICT;

-- Where a job was when it was last on record; 0: before the first layer, or
-- not known.
ALTER TABLE job ADD COLUMN layer INTEGER NOT NULL DEFAULT 0;

-- Files that were read before are read again.
UPDATE file SET analyzed_ms = NULL WHERE refused = '' AND cleaned_ms IS NULL;
