/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an OctoPrint says of itself, of its printer and of its job.  Cura's
 * plug-in reads some keys without a default: those are always there.
 */
#include <stdlib.h>
#include <string.h>

#include "cgi/octoprint.h"
#include "cgi/station.h"
#include "sql/file.h"

#define FILES_MOST	100	/* of the newest, shown to a slicer */

static json_t	*state_of(const struct station *);
static json_t	*seconds_or_null(int64_t);
static json_t	*account(const struct http *);
static json_t	*file_entry(const struct file *);

/* What each view is in OctoPrint's words. */
static const struct {
	const char	*text;
	bool		 operational, printing, paused, error, ready;
} states[] = {
	[PRINTER_OFFLINE]  = { .text = "Offline" },
	[PRINTER_FREE]	   = { .text = "Operational", .operational = true,
	    .ready = true },
	[PRINTER_PRINTING] = { .text = "Printing", .operational = true,
	    .printing = true },
	[PRINTER_PAUSED]   = { .text = "Paused", .operational = true,
	    .paused = true },
	[PRINTER_TO_CLEAN] = { .text = "Operational", .operational = true },
	[PRINTER_ERROR]	   = { .text = "Error", .error = true },
	[PRINTER_DISABLED] = { .text = "Offline" },
};
_Static_assert(sizeof(states) / sizeof(states[0]) == PRINTER__MAX,
    "every view has a state");

/* PrusaSlicer and OrcaSlicer ask this before every upload: "api" must be there
 * and the text must begin with OctoPrint, for host type PrusaLink, too. */
void
octoprint_version(struct http *h)
{
	struct station s;

	if (!station_open(h, &s))
		return;
	http_reply(h, 200, json_pack("{s:s, s:s, s:s, s:s, s:{s:b}}",
	    "api", "0.1", "server", "1.10.0",
	    "text", "OctoPrint 1.10.0 (Connectprint)",
	    "hostname", h->path.name,
	    "capabilities", "upload-by-put", true));
	station_close(&s);
}

void
octoprint_server(struct http *h)
{
	if (station_exists(h))
		http_reply(h, 200, json_pack("{s:s, s:n}",
		    "version", "1.10.0", "safemode"));
}

void
octoprint_settings(struct http *h)
{
	if (station_exists(h))
		http_reply(h, 200, json_pack("{s:{s:b}, s:{s:s}, s:{}, "
		    "s:{s:s}}",
		    "feature", "sdSupport", false,
		    "webcam", "streamUrl", "",
		    "plugins",
		    "appearance", "name", h->path.name));
}

void
octoprint_profiles(struct http *h)
{
	json_t *axes = json_object();
	static const char *const names[] = { "x", "y", "z", "e" };
	struct station s;
	size_t i;

	if (station_open(h, &s)) {
		for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
			(void)json_object_set_new(axes, names[i],
			    json_pack("{s:i, s:b}", "speed", 6000,
			    "inverted", false));
		http_reply(h, 200, json_pack("{s:{s:{s:s, s:b, s:b, s:s, "
		    "s:s, s:O}}}",
		    "profiles", "_default",
		    "id", "_default", "current", true, "default", true,
		    "name", h->path.name,
		    "model", s.pool ? "" : s.printer.profile,
		    "axes", axes));
		station_close(&s);
	}
	json_decref(axes);
}

void
octoprint_login(struct http *h)
{
	json_t *answer;

	if (!station_exists(h))
		return;
	answer = account(h);
	(void)json_object_set_new(answer, "session", json_null());
	(void)json_object_set_new(answer, "active", json_true());
	http_reply(h, 200, answer);
}

void
octoprint_user(struct http *h)
{
	json_t *answer;

	if (!station_exists(h))
		return;
	answer = account(h);
	(void)json_object_set_new(answer, "permissions", json_array());
	http_reply(h, 200, answer);
}

static json_t *
account(const struct http *h)
{
	unsigned int rights = h->access.rights;
	const char *role = person_role_name(h->access.person.role);

	return json_pack("{s:s, s:b, s:b, s:[s]}",
	    "name", h->access.person.name,
	    "admin", (rights & PERSON_CONFIGURE) != 0,
	    "user", (rights & PERSON_QUEUE) != 0,
	    "groups", role);
}

