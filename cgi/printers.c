/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * printers: the FastCGI program of the fleet, of one printer and its orders,
 * and of who the caller is.
 */
#include <stdlib.h>
#include <string.h>

#include "cgi/camera.h"
#include "cgi/daemon.h"
#include "cgi/health.h"
#include "cgi/http.h"
#include "cgi/kind.h"
#include "cgi/metrics.h"
#include "cgi/object.h"
#include "cgi/price.h"
#include "cgi/mandate.h"
#include "cgi/plugs.h"
#include "cgi/submit.h"
#include "cgi/timetable.h"
#include "cgi/upkeep.h"
#include "sql/instant.h"
#include "sql/policy.h"
#include "sql/valid.h"

#define THREADS		4
#define QUEUE_MOST	1000	/* jobs of one printer that are shown */
#define POOL_EXPLAINED	20	/* jobs of the pool that say why they wait */

static void	 get_printers(struct http *);
static void	 get_printer(struct http *);
static void	 post_order(struct http *);
static void	 post_control(struct http *);
static void	 get_terminal(struct http *);
static void	 post_load(struct http *);
static bool	 describe(struct http *, const struct printer *,
		    const json_t *, json_t **);
static bool	 add_next(struct http *, int64_t, json_t *);
static bool	 optional(struct http *, enum spool_result, bool *);
static bool	 queue_of(struct http *, int64_t, json_t *, json_t **);
static bool	 explain(struct http *, const struct job *, json_t *,
		    json_t *);
static bool	 set_age(struct http *, json_t *, bool);

static const struct route routes[] = {
	{ "GET",  "/api/printers",		PERSON_SEE,   get_printers },
	{ "GET",  "/api/printers/:name",	PERSON_SEE,   get_printer },
	{ "POST", "/api/printers/:name/orders",	PERSON_PRINT, post_order },
	{ "POST", "/api/printers/:name/control", PERSON_CONTROL,
	    post_control },
	{ "GET",  "/api/printers/:name/terminal", PERSON_CONTROL,
	    get_terminal },
	{ "POST", "/api/printers/:name/load",	PERSON_CONTROL, post_load },
	{ "GET",  "/api/printers/:name/webcam",	PERSON_SEE,   camera_get },
	{ "POST", "/api/printers/:name/webcam",	PERSON_CONFIGURE, camera_post },
	{ "DELETE", "/api/printers/:name",	PERSON_CONFIGURE,
	    upkeep_delete },
	{ "GET",  "/api/printers/:name/settings", PERSON_CONFIGURE,
	    upkeep_get },
	{ "PATCH", "/api/printers/:name/settings", PERSON_CONFIGURE,
	    upkeep_patch },
	{ "GET",  "/api/printers/:name/log",	PERSON_CONTROL,
	    upkeep_get_log },
	{ "POST", "/api/printers/:name/log",	PERSON_CONTROL,
	    upkeep_post_log },
	{ "GET",  "/api/profiles",		PERSON_CONFIGURE, kind_list },
	{ "POST", "/api/profiles",		PERSON_CONFIGURE, kind_copy },
	{ "GET",  "/api/profiles/:id",		PERSON_CONFIGURE, kind_get },
	{ "PATCH", "/api/profiles/:id",		PERSON_CONFIGURE, kind_patch },
	{ "DELETE", "/api/profiles/:id",	PERSON_CONFIGURE,
	    kind_delete },
	{ "GET",  "/api/ports",			PERSON_CONFIGURE, plugs_get },
	{ "POST", "/api/ports/adopt",		PERSON_CONFIGURE,
	    plugs_adopt },
	{ "GET",  "/api/chips",			PERSON_CONFIGURE,
	    plugs_get_chips },
	{ "PATCH", "/api/chips",		PERSON_CONFIGURE,
	    plugs_patch_chips },
	{ "GET",  "/api/archive",		PERSON_CONFIGURE,
	    health_get_archive },
	{ "GET",  "/api/health",		PERSON_CONFIGURE, health_get },
	{ "GET",  "/metrics",			0,	      metrics_get },
};

int
main(int argc, char *argv[])
{
	static const struct http_program program = { .name = "printers",
	    .routes = routes, .n_routes = sizeof(routes) / sizeof(routes[0]),
	    .threads = THREADS };

	return http_serve(&program, argc, argv);
}

