/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * PrusaLink, Repetier-Server and Moonraker, answered with what a slicer reads.
 */
#include <stdlib.h>
#include <string.h>

#include "cgi/daemon.h"
#include "cgi/form.h"
#include "cgi/object.h"
#include "cgi/otherhost.h"
#include "cgi/station.h"
#include "cgi/submit.h"
#include "sql/content.h"
#include "sql/policy.h"

#define WORD	32	/* the value of "a", with its NUL */

/* The part "a" of a form. */
struct word {
	char	text[WORD];
	size_t	used;
	bool	inside;
};

static json_t	*job_of(const struct station *);
static json_t	*printers_of(struct http *, bool *);
static bool	 function_name(struct http *, char *);
static bool	 read_form(const char *, const char *, size_t, char *);
static bool	 on_part(void *, const struct form_part *);
static bool	 on_data(void *, const char *, size_t);
static bool	 on_end(void *);

static const struct form_events events = { on_part, on_data, on_end };

/* In each dialect's words. */
static const struct {
	const char	*prusa, *klippy;
} states[] = {
	[PRINTER_OFFLINE]  = { "ERROR",	    "disconnected" },
	[PRINTER_FREE]	   = { "IDLE",	    "ready" },
	[PRINTER_PRINTING] = { "PRINTING",  "ready" },
	[PRINTER_PAUSED]   = { "PAUSED",    "ready" },
	[PRINTER_TO_CLEAN] = { "ATTENTION", "ready" },
	[PRINTER_ERROR]	   = { "ERROR",	    "error" },
	[PRINTER_DISABLED] = { "ERROR",	    "shutdown" },
};
_Static_assert(sizeof(states) / sizeof(states[0]) == PRINTER__MAX,
    "every view has its words");

/* PrusaSlicer hides a storage without free space. */
void
prusalink_storage(struct http *h)
{
	int64_t keep, left;

	if (!station_exists(h) || !http_good(h, policy_get(h->spool,
	    POLICY_FREE_BYTES, &keep)))
		return;
	left = content_free_bytes(h->dir) - keep;
	http_reply(h, 200, json_pack("{s:[{s:s, s:s, s:s, s:I, s:b, s:b}]}",
	    "storage_list", "path", "/local", "name", "Connectprint",
	    "type", "LOCAL",
	    "free_space", (json_int_t)(left > 0 ? left : 0),
	    "read_only", (h->access.rights & PERSON_QUEUE) == 0,
	    "available", true));
}

void
prusalink_status(struct http *h)
{
	json_t *answer;
	struct station s;

	if (!station_open(h, &s))
		return;
	answer = json_pack("{s:{s:s, s:o, s:o, s:o, s:o}, s:{s:s, s:s, s:b}}",
	    "printer", "state", states[s.view].prusa,
	    "temp_nozzle", station_number(&s, "hotend"),
	    "target_nozzle", station_number(&s, "hotend_target"),
	    "temp_bed", station_number(&s, "bed"),
	    "target_bed", station_number(&s, "bed_target"),
	    "storage", "path", "/local", "name", "Connectprint",
	    "read_only", (h->access.rights & PERSON_QUEUE) == 0);
	if (s.holds)
		(void)json_object_set_new(answer, "job", job_of(&s));
	http_reply(h, 200, answer);
	station_close(&s);
}

void
prusalink_job(struct http *h)
{
	json_t *answer;
	struct station s;

	if (!station_open(h, &s))
		return;
	if (!s.holds)
		http_done(h);
	else {
		answer = job_of(&s);
		(void)json_object_set_new(answer, "state",
		    json_string(states[s.view].prusa));
		(void)json_object_set_new(answer, "file", json_pack("{s:s, "
		    "s:s, s:s, s:I}", "name", s.job.label,
		    "display_name", s.job.label, "path", "/local",
		    "size", (json_int_t)s.job.bytes));
		http_reply(h, 200, answer);
	}
	station_close(&s);
}

static json_t *
job_of(const struct station *s)
{
	int64_t left = station_left(s);

	return json_pack("{s:I, s:f, s:I, s:o}",
	    "id", (json_int_t)s->job.id,
	    "progress", 100 * station_done(s),
	    "time_printing", (json_int_t)station_printed(s),
	    "time_remaining", left >= 0 ? json_integer(left) : json_null());
}

/* Repetier-Server and Moonraker have this address in common, and a slicer
 * looks only at its own keys.  Without "software" a name that begins with
 * Repetier is what PrusaSlicer asks for. */
void
repetier_info(struct http *h)
{
	json_t *printers;
	struct station s;
	bool good;

	if (!station_open(h, &s))
		return;
	printers = printers_of(h, &good);
	if (good)
		http_reply(h, 200, json_pack("{s:{s:s, s:s, s:s, s:s}, s:s, "
		    "s:s, s:O}",
		    "result", "state", states[s.view].klippy,
		    "state_message", printer_view_name(s.view),
		    "hostname", h->path.name,
		    "software_version", "Connectprint",
		    "name", "Repetier dialect of Connectprint",
		    "version", "1.4.0",
		    "printers", printers));
	json_decref(printers);
	station_close(&s);
}

