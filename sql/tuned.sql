-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Tuned: what people turned while a job printed, so that its machine gets it
-- back when the print goes on after a power cut.  Who did it is in event.

-- The last value of each knob (spoolerd/knob.h has their names and units), and
-- where in the file it begins to count: what the file says behind that wins.
CREATE TABLE tuned (
	job_id	INTEGER NOT NULL REFERENCES job (id),
	knob	TEXT NOT NULL CHECK (length(knob) BETWEEN 1 AND 16),
	value	INTEGER NOT NULL CHECK (value BETWEEN -9999 AND 9999),
	offset	INTEGER NOT NULL CHECK (offset >= 0),
	PRIMARY KEY (job_id, knob)
) STRICT, WITHOUT ROWID;
