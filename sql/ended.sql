-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The order in which the jobs of a printer ended (a migration: see
-- migration.c).  A clock that jumps back dates a print before one that ended
-- earlier; people are asked to clean what was printed last all the same.

-- 0: before this page, or imported; of those ended_ms tells.  Else one more
-- than that of the job that ended before it on its printer.
ALTER TABLE job ADD COLUMN ended_rank INTEGER NOT NULL DEFAULT 0;
DROP INDEX job_ended;
CREATE INDEX job_ended ON job (printer_id, ended_rank, ended_ms)
	WHERE ended_ms > 0;
