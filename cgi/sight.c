/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The latest state of each printer.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/sight.h"

static struct sight_printer *slot(struct sight *, int64_t);
static void	change(struct sight *, struct sight_printer *, json_t *);
static void	forget_packets(struct sight *);
static struct packet *make(struct sight *, uint64_t, uint64_t *, int64_t,
		    int64_t);
static const struct sight_printer *next_change(const struct sight *,
		    uint64_t);
static json_t	*aged(const struct sight_printer *, int64_t);

void
sight_take(struct sight *s, const json_t *event, int64_t now_ms)
{
	json_t *printers = json_object_get(event, "printers");
	struct sight_printer *p;
	const char *key;
	json_t *live;

	json_object_foreach(printers, key, live) {
		p = slot(s, strtoll(key, NULL, 10));
		if (p == NULL)
			continue;
		p->heard_ms = now_ms;
		change(s, p, json_is_object(live) ? json_incref(live) : NULL);
	}
}

/* Of a printer that is new here, a free one; else the longest forgotten. */
static struct sight_printer *
slot(struct sight *s, int64_t number)
{
	struct sight_printer *p, *best = NULL;

	if (number <= 0)
		return NULL;
	for (p = s->printers; p < s->printers + SIGHT_PRINTERS; p++) {
		if (p->number == number)
			return p;
		if (p->live == NULL &&
		    (best == NULL || p->change < best->change))
			best = p;
	}
	if (best != NULL)
		best->number = number;
	return best;
}

static void
change(struct sight *s, struct sight_printer *p, json_t *live)
{
	json_decref(p->live);
	p->live = live;
	p->change = ++s->newest;
	forget_packets(s);
}

static void
forget_packets(struct sight *s)
{
	struct sight_packet *k;

	for (k = s->kept; k < s->kept + SIGHT_KEPT; k++) {
		packet_drop(k->packet);
		k->packet = NULL;
	}
}

void
sight_lose(struct sight *s)
{
	struct sight_printer *p;

	for (p = s->printers; p < s->printers + SIGHT_PRINTERS; p++)
		if (p->live != NULL)
			change(s, p, NULL);
}

void
sight_free(struct sight *s)
{
	sight_lose(s);
	forget_packets(s);
}

struct packet *
sight_packet(struct sight *s, uint64_t from, uint64_t *to, int64_t now_ms,
    int64_t unix_ms)
{
	struct sight_packet *k;

	for (k = s->kept; k < s->kept + SIGHT_KEPT; k++)
		if (k->packet != NULL && k->from == from) {
			*to = k->to;
			return k->packet;
		}
	k = &s->kept[s->next++ % SIGHT_KEPT];
	packet_drop(k->packet);
	k->from = from;
	k->packet = make(s, from, &k->to, now_ms, unix_ms);
	*to = k->to;
	return k->packet;
}

/* The changes in their order, so that the last one's number is all that a
 * viewer needs to remember. */
static struct packet *
make(struct sight *s, uint64_t from, uint64_t *to, int64_t now_ms,
    int64_t unix_ms)
{
	const struct sight_printer *p;
	json_t *printers = json_object();
	char key[24];
	int n;

	*to = from;
	for (n = 0; n < SIGHT_MOST; n++) {
		p = next_change(s, *to);
		if (p == NULL)
			break;
		*to = p->change;
		(void)snprintf(key, sizeof(key), "%lld",
		    (long long)p->number);
		(void)json_object_set_new(printers, key, aged(p, now_ms));
	}
	s->made++;
	return packet_make(json_pack("[n, s, s, {s:I, s:o}]", "event",
	    "telemetry", "at_ms", (json_int_t)unix_ms, "printers",
	    printers));
}

static const struct sight_printer *
next_change(const struct sight *s, uint64_t after)
{
	const struct sight_printer *p, *best = NULL;

	for (p = s->printers; p < s->printers + SIGHT_PRINTERS; p++)
		if (p->change > after &&
		    (best == NULL || p->change < best->change))
			best = p;
	return best;
}

/* It has been with us for a while. */
static json_t *
aged(const struct sight_printer *p, int64_t now_ms)
{
	json_t *live, *age;

	if (p->live == NULL)
		return json_null();
	live = json_copy(p->live);
	age = json_object_get(live, "age_ms");
	(void)json_object_set_new(live, "age_ms",
	    json_integer(json_integer_value(age) + now_ms - p->heard_ms));
	return live;
}
