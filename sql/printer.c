/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Printers: rows, and the one function that says what people see of one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sql/event.h"
#include "sql/instant.h"
#include "sql/job.h"
#include "sql/printer.h"
#include "sql/query.h"

static void		 read_row(struct query *, struct printer *);
static enum spool_result read_one(struct query *, struct printer *);
static enum spool_result insert(struct spool *, struct printer *,
			    const char *);
static enum spool_result put(struct spool *, enum statement,
			    const struct printer *, int64_t);
static enum spool_result change(struct spool *, enum statement, int64_t,
			    const char *, const char *, const char *);
static enum spool_result cancel_queue(struct spool *, int64_t, const char *);

static const char *const view_names[] = {
	[PRINTER_OFFLINE]  = "offline",
	[PRINTER_FREE]     = "free",
	[PRINTER_PRINTING] = "printing",
	[PRINTER_PAUSED]   = "paused",
	[PRINTER_TO_CLEAN] = "to-clean",
	[PRINTER_ERROR]    = "error",
	[PRINTER_DISABLED] = "disabled",
};
_Static_assert(sizeof(view_names) / sizeof(view_names[0]) == PRINTER__MAX,
    "every view has a name");

static const char *const recovery_names[] = {
	[PRINTER_NO_RECOVERY]	= "none",
	[PRINTER_Z_AWAY]	= "z-away",
	[PRINTER_RECORD]	= "record",
};
_Static_assert(sizeof(recovery_names) / sizeof(recovery_names[0]) ==
    PRINTER_RECOVERY__MAX, "every recovery has a name");

const char *
printer_view_name(enum printer_view view)
{
	return view_names[view];
}

/* --- what people see: the first row that is true wins --- */

static bool
is_disabled(const struct printer *p, bool connected)
{
	(void)connected;
	return p->disabled[0] != '\0';
}

static bool
is_faulty(const struct printer *p, bool connected)
{
	(void)connected;
	/* an interrupted job waits for a person as a fault does */
	return p->fault[0] != '\0' || strcmp(p->job_state, "interrupted") == 0;
}

static bool
is_away(const struct printer *p, bool connected)
{
	(void)p;
	return !connected;
}

static bool
is_printing(const struct printer *p, bool connected)
{
	(void)connected;
	return strcmp(p->job_state, "printing") == 0;
}

static bool
is_paused(const struct printer *p, bool connected)
{
	(void)connected;
	return strcmp(p->job_state, "paused") == 0;
}

static bool
is_dirty(const struct printer *p, bool connected)
{
	(void)connected;
	return p->needs_cleaning;
}

static const struct {
	bool			(*holds)(const struct printer *, bool);
	enum printer_view	 view;
} precedence[] = {
	{ is_disabled,	PRINTER_DISABLED },
	{ is_faulty,	PRINTER_ERROR },
	{ is_away,	PRINTER_OFFLINE },
	{ is_printing,	PRINTER_PRINTING },
	{ is_paused,	PRINTER_PAUSED },
	{ is_dirty,	PRINTER_TO_CLEAN },
};

enum printer_view
printer_view(const struct printer *p, bool connected)
{
	size_t i;

	for (i = 0; i < sizeof(precedence) / sizeof(precedence[0]); i++)
		if (precedence[i].holds(p, connected))
			return precedence[i].view;
	return PRINTER_FREE;
}

/* --- rows --- */

enum spool_result
printer_adopt(struct spool *sp, struct printer *p, const char *who)
{
	struct printer known;
	enum spool_result result;
	struct query q;

	result = spool_begin(sp, SPOOL_SURE);
	if (result != SPOOL_OK)
		return result;
	query_begin(&q, sp, SQL_PRINTER_BY_PORT);
	query_text(&q, p->usb_serial);
	query_text(&q, p->position);
	query_text(&q, p->path);
	result = read_one(&q, &known);
	if (result == SPOOL_OK) {
		*p = known;
		return spool_commit(sp);
	}
	if (result == SPOOL_NONE)
		result = insert(sp, p, who);
	if (result == SPOOL_OK)
		return spool_commit(sp);
	spool_rollback(sp);
	return result;
}

static enum spool_result
insert(struct spool *sp, struct printer *p, const char *who)
{
	struct event ev = { .what = "printer.adopted" };
	enum spool_result result;
	int64_t profile = 0;
	struct query q;

	query_begin(&q, sp, SQL_PROFILE_BY_TYPE);
	query_text(&q, p->machine_type);
	query_text(&q, p->dialect);
	result = query_row(&q);
	if (result == SPOOL_OK)
		profile = query_get_int(&q, 0);
	query_end(&q);
	if (result != SPOOL_OK)
		return result;
	/* one that was imported under this name waits for its port */
	result = put(sp, SQL_PRINTER_CLAIM, p, profile);
	if (result == SPOOL_NONE)
		result = put(sp, SQL_PRINTER_INSERT, p, profile);
	if (result == SPOOL_OK)
		result = printer_by_name(sp, p->name, p);
	if (result != SPOOL_OK)
		return result;
	ev.printer_id = p->id;
	(void)snprintf(ev.who, sizeof(ev.who), "%s", who);
	(void)snprintf(ev.new, sizeof(ev.new), "%s", p->name);
	return event_add(sp, &ev);
}