void
octoprint_printer(struct http *h)
{
	json_t *temperature;
	struct station s;

	if (!station_open(h, &s))
		return;
	if (!states[s.view].operational && !states[s.view].error) {
		http_refuse(h, REFUSAL_OFFLINE, NULL);
		station_close(&s);
		return;
	}
	temperature = s.pool ? json_object() :
	    json_pack("{s:{s:o, s:o, s:i}, s:{s:o, s:o, s:i}}",
	    "tool0", "actual", station_number(&s, "hotend"),
	    "target", station_number(&s, "hotend_target"), "offset", 0,
	    "bed", "actual", station_number(&s, "bed"),
	    "target", station_number(&s, "bed_target"), "offset", 0);
	http_reply(h, 200, json_pack("{s:o, s:{s:b}, s:o}",
	    "temperature", temperature,
	    "sd", "ready", false,
	    "state", state_of(&s)));
	station_close(&s);
}

static json_t *
state_of(const struct station *s)
{
	bool pausing = station_in_phase(s, "pausing");
	bool cancelling = station_in_phase(s, "stopping");

	return json_pack("{s:s, s:{s:b, s:b, s:b, s:b, s:b, s:b, s:b, s:b, "
	    "s:b}}",
	    "text", pausing ? "Pausing" : cancelling ? "Cancelling" :
	    states[s->view].text,
	    "flags",
	    "operational", states[s->view].operational,
	    "paused", states[s->view].paused,
	    "printing", states[s->view].printing,
	    "pausing", pausing,
	    "cancelling", cancelling,
	    "sdReady", false,
	    "error", states[s->view].error,
	    "ready", states[s->view].ready,
	    "closedOrError", !states[s->view].operational);
}

void
octoprint_job(struct http *h)
{
	json_t *state, *name;
	struct station s;

	if (!station_open(h, &s))
		return;
	state = state_of(&s);
	name = s.holds ? json_string(s.job.label) : json_null();
	http_reply(h, 200, json_pack("{s:{s:{s:O, s:O, s:s, s:o}, s:o, s:s?}, "
	    "s:{s:o, s:o, s:o, s:o}, s:O}",
	    "job", "file", "name", name, "path", name, "origin", "local",
	    "size", s.holds ? json_integer(s.job.bytes) : json_null(),
	    "estimatedPrintTime", s.holds && s.job.seconds > 0 ?
	    json_integer(s.job.seconds) : json_null(),
	    "user", s.holds ? s.job.who : NULL,
	    "progress", "completion", s.holds ?
	    json_real(100 * station_done(&s)) : json_null(),
	    "filepos", s.holds ? json_integer(s.job.done_bytes) : json_null(),
	    "printTime", seconds_or_null(station_printed(&s)),
	    "printTimeLeft", seconds_or_null(station_left(&s)),
	    "state", json_object_get(state, "text")));
	json_decref(name);
	json_decref(state);
	station_close(&s);
}

static json_t *
seconds_or_null(int64_t n)
{
	return n >= 0 ? json_integer(n) : json_null();
}

void
octoprint_connection(struct http *h)
{
	struct station s;

	if (!station_open(h, &s))
		return;
	http_reply(h, 200, json_pack("{s:{s:s, s:s, s:i, s:s}, s:{s:[s], "
	    "s:[i], s:[{s:s, s:s}]}}",
	    "current", "state", states[s.view].text, "port", "AUTO",
	    "baudrate", s.printer.baud, "printerProfile", "_default",
	    "options", "ports", "AUTO", "baudrates", s.printer.baud,
	    "printerProfiles", "id", "_default", "name", h->path.name));
	station_close(&s);
}

void
octoprint_files(struct http *h)
{
	struct file *list = NULL;
	json_t *files;
	int n, i;

	if (!station_exists(h))
		return;
	files = json_array();
	if (http_good(h, file_list(h->spool, 0, FILES_MOST, &list, &n))) {
		for (i = 0; i < n; i++)
			(void)json_array_append_new(files,
			    file_entry(&list[i]));
		http_reply(h, 200, json_pack("{s:O}", "files", files));
	}
	free(list);
	json_decref(files);
}

static json_t *
file_entry(const struct file *f)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:[ss], s:s, s:I, s:I}",
	    "name", f->label, "display", f->label, "path", f->label,
	    "type", "machinecode", "typePath", "machinecode", "gcode",
	    "origin", "local", "size", (json_int_t)f->bytes,
	    "date", (json_int_t)(f->uploaded_ms / 1000));
}
