/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Upkeep of one printer.  Its settings are sql/setting.h's; here they are read
 * from JSON and told, and what was refused becomes a sentence.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/daemon.h"
#include "cgi/object.h"
#include "cgi/submit.h"
#include "cgi/upkeep.h"
#include "sql/setting.h"
#include "sql/valid.h"

#define LOG_MOST	50
#define FORGET_MS	5000

static json_t	*object_values(const struct settings *, bool);
static json_t	*object_value(enum setting, const struct setting_value *);
static json_t	*object_profiles(struct http *);
static bool	 read_change(const json_t *, struct setting_change *);
static bool	 read_value(enum setting, const json_t *,
		    struct setting_value *);
static void	 refuse(struct http *, const struct setting_refusal *);
static void	 refuse_range(struct http *, enum setting);
static void	 refuse_command(struct http *, const struct setting_refusal *);

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
	    "settings", object_values(&own, false),
	    "profiles", profiles));
}

/* By name; null: as the profile says.  owned: only what there is. */
static json_t *
object_values(const struct settings *s, bool owned)
{
	json_t *object = json_object();
	enum setting i;

	for (i = 0; i < SETTING__MAX; i++)
		if (s->of[i].own || !owned)
			(void)json_object_set_new(object,
			    setting_range(i).name,
			    object_value(i, &s->of[i]));
	return object;
}

static json_t *
object_value(enum setting i, const struct setting_value *v)
{
	if (!v->own)
		return json_null();
	return setting_range(i).number ? json_integer(v->number) :
	    json_string(v->text);
}

/* NULL: it failed, and that was answered. */
static json_t *
object_profiles(struct http *h)
{
	json_t *array = json_array();
	struct settings *list;
	int n, i;

	if (!http_good(h, setting_profiles(h->spool, &list, &n))) {
		json_decref(array);
		return NULL;
	}
	for (i = 0; i < n; i++)
		(void)json_array_append_new(array,
		    object_values(&list[i], true));
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
		refuse(h, &refusal);
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
	json_t *wanted = json_object_get(body, "settings"), *value;
	const char *name;
	enum setting i;

	memset(change, 0, sizeof(*change));
	if (!json_is_integer(version) || json_object_size(wanted) == 0)
		return false;
	change->version = json_integer_value(version);
	json_object_foreach(wanted, name, value) {
		i = setting_by_name(name);
		if (i == SETTING__MAX || !read_value(i, value,
		    &change->to[i]))
			return false;
		change->set[i] = true;
	}
	return true;
}

/* A text that is too long is cut where it is refused for that. */
static bool
read_value(enum setting i, const json_t *value, struct setting_value *v)
{
	if (json_is_null(value))
		return true;
	v->own = true;
	if (setting_range(i).number) {
		v->number = json_integer_value(value);
		return json_is_integer(value);
	}
	if (!json_is_string(value) || json_string_length(value) !=
	    strlen(json_string_value(value)))
		return false;
	/* no name, no reason, no moves are of control characters */
	(void)snprintf(v->text, sizeof(v->text), "%s",
	    json_string_length(value) < sizeof(v->text) ?
	    json_string_value(value) : "\001");
	return true;
}

static void
refuse(struct http *h, const struct setting_refusal *r)
{
	static const enum refusal refusals[] = {
		[SETTING_GOOD]		= REFUSAL_REFUSED,
		[SETTING_STALE]		= REFUSAL_CHANGED,
		[SETTING_NOT_OWN]	= REFUSAL_UNKNOWN_VALUE,
		[SETTING_BAD_NAME]	= REFUSAL_BAD_PRINTER_NAME,
		[SETTING_NAME_TAKEN]	= REFUSAL_PRINTER_TAKEN,
		[SETTING_UNKNOWN]	= REFUSAL_UNKNOWN_VALUE,
		[SETTING_OUT_OF_RANGE]	= REFUSAL_OUT_OF_RANGE,
		[SETTING_BAD_TEXT]	= REFUSAL_BAD_TEXT,
		[SETTING_BAD_COMMAND]	= REFUSAL_BAD_COMMAND,
	};
	_Static_assert(sizeof(refusals) / sizeof(refusals[0]) ==
	    SETTING_FAULT__MAX, "every fault has its refusal");

	if (r->fault == SETTING_OUT_OF_RANGE)
		refuse_range(h, r->setting);
	else if (r->fault == SETTING_BAD_COMMAND && r->text[0] != '\001')
		refuse_command(h, r);
	else
		http_refuse(h, r->fault == SETTING_BAD_COMMAND ?
		    REFUSAL_BAD_TEXT : refusals[r->fault], NULL);
}

static void
refuse_range(struct http *h, enum setting setting)
{
	struct setting_range range = setting_range(setting);
	char sentence[256];

	(void)snprintf(sentence, sizeof(sentence), "%s is from %lld to %lld: "
	    "choose a value between these.", range.name,
	    (long long)range.least, (long long)range.most);
	http_refuse(h, REFUSAL_OUT_OF_RANGE, sentence);
}

static void
refuse_command(struct http *h, const struct setting_refusal *r)
{
	static const char *const why[] = {
	    "is not allowed when parking: G0 and G1 with X Y F, Z only up "
	    "(behind G91, and G90 after it), G28 X Y, G4, G27, M17, M18, M84, "
	    "M106, M107, M117, M300 and M400 are; all of Z homes only where "
	    "that can't hit the piece.",
	    "is not allowed in a pause: G0 and G1 with X Y F, G4, M117, M300 "
	    "and M400 are; the head was lifted before." };
	char sentence[MOVES_SIZE + 512];

	(void)snprintf(sentence, sizeof(sentence), "\"%s\" %s", r->text,
	    why[r->setting == SETTING_PAUSE]);
	http_refuse(h, REFUSAL_BAD_COMMAND, sentence);
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
