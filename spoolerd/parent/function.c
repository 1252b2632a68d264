/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The functions of the control socket: their table, who may call them, and
 * those that the parent answers from memory.  request.c has the others.
 */
#include <stdio.h>
#include <string.h>

#include "spoolerd/parent/fleet.h"
#include "spoolerd/parent/function.h"
#include "spoolerd/parent/helm.h"
#include "spoolerd/parent/live.h"
#include "spoolerd/parent/parent.h"
#include "spoolerd/parent/request.h"
#include "spoolerd/parent/rewind.h"
#include "spoolerd/parent/right.h"
#include "sql/person.h"
#include "sql/version.h"

struct function {
	const char		*name;
	unsigned int		 right;
	const char		*right_name;
	const char		*args;
	const char		*help;
	function_handler	*run;
};

static const struct function *find(const char *);
static void	run(const struct function *, struct call *, uid_t);
static void	set_who(struct call *, uid_t);

static function_handler run_telemetry, run_ports, run_wake, run_set_monitor,
    run_about, run_help;

static const struct function functions[] = {
	{ "telemetry", PERSON_SEE, "see", "[from]",
	    "What every printer does now; \"next\" is where the rest begins.",
	    run_telemetry },
	{ "ports", PERSON_CONFIGURE, "configure", "[]",
	    "The serial ports, and whose they are.", run_ports },
	{ "adopt", PERSON_CONFIGURE, "configure", "[path] {name, baud, clean}",
	    "Take in the printer at a port; baud 0 tries the usual ones.",
	    request_adopt },
	{ "forget", PERSON_CONFIGURE, "configure", "[name]",
	    "Take a printer out; its history stays.", request_forget },
	{ "order", PERSON_PRINT, "print", "[printer, order, job]",
	    "pause, resume, resume-layer, stop, emergency, give-up, cleaned or "
	    "reset; tune {arguments: {speed, ...}}.",
	    request_order },
	{ "control", PERSON_CONTROL, "control",
	    "[printer, control] {arguments: {x_um, ...}}",
	    "jog, home, extrude, heat, fan, motors-off or gcode {line}, while "
	    "nothing is printed.",
	    helm_control },
	{ "terminal", PERSON_CONTROL, "control", "[printer, after]",
	    "The last lines to and from a printer.", helm_terminal },
	{ "tape", PERSON_SEE, "see", "[printer, job, after_ms]",
	    "The newest points of a print's trace, which is stored later.",
	    rewind_tape },
	{ "wake", PERSON_SEE, "see", "[]",
	    "Look at the spool again: there is something new.", run_wake },
	{ "set_monitor", PERSON_SEE, "see", "[true|false]",
	    "Send a telemetry event whenever something changed.",
	    run_set_monitor },
	{ "about", PERSON_SEE, "see", "[]",
	    "Which spooler this is, and for how long it has run.", run_about },
	{ "help", PERSON_SEE, "see", "[]", "This list.", run_help },
};
#define N_FUNCTIONS	(sizeof(functions) / sizeof(functions[0]))

void
function_call(struct parent *p, uint64_t client, uid_t uid,
    const json_t *line)
{
	struct call call = { .parent = p, .client = client };
	const struct function *f;

	call.id = json_array_get(line, 0);
	call.args = json_array_get(line, 2);
	call.kwargs = json_array_get(line, 3);
	f = find(json_string_value(json_array_get(line, 1)));
	if (json_array_size(line) < 2 || json_array_size(line) > 4 ||
	    (call.args != NULL && !json_is_array(call.args)) ||
	    (call.kwargs != NULL && !json_is_object(call.kwargs)))
		server_error(p, client, call.id, server_failure("bad-request",
		    "A call is [id, \"function\", [args], {kwargs}]."));
	else if (f == NULL)
		server_error(p, client, call.id, server_failure("no-function",
		    "There is no such function; \"help\" lists them."));
	else
		run(f, &call, uid);
}

static const struct function *
find(const char *name)
{
	size_t i;

	for (i = 0; name != NULL && i < N_FUNCTIONS; i++)
		if (strcmp(functions[i].name, name) == 0)
			return &functions[i];
	return NULL;
}

static void
run(const struct function *f, struct call *call, uid_t uid)
{
	struct parent *p = call->parent;
	json_t *value = NULL, *error = NULL;

	set_who(call, uid);
	call->for_person = right_acts_for(uid, p->own, call->kwargs);
	if (right_of_caller(uid, p->own, p->options.has_web, p->options.web,
	    call->kwargs) & f->right)
		value = f->run(call, &error);
	else
		error = server_failure("no-right",
		    "This needs the right \"%s\".", f->right_name);
	if (error != NULL)
		server_error(p, call->client, call->id, error);
	else if (value != NULL)
		server_return(p, call->client, call->id, value);
}

static void
set_who(struct call *call, uid_t uid)
{
	const json_t *as = json_object_get(call->kwargs, "as");

	if (json_string_length(as) > 0 &&
	    json_string_length(as) < sizeof(call->who))
		(void)snprintf(call->who, sizeof(call->who), "%s",
		    json_string_value(as));
	else if (uid == 0)
		(void)snprintf(call->who, sizeof(call->who), "root");
	else
		(void)snprintf(call->who, sizeof(call->who), "uid %u",
		    (unsigned int)uid);
}

/* --- the functions --- */

static json_t *
run_telemetry(const struct call *c, json_t **error)
{
	int64_t from = json_integer_value(json_array_get(c->args, 0));

	if (from >= 0 && from <= PARENT_MACHINES)
		return live_fleet(c->parent, from);
	*error = server_failure("bad-request", "There is no such place.");
	return NULL;
}

static json_t *
run_ports(const struct call *c, json_t **error)
{
	struct parent *p = c->parent;
	const struct machine *m;
	json_t *list = json_array();
	int i;

	(void)error;
	fleet_list(p);
	for (i = 0; i < p->n_ports; i++) {
		m = fleet_at(p, &p->ports[i]);
		(void)json_array_append_new(list, live_port(p, &p->ports[i],
		    m));
	}
	return list;
}

static json_t *
run_wake(const struct call *c, json_t **error)
{
	struct message m = { .type = MESSAGE_WAKE };

	(void)error;
	(void)clerk_say(c->parent, &m);
	return json_object();
}

static json_t *
run_set_monitor(const struct call *c, json_t **error)
{
	const json_t *on = json_array_get(c->args, 0);

	if (!json_is_boolean(on)) {
		*error = server_failure("bad-request",
		    "set_monitor [true|false]");
		return NULL;
	}
	server_monitor(c->parent, c->client, json_is_true(on));
	return json_object();
}

static json_t *
run_about(const struct call *c, json_t **error)
{
	const struct parent *p = c->parent;

	(void)error;
	return json_pack("{s:s, s:I}", "version", CONNECTPRINT_VERSION,
	    "up_ms", (json_int_t)(p->now_ms - p->born_ms));
}

static json_t *
run_help(const struct call *c, json_t **error)
{
	json_t *list = json_array();
	const struct function *f;

	(void)c;
	(void)error;
	for (f = functions; f < functions + N_FUNCTIONS; f++)
		(void)json_array_append_new(list, json_pack(
		    "{s:s, s:s, s:s, s:s}", "name", f->name, "args", f->args,
		    "right", f->right_name, "help", f->help));
	return list;
}
