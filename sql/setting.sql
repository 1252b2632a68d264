-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Settings of one printer (see setting.h).  A profile says what its kind of
-- machine is like; what this very machine has otherwise is here, and NULL (''
-- for the dialect, 0 for printer.baud) is "as the profile says".

-- The lines on the way are those of the dialect's own generic profile, then.
ALTER TABLE printer ADD COLUMN dialect TEXT NOT NULL DEFAULT '';
ALTER TABLE printer ADD COLUMN bed_x_um INTEGER
	CHECK (bed_x_um BETWEEN 0 AND 10000000);
ALTER TABLE printer ADD COLUMN bed_y_um INTEGER
	CHECK (bed_y_um BETWEEN 0 AND 10000000);
ALTER TABLE printer ADD COLUMN bed_z_um INTEGER
	CHECK (bed_z_um BETWEEN 0 AND 10000000);
ALTER TABLE printer ADD COLUMN hotend_max_dC INTEGER
	CHECK (hotend_max_dC BETWEEN 0 AND 10000);
ALTER TABLE printer ADD COLUMN bed_max_dC INTEGER
	CHECK (bed_max_dC BETWEEN 0 AND 10000);
ALTER TABLE printer ADD COLUMN pause_retract_um INTEGER
	CHECK (pause_retract_um BETWEEN 0 AND 20000);
ALTER TABLE printer ADD COLUMN pause_lift_um INTEGER
	CHECK (pause_lift_um BETWEEN 0 AND 100000);
ALTER TABLE printer ADD COLUMN pause_gcode TEXT;
ALTER TABLE printer ADD COLUMN park_gcode TEXT;

-- Counts the changes, so that who comes second is told.
ALTER TABLE printer ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
-- Counts those that its drain has to know: it is renewed for them between two
-- prints (spoolerd/parent/machine.c), and takes no job before.
ALTER TABLE printer ADD COLUMN settings INTEGER NOT NULL DEFAULT 0;

-- What happened to a machine, but for its prints: its log.
CREATE INDEX event_printer ON event (printer_id, id) WHERE job_id IS NULL;
