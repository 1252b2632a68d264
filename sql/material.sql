-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What is loaded in a printer, and what a file is made for, as material.c
-- writes it: "PLA", "PETG"; '' and 0 are not known, and object to nothing.

ALTER TABLE printer ADD COLUMN material TEXT NOT NULL DEFAULT '';
ALTER TABLE printer ADD COLUMN nozzle_um INTEGER NOT NULL DEFAULT 0
	CHECK (nozzle_um BETWEEN 0 AND 10000);
ALTER TABLE file ADD COLUMN material TEXT NOT NULL DEFAULT '';
ALTER TABLE file ADD COLUMN nozzle_um INTEGER NOT NULL DEFAULT 0;
-- Files that were read before are read again.
UPDATE file SET analyzed_ms = NULL WHERE refused = '' AND cleaned_ms IS NULL;
