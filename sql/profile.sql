-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Profiles of the admins' own (a migration: see migration.c).  What is shipped
-- stays as it is; a copy of it is theirs to change (see profile.h).

-- The shipped profile that it was made of, be it by way of other copies: what
-- files call that machine, they call this one, too.  NULL: it is shipped
-- itself.  The machine_type of a copy is '?' and its number, which no M115 and
-- no dialect says.
ALTER TABLE profile ADD COLUMN origin_id INTEGER REFERENCES profile (id);
-- The machine_type for which it is chosen when one is adopted, before the
-- shipped ones are looked at; '': it is chosen by hand only.
ALTER TABLE profile ADD COLUMN adopts TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX profile_adopts ON profile (adopts) WHERE adopts <> '';
-- Counts the changes, so that who comes second is told.
ALTER TABLE profile ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

-- Two more settings of one printer; NULL is as its profile says.
ALTER TABLE printer ADD COLUMN extrude_min_dC INTEGER
	CHECK (extrude_min_dC BETWEEN 0 AND 10000);
ALTER TABLE printer ADD COLUMN cleaning INTEGER
	CHECK (cleaning IN (0, 1));
