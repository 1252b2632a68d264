/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the keeper tells its parent: the rows of printers, events, and which
 * chips may be adopted at plugging in.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spoolerd/keeper/bulletin.h"
#include "spoolerd/keeper/seat.h"
#include "sql/chip.h"
#include "sql/event.h"
#include "sql/job.h"
#include "sql/policy.h"

#define EVENTS_MOST	64	/* told in one turn */
_Static_assert(CHIPS_MAX == MESSAGE_CHIPS, "the whole list can be told");

static void	row_of(struct keeper *, const struct printer *,
		    struct message_printer *);
static struct seat *seat_for(struct keeper *, int64_t);
static void	tell_gone(struct keeper *, struct seat *);

/* As message_order says what a job_wish asks for. */
static const enum message_order wishes[] = {
	[JOB_RUN]	= ORDER_RESUME,
	[JOB_PAUSE]	= ORDER_PAUSE,
	[JOB_STOP]	= ORDER_STOP,
};
_Static_assert(sizeof(wishes) / sizeof(wishes[0]) == JOB_WISH__MAX,
    "every wish has its order");

void
bulletin_rows(struct keeper *k, int64_t printer)
{
	struct message m = { .type = MESSAGE_PRINTER };
	struct printer *list = NULL;
	struct seat *s;
	int n = 0, i;

	keeper_need(k, printer_list(k->spool, &list, &n), "printers");
	for (s = k->seats; s < k->seats + KEEPER_SEATS; s++)
		s->listed = false;
	for (i = 0; i < n; i++) {
		s = seat_for(k, list[i].id);
		if (s == NULL)
			continue;
		row_of(k, &list[i], &m.printer);
		s->listed = true;
		if (list[i].id != printer &&
		    memcmp(&s->told, &m.printer, sizeof(s->told)) == 0)
			continue;
		s->told = m.printer;
		keeper_say(k, &m, -1);
	}
	free(list);
	for (s = k->seats; s < k->seats + KEEPER_SEATS; s++)
		if (s->printer != 0 && !s->listed)
			tell_gone(k, s);
}

/* memcmp() compares rows, so every byte of one is set. */
static void
row_of(struct keeper *k, const struct printer *p, struct message_printer *row)
{
	struct job job;
	enum spool_result result;

	memset(row, 0, sizeof(*row));
	row->printer = p->id;
	row->baud = p->baud;
	row->window_lines = p->window_lines;
	row->window_bytes = p->window_bytes;
	row->settings = p->settings;
	row->usable = p->disabled[0] == '\0' && p->fault[0] == '\0';
	row->wish = ORDER_RESUME;
	(void)snprintf(row->name, sizeof(row->name), "%s", p->name);
	(void)snprintf(row->dialect, sizeof(row->dialect), "%s", p->dialect);
	(void)snprintf(row->usb_serial, sizeof(row->usb_serial), "%s",
	    p->usb_serial);
	(void)snprintf(row->position, sizeof(row->position), "%s",
	    p->position);
	(void)snprintf(row->path, sizeof(row->path), "%s", p->path);
	(void)snprintf(row->stop_gcode, sizeof(row->stop_gcode), "%s",
	    p->stop_gcode);
	(void)snprintf(row->park_gcode, sizeof(row->park_gcode), "%s",
	    p->park_gcode);
	(void)snprintf(row->pause_gcode, sizeof(row->pause_gcode), "%s",
	    p->pause_gcode);
	row->pause_retract_um = p->pause_retract_um;
	row->pause_lift_um = p->pause_lift_um;
	row->extrude_min_dC = p->extrude_min_dC;
	result = job_current(k->spool, p->id, &job);
	if (result == SPOOL_OK) {
		row->job = job.id;
		row->printing = job.state != JOB_INTERRUPTED;
		row->wish = (int32_t)wishes[job.wish];
	} else if (result != SPOOL_NONE) {
		keeper_need(k, result, "the current job");
	}
}

static struct seat *
seat_for(struct keeper *k, int64_t printer)
{
	struct seat *s = keeper_seat(k, printer);

	if (s != NULL)
		return s;
	for (s = k->seats; s < k->seats + KEEPER_SEATS; s++) {
		if (s->printer != 0)
			continue;
		memset(s, 0, sizeof(*s));
		s->printer = printer;
		return s;
	}
	return NULL;
}

static void
tell_gone(struct keeper *k, struct seat *s)
{
	struct message m = { .type = MESSAGE_PRINTER, .printer = s->told };

	m.printer.gone = 1;
	s->printer = 0;
	keeper_say(k, &m, -1);
}

/* Whoever wrote them: this is how those who watch hear of what people do. */
void
bulletin_events(struct keeper *k)
{
	struct message m = { .type = MESSAGE_EVENT };
	struct event *list = NULL;
	int n = 0, i;

	keeper_need(k, event_since(k->spool, k->event, EVENTS_MOST, &list,
	    &n), "events");
	for (i = 0; i < n; i++) {
		k->event = list[i].id;
		/* logins and policies are nobody's to watch */
		if (list[i].printer_id == 0 && list[i].job_id == 0 &&
		    strcmp(list[i].what, "file.analyzed") != 0)
			continue;
		m.event.event = list[i].id;
		m.event.printer = list[i].printer_id;
		m.event.job = list[i].job_id;
		(void)snprintf(m.event.what, sizeof(m.event.what), "%s",
		    list[i].what);
		(void)snprintf(m.event.old, sizeof(m.event.old), "%.*s",
		    MESSAGE_NAME - 1, list[i].old);
		(void)snprintf(m.event.new, sizeof(m.event.new), "%.*s",
		    MESSAGE_NAME - 1, list[i].new);
		keeper_say(k, &m, -1);
	}
	free(list);
}

/* After the rows, so that no adopted printer looks like a new one. */
void
bulletin_autodetect(struct keeper *k)
{
	struct message m = { .type = MESSAGE_AUTODETECT };
	struct chip list[CHIPS_MAX];
	int64_t on;
	int n, i;

	memset(&m.autodetect, 0, sizeof(m.autodetect));
	keeper_need(k, policy_get(k->spool, POLICY_AUTODETECT, &on),
	    "policy");
	keeper_need(k, chip_list(k->spool, list, &n), "chips");
	m.autodetect.on = on != 0;
	m.autodetect.n = n;
	for (i = 0; i < n; i++) {
		m.autodetect.chips[i].vid = list[i].vid;
		m.autodetect.chips[i].pid = list[i].pid;
	}
	if (k->has_told && memcmp(&k->autodetect, &m.autodetect,
	    sizeof(m.autodetect)) == 0)
		return;
	k->has_told = true;
	k->autodetect = m.autodetect;
	keeper_say(k, &m, -1);
}
