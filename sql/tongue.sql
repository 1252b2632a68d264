-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Tongue (after bed.sql): in which language a person is written to; '' for
-- the lab's (the policy notify-language).  The page's, from the first login
-- on, until the person chooses another.

ALTER TABLE person ADD COLUMN language TEXT NOT NULL DEFAULT ''
	CHECK (language IN ('', 'en', 'fr'));
