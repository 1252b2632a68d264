-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Where a printer's camera is, as host_of_camera() lets it in: nginx asks
-- there, so only an admin writes it.  No row: it has none.

CREATE TABLE webcam (
	printer_id	INTEGER PRIMARY KEY REFERENCES printer (id),
	url		TEXT NOT NULL
			CHECK (length(url) BETWEEN 1 AND 1000)
) STRICT;
