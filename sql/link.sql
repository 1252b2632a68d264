-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The link (a migration: see migration.c).

-- Whether opening its port resets a board is seen, not believed: the line
-- numbers that it answers with say so.
ALTER TABLE profile DROP COLUMN dtr_resets;

-- "\nM112\n" must find its place in a ring of 127 bytes that is not being
-- read.
UPDATE profile SET window_bytes = 121 WHERE window_bytes = 126;

-- How the cable did in a job, as far as it came: lines sent again, answers
-- that did not come in time, and how long the machine had no move to make
-- though it should have printed.
ALTER TABLE job ADD COLUMN resends INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN timeouts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN starved_ms INTEGER NOT NULL DEFAULT 0;
