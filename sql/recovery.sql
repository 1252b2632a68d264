-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Recovery: what it takes to go on with a print after its board was reset (a
-- power cut).  See spoolerd/drain/reentry.h.

-- How this machine gets its height back while a piece stands on its bed:
--   0  it can't: such a print can only be given up
--   1  Z homes away from the bed: all axes are homed
--   2  X and Y are homed; Z is where the record says that the nozzle stood
-- Of a printer, not of its profile: a person who knows this very machine says
-- it, because the wrong one drives the nozzle into the piece.
ALTER TABLE printer ADD COLUMN recovery INTEGER NOT NULL DEFAULT 0
	CHECK (recovery BETWEEN 0 AND 2);

-- At the last checkpoint: how far the head was above where the file left it (a
-- pause lifts it); -1: it was on its way, nobody knows.
ALTER TABLE job ADD COLUMN lifted_um INTEGER NOT NULL DEFAULT 0
	CHECK (lifted_um BETWEEN -1 AND 100000);
