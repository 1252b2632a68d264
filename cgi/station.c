/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stations: rows and telemetry, put together.
 */
#include <stdlib.h>
#include <string.h>

#include "cgi/daemon.h"
#include "cgi/object.h"
#include "cgi/station.h"
#include "cgi/submit.h"

static bool	open_pool(struct http *, struct station *);
static bool	open_printer(struct http *, struct station *);
static int64_t	seconds(const struct station *, const char *);

bool
station_open(struct http *h, struct station *s)
{
	bool good;

	memset(s, 0, sizeof(*s));
	s->pool = strcmp(h->path.name, "any") == 0;
	if (!s->pool && !submit_printer(h, h->path.name, &s->printer))
		return false;
	s->telemetry = daemon_telemetry(h);
	good = s->pool ? open_pool(h, s) : open_printer(h, s);
	if (!good)
		station_close(s);
	return good;
}

bool
station_exists(struct http *h)
{
	struct printer printer;

	return strcmp(h->path.name, "any") == 0 ||
	    submit_printer(h, h->path.name, &printer);
}

void
station_close(struct station *s)
{
	json_decref(s->telemetry);
	s->telemetry = s->live = NULL;
}

/* Free when one of them is, else printing when one is connected. */
static bool
open_pool(struct http *h, struct station *s)
{
	enum printer_view view;
	struct printer *list;
	int n, i;

	if (!http_good(h, printer_list(h->spool, &list, &n)))
		return false;
	s->view = PRINTER_OFFLINE;
	for (i = 0; i < n && s->view != PRINTER_FREE; i++) {
		view = printer_view(&list[i], object_is_connected(
		    daemon_live(s->telemetry, list[i].id)));
		if (view == PRINTER_FREE)
			s->view = view;
		else if (view != PRINTER_OFFLINE && view != PRINTER_DISABLED)
			s->view = PRINTER_TO_CLEAN;
	}
	free(list);
	return true;
}

static bool
open_printer(struct http *h, struct station *s)
{
	enum spool_result result = SPOOL_NONE;

	s->live = daemon_live(s->telemetry, s->printer.id);
	s->view = printer_view(&s->printer, object_is_connected(s->live));
	if (s->printer.job != 0)
		result = job_by_id(h->spool, s->printer.job, &s->job);
	s->holds = result == SPOOL_OK;
	return result == SPOOL_NONE || http_good(h, result);
}

json_t *
station_number(const struct station *s, const char *name)
{
	json_t *value = json_object_get(s->live, name);

	return json_is_number(value) ? json_incref(value) : json_real(0);
}

bool
station_in_phase(const struct station *s, const char *phase)
{
	const char *now = json_string_value(json_object_get(s->live,
	    "phase"));

	return now != NULL && strcmp(now, phase) == 0;
}

/* The daemon's word is younger than the last checkpoint. */
double
station_done(const struct station *s)
{
	json_t *bytes = json_object_get(s->live, "bytes");
	double done;

	if (!s->holds || s->job.bytes <= 0)
		return 0;
	done = (double)(json_is_integer(bytes) ? json_integer_value(bytes) :
	    s->job.done_bytes) / (double)s->job.bytes;
	return done < 0 ? 0 : done > 1 ? 1 : done;
}

int64_t
station_printed(const struct station *s)
{
	int64_t n = s->holds ? seconds(s, "printed_ms") : -1;

	return n == -1 && s->holds ? s->job.printed_ms / 1000 : n;
}

int64_t
station_left(const struct station *s)
{
	return s->holds ? seconds(s, "left_ms") : -1;
}

static int64_t
seconds(const struct station *s, const char *name)
{
	json_t *ms = json_object_get(s->live, name);

	return json_is_integer(ms) ? json_integer_value(ms) / 1000 : -1;
}
