/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The control socket (a unix stream socket): orders that can't wait, and live
 * telemetry.  One JSON array a line, CONTROL_LINE bytes at most:
 *
 *	-> [id, "function", [args...], {kwargs...}]
 *	<- [id, "return", value]
 *	<- [id, "error", {"error": "code", "message": "a sentence"}]
 *
 * After set_monitor, unasked:
 *
 *	<- [null, "event", "telemetry", {"printers": {"1": LIVE, "2": null}}]
 *		those that changed, merged for who reads slowly (the first
 *		time all; null: forgotten)
 *	<- [null, "event", "record", RECORD]
 *		a job or a printer has a new event, or "what" is
 *		"file.analyzed", of the file whose number is "new": each, in
 *		order, and who can't keep up is cut off
 *
 * Functions (the table is spoolerd/parent/function.c; `right` is checked there
 * against the caller, known by SO_PEERCRED; the web's user may add
 * {"as": "name", "role": "user", "open_lab": false} to act for a person.  What
 * is claimed so only restricts: the keeper looks the person up in the spool
 * before it stores anything, and an order that means another person's job
 * needs `control`, reset does, too.  A caller that lies can still lend itself
 * the name of somebody who may; it can't make up rights that nobody has.  The
 * emergency stop goes by the claim alone, it waits for no disk):
 *
 *	telemetry [from]		see	{"printers": {"1": LIVE, ...},
 *						"next": FROM}; without
 *						it these were the last
 *	ports []			configure  [PORT, ...]
 *	adopt [path] {name,baud,clean}	configure  {"name": "...", "number": N}
 *	forget [name]			configure  {}
 *	order [printer, order, job]	print	{"order": "...", "phase": "..."}
 *	control [printer, name]		control	{"order": "control", ...}
 *		{arguments: {...}} with the arguments of its name:
 *		jog {x_um, y_um, z_um, sure}, home {x, y, z, sure}, extrude
 *		{e_um}, heat {hotend, bed}, fan {percent}, motors-off, gcode
 *		{line, sure}; spoolerd/manual.h says when, and has the codes
 *	terminal [printer, from]	control	{"next": n, "missed": n,
 *		"lines": [[n, unix_ms, ">" or "<", "text"], ...]}: to and from
 *		it, those that are still known
 *	tape [printer, job, after_ms]	see	{"points": [[at_ms, line,
 *						hotend_dC, target, bed_dC,
 *						target, state], ...]}
 *	wake []				see	{}   look at the spool again
 *	set_monitor [true|false]	see	{}   events, or none
 *	about []			see	{"version": "1.0", "up_ms": n}
 *	help []				see	[{name, args, right, help}, ...]
 *
 * printer is its number.  order is pause, resume, resume-layer, stop, tune,
 * emergency, give-up, cleaned or reset; job is the job it means (0 for
 * cleaned, reset and emergency).  tune has {arguments: {speed, flow, fan,
 * hotend, bed, baby_um}}, one of them or more, and is answered with "hand",
 * a number: it is done, or in the record as not done, when LIVE's tune.done
 * has come to that.  Error codes: bad-request, no-function, no-right,
 * no-printer, other-job (it holds another job by now), refused, offline, busy,
 * broken, and those of spoolerd/manual.h.
 *
 * LIVE = {"connected": bool, "phase": "printing", "job": 12,
 *	"hotend": 210.4, "hotend_target": 210.0, "bed": null, "bed_target":
 *	null, "commands": n, "commands_total": n, "bytes": n, "bytes_total": n,
 *	"printed_ms": n, "left_ms": n|null, "layer": n, "layers": n,
 *	"z_um": n, "resends": n, "timeouts": n,
 *	"starved_ms": n, "lines_per_second": 41.7, "window": 3,
 *	"text": "...", "question": "...", "age_ms": n, "tune": TUNE|null}
 *	layer is of layers, from 1, and z_um its height (0: not known, or
 *	before the first).  resends, timeouts and starved_ms (a print had no
 *	move to make because of the cable) count since the printer was
 *	connected; window is how many lines may be on the way now.
 * TUNE = {"speed": 100, "flow": 100, "fan": 50, "baby_um": -20, "own":
 *	{"speed": 100, "flow": 100, "fan": 100, "hotend": 210, "bed": 60},
 *	"lacks": ["baby_um"], "done": n}	(null: without a job)
 *	what the machine confirmed, whoever set it: a person, the file, or
 *	somebody at the machine; own is what the file alone says (0 degrees:
 *	nothing yet), lacks what this machine's firmware has no command for.
 * RECORD = {"event": n, "what": "job.move", "printer": 1, "job": 12,
 *	"old": "queued", "new": "printing"}	(0: none; n grows)
 * PORT = {"path": "/dev/ttyUSB0", "usb": "0403:6001"|null,
 *	"serial": "..."|null, "position": "..."|null,
 *	"description": "...", "printer": "name"|null, "asks": ["name", ...]}
 *	asks: which printer is this?  Those that may be at this port; it is
 *	not opened before a person says so, by adopting it with one of these
 *	names (that printer moved here), or another (it is a new one).
 */
#ifndef SPOOLERD_CONTROL_H
#define SPOOLERD_CONTROL_H

#include <jansson.h>
#include <stddef.h>

#define CONTROL_LINE	65536

/* --- the caller's end (cgi, the command connectprint) --- */

/*
 * Call a function and wait for its answer, timeout_ms at most.  args and
 * kwargs are borrowed; NULL is an empty one.  Returns the value (a new
 * reference), or NULL: then *error is a new {"error","message"} object:
 * besides the daemon's own codes "no-daemon" (nobody listens) and "timeout".
 */
json_t	*control_call(const char *socket_path, const char *function,
	    json_t *args, json_t *kwargs, int timeout_ms, json_t **error);

/* The same for telemetry, in as many calls as the fleet takes: {"printers"} of
 * all. */
json_t	*control_fleet(const char *socket_path, json_t *kwargs,
	    int timeout_ms, json_t **error);

/* --- both ends --- */

/* A line buffer: bytes in, whole lines out. */
struct control_buffer {
	char	data[CONTROL_LINE];
	size_t	used;
};
/*
 * Take the next whole line out of the buffer as JSON.  1: *value is a new
 * reference (NULL: the line was not an array of JSON); 0: no whole line yet;
 * -1: the line is too long, cut the peer off.
 */
int	 control_next(struct control_buffer *, json_t **value);
/* One line, newline included, malloced; NULL: it would be too long. */
char	*control_line(const json_t *, size_t *length);

#endif
