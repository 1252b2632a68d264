-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The link (a migration: see migration.c).

-- Whether opening its port resets a board is seen, not believed: the line
-- numbers that it answers with say so.
ALTER TABLE profile DROP COLUMN dtr_resets;

-- "\nM112\n" must find its place in a ring of 127 bytes that is not being
-- read.
UPDATE profile SET window_bytes = 121 WHERE window_bytes = 126;
