-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Bed: where the bed of a machine lies about its 0, 0 (after pace.sql), by the
-- names of enum printer_bed.  Its firmware knows; where nobody said, files are
-- taken that count from its corner or from its middle.

ALTER TABLE profile ADD COLUMN bed_form TEXT NOT NULL DEFAULT 'either'
	CHECK (bed_form IN ('either', 'corner', 'center', 'round'));
-- A setting of its own; NULL: as the profile says.
ALTER TABLE printer ADD COLUMN bed_form TEXT
	CHECK (bed_form IN ('either', 'corner', 'center', 'round'));
