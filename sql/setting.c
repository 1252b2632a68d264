/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Settings of a printer: their table, and how they are read and written.  What
 * a value must be like is in settingcheck.c.
 */
#include <stdio.h>
#include <string.h>

#include "sql/event.h"
#include "sql/query.h"
#include "sql/settingcheck.h"
#include "sql/valid.h"

static enum spool_result store(struct spool *, int64_t,
			    const struct settings *, const struct settings *,
			    struct setting_refusal *);
static enum spool_result put(struct spool *, int64_t,
			    const struct settings *, bool);
static enum spool_result record(struct spool *, int64_t,
			    const struct settings *, const struct settings *,
			    const char *);
static enum spool_result tell(struct spool *, int64_t, enum setting,
			    const struct settings *, const struct settings *,
			    const char *);
static enum spool_result tell_load(struct spool *, int64_t,
			    const struct settings *, const char *);

/* What an event of a setting is called, and what it says. */
enum tells { TELLS_BOTH, TELLS_NAME, TELLS_WHY, TELLS_LOAD };

static const struct {
	struct setting_range	 range;
	bool			 of_drain;	/* it has to know */
	enum tells		 tells;
	const char		*what;
} settings[] = {
	[SETTING_NAME] = { { "name", false, false, 0, 0 },
	    false, TELLS_NAME, "printer.renamed" },
	[SETTING_PROFILE] = { { "profile", false, false, 0, 0 },
	    true, TELLS_BOTH, "printer.set" },
	[SETTING_DIALECT] = { { "dialect", false, true, 0, 0 },
	    true, TELLS_BOTH, "printer.set" },
	[SETTING_BAUD] = { { "baud", true, true, 1200, 4000000 },
	    true, TELLS_BOTH, "printer.set" },
	[SETTING_MATERIAL] = { { "material", false, false, 0, 0 },
	    false, TELLS_LOAD, "printer.loaded" },
	[SETTING_NOZZLE] = { { "nozzle_um", true, false, 0, 10000 },
	    false, TELLS_LOAD, "printer.loaded" },
	[SETTING_BED_X] = { { "bed_x_um", true, true, 0, 10000000 },
	    false, TELLS_BOTH, "printer.set" },
	[SETTING_BED_Y] = { { "bed_y_um", true, true, 0, 10000000 },
	    false, TELLS_BOTH, "printer.set" },
	[SETTING_BED_Z] = { { "bed_z_um", true, true, 0, 10000000 },
	    false, TELLS_BOTH, "printer.set" },
	[SETTING_HOTEND_MAX] = { { "hotend_max_dC", true, true, 0, 10000 },
	    false, TELLS_BOTH, "printer.set" },
	[SETTING_BED_MAX] = { { "bed_max_dC", true, true, 0, 10000 },
	    false, TELLS_BOTH, "printer.set" },
	[SETTING_PARK] = { { "park_gcode", false, true, 0, 0 },
	    true, TELLS_BOTH, "printer.set" },
	[SETTING_PAUSE_RETRACT] = { { "pause_retract_um", true, true, 0,
	    20000 }, true, TELLS_BOTH, "printer.set" },
	[SETTING_PAUSE_LIFT] = { { "pause_lift_um", true, true, 0, 100000 },
	    true, TELLS_BOTH, "printer.set" },
	[SETTING_PAUSE] = { { "pause_gcode", false, true, 0, 0 },
	    true, TELLS_BOTH, "printer.set" },
	[SETTING_RECOVERY] = { { "recovery", false, false, 0, 0 },
	    false, TELLS_WHY, "printer.recovery" },
	[SETTING_DISABLED] = { { "disabled", false, false, 0, 0 },
	    false, TELLS_WHY, "printer.disabled" },
	[SETTING_EXTRUDE_MIN] = { { "extrude_min_dC", true, true, 0,
	    10000 }, true, TELLS_BOTH, "printer.set" },
	[SETTING_CLEANING] = { { "cleaning", true, true, 0, 1 },
	    false, TELLS_BOTH, "printer.set" },
	[SETTING_BED_FORM] = { { "bed_form", false, true, 0, 0 },
	    false, TELLS_BOTH, "printer.set" },
};
_Static_assert(sizeof(settings) / sizeof(settings[0]) == SETTING__MAX,
    "every setting has its row");

struct setting_range
setting_range(enum setting setting)
{
	return settings[setting].range;
}

enum setting
setting_by_name(const char *name)
{
	unsigned int i;

	for (i = 0; i < SETTING__MAX; i++)
		if (strcmp(settings[i].range.name, name) == 0)
			break;
	return i;
}

enum spool_result
setting_get(struct spool *sp, int64_t printer, struct settings *s)
{
	struct query q;

	query_begin(&q, sp, SQL_SETTING_GET);
	query_int(&q, printer);
	return query_one(&q, setting_read, s);
}

void
setting_read(const struct query *q, void *row)
{
	struct settings *s = row;
	int i;

	memset(s, 0, sizeof(*s));
	s->version = query_get_int(q, 0);
	for (i = 0; i < SETTING__MAX; i++) {
		s->of[i].own = query_get_int(q, 1 + 2 * i) != 0;
		if (settings[i].range.number)
			s->of[i].number = query_get_int(q, 2 + 2 * i);
		else
			query_get_text(q, 2 + 2 * i, s->of[i].text,
			    sizeof(s->of[i].text));
	}
}

enum spool_result
setting_change(struct spool *sp, int64_t printer,
    const struct setting_change *change, const char *who,
    struct setting_refusal *refusal)
{
	struct settings old, new;
	enum spool_result result;
	int i;

