/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Calls of the control socket.
 */
#include <stdint.h>
#include <stdio.h>

#include "cgi/daemon.h"
#include "spoolerd/control.h"

#define TELEMETRY_MS	200	/* then the rows are shown without it */
#define WAKE_MS		200
#define TERMINAL_MS	1000
#define ORDER_MS	5000	/* it is stored on the disk first */

static json_t	*caller(const struct http *);
static json_t	*call(const struct http *, const char *, json_t *, json_t *,
		    int, json_t **);
static void	 refuse(struct http *, json_t *);

json_t *
daemon_telemetry(const struct http *h)
{
	json_t *value, *printers, *error, *kwargs = caller(h);

	value = control_fleet(h->control, kwargs, TELEMETRY_MS, &error);
	json_decref(kwargs);
	json_decref(error);
	printers = json_object_get(value, "printers");
	printers = json_is_object(printers) ? json_incref(printers) : NULL;
	json_decref(value);
	return printers;
}

json_t *
daemon_live(const json_t *telemetry, int64_t printer)
{
	char key[24];

	(void)snprintf(key, sizeof(key), "%lld", (long long)printer);
	return json_object_get(telemetry, key);
}

json_t *
daemon_tape(const struct http *h, int64_t printer, int64_t job,
    int64_t after_ms)
{
	json_t *value, *error, *points;

	value = call(h, "tape", json_pack("[I, I, I]", (json_int_t)printer,
	    (json_int_t)job, (json_int_t)after_ms), NULL, TELEMETRY_MS,
	    &error);
	json_decref(error);
	points = json_incref(json_object_get(value, "points"));
	json_decref(value);
	return points;
}

void
daemon_wake(const struct http *h)
{
	json_t *error;

	json_decref(call(h, "wake", NULL, NULL, WAKE_MS, &error));
	json_decref(error);
}

void
daemon_order(struct http *h, int64_t printer, const char *order, int64_t job)
{
	json_t *value = daemon_give(h, printer, order, job);

	if (value != NULL)
		http_reply(h, 202, value);
}

json_t *
daemon_give(struct http *h, int64_t printer, const char *order, int64_t job)
{
	return daemon_ask(h, "order", json_pack("[I, s, I]",
	    (json_int_t)printer, order, (json_int_t)job), NULL, ORDER_MS);
}

json_t *
daemon_ask(struct http *h, const char *function, json_t *args, json_t *more,
    int timeout_ms)
{
	json_t *value, *error;

	value = call(h, function, args, more, timeout_ms, &error);
	if (value == NULL)
		refuse(h, error);
	return value;
}

json_t *
daemon_about(const struct http *h)
{
	json_t *value, *error;

	value = call(h, "about", NULL, NULL, TELEMETRY_MS, &error);
	json_decref(error);
	return value;
}

void
daemon_tune(struct http *h, int64_t printer, int64_t job, const json_t *body)
{
	json_t *arguments = json_copy((json_t *)(uintptr_t)body);
	json_t *value;

	(void)json_object_del(arguments, "order");
	(void)json_object_del(arguments, "job");
	value = daemon_ask(h, "order", json_pack("[I, s, I]",
	    (json_int_t)printer, "tune", (json_int_t)job),
	    json_pack("{s:o}", "arguments", arguments), ORDER_MS);
	if (value != NULL)
		http_reply(h, 202, value);
}

void
daemon_control(struct http *h, int64_t printer, const json_t *body)
{
	json_t *arguments = json_copy((json_t *)(uintptr_t)body);
	json_t *value;

	(void)json_object_del(arguments, "control");
	value = daemon_ask(h, "control", json_pack("[I, O]",
	    (json_int_t)printer, json_object_get(body, "control")),
	    json_pack("{s:o}", "arguments", arguments), ORDER_MS);
	if (value != NULL)
		http_reply(h, 202, value);
}

void
daemon_terminal(struct http *h, int64_t printer, int64_t from)
{
	json_t *value;

	value = daemon_ask(h, "terminal", json_pack("[I, I]",
	    (json_int_t)printer, (json_int_t)from), NULL, TERMINAL_MS);
	if (value != NULL)
		http_reply(h, 200, value);
}

/* error is taken. */
static void
refuse(struct http *h, json_t *error)
{
	enum refusal refusal;

	refusal = refusal_by_code(json_string_value(json_object_get(error,
	    "error")));
	/* The daemon knows best why it refused; a missing daemon is ours to
	 * explain. */
	http_refuse(h, refusal, refusal == REFUSAL_NO_DAEMON ? NULL :
	    json_string_value(json_object_get(error, "message")));
	json_decref(error);
}

/* args and more are taken; NULL is none. */
static json_t *
call(const struct http *h, const char *function, json_t *args, json_t *more,
    int ms, json_t **error)
{
	json_t *kwargs = caller(h), *value;

	if (more != NULL)
		(void)json_object_update_missing(kwargs, more);
	json_decref(more);
	value = control_call(h->control, function, args, kwargs, ms, error);
	json_decref(kwargs);
	json_decref(args);
	return value;
}

/* For whom. */
static json_t *
caller(const struct http *h)
{
	const struct access *a = &h->access;

	return json_pack("{s:s, s:s, s:b}", "as", a->person.name,
	    "role", person_role_name(a->person.role),
	    "open_lab", a->open_lab);
}
