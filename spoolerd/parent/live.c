/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The JSON of telemetry and ports.  What a printer said is hostile: only
 * printable ASCII goes further (jansson would drop the whole string else).
 */
#include <stdint.h>
#include <stdio.h>

#include "spoolerd/parent/live.h"
#include "spoolerd/parent/match.h"
#include "spoolerd/parent/parent.h"

static json_t	*live(const struct machine *, int64_t);
static json_t	*celsius(int32_t);
static json_t	*text(const char *);
static json_t	*text_or_null(const char *);

static json_t *
live(const struct machine *m, int64_t now_ms)
{
	const struct message_telemetry *t = &m->telemetry;

	return json_pack("{s:b, s:s, s:I, s:o, s:o, s:o, s:o, s:I, s:I, s:I, "
	    "s:I, s:I, s:o, s:i, s:i, s:i, s:I, s:I, s:I, s:f, s:i, s:o, s:o, "
	    "s:I}",
	    "connected", machine_connected(m),
	    "phase", message_phase_name((enum message_phase)t->phase),
	    "job", (json_int_t)t->job,
	    "hotend", celsius(t->hotend_dC),
	    "hotend_target", celsius(t->hotend_target_dC),
	    "bed", celsius(t->bed_dC),
	    "bed_target", celsius(t->bed_target_dC),
	    "commands", (json_int_t)t->commands,
	    "commands_total", (json_int_t)t->commands_total,
	    "bytes", (json_int_t)t->bytes,
	    "bytes_total", (json_int_t)t->bytes_total,
	    "printed_ms", (json_int_t)t->printed_ms,
	    "left_ms", t->left_ms < 0 ? json_null() :
	    json_integer(t->left_ms),
	    "layer", (int)t->layer,
	    "layers", (int)t->layers,
	    "z_um", (int)t->z_um,
	    "resends", (json_int_t)t->resends,
	    "timeouts", (json_int_t)t->timeouts,
	    "starved_ms", (json_int_t)t->starved_ms,
	    "lines_per_second", t->rate_mHz / 1000.0,
	    "window", (int)t->window,
	    "text", text(t->text),
	    "question", text(t->question),
	    "age_ms", (json_int_t)(now_ms - m->heard_ms));
}

static json_t *
celsius(int32_t dC)
{
	return dC == INT32_MIN ? json_null() : json_real(dC / 10.0);
}

static json_t *
text(const char *from)
{
	char clean[MESSAGE_TEXT];
	size_t i;

	for (i = 0; from[i] != '\0' && i < sizeof(clean) - 1; i++)
		clean[i] = from[i] >= ' ' && from[i] <= '~' ? from[i] : '?';
	clean[i] = '\0';
	return json_string(clean);
}

json_t *
live_fleet(const struct parent *p, int64_t from)
{
	const struct machine *m = p->machines + from;
	json_t *fleet = live_changes(p, 0, LIVE_TOGETHER, &m);

	if (fleet == NULL)
		return json_pack("{s:{}}", "printers");
	if (m < p->machines + PARENT_MACHINES)
		(void)json_object_set_new(fleet, "next",
		    json_integer(m - p->machines));
	return fleet;
}

json_t *
live_changes(const struct parent *p, uint64_t after, int most,
    const struct machine **next)
{
	const struct machine *m = *next;
	json_t *printers = NULL;
	char key[24];

	for (; m < p->machines + PARENT_MACHINES && most > 0; m++) {
		if (m->number == 0 || m->change <= after)
			continue;
		if (printers == NULL)
			printers = json_object();
		(void)snprintf(key, sizeof(key), "%lld",
		    (long long)m->number);
		(void)json_object_set_new(printers, key,
		    live(m, p->now_ms));
		most--;
	}
	*next = m;
	return printers != NULL ? json_pack("{s:o}", "printers", printers) :
	    NULL;
}

json_t *
live_event(const struct message_event *e)
{
	return json_pack("{s:I, s:o, s:I, s:I, s:o, s:o}",
	    "event", (json_int_t)e->event,
	    "what", text(e->what),
	    "printer", (json_int_t)e->printer,
	    "job", (json_int_t)e->job,
	    "old", text(e->old),
	    "new", text(e->new));
}

json_t *
live_port(const struct parent *p, const struct port *port,
    const struct machine *printer)
{
	char usb[16] = "";

	if (port->vid != 0)
		(void)snprintf(usb, sizeof(usb), "%04x:%04x",
		    (unsigned int)port->vid & 0xffff,
		    (unsigned int)port->pid & 0xffff);
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
	    "path", text(port->path),
	    "usb", text_or_null(usb),
	    "serial", text_or_null(port->usb_serial),
	    "position", text_or_null(port->position),
	    "description", text(port->description),
	    "printer", text_or_null(printer != NULL ? printer->row.name : ""),
	    "asks", printer != NULL ? json_array() :
	    live_candidates(p, port));
}

json_t *
live_candidates(const struct parent *p, const struct port *port)
{
	const struct machine *m;
	json_t *names = json_array();

	for (m = p->machines; m < p->machines + PARENT_MACHINES; m++)
		if (m->number != 0 &&
		    match_may_be(p->ports, p->n_ports, port, &m->row))
			(void)json_array_append_new(names, text(m->row.name));
	return names;
}

static json_t *
text_or_null(const char *s)
{
	return s[0] != '\0' ? text(s) : json_null();
}
