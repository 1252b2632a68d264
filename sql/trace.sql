-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Traces (a migration: see migration.c): what a print looked like, a point a
-- second, for telemetry.csv and the chart.  The daemon's parent keeps the last
-- minutes in memory (spoolerd/tape.h); the keeper writes them here once a
-- minute, and when a job ends.  A power cut loses the last minute, a crash of
-- any program nothing.

CREATE TABLE trace (
	job_id		INTEGER NOT NULL REFERENCES job (id),
	from_ms		INTEGER NOT NULL,	-- of the first point
	until_ms	INTEGER NOT NULL,	-- of the last one
	points		INTEGER NOT NULL,
	-- Differences from point to point, some six bytes each: sql/trace.h.
	data		BLOB NOT NULL,
	PRIMARY KEY (job_id, from_ms)
) STRICT, WITHOUT ROWID;
-- They go after the policy trace-days; the record of the job stays.
CREATE INDEX trace_age ON trace (until_ms);
