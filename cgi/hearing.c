/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a guest says.  Every frame is hostile, and every frame gets an answer.
 */
#include <stdlib.h>
#include <string.h>

#include "cgi/hearing.h"
#include "cgi/mandate.h"

#define ID_LONGEST	64	/* of an id that is text */

struct call {
	json_t		*id;		/* borrowed; NULL: it has none */
	const char	*function;
	json_t		*args, *kwargs;	/* borrowed; may be NULL */
};

static void	take(struct desk *, struct guest *, const char *, size_t);
static bool	parse(json_t *, struct call *);
static void	run(struct desk *, struct guest *, const struct call *);
static void	set_monitor(struct desk *, struct guest *,
		    const struct call *);
static enum refusal	may(struct desk *, const struct guest *,
		    const struct call *);
static json_t	*for_whom(const struct guest *, json_t *);
static void	say(struct guest *, json_t *);
static void	refuse(struct guest *, json_t *, enum refusal);

void
desk_hear(struct desk *d, struct guest *g, const char *part, size_t length,
    bool last)
{
	char *longer;

	if (g->n_said + length >= CONTROL_LINE) {
		viewer_end(&g->viewer, VIEWER_TOO_LONG);
		return;
	}
	if (g->n_said == 0 && last) {
		take(d, g, part, length);
		return;
	}
	longer = realloc(g->said, g->n_said + length + 1);
	if (longer == NULL) {
		viewer_end(&g->viewer, VIEWER_TOO_SLOW);
		return;
	}
	memcpy(longer + g->n_said, part, length);
	g->said = longer;
	g->n_said += length;
	if (!last)
		return;
	take(d, g, g->said, g->n_said);
	free(g->said);
	g->said = NULL;
	g->n_said = 0;
}

/* One whole frame. */
static void
take(struct desk *d, struct guest *g, const char *text, size_t length)
{
	struct call call = { NULL, NULL, NULL, NULL };
	json_t *line;

	line = json_loadb(text, length, 0, NULL);
	if (parse(line, &call))
		run(d, g, &call);
	else
		refuse(g, call.id, REFUSAL_BAD_REQUEST);
	json_decref(line);
}

/* An id that can be told apart is given back even with a refusal. */
static bool
parse(json_t *line, struct call *call)
{
	json_t *id = json_array_get(line, 0);

	if (json_is_number(id) || (json_is_string(id) &&
	    json_string_length(id) <= ID_LONGEST))
		call->id = id;
	call->function = json_string_value(json_array_get(line, 1));
	call->args = json_array_get(line, 2);
	call->kwargs = json_array_get(line, 3);
	return call->id != NULL && call->function != NULL &&
	    json_array_size(line) <= 4 &&
	    (call->args == NULL || json_is_array(call->args)) &&
	    (call->kwargs == NULL || json_is_object(call->kwargs));
}

static void
run(struct desk *d, struct guest *g, const struct call *call)
{
	enum refusal refusal;
	const char *code;
	json_t *kwargs;

	if (strcmp(call->function, "set_monitor") == 0) {
		set_monitor(d, g, call);
		return;
	}
	refusal = may(d, g, call);
	if (refusal != REFUSAL_NONE) {
		refuse(g, call->id, refusal);
		return;
	}
	/* Without them the daemon would take it for our own call. */
	kwargs = for_whom(g, call->kwargs);
	if (kwargs == NULL) {
		refuse(g, call->id, REFUSAL_BROKEN);
		return;
	}
	code = relay_call(&d->relay, g->number, call->id, call->function,
	    json_incref(call->args), kwargs, d->now_ms);
	if (code != NULL)
		refuse(g, call->id, refusal_by_code(code));
}

static void
set_monitor(struct desk *d, struct guest *g, const struct call *call)
{
	const json_t *on = json_array_get(call->args, 0);

	if (!json_is_boolean(on)) {
		refuse(g, call->id, REFUSAL_BAD_REQUEST);
		return;
	}
	viewer_monitor(&g->viewer, json_is_true(on));
	say(g, json_pack("[O, s, {}]", call->id, "return"));
	if (json_is_true(on))
		say(g, hearing_daemon(d));
}

json_t *
hearing_daemon(const struct desk *d)
{
	return json_pack("[n, s, s, {s:b}]", "event", "daemon", "live",
	    d->live);
}

/* What the daemon does not know: whose job an order means. */
static enum refusal
may(struct desk *d, const struct guest *g, const struct call *call)
{
	const struct mandate *order;

	if (relay_open(&d->relay, g->number) >= DESK_CALLS)
		return REFUSAL_BUSY;
	if (strcmp(call->function, "order") != 0)
		return REFUSAL_NONE;
	order = mandate_find(json_string_value(json_array_get(call->args, 1)));
	if (order == NULL)
		return REFUSAL_BAD_REQUEST;
	if (order->of_a_job && d->spool == NULL)
		return REFUSAL_BUSY;
	return mandate_check(d->spool, &g->access, order,
	    json_integer_value(json_array_get(call->args, 2)));
}

/* A new reference: what they gave, but as who they are. */
static json_t *
for_whom(const struct guest *g, json_t *given)
{
	json_t *kwargs = given != NULL ? json_copy(given) : json_object();
	const struct access *a = &g->access;

	if (json_object_set_new(kwargs, "as",
	    json_string(a->person.name)) == 0 &&
	    json_object_set_new(kwargs, "role",
	    json_string(person_role_name(a->person.role))) == 0 &&
	    json_object_set_new(kwargs, "open_lab",
	    json_boolean(a->open_lab)) == 0)
		return kwargs;
	json_decref(kwargs);
	return NULL;
}

/* The value is taken. */
static void
say(struct guest *g, json_t *line)
{
	struct packet *p = packet_make(line);

	viewer_put(&g->viewer, p);
	packet_drop(p);
}

static void
refuse(struct guest *g, json_t *id, enum refusal refusal)
{
	say(g, json_pack("[O?, s, {s:s, s:s}]", id, "error", "error",
	    refusal_code(refusal), "message",
	    refusal_sentence(refusal, g->tongue)));
}