/* The drop-down: every printer at the pool's address, else the one. */
void
repetier_list(struct http *h)
{
	json_t *printers;
	struct station s;
	bool good;

	if (!station_open(h, &s))
		return;
	station_close(&s);
	printers = printers_of(h, &good);
	if (good)
		http_reply(h, 200, json_pack("{s:O}", "data", printers));
	json_decref(printers);
}

/* *good: it was not answered why not. */
static json_t *
printers_of(struct http *h, bool *good)
{
	bool pool = strcmp(h->path.name, "any") == 0;
	json_t *array = json_array(), *telemetry;
	struct printer *list;
	int n, i;

	*good = http_good(h, printer_list(h->spool, &list, &n));
	if (!*good)
		return array;
	telemetry = daemon_telemetry(h);
	for (i = 0; i < n; i++)
		if (pool || strcmp(list[i].name, h->path.name) == 0)
			(void)json_array_append_new(array,
			    json_pack("{s:s, s:s, s:b, s:i, s:s}",
			    "slug", list[i].name, "name", list[i].name,
			    "active", list[i].disabled[0] == '\0',
			    "online", object_is_connected(daemon_live(
			    telemetry, list[i].id)) ? 1 : 0,
			    "job", list[i].job != 0 ? list[i].job_state :
			    "none"));
	json_decref(telemetry);
	free(list);
	return array;
}

void
repetier_function(struct http *h)
{
	struct printer printer;
	char name[WORD];

	if (strcmp(h->path.name, "any") != 0 &&
	    strcmp(h->path.name, h->path.slug) != 0)
		http_refuse(h, REFUSAL_NO_PRINTER, NULL);
	else if (!submit_printer(h, h->path.slug, &printer) ||
	    !function_name(h, name))
		return;
	else if (strcmp(name, "listPrinter") == 0)
		repetier_list(h);
	else if (strcmp(name, "listModelGroups") == 0)
		/* The one default group: files have no folders here. */
		http_reply(h, 200, json_pack("{s:b, s:[s]}", "ok", true,
		    "groupNames", "#"));
	else
		http_refuse(h, REFUSAL_BAD_REQUEST, NULL);
}

/* From the query, or from a form of either kind. */
static bool
function_name(struct http *h, char *name)
{
	const char *type = http_variable(h, "CONTENT_TYPE");
	char *body;
	size_t n;
	bool good;

	if (!http_query(h, "a", name, WORD))
		return false;
	if (name[0] != '\0')
		return true;
	body = malloc(HTTP_BODY + 1);
	if (body == NULL) {
		http_refuse(h, REFUSAL_BROKEN, NULL);
		return false;
	}
	n = http_read(h, body, HTTP_BODY);
	body[n] = '\0';
	good = read_form(type != NULL ? type : "", body, n, name);
	free(body);
	if (!good)
		http_refuse(h, REFUSAL_BAD_REQUEST, NULL);
	return good;
}

static bool
read_form(const char *type, const char *body, size_t n, char *name)
{
	struct word word = { .used = 0 };
	struct form *form;
	bool good;

	if (!form_is_multipart(type))
		return form_query(body, "a", name, WORD) == FORM_PRESENT;
	form = malloc(sizeof(*form));
	good = form != NULL && form_begin(form, type, &events, &word) &&
	    form_feed(form, body, n) == FORM_CLOSED;
	free(form);
	memcpy(name, word.text, WORD);
	return good;
}

static bool
on_part(void *arg, const struct form_part *part)
{
	struct word *w = arg;

	w->inside = strcmp(part->name, "a") == 0;
	return !w->inside || w->used == 0;
}

static bool
on_data(void *arg, const char *bytes, size_t n)
{
	struct word *w = arg;

	if (!w->inside)
		return true;
	if (n >= sizeof(w->text) - w->used)
		return false;
	memcpy(w->text + w->used, bytes, n);
	w->used += n;
	return true;
}

static bool
on_end(void *arg)
{
	((struct word *)arg)->inside = false;
	return true;
}

/* "result" comes first, and says which Moonraker. */
void
moonraker_info(struct http *h)
{
	struct station s;

	if (!station_open(h, &s))
		return;
	http_reply(h, 200, json_pack("{s:{s:b, s:s, s:[], s:s, s:[iii], "
	    "s:s}}",
	    "result", "klippy_connected", s.view != PRINTER_OFFLINE,
	    "klippy_state", states[s.view].klippy,
	    "components",
	    "moonraker_version", "v0.10.0-connectprint",
	    "api_version", 1, 5, 0,
	    "api_version_string", "1.5.0"));
	station_close(&s);
}