static void
get_printers(struct http *h)
{
	json_t *telemetry, *fleet, *answer, *one;
	struct printer *list;
	int n, i, pool;

	if (!http_good(h, job_count(h->spool, 0, &pool)) ||
	    !http_good(h, printer_list(h->spool, &list, &n)))
		return;
	telemetry = daemon_telemetry(h);
	fleet = json_array();
	for (i = 0; i < n; i++) {
		if (!describe(h, &list[i], telemetry, &one) ||
		    !add_next(h, list[i].id, one))
			break;
		(void)json_array_append_new(fleet, one);
	}
	answer = json_pack("{s:b, s:o, s:i}", "live", telemetry != NULL,
	    "printers", fleet, "pool", pool);
	if (i == n && set_age(h, answer, telemetry != NULL))
		http_reply(h, 200, json_incref(answer));
	json_decref(answer);
	json_decref(telemetry);
	free(list);
}

static void
get_printer(struct http *h)
{
	json_t *telemetry, *answer = NULL, *queue = NULL;
	struct printer printer;
	struct file file;
	struct job job;

	if (!submit_printer(h, h->path.name, &printer))
		return;
	telemetry = daemon_telemetry(h);
	if (!describe(h, &printer, telemetry, &answer) ||
	    !set_age(h, answer, telemetry != NULL) ||
	    !queue_of(h, printer.id, telemetry, &queue))
		goto out;
	(void)json_object_set_new(answer, "queue", queue);
	if (!timetable_add(h, printer.id, answer, queue))
		goto out;
	(void)json_object_set_new(answer, "file", printer.job != 0 &&
	    job_by_id(h->spool, printer.job, &job) == SPOOL_OK &&
	    file_by_id(h->spool, job.file_id, &file) == SPOOL_OK ?
	    price_file(h, &file) : json_null());
	if (h->answered)
		goto out;
	http_reply(h, 200, json_incref(answer));
out:
	json_decref(answer);
	json_decref(telemetry);
}

/* Its own job that has its turn next; takes printer away when that fails. */
static bool
add_next(struct http *h, int64_t id, json_t *printer)
{
	struct job next;
	bool any;

	if (!optional(h, job_first(h->spool, id, &next), &any)) {
		json_decref(printer);
		return false;
	}
	(void)json_object_set_new(printer, "next", any ? object_job(&next) :
	    json_null());
	return true;
}

/* PRINTER; false: it was answered why not. */
static bool
describe(struct http *h, const struct printer *row, const json_t *telemetry,
    json_t **object)
{
	struct object_printer o = { .row = row };
	bool holds = false, ended = false, webcam;
	struct job job, last;

	if (!http_good(h, job_count(h->spool, row->id, &o.queued)))
		return false;
	if (row->job != 0 && !optional(h, job_by_id(h->spool, row->job, &job),
	    &holds))
		return false;
	if (!optional(h, job_last_ended(h->spool, row->id, &last), &ended) ||
	    !camera_known(h, row->id, &webcam))
		return false;
	o.job = holds ? &job : NULL;
	o.last_job = ended ? &last : NULL;
	o.live = daemon_live(telemetry, row->id);
	*object = object_printer(&o);
	(void)json_object_set_new(*object, "webcam", json_boolean(webcam));
	return true;
}

/* A row that need not be there; false: it was answered why not. */
static bool
optional(struct http *h, enum spool_result result, bool *found)
{
	*found = result == SPOOL_OK;
	return result == SPOOL_NONE || http_good(h, result);
}

/* The queued jobs, the next one first, the pool's among them; with the first
 * of those goes why they wait. */
static bool
queue_of(struct http *h, int64_t printer, json_t *telemetry, json_t **queue)
{
	bool good = true;
	json_t *object;
	struct job *list;
	int n, i, explained = 0;

	if (!http_good(h, job_queue(h->spool, printer, QUEUE_MOST, &list,
	    &n)))
		return false;
	*queue = json_array();
	for (i = 0; i < n && good; i++) {
		object = object_job(&list[i]);
		if (list[i].printer_id == 0 && explained++ < POOL_EXPLAINED)
			good = explain(h, &list[i], telemetry, object);
		(void)json_array_append_new(*queue, object);
	}
	free(list);
	if (!good)
		json_decref(*queue);
	return good;
}

