-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The link (a migration: see migration.c).

-- Whether opening its port resets a board is seen, not believed: the line
-- numbers that it answers with say so.
ALTER TABLE profile DROP COLUMN dtr_resets;
