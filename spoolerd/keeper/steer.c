/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Control by hand, in the record.
 */
#include <stdlib.h>

#include "spoolerd/keeper/permit.h"
#include "spoolerd/keeper/steer.h"
#include "spoolerd/keeper/typed.h"
#include "sql/event.h"
#include "sql/objection.h"
#include "sql/printer.h"
#include "sql/role.h"
#include "sql/tuned.h"

#define DC		10	/* a degree */

static enum manual_refusal limits(const struct manual *,
		    const struct printer *);
static bool	above(int32_t, int);
static enum spool_result read_line(struct keeper *,
		    const struct message_want *, const struct printer *,
		    enum manual_refusal *);
static enum spool_result record(struct keeper *, const struct message_want *,
		    const struct printer *);

enum spool_result
steer_store(struct keeper *k, const struct message_want *w,
    const char **refused)
{
	const struct manual *m = &w->manual;
	enum manual_refusal why = manual_check(m);
	enum spool_result result;
	struct printer p;

	result = printer_by_id(k->spool, w->printer, &p);
	if (result != SPOOL_OK)
		return result;
	if ((m->control == MANUAL_TUNE) != (w->order == ORDER_TUNE))
		why = MANUAL_NO_CONTROL;	/* each has its own right */
	if (why == MANUAL_ALLOWED)
		why = limits(m, &p);
	if (why == MANUAL_ALLOWED && m->control == MANUAL_GCODE)
		result = read_line(k, w, &p, &why);
	if (result != SPOOL_OK)
		return result;
	*refused = manual_refusal_code(why);
	return why == MANUAL_ALLOWED ? record(k, w, &p) : SPOOL_REFUSED;
}

/* What this machine can take. */
static enum manual_refusal
limits(const struct manual *m, const struct printer *p)
{
	int i;

	if (m->control != MANUAL_TUNE &&
	    (p->fault[0] != '\0' || p->disabled[0] != '\0'))
		return MANUAL_OUT_OF_SERVICE;
	if (above(m->values[MANUAL_HOTEND_C], p->hotend_max_dC) ||
	    above(m->values[MANUAL_BED_C], p->bed_max_dC))
		return MANUAL_TOO_HOT;
	for (i = 0; i < 3; i++)
		if (p->bed_um[i] > 0 &&
		    abs(m->values[MANUAL_X_UM + i]) > p->bed_um[i])
			return MANUAL_TOO_FAR;
	if (p->needs_cleaning && manual_lowers(m) &&
	    m->values[MANUAL_SURE] == 0)
		return MANUAL_PIECE;
	return MANUAL_ALLOWED;
}

static bool
above(int32_t asked_C, int most_dC)
{
	return most_dC > 0 && asked_C > most_dC / DC;
}

/* A typed line goes by the policies that uploads go by, too. */
static enum spool_result
read_line(struct keeper *k, const struct message_want *w,
    const struct printer *p, enum manual_refusal *why)
{
	bool admin = w->for_person == 0 ||
	    permit(k, w->who, PERSON_CONFIGURE);
	enum spool_result result;
	struct typed t;

	*why = typed_check(w->manual.line, &t);
	if (*why != MANUAL_ALLOWED)
		return SPOOL_OK;
	if (above(t.hotend_C, p->hotend_max_dC) ||
	    above(t.bed_C, p->bed_max_dC)) {
		*why = MANUAL_TOO_HOT;
		return SPOOL_OK;
	}
	if (p->needs_cleaning && t.lowers &&
	    w->manual.values[MANUAL_SURE] == 0) {
		*why = MANUAL_PIECE;
		return SPOOL_OK;
	}
	if (t.finding == FINDING__MAX)
		return SPOOL_OK;
	result = objection_to_command(k->spool, finding_name(t.finding),
	    admin);
	if (result != SPOOL_REFUSED)
		return result;
	*why = MANUAL_OBJECTION;
	return SPOOL_OK;
}

static enum spool_result
record(struct keeper *k, const struct message_want *w,
    const struct printer *p)
{
	char lines[MANUAL_TEXT];
	size_t i;

	manual_lines(&w->manual, lines);
	for (i = 0; lines[i] != '\0'; i++)
		if (lines[i] == '\n')
			lines[i] = lines[i + 1] == '\0' ? '\0' : ';';
	return event_add(k->spool, &(struct event_note){ .who = w->who,
	    .what = "printer.control",
	    .new = manual_name((enum manual_control)w->manual.control),
	    .why = lines, .printer_id = p->id, .job_id = p->job });
}

void
steer_undone(struct keeper *k, const struct message *m)
{
	keeper_need(k, event_add(k->spool, &(struct event_note){
	    .who = KEEPER_WHO, .what = "printer.undone",
	    .why = m->undone.why, .printer_id = m->undone.printer }),
	    "control");
}

/* A busy spool is no reason to die: the way back would be without. */
void
steer_tuned(struct keeper *k, const struct message *m)
{
	const uint64_t *knobs = m->tuned.knobs;
	enum spool_result result = SPOOL_OK;
	unsigned int i;

	for (i = 0; i < KNOB__MAX && result == SPOOL_OK; i++)
		if (knobs[i] != 0)
			result = tuned_set(k->spool, m->tuned.job,
			    knob_name(i), knob_value(knobs[i]),
			    (int64_t)knob_offset(knobs[i]));
	if (result != SPOOL_BUSY)
		keeper_need(k, result, "tuned");
}

void
steer_knobs(struct keeper *k, int64_t job, uint64_t knobs[KNOB__MAX])
{
	enum spool_result result;
	int64_t value, offset;
	unsigned int i;

	for (i = 0; i < KNOB__MAX; i++) {
		result = tuned_get(k->spool, job, knob_name(i), &value,
		    &offset);
		keeper_need(k, result, "tuned");
		knobs[i] = result == SPOOL_OK ?
		    knob_set((int)value, (uint64_t)offset) : 0;
	}
}
