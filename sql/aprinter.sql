-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- APrinter (a migration: see migration.c), a machine that is only known by its
-- firmware's name, like those of profile_dialects there; it gets one line at a
-- time (see dialect.c).  A copy that an admin already calls so keeps its name.
INSERT OR IGNORE INTO profile (name, machine_type, dialect, baud,
 window_lines, window_bytes, cleaning, stop_gcode, park_gcode)
 SELECT 'generic-aprinter', '?aprinter', 'aprinter', 115200, 1, 96, 1,
  stop_gcode, park_gcode FROM profile WHERE name = 'generic';