static bool
explain(struct http *h, const struct job *job, json_t *telemetry,
    json_t *object)
{
	struct whynot_row *list;
	int n;

	if (!submit_whynot(h, job, telemetry, &list, &n))
		return false;
	(void)json_object_set_new(object, "whynot", object_whynot(list, n));
	return true;
}

/* How old is what we show? */
static bool
set_age(struct http *h, json_t *answer, bool live)
{
	int64_t newest_ms, age_ms = 0;

	if (!live) {
		if (!http_good(h, event_newest(h->spool, &newest_ms)))
			return false;
		if (newest_ms != 0)
			age_ms = instant_now() - newest_ms;
	}
	(void)json_object_set_new(answer, "age_ms",
	    json_integer(age_ms > 0 ? age_ms : 0));
	return true;
}

static void
post_order(struct http *h)
{
	const struct mandate *order;
	enum refusal refusal;
	struct printer printer;
	json_t *body, *job;
	int64_t id;

	if (!submit_printer(h, h->path.name, &printer) ||
	    (body = http_body(h)) == NULL)
		return;
	order = mandate_find(json_string_value(json_object_get(body,
	    "order")));
	job = json_object_get(body, "job");
	id = json_integer_value(job);
	if (order == NULL || (order->of_a_job && id < 1) ||
	    (job != NULL && !json_is_integer(job) && !json_is_null(job)))
		http_refuse(h, REFUSAL_BAD_REQUEST, "An order is {\"order\": "
		    "\"...\"}: pause, resume, resume-layer, stop, tune and "
		    "give-up with the \"job\": number they mean; cleaned, "
		    "reset, emergency.");
	else if ((refusal = mandate_check(h->spool, &h->access, order,
	    id)) != REFUSAL_NONE)
		http_refuse(h, refusal, NULL);
	else if (strcmp(order->name, "tune") == 0)
		daemon_tune(h, printer.id, id, body);
	else
		daemon_order(h, printer.id, order->name, order->of_a_job ?
		    id : 0);
	json_decref(body);
}

/* The daemon's table knows the controls, and whether it is safe now. */
static void
post_control(struct http *h)
{
	struct printer printer;
	json_t *body;

	if (!submit_printer(h, h->path.name, &printer) ||
	    (body = http_body(h)) == NULL)
		return;
	if (json_is_string(json_object_get(body, "control")))
		daemon_control(h, printer.id, body);
	else
		http_refuse(h, REFUSAL_BAD_REQUEST, "A control is {\"control\":"
		    " \"jog\", \"x_um\": 10000}, or home, extrude, heat, fan, "
		    "motors-off, gcode.");
	json_decref(body);
}

static void
get_terminal(struct http *h)
{
	struct printer printer;
	char text[24];
	int64_t from = 0;

	if (!submit_printer(h, h->path.name, &printer) ||
	    !http_query(h, "from", text, sizeof(text)))
		return;
	if (text[0] != '\0' && !valid_number(text, 0, INT64_MAX,
	    &from))
		http_refuse(h, REFUSAL_BAD_REQUEST, "from is the number of a "
		    "line: \"next\" of the last answer.");
	else
		daemon_terminal(h, printer.id, from);
}

/* What is in it now: queued jobs for that may start. */
static void
post_load(struct http *h)
{
	char material[MATERIAL_SIZE];
	struct printer printer;
	json_t *body, *name, *nozzle;
	int64_t um;

	if (!submit_printer(h, h->path.name, &printer) ||
	    (body = http_body(h)) == NULL)
		return;
	name = json_object_get(body, "material");
	nozzle = json_object_get(body, "nozzle_um");
	um = json_integer_value(nozzle);
	if (!json_is_string(name) || strlen(json_string_value(name)) !=
	    json_string_length(name) ||
	    !material_read(json_string_value(name), material) ||
	    (nozzle != NULL && !json_is_integer(nozzle)) || um < 0 ||
	    um > MATERIAL_NOZZLE_MAX) {
		http_refuse(h, REFUSAL_BAD_REQUEST, "What is loaded is "
		    "{\"material\": \"PLA\", \"nozzle_um\": 400}: a material "
		    "has at most 16 letters and digits; \"\" and 0 are not "
		    "known.");
	} else if (http_good(h, printer_load(h->spool, printer.id, material,
	    (int)um, h->access.person.name))) {
		daemon_wake(h);
		http_reply(h, 200, json_pack("{s:s, s:I}", "material",
		    material, "nozzle_um", (json_int_t)um));
	}
	json_decref(body);
}