static enum spool_result
put(struct spool *sp, enum statement statement, const struct printer *p,
    int64_t profile)
{
	struct query q;

	query_begin(&q, sp, statement);
	query_text(&q, p->name);
	query_int(&q, profile);
	query_text(&q, p->usb_serial);
	query_text(&q, p->position);
	query_text(&q, p->path);
	query_text(&q, p->machine_type);
	query_text(&q, p->uuid);
	query_int(&q, p->baud);
	query_int(&q, p->needs_cleaning);
	query_int(&q, instant_now());
	return query_change(&q);
}

enum spool_result
printer_forget(struct spool *sp, int64_t id, const char *who)
{
	struct event ev = { .what = "printer.forgotten", .printer_id = id };
	enum spool_result result;
	struct query q;

	result = spool_begin(sp, SPOOL_SURE);
	if (result != SPOOL_OK)
		return result;
	query_begin(&q, sp, SQL_PRINTER_FORGET);
	query_int(&q, instant_now());
	query_int(&q, id);
	result = query_change(&q);
	if (result == SPOOL_NONE)
		result = SPOOL_REFUSED;
	if (result == SPOOL_OK)
		result = cancel_queue(sp, id, who);
	(void)snprintf(ev.who, sizeof(ev.who), "%s", who);
	if (result == SPOOL_OK)
		result = event_add(sp, &ev);
	if (result == SPOOL_OK)
		return spool_commit(sp);
	spool_rollback(sp);
	return result;
}

static enum spool_result
cancel_queue(struct spool *sp, int64_t id, const char *who)
{
	enum spool_result result;
	struct query q;
	int64_t job;

	for (;;) {
		query_begin(&q, sp, SQL_JOB_QUEUED_OF_PRINTER);
		query_int(&q, id);
		result = query_row(&q);
		job = result == SPOOL_OK ? query_get_int(&q, 0) : 0;
		query_end(&q);
		if (result == SPOOL_NONE)
			return SPOOL_OK;
		if (result == SPOOL_OK)
			result = job_move_within(sp, job, JOB_QUEUED,
			    JOB_CANCELLED, who, "the printer was forgotten");
		if (result != SPOOL_OK)
			return result;
	}
}

enum spool_result
printer_by_name(struct spool *sp, const char *name, struct printer *p)
{
	struct query q;

	query_begin(&q, sp, SQL_PRINTER_BY_NAME);
	query_text(&q, name);
	return read_one(&q, p);
}

enum spool_result
printer_by_id(struct spool *sp, int64_t id, struct printer *p)
{
	struct query q;

	query_begin(&q, sp, SQL_PRINTER_BY_ID);
	query_int(&q, id);
	return read_one(&q, p);
}

enum spool_result
printer_list(struct spool *sp, struct printer **list, int *n)
{
	enum spool_result result;
	struct printer *p;
	struct query q;

	*list = NULL;
	*n = 0;
	query_begin(&q, sp, SQL_PRINTER_LIST);
	while ((result = query_row(&q)) == SPOOL_OK) {
		p = query_grow(list, n, sizeof(*p));
		if (p == NULL) {
			result = SPOOL_BROKEN;
			break;
		}
		read_row(&q, p);
	}
	query_end(&q);
	if (result == SPOOL_NONE)
		return SPOOL_OK;
	free(*list);
	*list = NULL;
	return result;
}

enum spool_result
printer_cleaned(struct spool *sp, int64_t id, const char *who)
{
	return change(sp, SQL_PRINTER_CLEANED, id, NULL, "printer.cleaned",
	    who);
}

enum spool_result
printer_fault(struct spool *sp, int64_t id, const char *why, const char *who)
{
	return change(sp, SQL_PRINTER_FAULT, id, why, "printer.fault", who);
}

enum spool_result
printer_disable(struct spool *sp, int64_t id, const char *why,
    const char *who)
{
	return change(sp, SQL_PRINTER_DISABLE, id, why, "printer.disabled",
	    who);
}

const char *
printer_recovery_name(enum printer_recovery recovery)
{
	return recovery_names[recovery];
}

enum printer_recovery
printer_recovery_by_name(const char *name)
{
	enum printer_recovery recovery;

	for (recovery = 0; recovery < PRINTER_RECOVERY__MAX; recovery++)
		if (strcmp(name, recovery_names[recovery]) == 0)
			break;
	return recovery;
}

enum spool_result
printer_set_recovery(struct spool *sp, int64_t id,
    enum printer_recovery recovery, const char *who)
{
	return change(sp, SQL_PRINTER_RECOVERY, id, recovery_names[recovery],
	    "printer.recovery", who);
}

