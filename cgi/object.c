/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows as JSON.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/object.h"
#include "sql/instant.h"
#include "sql/valid.h"

#define DC	10	/* a degree */

static json_t	*object_event(const struct event *);
static json_t	*limits(const struct printer *);
static json_t	*text(const char *);
static json_t	*time_or_null(int64_t);
static json_t	*number_or_null(int64_t);
static json_t	*header(const char *);

json_t *
object_printer(const struct object_printer *o)
{
	const struct printer *p = o->row;

	return json_pack("{s:I, s:o, s:o, s:o, s:s, s:b, s:o, s:o, s:s, s:o, "
	    "s:o, s:i, s:O, s:s, s:i, s:o}",
	    "number", (json_int_t)p->id,
	    "name", text(p->name),
	    "profile", text(p->profile),
	    "machine_type", text(p->machine_type),
	    "view", printer_view_name(printer_view(p,
	    object_is_connected(o->live))),
	    "needs_cleaning", p->needs_cleaning,
	    "disabled", text(p->disabled),
	    "fault", text(p->fault),
	    "recovery", printer_recovery_name(p->recovery),
	    "job", o->job != NULL ? object_job(o->job) : json_null(),
	    "last_job", o->last_job != NULL ? object_job(o->last_job) :
	    json_null(),
	    "queued", o->queued,
	    "live", o->live != NULL ? o->live : json_null(),
	    "material", p->material,
	    "nozzle_um", p->nozzle_um,
	    "limits", limits(p));
}

/* What the pages offer of control by hand; 0: not known. */
static json_t *
limits(const struct printer *p)
{
	return json_pack("{s:[i, i, i], s:s, s:i, s:i, s:i, s:i}",
	    "bed_um", p->bed_um[0], p->bed_um[1], p->bed_um[2],
	    "bed_form", printer_bed_name(p->bed_form),
	    "hotend_max", p->hotend_max_dC / DC,
	    "bed_max", p->bed_max_dC / DC,
	    "extrude_min", p->extrude_min_dC / DC,
	    "pause_lift_um", p->pause_lift_um);
}

bool
object_is_connected(const json_t *live)
{
	return json_is_true(json_object_get(live, "connected"));
}

json_t *
object_job(const struct job *j)
{
	return json_pack("{s:I, s:o, s:I, s:o, s:o, s:s, s:s, s:o, s:o, s:o, "
	    "s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:I, s:b, "
	    "s:I, s:I}",
	    "id", (json_int_t)j->id,
	    "printer", text(j->printer),
	    "file", (json_int_t)j->file_id,
	    "label", text(j->label),
	    "who", text(j->who),
	    "state", job_state_name(j->state),
	    "wish", job_wish_name(j->wish),
	    "why", text(j->why),
	    "queued", time_or_null(j->queued_ms),
	    "started", time_or_null(j->started_ms),
	    "ended", time_or_null(j->ended_ms),
	    "commands", (json_int_t)j->commands,
	    "done_commands", (json_int_t)j->done_commands,
	    "bytes", (json_int_t)j->bytes,
	    "done_bytes", (json_int_t)j->done_bytes,
	    "printed_seconds", (json_int_t)(j->printed_ms / 1000),
	    "resends", (json_int_t)j->link.resends,
	    "timeouts", (json_int_t)j->link.timeouts,
	    "starved_seconds", (json_int_t)(j->link.starved_ms / 1000),
	    "estimate_seconds", number_or_null(j->seconds),
	    "filament_um", (json_int_t)j->filament_um,
	    "thumbnail", j->thumbnail,
	    "layer", (json_int_t)j->layer,
	    "layers", (json_int_t)j->layers);
}

json_t *
object_file(const struct file *f)
{
	json_t *object = json_pack("{s:I, s:o, s:s, s:I, s:o, s:o, s:b, s:I, "
	    "s:o, s:o, s:I, s:o, s:s, s:I, s:o, s:b, s:o, s:o, s:o, s:b}",
	    "id", (json_int_t)f->id,
	    "label", text(f->label),
	    "sha256", f->sha256,
	    "bytes", (json_int_t)f->bytes,
	    "who", text(f->who),
	    "uploaded", time_or_null(f->uploaded_ms),
	    "analyzed", f->analyzed_ms != 0,
	    "commands", (json_int_t)f->commands,
	    "estimate_seconds", number_or_null(
	    f->facts[FILE_PRINT_SECONDS] > 0 ?
	    f->facts[FILE_PRINT_SECONDS] : f->seconds),
	    "slicer_seconds", number_or_null(f->seconds),
	    "layers", (json_int_t)f->layers,
	    "header", header(f->header),
	    "refused", file_refusal_name(f->refused),
	    "refused_line", (json_int_t)f->refused_line,
	    "cleaned", time_or_null(f->cleaned_ms),
	    "favorite", f->favorite,
	    "material", text(f->material),
	    "slicer", text(f->slicer),
	    "currency", text(f->currency),
	    "thumbnail", f->thumbnail[0] != '\0');
	unsigned int i;

	for (i = 0; i < FILE_FACT__MAX; i++)
		(void)json_object_set_new(object, file_fact_name(i),
		    json_integer(f->facts[i]));
	(void)json_object_set_new(object, "findings", header(f->findings));
	return object;
}