	*refusal = (struct setting_refusal){ .fault = SETTING_GOOD };
	result = spool_begin(sp, SPOOL_SURE);
	if (result != SPOOL_OK)
		return result;
	result = setting_get(sp, printer, &old);
	if (result == SPOOL_OK && old.version != change->version) {
		refusal->fault = SETTING_STALE;
		result = SPOOL_REFUSED;
	}
	if (result == SPOOL_OK) {
		new = old;
		for (i = 0; i < SETTING__MAX; i++)
			if (change->set[i])
				new.of[i] = change->to[i];
		result = setting_check(sp, change, &new, refusal);
	}
	if (result == SPOOL_OK)
		result = store(sp, printer, &old, &new, refusal);
	if (result == SPOOL_OK)
		result = record(sp, printer, &old, &new, who);
	return spool_end(sp, result);
}

static enum spool_result
store(struct spool *sp, int64_t printer, const struct settings *old,
    const struct settings *new, struct setting_refusal *refusal)
{
	enum spool_result result;

	result = put(sp, printer, new, setting_renews(old, new));
	/* all else was looked at: the one index that is left is of names */
	if (result == SPOOL_REFUSED)
		*refusal = (struct setting_refusal){ .setting = SETTING_NAME,
		    .fault = SETTING_NAME_TAKEN };
	return result;
}

static enum spool_result
put(struct spool *sp, int64_t printer, const struct settings *s, bool renews)
{
	struct query q;

	query_begin(&q, sp, SQL_SETTING_PUT);
	setting_bind(&q, s);
	query_int(&q, renews);
	query_int(&q, printer);
	return query_change(&q);
}

void
setting_bind(struct query *q, const struct settings *s)
{
	int i;

	for (i = 0; i < SETTING__MAX; i++) {
		query_int(q, s->of[i].own);
		if (settings[i].range.number)
			query_int(q, s->of[i].number);
		else
			query_text(q, s->of[i].text);
	}
}

bool
setting_renews(const struct settings *old, const struct settings *new)
{
	enum setting i;

	for (i = 0; i < SETTING__MAX; i++)
		if (settings[i].of_drain && !setting_same(i, old, new))
			return true;
	return false;
}

/* An event for each that is different; what is loaded is one. */
static enum spool_result
record(struct spool *sp, int64_t printer, const struct settings *old,
    const struct settings *new, const char *who)
{
	enum spool_result result = SPOOL_OK;
	bool loaded = false;
	enum setting i;

	for (i = 0; i < SETTING__MAX && result == SPOOL_OK; i++) {
		if (setting_same(i, old, new) ||
		    (settings[i].tells == TELLS_LOAD && loaded))
			continue;
		loaded |= settings[i].tells == TELLS_LOAD;
		result = settings[i].tells == TELLS_LOAD ?
		    tell_load(sp, printer, new, who) :
		    tell(sp, printer, i, old, new, who);
	}
	return result;
}

static enum spool_result
tell(struct spool *sp, int64_t printer, enum setting i,
    const struct settings *old, const struct settings *new, const char *who)
{
	struct event_note note = { .who = who, .what = settings[i].what,
	    .printer_id = printer };
	char was[SPOOL_TEXT_SIZE], is[SPOOL_TEXT_SIZE];

	setting_say(i, &old->of[i], was);
	setting_say(i, &new->of[i], is);
	if (settings[i].tells == TELLS_WHY) {
		note.why = is;
	} else {
		note.old = was;
		note.new = is;
	}
	if (settings[i].tells == TELLS_BOTH)
		note.why = settings[i].range.name;
	return event_add(sp, &note);
}

/* As printer_load() does. */
static enum spool_result
tell_load(struct spool *sp, int64_t printer, const struct settings *new,
    const char *who)
{
	int64_t nozzle_um = new->of[SETTING_NOZZLE].number;
	char material[SPOOL_TEXT_SIZE], nozzle[SPOOL_TEXT_SIZE] = "";

	setting_say(SETTING_MATERIAL, &new->of[SETTING_MATERIAL], material);
	if (nozzle_um > 0)
		(void)snprintf(nozzle, sizeof(nozzle), "nozzle %.2f mm",
		    (double)nozzle_um / 1000);
	return event_add(sp, &(struct event_note){ .who = who,
	    .what = "printer.loaded", .new = material, .why = nozzle,
	    .printer_id = printer });
}

bool
setting_same(enum setting i, const struct settings *a, const struct settings *b)
{
	return a->of[i].own == b->of[i].own && (!a->of[i].own ||
	    (a->of[i].number == b->of[i].number &&
	    strcmp(a->of[i].text, b->of[i].text) == 0));
}

void
setting_say(enum setting i, const struct setting_value *v,
    char text[SPOOL_TEXT_SIZE])
{
	if (!v->own)
		text[0] = '\0';
	else if (settings[i].range.number)
		(void)snprintf(text, SPOOL_TEXT_SIZE, "%lld",
		    (long long)v->number);
	else
		(void)snprintf(text, SPOOL_TEXT_SIZE, "%s", v->text);
}

enum spool_result
setting_note(struct spool *sp, int64_t printer, const char *note,
    const char *who)
{
	if (note[strspn(note, " ")] == '\0' || !valid_line(note) ||
	    strlen(note) >= SPOOL_TEXT_SIZE)
		return SPOOL_REFUSED;
	return event_add(sp, &(struct event_note){ .who = who,
	    .what = "printer.note", .why = note, .printer_id = printer });
}
