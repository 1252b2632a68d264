-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Control by hand (a migration: see migration.c).

-- Colder, filament grinds in the extruder instead of melting: the machine may
-- not be told by hand to extrude or retract.  170 is Marlin's own minimum.
ALTER TABLE profile ADD COLUMN extrude_min_dC INTEGER NOT NULL DEFAULT 1700
	CHECK (extrude_min_dC BETWEEN 0 AND 10000);