static json_t *
object_event(const struct event *ev)
{
	return json_pack("{s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
	    "id", (json_int_t)ev->id,
	    "at", time_or_null(ev->at_ms),
	    "who", text(ev->who),
	    "what", text(ev->what),
	    "old", text(ev->old),
	    "new", text(ev->new),
	    "why", text(ev->why),
	    "printer", ev->printer[0] != '\0' ? text(ev->printer) :
	    json_null(),
	    "job", number_or_null(ev->job_id),
	    "sha256", ev->sha256[0] != '\0' ? text(ev->sha256) :
	    json_null());
}

json_t *
object_account(const struct account *a)
{
	return json_pack("{s:I, s:o, s:s, s:s, s:I, s:o, s:o, s:I}",
	    "id", (json_int_t)a->person.id,
	    "name", text(a->person.name),
	    "role", person_role_name(a->person.role),
	    "password", a->password[0] == '\0' ? "none" :
	    a->once_ms != 0 ? "one-time" : "own",
	    "keys", (json_int_t)a->keys,
	    "created", time_or_null(a->created_ms),
	    "disabled", time_or_null(a->disabled_ms),
	    "version", (json_int_t)a->version);
}

json_t *
object_key(const struct apikey *k)
{
	return json_pack("{s:I, s:o, s:o}",
	    "id", (json_int_t)k->id,
	    "application", text(k->application),
	    "created", time_or_null(k->created_ms));
}

json_t *
object_login(const struct login *l)
{
	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:b}",
	    "id", l->name,
	    "begun", time_or_null(l->begun_ms),
	    "seen", time_or_null(l->seen_ms),
	    "address", text(l->from.address),
	    "agent", text(l->from.agent),
	    "own", l->own);
}

json_t *
object_objections(const struct objection *list, int n)
{
	char sentence[OBJECTION_SIZE];
	json_t *array = json_array();
	const struct objection *o;

	for (o = list; o < list + n; o++) {
		objection_sentence(o, sentence);
		(void)json_array_append_new(array, json_pack("{s:s, s:s, s:o, "
		    "s:o, s:o, s:o}",
		    "code", objection_name(o->code),
		    "severity", objection_weight_name(o->weight),
		    "asked", text(o->asked),
		    "limit", text(o->limit),
		    "lines", text(o->lines),
		    "message", text(sentence)));
	}
	return array;
}

json_t *
object_jobs(struct job *list, int n)
{
	json_t *array = json_array();
	int i;

	for (i = 0; i < n; i++)
		(void)json_array_append_new(array, object_job(&list[i]));
	free(list);
	return array;
}

json_t *
object_files(struct file *list, int n)
{
	json_t *array = json_array();
	int i;

	for (i = 0; i < n; i++)
		(void)json_array_append_new(array, object_file(&list[i]));
	free(list);
	return array;
}

json_t *
object_events(struct event *list, int n)
{
	json_t *array = json_array();
	int i;

	for (i = 0; i < n; i++)
		(void)json_array_append_new(array, object_event(&list[i]));
	free(list);
	return array;
}

json_t *
object_whynot(struct whynot_row *list, int n)
{
	json_t *array = json_array();
	int i;

	for (i = 0; i < n; i++)
		if (list[i].whynot != WHYNOT_NOTHING)
			(void)json_array_append_new(array,
			    json_pack("{s:o, s:s, s:s}",
			    "printer", text(list[i].printer),
			    "code", whynot_code(list[i].whynot),
			    "message", list[i].sentence));
	free(list);
	return array;
}

static json_t *
text(const char *s)
{
	char clean[SPOOL_LABEL_SIZE];
	json_t *value = json_string(s);

	if (value != NULL)
		return value;
	(void)snprintf(clean, sizeof(clean), "%s", s);
	return json_string(valid_text(clean));
}

static json_t *
time_or_null(int64_t ms)
{
	char buffer[INSTANT_SIZE];

	return ms != 0 ? json_string(instant_format(ms, buffer)) :
	    json_null();
}

static json_t *
number_or_null(int64_t n)
{
	return n != 0 ? json_integer(n) : json_null();
}

/* The column holds JSON already; what is none is shown as no header. */
static json_t *
header(const char *column)
{
	json_t *value = json_loads(column, 0, NULL);

	if (json_is_array(value))
		return value;
	json_decref(value);
	return json_array();
}
