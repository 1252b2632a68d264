/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one connection to the daemon.
 */
#include <stdlib.h>
#include <string.h>

#include "cgi/relay.h"

#define SUBSCRIPTION	0	/* the id of our own call */

static void	hear_line(struct relay *, json_t *);
static void	answer(struct relay *, json_t *);
static void	fail(struct relay *, struct relay_call *, const char *,
		    const char *);
static struct relay_call *slot(struct relay *, int64_t);
static void	release(struct relay_call *);
static int	put(struct relay *, json_t *);

void
relay_init(struct relay *r, const struct relay_ears *ears, void *arg)
{
	memset(r, 0, sizeof(*r));
	r->ears = ears;
	r->arg = arg;
}

void
relay_begin(struct relay *r)
{
	r->in.used = 0;
	r->used = 0;
	r->connected = true;
	(void)put(r, json_pack("[i, s, [b]]", SUBSCRIPTION, "set_monitor", 1));
}

int
relay_heard(struct relay *r)
{
	json_t *line;
	int got;

	while ((got = control_next(&r->in, &line)) == 1) {
		if (line == NULL)
			return -1;
		hear_line(r, line);
		json_decref(line);
	}
	return got;
}

static void
hear_line(struct relay *r, json_t *line)
{
	const json_t *id = json_array_get(line, 0);
	const char *name = json_string_value(json_array_get(line, 2));

	if (json_is_null(id) && name != NULL)
		r->ears->event(r->arg, name, line);
	else if (json_is_integer(id) &&
	    json_integer_value(id) == SUBSCRIPTION)
		r->ears->ready(r->arg);
	else
		answer(r, line);
}

/* The same line with the id that the viewer gave. */
static void
answer(struct relay *r, json_t *line)
{
	int64_t number = json_integer_value(json_array_get(line, 0));
	struct relay_call *c = number > 0 ? slot(r, number) : NULL;

	if (c == NULL)
		return;
	if (json_array_set(line, 0, c->id) == 0)
		r->ears->answer(r->arg, c->guest, json_incref(line));
	release(c);
}

void
relay_sent(struct relay *r, size_t n)
{
	r->used -= n;
	memmove(r->out, r->out + n, r->used);
}

void
relay_lost(struct relay *r)
{
	struct relay_call *c;

	r->connected = false;
	r->used = 0;
	for (c = r->calls; c < r->calls + RELAY_CALLS; c++)
		if (c->number != 0)
			fail(r, c, "no-daemon", "The spooler went away; look "
			    "whether the order was stored.");
}

void
relay_tick(struct relay *r, int64_t now_ms)
{
	struct relay_call *c;

	for (c = r->calls; c < r->calls + RELAY_CALLS; c++)
		if (c->number != 0 && now_ms >= c->until_ms)
			fail(r, c, "timeout",
			    "The spooler did not answer in time.");
}

static void
fail(struct relay *r, struct relay_call *c, const char *code,
    const char *message)
{
	json_t *line;

	line = json_pack("[O, s, {s:s, s:s}]", c->id, "error", "error", code,
	    "message", message);
	if (line != NULL)
		r->ears->answer(r->arg, c->guest, line);
	release(c);
}

void
relay_free(struct relay *r)
{
	struct relay_call *c;

	for (c = r->calls; c < r->calls + RELAY_CALLS; c++)
		if (c->number != 0)
			release(c);
	free(r->out);
	r->out = NULL;
}

const char *
relay_call(struct relay *r, uint64_t guest, json_t *id, const char *function,
    json_t *args, json_t *kwargs, int64_t now_ms)
{
	struct relay_call *c = slot(r, 0);
	json_int_t number = r->last + 1;
	json_t *line;

	line = json_pack("[I, s, o, o]", number, function,
	    args != NULL ? args : json_array(), kwargs);
	if (!r->connected) {
		json_decref(line);
		return "no-daemon";
	}
	if (c == NULL) {
		json_decref(line);
		return "busy";
	}
	switch (put(r, line)) {
	case 0:
		*c = (struct relay_call){ ++r->last, guest, json_incref(id),
		    now_ms + RELAY_CALL_MS };
		return NULL;
	case 1:
		return "busy";
	default:
		return "bad-request";
	}
}

unsigned int
relay_open(const struct relay *r, uint64_t guest)
{
	const struct relay_call *c;
	unsigned int n = 0;

	for (c = r->calls; c < r->calls + RELAY_CALLS; c++)
		n += c->number != 0 && c->guest == guest;
	return n;
}

/* They keep their slots until the daemon has answered. */
void
relay_forget(struct relay *r, uint64_t guest)
{
	struct relay_call *c;

	for (c = r->calls; c < r->calls + RELAY_CALLS; c++)
		if (c->number != 0 && c->guest == guest)
			c->guest = 0;
}

/* The call of a number; 0: a free slot.  NULL: there is none. */
static struct relay_call *
slot(struct relay *r, int64_t number)
{
	struct relay_call *c;

	for (c = r->calls; c < r->calls + RELAY_CALLS; c++)
		if (c->number == number)
			return c;
	return NULL;
}

static void
release(struct relay_call *c)
{
	json_decref(c->id);
	memset(c, 0, sizeof(*c));
}

/* 0; 1: there is no room; -1: the line is too long.  The value is taken. */
static int
put(struct relay *r, json_t *value)
{
	char *text = NULL, *longer = NULL;
	size_t length;
	int result = -1;

	if (value != NULL)
		text = control_line(value, &length);
	if (text == NULL)
		goto out;
	result = 1;
	if (r->used + length <= RELAY_OUT)
		longer = realloc(r->out, r->used + length);
	if (longer == NULL)
		goto out;
	memcpy(longer + r->used, text, length);
	r->out = longer;
	r->used += length;
	result = 0;
out:
	free(text);
	json_decref(value);
	return result;
}
