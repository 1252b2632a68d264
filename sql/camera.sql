-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Cameras by name (a migration: see migration.c).  Programs of the web have no
-- network, and nginx asks no name server; so the herald looks names up, once
-- they are set and every minute from then on.

-- The host's address in numbers; '': its url has it, or nobody knows it now.
ALTER TABLE webcam ADD COLUMN address TEXT NOT NULL DEFAULT '';
-- Did the herald look since the url was set?
ALTER TABLE webcam ADD COLUMN looked INTEGER NOT NULL DEFAULT 0
	CHECK (looked IN (0, 1));
