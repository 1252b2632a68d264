/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is plugged in.  Only the daemon knows the ports; the list of chips is
 * rows.
 */
#include <string.h>

#include "cgi/daemon.h"
#include "cgi/plugs.h"
#include "sql/chip.h"
#include "sql/printer.h"
#include "sql/setting.h"
#include "sql/valid.h"

#define PORTS_MS	5000
#define ADOPT_MS	55000	/* it may try every baud rate */

static void	 adopt(struct http *, const char *, const char *, int64_t);
static bool	 may_be_named(struct http *, const char *, const char *);
static bool	 asks_for(const json_t *, const char *, const char *);
static void	 change_chip(struct http *, const struct chip *, bool);
static bool	 is_full(struct http *, const struct chip *);

void
plugs_get(struct http *h)
{
	json_t *ports = daemon_ask(h, "ports", NULL, NULL, PORTS_MS);

	if (ports != NULL)
		http_reply(h, 200, json_pack("{s:o}", "ports", ports));
}

void
plugs_adopt(struct http *h)
{
	struct setting_range bauds = setting_range(SETTING_BAUD);
	const char *path, *name;
	json_t *body = http_body(h), *baud;
	int64_t rate;

	if (body == NULL)
		return;
	path = json_string_value(json_object_get(body, "path"));
	name = json_string_value(json_object_get(body, "name"));
	baud = json_object_get(body, "baud");
	rate = json_integer_value(baud);
	if (path == NULL || !valid_port_path(path) || name == NULL ||
	    (baud != NULL && !json_is_integer(baud)))
		http_refuse(h, REFUSAL_BAD_REQUEST, "A port is adopted by "
		    "{\"path\": \"/dev/ttyUSB0\", \"name\": \"...\"}, and "
		    "\"baud\" where it is known.");
	else if (!valid_printer_name(name))
		http_refuse(h, REFUSAL_BAD_PRINTER_NAME, NULL);
	else if (rate != 0 && (rate < bauds.least || rate > bauds.most))
		http_refuse(h, REFUSAL_OUT_OF_RANGE, NULL);
	else if (may_be_named(h, path, name))
		adopt(h, path, name, rate);
	json_decref(body);
}

static void
adopt(struct http *h, const char *path, const char *name, int64_t baud)
{
	json_t *value = daemon_ask(h, "adopt", json_pack("[s]", path),
	    json_pack("{s:s, s:I}", "name", name, "baud", (json_int_t)baud),
	    ADOPT_MS);

	if (value != NULL)
		http_reply(h, 201, value);
}

/* The name of a printer that is here already is right only for a port where
 * that one may have been moved to, or where an import waits for it.  false:
 * it was answered. */
static bool
may_be_named(struct http *h, const char *path, const char *name)
{
	enum spool_result result;
	struct printer printer;
	json_t *ports;
	bool good;

	result = printer_by_name(h->spool, name, &printer);
	if (result == SPOOL_NONE || (result == SPOOL_OK &&
	    strncmp(printer.path, "/imported/", 10) == 0))
		return true;
	if (!http_good(h, result) || (ports = daemon_ask(h, "ports", NULL,
	    NULL, PORTS_MS)) == NULL)
		return false;
	good = asks_for(ports, path, name);
	json_decref(ports);
	if (!good)
		http_refuse(h, REFUSAL_PRINTER_TAKEN, NULL);
	return good;
}

static bool
asks_for(const json_t *ports, const char *path, const char *name)
{
	const char *at;
	json_t *port, *one;
	size_t i, j;

	json_array_foreach(ports, i, port) {
		at = json_string_value(json_object_get(port, "path"));
		if (at == NULL || strcmp(at, path) != 0)
			continue;
		json_array_foreach(json_object_get(port, "asks"), j, one)
			if (json_is_string(one) &&
			    strcmp(json_string_value(one), name) == 0)
				return true;
	}
	return false;
}

/* --- chips --- */

void
plugs_get_chips(struct http *h)
{
	struct chip list[CHIPS_MAX];
	char text[CHIP_SIZE];
	json_t *array;
	int n, i;

	if (!http_good(h, chip_list(h->spool, list, &n)))
		return;
	array = json_array();
	for (i = 0; i < n; i++) {
		chip_write(&list[i], text);
		(void)json_array_append_new(array, json_string(text));
	}
	http_reply(h, 200, json_pack("{s:o}", "chips", array));
}

void
plugs_patch_chips(struct http *h)
{
	const char *allow, *deny;
	json_t *body = http_body(h);
	struct chip chip;

	if (body == NULL)
		return;
	allow = json_string_value(json_object_get(body, "allow"));
	deny = json_string_value(json_object_get(body, "deny"));
	if ((allow == NULL) == (deny == NULL))
		http_refuse(h, REFUSAL_BAD_REQUEST, "The list of chips is "
		    "changed by {\"allow\": \"0403:6001\"} or {\"deny\": "
		    "...}.");
	else if (!chip_read(allow != NULL ? allow : deny, &chip))
		http_refuse(h, REFUSAL_BAD_CHIP, NULL);
	else
		change_chip(h, &chip, allow != NULL);
	json_decref(body);
}

/* What is so already is as it was asked for. */
static void
change_chip(struct http *h, const struct chip *chip, bool allow)
{
	const char *who = h->access.person.name;
	enum spool_result result;

	result = allow ? chip_allow(h->spool, chip, who) :
	    chip_deny(h->spool, chip, who);
	if (result == SPOOL_OK)
		daemon_wake(h);
	if (result == SPOOL_REFUSED && allow && is_full(h, chip))
		http_refuse(h, REFUSAL_TOO_MANY_CHIPS, NULL);
	else if (result == SPOOL_REFUSED || http_good(h, result))
		plugs_get_chips(h);
}

/* Was it refused because the list has no room for it? */
static bool
is_full(struct http *h, const struct chip *chip)
{
	struct chip list[CHIPS_MAX];
	int n, i;

	if (chip_list(h->spool, list, &n) != SPOOL_OK)
		return false;
	for (i = 0; i < n; i++)
		if (list[i].vid == chip->vid && list[i].pid == chip->pid)
			return false;
	return true;
}
