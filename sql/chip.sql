-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Autodetect: kinds of USB chip that printers are known to have.  While the
-- policy "autodetect" is 1, a port of one of these is adopted by itself when
-- it is plugged in.

CREATE TABLE chip (
	vid		INTEGER NOT NULL CHECK (vid BETWEEN 1 AND 65535),
	pid		INTEGER NOT NULL CHECK (pid BETWEEN 0 AND 65535),
	PRIMARY KEY (vid, pid)
) STRICT, WITHOUT ROWID;
-- FTDI's FT232, which is on both Dagomas' boards.
INSERT INTO chip VALUES (0x0403, 0x6001);
