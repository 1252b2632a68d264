/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The helm: a control goes to the keeper, which records it, and then to the
 * drain.  What the parent knows of the machine is looked at first, so that
 * nothing is recorded that can't be done.
 */
#include <stdio.h>
#include <string.h>

#include "spoolerd/parent/ask.h"
#include "spoolerd/parent/fleet.h"
#include "spoolerd/parent/helm.h"
#include "spoolerd/parent/parent.h"

#define LINES_MOST	100	/* that a line of the socket surely holds */

static struct machine *machine_at(const struct call *, json_t **);
static json_t	*steer(const struct call *, enum message_order, int64_t,
		    json_t **);
static bool	read_manual(const struct call *, struct manual *);
static bool	read_line(json_t *, struct manual *);
static enum manual_refusal now(const struct machine *,
		    const struct manual *);
static void	add_line(json_t *, const struct transcript *, uint64_t);

static struct machine *
machine_at(const struct call *c, json_t **error)
{
	struct machine *m = fleet_find(c->parent,
	    json_integer_value(json_array_get(c->args, 0)));

	if (m == NULL)
		*error = server_failure("no-printer",
		    "There is no printer of that number.");
	return m;
}

/* --- controls --- */

json_t *
helm_control(const struct call *c, json_t **error)
{
	return steer(c, ORDER_CONTROL, 0, error);
}

json_t *
helm_tune(const struct call *c, json_t **error)
{
	return steer(c, ORDER_TUNE,
	    json_integer_value(json_array_get(c->args, 2)), error);
}

/* job: the one that is tuned; one by hand is in a pause of any. */
static json_t *
steer(const struct call *c, enum message_order order, int64_t job,
    json_t **error)
{
	struct ticket t = { .kind = TICKET_ORDER, .order = (int)order,
	    .job = job };
	struct message msg = { .type = MESSAGE_WANT };
	const struct machine *m = machine_at(c, error);
	enum manual_refusal why;

	if (m == NULL)
		return NULL;
	why = read_manual(c, &t.manual) ? manual_check(&t.manual) :
	    MANUAL_NO_CONTROL;
	if ((t.manual.control == MANUAL_TUNE) != (order == ORDER_TUNE))
		why = MANUAL_NO_CONTROL;
	if (why == MANUAL_ALLOWED)
		why = now(m, &t.manual);
	if (why != MANUAL_ALLOWED) {
		*error = ask_refusal(why);
		return NULL;
	}
	t.printer = msg.want.printer = m->number;
	msg.want.job = order == ORDER_TUNE ? job : m->job;
	msg.want.order = (int32_t)order;
	msg.want.manual = t.manual;
	msg.want.for_person = c->for_person;
	memcpy(msg.want.who, c->who, sizeof(msg.want.who));
	return ask_keeper(c, &t, &msg, error);
}

static bool
read_manual(const struct call *c, struct manual *manual)
{
	const char *name = json_string_value(json_array_get(c->args, 1));
	json_t *given = json_object_get(c->kwargs, "arguments"), *value;
	enum manual_argument a;
	const char *key;

	memset(manual, 0, sizeof(*manual));
	manual->control = (int32_t)manual_by_name(name != NULL ? name : "");
	json_object_foreach(given, key, value) {
		if (strcmp(key, "line") == 0) {
			if (!read_line(value, manual))
				return false;
			continue;
		}
		a = manual_argument_by_name(key);
		if (a == MANUAL_ARGUMENT__MAX || !json_is_integer(value) ||
		    json_integer_value(value) < INT32_MIN ||
		    json_integer_value(value) > INT32_MAX)
			return false;
		manual->given |= 1 << a;
		manual->values[a] = (int32_t)json_integer_value(value);
	}
	return true;
}

/* What is too long, or has a NUL in it, is cut so that it is no line. */
static bool
read_line(json_t *value, struct manual *manual)
{
	const char *line = json_string_value(value);

	if (line == NULL)
		return false;
	if (strlen(line) != json_string_length(value) ||
	    strlen(line) >= sizeof(manual->line))
		line = "\n";
	(void)snprintf(manual->line, sizeof(manual->line), "%s", line);
	return true;
}

static enum manual_refusal
now(const struct machine *m, const struct manual *manual)
{
	const struct message_telemetry *t = &m->telemetry;
	struct manual_state state = {
		.connected = machine_connected(m),
		.idle = m->job == 0 && t->phase == PHASE_IDLE,
		.paused = m->job != 0 && t->phase == PHASE_PAUSED,
		.aside = m->books->aside == BOOKS_ASIDE,
		.lift_um = m->row.pause_lift_um,
		.hotend_dC = t->hotend_dC,
		.extrude_min_dC = m->row.extrude_min_dC,
		.prints = m->job != 0 && (t->phase == PHASE_PRINTING ||
		    t->phase == PHASE_PAUSING || t->phase == PHASE_PAUSED),
		.lacks = (uint32_t)t->lacks,
		.baby_um = t->knobs[KNOB_BABY],
	};

	return manual_now(manual, &state);
}

/* --- the terminal --- */

json_t *
helm_terminal(const struct call *c, json_t **error)
{
	const json_t *after = json_array_get(c->args, 1);
	const struct machine *m = machine_at(c, error);
	uint64_t first, next, from, n;
	json_t *lines;

	if (m == NULL)
		return NULL;
	lines = json_array();
	if (m->transcript == NULL)
		return json_pack("{s:i, s:i, s:o}", "next", 1, "missed", 0,
		    "lines", lines);
	first = transcript_first(m->transcript);
	next = transcript_next(m->transcript);
	from = json_integer_value(after) > 0 ?
	    (uint64_t)json_integer_value(after) : 0;
	/* what is asked for is of another life of the daemon */
	if (from > next)
		from = 0;
	n = from == 0 && next - first > LINES_MOST ? next - LINES_MOST :
	    from < first ? first : from;
	first = n;
	for (; n < next && n - first < LINES_MOST; n++)
		add_line(lines, m->transcript, n);
	return json_pack("{s:I, s:I, s:o}", "next", (json_int_t)n, "missed",
	    (json_int_t)(from != 0 ? first - from : 0), "lines", lines);
}

static void
add_line(json_t *lines, const struct transcript *t, uint64_t number)
{
	struct transcript_copy copy;

	if (transcript_get(t, number, &copy))
		(void)json_array_append_new(lines, json_pack("[I, I, s, s]",
		    (json_int_t)number, (json_int_t)copy.at_ms,
		    copy.way == TRANSCRIPT_SENT ? ">" : "<", copy.text));
}
