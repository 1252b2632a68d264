/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The subcommands of `connectprint` that are orders to the daemon: the ports,
 * adopting and forgetting printers, and what can't wait for a queue.  Only the
 * daemon opens ports; here is only the asking.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "setup/admin.h"
#include "spoolerd/control.h"
#include "sql/job.h"
#include "sql/valid.h"

#define QUICK_MS	10000
/* A board boots, is greeted, and says who it is. */
#define ADOPT_MS	90000

static json_t		*call(struct admin *, const char *, json_t *, json_t *,
			    int, const char *);
static json_t		*adopt_options(struct admin *);
static int		 adopt_one(struct admin *, const char *);
static int		 adopt_all(struct admin *);
static int		 forget_one(struct admin *, const char *);
static int		 forget_all(struct admin *);
static const char	*text(const json_t *, const char *, const char *);
static json_t		*knobs(char **, int);

/* The orders a person may give, and whether they name a job. */
static const struct {
	const char	*name;
	bool		 of_a_job;
} orders[] = {
	{ "pause", true }, { "resume", true }, { "stop", true },
	{ "resume-layer", true }, { "give-up", true }, { "tune", true },
	{ "cleaned", false }, { "reset", false },
	{ "emergency", false },
};
#define N_ORDERS	(sizeof(orders) / sizeof(orders[0]))

json_t *
admin_call(struct admin *a, const char *function, json_t *args, json_t *kwargs,
    const char *quiet)
{
	return call(a, function, args, kwargs, QUICK_MS, quiet);
}

json_t *
admin_ask(struct admin *a, const char *function, json_t **error)
{
	return control_call(a->socket, function, NULL, NULL, QUICK_MS, error);
}

json_t *
admin_fleet(struct admin *a)
{
	json_t	*value, *error;

	value = control_fleet(a->socket, NULL, QUICK_MS, &error);
	if (value == NULL)
		warnx("%s", text(error, "message",
		    "the daemon gave no reason"));
	json_decref(error);
	return value;
}

bool
admin_daemon_runs(struct admin *a)
{
	json_t	*value, *error = NULL;
	bool	 runs;

	value = admin_ask(a, "telemetry", &error);
	runs = value != NULL ||
	    strcmp(text(error, "error", ""), "no-daemon") != 0;
	json_decref(value);
	json_decref(error);
	return runs;
}

int
admin_detect(struct admin *a)
{
	json_t	*ports, *port;
	size_t	 i;

	if ((ports = admin_call(a, "ports", NULL, NULL, NULL)) == NULL)
		return 1;
	if (json_array_size(ports) == 0)
		(void)printf("no serial port: is a printer plugged in and "
		    "switched on?\n");
	json_array_foreach(ports, i, port)
		(void)printf("%-24s %-16s %-10s %s%s%s\n",
		    text(port, "path", "?"),
		    text(port, "printer", json_array_size(json_object_get(port,
		    "asks")) > 0 ? "(which is it?)" : "(not adopted)"),
		    text(port, "usb", "-"), text(port, "description", ""),
		    json_is_string(json_object_get(port, "serial")) ? ", " : "",
		    text(port, "serial", ""));
	json_decref(ports);
	return 0;
}

int
admin_adopt(struct admin *a)
{
	int64_t	baud;

	if (a->option[ADMIN_BAUD] != NULL &&
	    !valid_number(a->option[ADMIN_BAUD], 1200, 4000000, &baud))
		errx(2, "--baud is a number from 1200 to 4000000");
	if (a->option[ADMIN_NAME] != NULL &&
	    !valid_printer_name(a->option[ADMIN_NAME]))
		errx(2, "a printer's name has 1 to 32 of a-z, 0-9 and '-', and "
		    "is not 'any'");
	if ((a->option[ADMIN_ALL] != NULL) == (a->argc == 1))
		errx(2, "adopt what? a port that `connectprint detect` lists, "
		    "or --all");
	if (a->option[ADMIN_ALL] == NULL)
		return adopt_one(a, a->argv[0]);
	if (a->option[ADMIN_NAME] != NULL)
		errx(2, "--name is for one printer, not for --all");
	return adopt_all(a);
}

int
admin_forget(struct admin *a)
{
	if ((a->option[ADMIN_ALL] != NULL) == (a->argc == 1))
		errx(2, "forget which? a printer's name, or --all");
	return a->option[ADMIN_ALL] != NULL ? forget_all(a) :
	    forget_one(a, a->argv[0]);
}

