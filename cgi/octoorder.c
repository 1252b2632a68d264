/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * OctoPrint's orders: pause, resume and cancel of the job that the printer
 * holds, and the start of a file that is stored.
 */
#include <stdlib.h>
#include <string.h>

#include "cgi/daemon.h"
#include "cgi/octoprint.h"
#include "cgi/station.h"
#include "cgi/submit.h"

#define FILES_MOST	1000	/* of the newest, searched by label */

static const char	*word(json_t *, const char *);
static const char	*order_for(json_t *, enum printer_view);
static bool		 by_label(struct http *, const char *, struct file *);

/* An empty action is a toggle, as it was before there were actions. */
static const struct {
	const char		*command, *action;
	enum printer_view	 view;	/* PRINTER__MAX: any */
	const char		*order;
} orders[] = {
	{ "pause",	"pause",	PRINTER__MAX,	  "pause" },
	{ "pause",	"resume",	PRINTER__MAX,	  "resume" },
	{ "pause",	"toggle",	PRINTER_PAUSED,	  "resume" },
	{ "pause",	"toggle",	PRINTER__MAX,	  "pause" },
	{ "pause",	"",		PRINTER_PAUSED,	  "resume" },
	{ "pause",	"",		PRINTER__MAX,	  "pause" },
	{ "cancel",	"",		PRINTER__MAX,	  "stop" },
};

/* OctoPrint's order names no job: it means the one that is there as it comes,
 * and the daemon refuses it if another is there by then. */
void
octoprint_order(struct http *h)
{
	const char *order;
	struct station s;
	json_t *body, *value;

	if (!station_open(h, &s))
		return;
	body = http_body(h);
	if (body == NULL)
		goto out;
	order = order_for(body, s.view);
	if (order == NULL)
		http_refuse(h, REFUSAL_BAD_REQUEST, NULL);
	else if (!s.holds)
		http_refuse(h, REFUSAL_REFUSED, "There is no job here that "
		    "this could be meant for.");
	else if (!access_may_touch(&h->access, s.job.who))
		http_refuse(h, REFUSAL_NO_RIGHT, NULL);
	else if ((value = daemon_give(h, s.printer.id, order, s.job.id)) !=
	    NULL) {
		json_decref(value);
		http_done(h);
	}
	json_decref(body);
out:
	station_close(&s);
}

static const char *
order_for(json_t *body, enum printer_view view)
{
	size_t i;

	for (i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
		if (strcmp(word(body, "command"), orders[i].command) == 0 &&
		    strcmp(word(body, "action"), orders[i].action) == 0 &&
		    (orders[i].view == PRINTER__MAX ||
		    orders[i].view == view))
			return orders[i].order;
	return NULL;
}

static const char *
word(json_t *body, const char *name)
{
	const char *value = json_string_value(json_object_get(body, name));

	return value != NULL ? value : "";
}

/* {"command":"select","print":true} for a file of the list. */
void
octoprint_select(struct http *h)
{
	struct printer printer = { .id = 0 };	/* the pool */
	const char *waits;
	struct file file;
	struct job job;
	json_t *body;
	bool print;

	body = http_body(h);
	if (body == NULL)
		return;
	print = json_is_true(json_object_get(body, "print"));
	if (strcmp(word(body, "command"), "select") != 0)
		http_refuse(h, REFUSAL_BAD_REQUEST, NULL);
	else if (by_label(h, h->path.rest, &file)) {
		if (!print)
			http_done(h);
		else if ((strcmp(h->path.name, "any") == 0 ||
		    submit_printer(h, h->path.name, &printer)) &&
		    submit_job(h, &file, file.label, &printer, 1, &job,
		    &waits))
			http_done(h);
	}
	json_decref(body);
}

/* The newest file of this name; false: there is none, and that was answered. */
static bool
by_label(struct http *h, const char *label, struct file *file)
{
	struct file *list;
	int n, i;

	if (!http_good(h, file_list(h->spool, 0, FILES_MOST, &list, &n)))
		return false;
	for (i = 0; i < n && strcmp(list[i].label, label) != 0; i++)
		continue;
	if (i < n)
		*file = list[i];
	else
		http_refuse(h, REFUSAL_NOT_FOUND, NULL);
	free(list);
	return i < n;
}

/* The daemon connects by itself and stays so. */
void
octoprint_connect(struct http *h)
{
	struct station s;

	if (!station_open(h, &s))
		return;
	station_close(&s);
	http_done(h);
}

/* A line beside the queue would not be of any job. */
void
octoprint_gcode(struct http *h)
{
	http_refuse(h, REFUSAL_REFUSED, "This server sends no commands beside "
	    "a print file: put them into the file.");
}