enum spool_result
printer_identify(struct spool *sp, int64_t id, const char *machine_type,
    const char *uuid)
{
	struct query q;

	query_begin(&q, sp, SQL_PRINTER_IDENTIFY);
	query_text(&q, machine_type);
	query_text(&q, uuid);
	query_int(&q, id);
	return query_run(&q);
}

enum spool_result
printer_move(struct spool *sp, const struct printer *p, const char *who)
{
	struct event ev = { .what = "printer.moved", .printer_id = p->id };
	enum spool_result result;
	struct query q;

	result = spool_begin(sp, SPOOL_SURE);
	if (result != SPOOL_OK)
		return result;
	query_begin(&q, sp, SQL_PRINTER_MOVE);
	query_text(&q, p->usb_serial);
	query_text(&q, p->position);
	query_text(&q, p->path);
	query_int(&q, p->id);
	query_text(&q, p->machine_type);
	result = query_change(&q);
	if (result == SPOOL_NONE)
		result = SPOOL_REFUSED;
	(void)snprintf(ev.who, sizeof(ev.who), "%s", who);
	(void)snprintf(ev.new, sizeof(ev.new), "%.100s%.100s", p->usb_serial,
	    p->position);
	if (result == SPOOL_OK)
		result = event_add(sp, &ev);
	if (result == SPOOL_OK)
		return spool_commit(sp);
	spool_rollback(sp);
	return result;
}

/* One column of one row, and its event, in one sure transaction. */
static enum spool_result
change(struct spool *sp, enum statement statement, int64_t id,
    const char *value, const char *what, const char *who)
{
	struct event ev = { .printer_id = id };
	enum spool_result result;
	struct query q;

	(void)snprintf(ev.what, sizeof(ev.what), "%s", what);
	(void)snprintf(ev.who, sizeof(ev.who), "%s", who);
	(void)snprintf(ev.why, sizeof(ev.why), "%s",
	    value == NULL ? "" : value);
	result = spool_begin(sp, SPOOL_SURE);
	if (result != SPOOL_OK)
		return result;
	query_begin(&q, sp, statement);
	if (value != NULL)
		query_text(&q, value);
	query_int(&q, id);
	result = query_change(&q);
	if (result == SPOOL_NONE)
		result = SPOOL_REFUSED;
	if (result == SPOOL_OK)
		result = event_add(sp, &ev);
	if (result == SPOOL_OK)
		return spool_commit(sp);
	spool_rollback(sp);
	return result;
}

static enum spool_result
read_one(struct query *q, struct printer *p)
{
	enum spool_result result = query_row(q);

	if (result == SPOOL_OK)
		read_row(q, p);
	query_end(q);
	return result;
}

static void
read_row(struct query *q, struct printer *p)
{
	memset(p, 0, sizeof(*p));
	p->id = query_get_int(q, 0);
	query_get_text(q, 1, p->name, sizeof(p->name));
	query_get_text(q, 2, p->usb_serial, sizeof(p->usb_serial));
	query_get_text(q, 3, p->position, sizeof(p->position));
	query_get_text(q, 4, p->path, sizeof(p->path));
	query_get_text(q, 5, p->machine_type, sizeof(p->machine_type));
	query_get_text(q, 6, p->uuid, sizeof(p->uuid));
	p->needs_cleaning = query_get_int(q, 7) != 0;
	query_get_text(q, 8, p->disabled, sizeof(p->disabled));
	query_get_text(q, 9, p->fault, sizeof(p->fault));
	query_get_text(q, 10, p->profile, sizeof(p->profile));
	query_get_text(q, 11, p->dialect, sizeof(p->dialect));
	p->baud = (int)query_get_int(q, 12);
	p->window_lines = (int)query_get_int(q, 13);
	p->window_bytes = (int)query_get_int(q, 14);
	p->dtr_resets = query_get_int(q, 15) != 0;
	p->cleaning = query_get_int(q, 16) != 0;
	query_get_text(q, 17, p->stop_gcode, sizeof(p->stop_gcode));
	query_get_text(q, 18, p->park_gcode, sizeof(p->park_gcode));
	p->job = query_get_int(q, 19);
	query_get_text(q, 20, p->job_state, sizeof(p->job_state));
	p->pause_retract_um = (int)query_get_int(q, 21);
	p->pause_lift_um = (int)query_get_int(q, 22);
	query_get_text(q, 23, p->pause_gcode, sizeof(p->pause_gcode));
	p->bed_um[0] = (int)query_get_int(q, 24);
	p->bed_um[1] = (int)query_get_int(q, 25);
	p->bed_um[2] = (int)query_get_int(q, 26);
	p->hotend_max_dC = (int)query_get_int(q, 27);
	p->bed_max_dC = (int)query_get_int(q, 28);
	p->recovery = (enum printer_recovery)query_get_int(q, 29);
}
