-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Outlook (a migration: see migration.c): the courses of prints, which tell how
-- long one takes from each place on, know more of its first commands, of its
-- rests and of M220.

-- Files that were read before are read again.
UPDATE file SET analyzed_ms = NULL WHERE refused = '' AND cleaned_ms IS NULL;
