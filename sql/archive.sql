-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The archive (after schema.sql): a file's record stays for ever, its bytes
-- stay for as long as the archive-* policies say (sql/archive.c).

-- When the bytes were given up; NULL while they are there.  This is on the
-- disk before the bytes go, so a crash can only leave bytes too many.  The
-- same content uploaded again makes it NULL once more.
ALTER TABLE file ADD COLUMN cleaned_ms INTEGER;
-- When somebody last uploaded this very content.
ALTER TABLE file ADD COLUMN touched_ms INTEGER NOT NULL DEFAULT 0;
-- A person wants to keep it: retention leaves it alone.
ALTER TABLE file ADD COLUMN favorite INTEGER NOT NULL DEFAULT 0
	CHECK (favorite IN (0, 1));
UPDATE file SET touched_ms = uploaded_ms;
CREATE INDEX job_file ON job (file_id, id);
