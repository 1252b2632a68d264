/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Upkeep of one printer.  Its settings are sql/setting.h's.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/daemon.h"
#include "cgi/object.h"
#include "cgi/submit.h"
#include "cgi/upkeep.h"
#include "cgi/values.h"
#include "sql/profile.h"
#include "sql/valid.h"

#define LOG_MOST	50
#define FORGET_MS	5000

static json_t	*object_profiles(struct http *);
static bool	 read_change(const json_t *, struct setting_change *);

void
upkeep_get(struct http *h)
{
	struct printer printer;
	struct settings own;
	json_t *profiles;

	if (!submit_printer(h, h->path.name, &printer) || !http_good(h,
	    setting_get(h->spool, printer.id, &own)) ||
	    (profiles = object_profiles(h)) == NULL)
		return;
	http_reply(h, 200, json_pack(
	    "{s:I, s:I, s:s, s:s, s:s, s:s, s:b, s:o, s:o}",
	    "number", (json_int_t)printer.id,
	    "version", (json_int_t)own.version,
	    "machine_type", printer.machine_type,
	    "usb_serial", printer.usb_serial,
	    "position", printer.position,
	    "path", printer.path,
	    "holds_job", printer.job != 0,
	    "settings", values_object(&own, false),
	    "profiles", profiles));
}

/* NULL: it failed, and that was answered. */
static json_t *
object_profiles(struct http *h)
{
	json_t *array = json_array();
	struct profile *list;
	json_t *one;
	int n, i;

	if (!http_good(h, profile_list(h->spool, &list, &n))) {
		json_decref(array);
		return NULL;
	}
	for (i = 0; i < n; i++) {
		one = values_object(&list[i].says, true);
		(void)json_object_set_new(one, "id",
		    json_integer(list[i].id));
		(void)json_array_append_new(array, one);
	}
	free(list);
	return array;
}

void
upkeep_patch(struct http *h)
{
	struct setting_refusal refusal;
	struct setting_change change;
	enum spool_result result;
	struct printer printer;
	json_t *body;
	bool good;

	if (!submit_printer(h, h->path.name, &printer) ||
	    (body = http_body(h)) == NULL)
		return;
	good = read_change(body, &change);
	json_decref(body);
	if (!good) {
		http_refuse(h, REFUSAL_BAD_REQUEST, "Settings are changed by "
		    "{\"version\": number, \"settings\": {\"bed_x_um\": "
		    "200000, ...}}, null being as the profile says.");
		return;
	}
	result = setting_change(h->spool, printer.id, &change,
	    h->access.person.name, &refusal);
	if (result == SPOOL_REFUSED) {
		values_refuse(h, &refusal);
	} else if (http_good(h, result)) {
		daemon_wake(h);
		if (change.set[SETTING_NAME])
			(void)snprintf(h->path.name, sizeof(h->path.name),
			    "%.32s", change.to[SETTING_NAME].text);
		upkeep_get(h);
	}
}

static bool
read_change(const json_t *body, struct setting_change *change)
{
	json_t *version = json_object_get(body, "version");
	json_t *wanted = json_object_get(body, "settings");

	memset(change, 0, sizeof(*change));
	change->version = json_integer_value(version);
	return json_is_integer(version) && json_object_size(wanted) > 0 &&
	    values_read(wanted, change);
}

/* --- the log --- */

void
upkeep_get_log(struct http *h)
{
	char before[24];
	struct printer printer;
	struct event *list;
	int64_t id = 0;
	int n;

	if (!submit_printer(h, h->path.name, &printer) ||
	    !http_query(h, "before", before, sizeof(before)))
		return;
	if (before[0] != '\0' && !valid_number(before, 1, INT64_MAX, &id))
		http_refuse(h, REFUSAL_BAD_REQUEST, NULL);
	else if (http_good(h, event_of_printer(h->spool, printer.id, id,
	    LOG_MOST, &list, &n)))
		http_reply(h, 200, json_pack("{s:o}", "events",
		    object_events(list, n)));
}

void
upkeep_post_log(struct http *h)
{
	enum spool_result result;
	struct printer printer;
	json_t *body, *note;

	if (!submit_printer(h, h->path.name, &printer) ||
	    (body = http_body(h)) == NULL)
		return;
	note = json_object_get(body, "note");
	if (!json_is_string(note) || strlen(json_string_value(note)) !=
	    json_string_length(note)) {
		http_refuse(h, REFUSAL_BAD_REQUEST,
		    "A note is {\"note\": \"what was done\"}.");
	} else {
		result = setting_note(h->spool, printer.id,
		    json_string_value(note), h->access.person.name);
		if (result == SPOOL_REFUSED)
			http_refuse(h, REFUSAL_BAD_TEXT, NULL);
		else if (http_good(h, result))
			upkeep_get_log(h);
	}
	json_decref(body);
}

/* --- its way out --- */

void
upkeep_delete(struct http *h)
{
	struct printer printer;
	json_t *value;

	if (!submit_printer(h, h->path.name, &printer))
		return;
	if (printer.job != 0) {
		http_refuse(h, REFUSAL_HOLDS_JOB, NULL);
		return;
	}
	value = daemon_ask(h, "forget", json_pack("[s]", printer.name), NULL,
	    FORGET_MS);
	if (value != NULL)
		http_reply(h, 200, value);
}
