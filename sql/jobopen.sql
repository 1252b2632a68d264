-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The jobs that are not over (a migration: see migration.c).  They are few, and
-- asked for with each look at the queues; the history behind them is long.
CREATE INDEX job_open ON job (id)
	WHERE state IN ('queued', 'printing', 'paused', 'interrupted');