int
admin_order(struct admin *a)
{
	const char	*order = a->argv[1];
	struct printer	 printer;
	struct spool	*spool;
	json_t		*value, *more;
	size_t		 i;
	bool		 found;

	for (i = 0; i < N_ORDERS && strcmp(orders[i].name, order) != 0; i++)
		continue;
	if (i == N_ORDERS)
		errx(2, "there is no order '%s'; there are pause, resume, "
		    "resume-layer, stop, give-up, tune, cleaned, reset and "
		    "emergency", order);
	if ((a->argc > 2) != (strcmp(order, "tune") == 0))
		errx(2, "only tune has values, such as speed=80 flow=95 "
		    "fan=50 hotend=210 bed=60 baby_um=-20");
	more = knobs(a->argv + 2, a->argc - 2);
	if ((spool = admin_open(a, SPOOL_READ)) == NULL)
		return 1;
	found = admin_printer(spool, a->argv[0], &printer);
	admin_close(spool);
	if (!found)
		return 1;
	if (orders[i].of_a_job && printer.job == 0) {
		warnx("%s: no job to %s", printer.name, order);
		return 1;
	}
	value = admin_call(a, "order", json_pack("[I, s, I]",
	    (json_int_t)printer.id, order,
	    (json_int_t)(orders[i].of_a_job ? printer.job : 0)), more, NULL);
	if (value == NULL)
		return 1;
	(void)printf("%s: %s\n", printer.name, text(value, "phase", order));
	json_decref(value);
	return 0;
}

/* "speed=80" ...; NULL: there are none. */
static json_t *
knobs(char **words, int n)
{
	json_t	*values;
	int64_t	 number;
	char	*value;
	int	 i;
	bool	 minus;

	if (n == 0)
		return NULL;
	values = json_object();
	for (i = 0; i < n; i++) {
		value = strchr(words[i], '=');
		minus = value != NULL && value[1] == '-';
		if (value == NULL ||
		    !valid_number(value + 1 + minus, 0, 9999, &number))
			errx(2, "%s: a value is a name, '=' and a whole "
			    "number", words[i]);
		*value = '\0';
		(void)json_object_set_new(values, words[i],
		    json_integer(minus ? -number : number));
	}
	return json_pack("{s:o}", "arguments", values);
}

/* Takes args and kwargs over, for the callers make them on the spot. */
static json_t *
call(struct admin *a, const char *function, json_t *args, json_t *kwargs,
    int timeout_ms, const char *quiet)
{
	json_t	*value, *error = NULL;

	value = control_call(a->socket, function, args, kwargs, timeout_ms,
	    &error);
	json_decref(args);
	json_decref(kwargs);
	if (value == NULL && (quiet == NULL ||
	    strcmp(quiet, text(error, "error", "")) != 0))
		warnx("%s", text(error, "message",
		    "the daemon gave no reason"));
	json_decref(error);
	return value;
}

static json_t *
adopt_options(struct admin *a)
{
	json_t	*kwargs = json_object();
	int64_t	 baud;

	if (a->option[ADMIN_NAME] != NULL)
		(void)json_object_set_new(kwargs, "name",
		    json_string(a->option[ADMIN_NAME]));
	if (a->option[ADMIN_BAUD] != NULL &&
	    valid_number(a->option[ADMIN_BAUD], 1200, 4000000, &baud))
		(void)json_object_set_new(kwargs, "baud", json_integer(baud));
	if (a->option[ADMIN_CLEAN] != NULL)
		(void)json_object_set_new(kwargs, "clean", json_true());
	return kwargs;
}

static int
adopt_one(struct admin *a, const char *path)
{
	json_t	*value;

	if (!valid_port_path(path))
		errx(2, "a port is an absolute path such as /dev/ttyUSB0");
	value = call(a, "adopt", json_pack("[s]", path), adopt_options(a),
	    ADOPT_MS, NULL);
	if (value == NULL)
		return 1;
	(void)printf("%s: adopted as %s, number %lld\n", path,
	    text(value, "name", "?"), (long long)json_integer_value(
	    json_object_get(value, "number")));
	json_decref(value);
	return 0;
}

/* A port that can't be adopted doesn't keep the others from it. */
static int
adopt_all(struct admin *a)
{
	json_t	*ports, *port;
	size_t	 i;
	int	 status = 0, adopted = 0;

	if ((ports = admin_call(a, "ports", NULL, NULL, NULL)) == NULL)
		return 1;
	json_array_foreach(ports, i, port) {
		if (json_is_string(json_object_get(port, "printer")))
			continue;
		adopted++;
		if (adopt_one(a, text(port, "path", "")) != 0)
			status = 1;
	}
	json_decref(ports);
	if (adopted == 0)
		(void)printf("no port is left to adopt\n");
	return status;
}

static int
forget_one(struct admin *a, const char *name)
{
	json_t	*value;

	if (!valid_printer_name(name))
		errx(2, "'%s' is not a printer's name", name);
	value = admin_call(a, "forget", json_pack("[s]", name), NULL, NULL);
	if (value == NULL)
		return 1;
	json_decref(value);
	(void)printf("%s: forgotten; its history stays\n", name);
	return 0;
}

static int
forget_all(struct admin *a)
{
	struct spool	*spool;
	struct printer	*list = NULL;
	int		 n = 0, status = 0;

	if ((spool = admin_open(a, SPOOL_READ)) == NULL)
		return 1;
	if (printer_list(spool, &list, &n) != SPOOL_OK)
		status = admin_failed(spool, SPOOL_BROKEN, "the printers");
	admin_close(spool);
	for (int i = 0; i < n; i++)
		if (forget_one(a, list[i].name) != 0)
			status = 1;
	free(list);
	return status;
}

static const char *
text(const json_t *object, const char *key, const char *otherwise)
{
	const char	*s = json_string_value(json_object_get(object, key));

	return s != NULL ? s : otherwise;
}
