/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Printers: their rows, and what people and the daemon say of one.
 */
#include <stdio.h>
#include <string.h>

#include "sql/event.h"
#include "sql/printer.h"
#include "sql/query.h"

static void		 read_row(const struct query *, void *);
static enum spool_result change(struct spool *, enum statement, int64_t,
			    const char *, const char *, const char *);

static const char *const recovery_names[] = {
	[PRINTER_NO_RECOVERY]	= "none",
	[PRINTER_Z_AWAY]	= "z-away",
	[PRINTER_RECORD]	= "record",
};
_Static_assert(sizeof(recovery_names) / sizeof(recovery_names[0]) ==
    PRINTER_RECOVERY__MAX, "every recovery has a name");

static const char *const bed_names[] = {
	[PRINTER_BED_EITHER]	= "either",
	[PRINTER_BED_CORNER]	= "corner",
	[PRINTER_BED_CENTER]	= "center",
	[PRINTER_BED_ROUND]	= "round",
};
_Static_assert(sizeof(bed_names) / sizeof(bed_names[0]) ==
    PRINTER_BED__MAX, "every bed has a name");

enum spool_result
printer_by_name(struct spool *sp, const char *name, struct printer *p)
{
	struct query q;

	query_begin(&q, sp, SQL_PRINTER_BY_NAME);
	query_text(&q, name);
	return query_one(&q, read_row, p);
}

enum spool_result
printer_by_id(struct spool *sp, int64_t id, struct printer *p)
{
	struct query q;

	query_begin(&q, sp, SQL_PRINTER_BY_ID);
	query_int(&q, id);
	return query_one(&q, read_row, p);
}

enum spool_result
printer_by_port(struct spool *sp, const struct printer *port,
    struct printer *p)
{
	struct query q;

	query_begin(&q, sp, SQL_PRINTER_BY_PORT);
	query_text(&q, port->usb_serial);
	query_text(&q, port->position);
	query_text(&q, port->path);
	return query_one(&q, read_row, p);
}

enum spool_result
printer_list(struct spool *sp, struct printer **list, int *n)
{
	struct query q;

	query_begin(&q, sp, SQL_PRINTER_LIST);
	return query_list(&q, read_row, sizeof(**list), list, n);
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

const char *
printer_bed_name(enum printer_bed bed)
{
	return bed_names[bed];
}

enum printer_bed
printer_bed_by_name(const char *name)
{
	enum printer_bed bed;

	for (bed = 0; bed < PRINTER_BED__MAX; bed++)
		if (strcmp(name, bed_names[bed]) == 0)
			break;
	return bed;
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
printer_load(struct spool *sp, int64_t id, const char *material,
    int nozzle_um, const char *who)
{
	char nozzle[SPOOL_TEXT_SIZE] = "";
	struct query q;

	if (nozzle_um > 0)
		(void)snprintf(nozzle, sizeof(nozzle), "nozzle %.2f mm",
		    nozzle_um / 1000.0);
	query_begin(&q, sp, SQL_PRINTER_LOAD);
	query_text(&q, material);
	query_int(&q, nozzle_um);
	query_int(&q, id);
	return event_change(&q, &(struct event_note){ .who = who,
	    .what = "printer.loaded", .new = material, .why = nozzle,
	    .printer_id = id });
}

/* One column of one row, and its event, in one sure transaction. */
static enum spool_result
change(struct spool *sp, enum statement statement, int64_t id,
    const char *value, const char *what, const char *who)
{
	enum spool_result result;
	struct query q;

	query_begin(&q, sp, statement);
	if (value != NULL)
		query_text(&q, value);
	query_int(&q, id);
	result = event_change(&q, &(struct event_note){ .who = who,
	    .what = what, .why = value, .printer_id = id });
	return result == SPOOL_NONE ? SPOOL_REFUSED : result;
}

static void
read_row(const struct query *q, void *row)
{
	struct printer *p = row;
	char bed[16];

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
	p->cleaning = query_get_int(q, 15) != 0;
	query_get_text(q, 16, p->stop_gcode, sizeof(p->stop_gcode));
	query_get_text(q, 17, p->park_gcode, sizeof(p->park_gcode));
	p->job = query_get_int(q, 18);
	query_get_text(q, 19, p->job_state, sizeof(p->job_state));
	p->pause_retract_um = (int)query_get_int(q, 20);
	p->pause_lift_um = (int)query_get_int(q, 21);
	query_get_text(q, 22, p->pause_gcode, sizeof(p->pause_gcode));
	p->bed_um[0] = (int)query_get_int(q, 23);
	p->bed_um[1] = (int)query_get_int(q, 24);
	p->bed_um[2] = (int)query_get_int(q, 25);
	p->hotend_max_dC = (int)query_get_int(q, 26);
	p->bed_max_dC = (int)query_get_int(q, 27);
	p->recovery = (enum printer_recovery)query_get_int(q, 28);
	query_get_text(q, 29, p->material, sizeof(p->material));
	p->nozzle_um = (int)query_get_int(q, 30);
	p->extrude_min_dC = (int)query_get_int(q, 31);
	p->settings = query_get_int(q, 32);
	query_get_text(q, 33, bed, sizeof(bed));
	p->bed_form = printer_bed_by_name(bed);
}
