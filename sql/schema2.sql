-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- People who log in with a password (a migration: see migration.c).

-- As libsodium's crypto_pwhash_str() writes it (Argon2id, with its salt and
-- cost); '': this person has no password and can't log in.
ALTER TABLE person ADD COLUMN password TEXT NOT NULL DEFAULT '';
-- Since when neither password nor keys count; NULL: they do.  A person is
-- never deleted, because the history names them.
ALTER TABLE person ADD COLUMN disabled_ms INTEGER;
-- Counts the changes of role, password and disabled_ms: a session of another
-- generation is over.
ALTER TABLE person ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;
CREATE TRIGGER person_changed AFTER UPDATE OF role, password, disabled_ms
	ON person
BEGIN
	UPDATE person SET generation = generation + 1 WHERE id = new.id;
END;
