-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- People and access (after notice.sql): one-time passwords, changes that know
-- what they change, and events that name a file.

-- Since when the password is one that an admin handed out and that its owner
-- must replace; NULL: it is their own.
ALTER TABLE person ADD COLUMN once_ms INTEGER;

-- generation counts changes, not writes: a session outlives an UPDATE that
-- says what was there already.  It is also the version that a page shows and
-- sends back, so that nobody overwrites what they have not seen.
DROP TRIGGER person_changed;
CREATE TRIGGER person_changed AFTER UPDATE OF role, password, disabled_ms
	ON person
WHEN old.role <> new.role OR old.password <> new.password OR
	old.disabled_ms IS NOT new.disabled_ms
BEGIN
	UPDATE person SET generation = generation + 1 WHERE id = new.id;
END;

-- Whoever asks, by page or by command: somebody must be left who can put
-- things right, an admin who is let in and has a password or a key.
CREATE TRIGGER person_last_admin BEFORE UPDATE OF role, disabled_ms ON person
WHEN old.role = 'admin' AND old.disabled_ms IS NULL AND
	(new.role <> 'admin' OR new.disabled_ms IS NOT NULL) AND NOT EXISTS
	(SELECT 1 FROM person p WHERE p.id <> old.id AND p.role = 'admin'
	  AND p.disabled_ms IS NULL AND (p.password <> '' OR EXISTS
	  (SELECT 1 FROM api_key k WHERE k.person_id = p.id
	    AND k.revoked_ms IS NULL)))
BEGIN
	SELECT RAISE (ABORT, 'person: the last admin');
END;
CREATE INDEX api_key_person ON api_key (person_id);

-- What an event is about when no job says it.
ALTER TABLE event ADD COLUMN file_id INTEGER REFERENCES file (id);

-- The prints of a person, for the limits on them (sql/limit.c).
CREATE INDEX job_who ON job (who, id);
