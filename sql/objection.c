/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Objections: one table; their weights are policies.
 */
#include <stdio.h>
#include <string.h>

#include "sql/fit.h"
#include "sql/objection.h"
#include "sql/policy.h"
#include "sql/query.h"

#define UM	1000.0		/* a millimeter */
#define DC	10.0		/* a degree */

static enum spool_result add(struct spool *, enum objection_code, bool,
			    const char *, struct objection *, int *);
static enum spool_result add_findings(struct spool *, const struct file *,
			    bool, struct objection *, int *);
static enum spool_result add_machine(struct spool *, const struct file *,
			    const struct printer *, struct objection *, int *);
static enum objection_code find_code(const char *);
static void		 say_misfit(enum fit, const struct file *,
			    const struct printer *, struct objection *);
static void		 say_heat(struct objection *, int64_t, int64_t);
static void		 say_loaded(enum fit, const struct file *,
			    const struct printer *, struct objection *);
static void		 say_box(const struct file *, const struct printer *,
			    struct objection *);

#define LEAVE_OUT	"take it out of the file, or ask an administrator"

static const struct {
	enum policy	 policy;	/* also its name */
	const char	*asked;		/* NULL: see say_misfit() */
	const char	*sentence;	/* what it does: what to do */
	enum fit	 fit;		/* unless it is a command */
} rows[] = {
	[OBJECTION_SAVES_SETTINGS] = { POLICY_SAVES_SETTINGS, "M500",
	    "changes the printer for everybody: " LEAVE_OUT, FIT__MAX },
	[OBJECTION_LOADS_SETTINGS] = { POLICY_LOADS_SETTINGS, "M501",
	    "discards the printer's settings: " LEAVE_OUT, FIT__MAX },
	[OBJECTION_RESETS_SETTINGS] = { POLICY_RESETS_SETTINGS, "M502",
	    "resets the printer to factory settings: " LEAVE_OUT, FIT__MAX },
	[OBJECTION_SETS_STEPS] = { POLICY_SETS_STEPS, "M92",
	    "changes the size of the printer's steps: " LEAVE_OUT, FIT__MAX },
	[OBJECTION_TUNES_HEATER] = { POLICY_TUNES_HEATER, "M303",
	    "heats the printer by itself: " LEAVE_OUT, FIT__MAX },
	[OBJECTION_EMERGENCY_STOP] = { POLICY_EMERGENCY_STOP, "M112",
	    "halts the printer: " LEAVE_OUT, FIT__MAX },
	[OBJECTION_UPDATES_FIRMWARE] = { POLICY_UPDATES_FIRMWARE, "M997",
	    "replaces the printer's firmware: " LEAVE_OUT, FIT__MAX },
	[OBJECTION_RESTARTS_MACHINE] = { POLICY_RESTARTS_MACHINE, "M999",
	    "restarts the printer after a fault: " LEAVE_OUT, FIT__MAX },
	[OBJECTION_NOT_ASCII] = { POLICY_NOT_ASCII, "A special character",
	    "may confuse the printer: write commands in plain ASCII",
	    FIT__MAX },
	[OBJECTION_OTHER_MACHINE] = { POLICY_OTHER_MACHINE, NULL,
	    "is another kind of machine: slice it for this printer, or choose "
	    "another one", FIT__MAX },
	[OBJECTION_OUTSIDE_BED] = { POLICY_OUTSIDE_BED, NULL,
	    "is outside of what this printer reaches: move the piece, or "
	    "slice it for this printer", FIT_BED },
	[OBJECTION_HOTEND_TOO_HOT] = { POLICY_HOTEND_TOO_HOT, NULL,
	    "is too hot for this printer's nozzle: slice it for this "
	    "printer", FIT_HOTEND },
	[OBJECTION_BED_TOO_HOT] = { POLICY_BED_TOO_HOT, NULL,
	    "is too hot for this printer's bed: slice it for this printer",
	    FIT_BED_HEAT },
	[OBJECTION_OTHER_MATERIAL] = { POLICY_OTHER_MATERIAL, NULL,
	    "is not what is loaded: change it and say so on the printer's "
	    "page, or slice it for what is loaded", FIT_MATERIAL },
	[OBJECTION_OTHER_NOZZLE] = { POLICY_OTHER_NOZZLE, NULL,
	    "is not the nozzle that is mounted: change it and say so on the "
	    "printer's page, or slice it for this one", FIT_NOZZLE },
};
_Static_assert(sizeof(rows) / sizeof(rows[0]) == OBJECTION__MAX,
    "every objection has its row");

static const char *const weight_names[] = {
	[OBJECTION_ALLOWED] = "allow",
	[OBJECTION_WARNS]   = "warn",
	[OBJECTION_REFUSES] = "refuse",
};
_Static_assert(sizeof(weight_names) / sizeof(weight_names[0]) ==
    OBJECTION_WEIGHT__MAX, "every weight has a name");

/* Of a file that is outside of the bed because it counts from elsewhere. */
static const char *const elsewhere[PRINTER_BED__MAX] = {
	[PRINTER_BED_CORNER] = "looks made for a machine whose 0, 0 is at a "
	    "corner of the bed: slice it for this printer",
	[PRINTER_BED_CENTER] = "looks made for a machine whose 0, 0 is in the "
	    "middle of the bed: slice it for this printer",
};

const char *
objection_name(enum objection_code code)
{
	return policy_name(rows[code].policy);
}

const char *
objection_weight_name(enum objection_weight weight)
{
	return weight_names[weight];
}

enum spool_result
objection_list(struct spool *sp, const struct file *f,
    const struct printer *p, bool admin,
    struct objection list[OBJECTION__MAX], int *n)
{
	enum spool_result result = SPOOL_OK;
	enum objection_code code;
	int before;

	*n = 0;
	if (f->analyzed_ms == 0)
		return SPOOL_OK;
	result = add_findings(sp, f, admin, list, n);
	if (result == SPOOL_OK && p != NULL)
		result = add_machine(sp, f, p, list, n);
	for (code = 0; code < OBJECTION__MAX && result == SPOOL_OK; code++) {
		if (p == NULL || rows[code].fit == FIT__MAX ||
		    !fit_misses(rows[code].fit, f, p))
			continue;
		before = *n;
		result = add(sp, code, false, "", list, n);
		if (*n > before)
			say_misfit(rows[code].fit, f, p, &list[before]);
	}
	return result;
}

/* One objection more, unless its policy allows it. */
static enum spool_result
add(struct spool *sp, enum objection_code code, bool admin,
    const char *lines, struct objection *list, int *n)
{
	struct objection *o = &list[*n];
	enum spool_result result;
	int64_t weight;

	result = policy_get(sp, rows[code].policy, &weight);
	if (result != SPOOL_OK || weight == OBJECTION_ALLOWED)
		return result;
	memset(o, 0, sizeof(*o));
	o->code = code;
	o->weight = weight == OBJECTION_WARNS || admin ? OBJECTION_WARNS :
	    OBJECTION_REFUSES;
	if (rows[code].asked != NULL)
		(void)snprintf(o->asked, sizeof(o->asked), "%s",
		    rows[code].asked);
	(void)snprintf(o->lines, sizeof(o->lines), "%s", lines);
	(*n)++;
	return SPOOL_OK;
}

/* The column was written by a program that reads strangers' files: a code we
 * don't know, or one twice, is passed over. */
static enum spool_result
add_findings(struct spool *sp, const struct file *f, bool admin,
    struct objection *list, int *n)
{
	char lines[OBJECTION__MAX][sizeof(list->lines)];
	bool found[OBJECTION__MAX] = { false };
	enum objection_code code;
	enum spool_result result;
	char name[SPOOL_NAME_SIZE];
	struct query q;

	query_begin(&q, sp, SQL_FILE_FINDINGS);
	query_text(&q, f->findings);
	while ((result = query_row(&q)) == SPOOL_OK) {
		query_get_text(&q, 0, name, sizeof(name));
		code = find_code(name);
		if (code == OBJECTION__MAX)
			continue;
		found[code] = true;
		query_get_text(&q, 1, lines[code], sizeof(lines[code]));
	}
	query_end(&q);
	if (result != SPOOL_NONE)
		return result;
	result = SPOOL_OK;
	for (code = 0; code < OBJECTION__MAX && result == SPOOL_OK; code++)
		if (found[code])
			result = add(sp, code, admin, lines[code], list, n);
	return result;
}

/* Who queues it for the pool is spared such a printer; who names one is told.
 * A machine that nobody knows is not another one. */
static enum spool_result
add_machine(struct spool *sp, const struct file *f, const struct printer *p,
    struct objection *list, int *n)
{
	struct objection *o = &list[*n];
	enum spool_result result;
	char asked[sizeof(o->asked)];
	struct query q;
	int before = *n;

	query_begin(&q, sp, SQL_FILE_MISFIT);
	query_int(&q, f->id);
	query_int(&q, p->id);
	result = query_row(&q);
	if (result == SPOOL_OK)
		query_get_text(&q, 0, asked, sizeof(asked));
	query_end(&q);
	if (result != SPOOL_OK)
		return result == SPOOL_NONE ? SPOOL_OK : result;
	result = add(sp, OBJECTION_OTHER_MACHINE, false, "", list, n);
	if (*n > before) {
		(void)snprintf(o->asked, sizeof(o->asked), "%s", asked);
		(void)snprintf(o->limit, sizeof(o->limit), "%.63s",
		    p->machine_type);
	}
	return result;
}

/* Of what a file holds; the others are found here. */
static enum objection_code
find_code(const char *name)
{
	unsigned int i;

	for (i = 0; i < OBJECTION__MAX; i++)
		if (rows[i].asked != NULL &&
		    strcmp(objection_name(i), name) == 0)
			break;
	return i;
}

static void
say_misfit(enum fit fit, const struct file *f, const struct printer *p,
    struct objection *o)
{
	if (fit == FIT_BED)
		say_box(f, p, o);
	else if (fit == FIT_HOTEND)
		say_heat(o, f->facts[FILE_HOTEND_DC], p->hotend_max_dC);
	else if (fit == FIT_BED_HEAT)
		say_heat(o, f->facts[FILE_BED_DC], p->bed_max_dC);
	else
		say_loaded(fit, f, p, o);
}

static void
say_loaded(enum fit fit, const struct file *f, const struct printer *p,
    struct objection *o)
{
	if (fit == FIT_MATERIAL) {
		(void)snprintf(o->asked, sizeof(o->asked), "%s", f->material);
		(void)snprintf(o->limit, sizeof(o->limit), "%s", p->material);
	} else {
		(void)snprintf(o->asked, sizeof(o->asked), "%.2f mm",
		    (double)f->facts[FILE_NOZZLE_UM] / UM);
		(void)snprintf(o->limit, sizeof(o->limit), "%.2f mm",
		    p->nozzle_um / UM);
	}
}

static void
say_heat(struct objection *o, int64_t asked, int64_t most)
{
	(void)snprintf(o->asked, sizeof(o->asked), "%.0f °C",
	    (double)asked / DC);
	(void)snprintf(o->limit, sizeof(o->limit), "%.0f °C",
	    (double)most / DC);
}

static void
say_box(const struct file *f, const struct printer *p, struct objection *o)
{
	const int64_t *box = &f->facts[FILE_BBOX_MIN_X_UM];

	(void)snprintf(o->asked, sizeof(o->asked),
	    "X %.1f…%.1f Y %.1f…%.1f Z %.1f…%.1f mm",
	    (double)box[0] / UM, (double)box[3] / UM, (double)box[1] / UM,
	    (double)box[4] / UM, (double)box[2] / UM, (double)box[5] / UM);
	(void)snprintf(o->limit, sizeof(o->limit), "%.0f × %.0f × %.0f mm",
	    p->bed_um[0] / UM, p->bed_um[1] / UM, p->bed_um[2] / UM);
	o->made_for = fit_looks_made_for(f, p);
}

bool
objection_may_pass(enum objection_code code)
{
	return rows[code].fit == FIT_MATERIAL || rows[code].fit == FIT_NOZZLE;
}

const struct objection *
objection_refusal(const struct objection *list, int n)
{
	int i;

	for (i = 0; i < n; i++)
		if (list[i].weight == OBJECTION_REFUSES)
			return &list[i];
	return NULL;
}

void
objection_sentence(const struct objection *o, char text[OBJECTION_SIZE])
{
	const char *sentence = elsewhere[o->made_for] != NULL ?
	    elsewhere[o->made_for] : rows[o->code].sentence;

	if (o->limit[0] == '\0')
		(void)snprintf(text, OBJECTION_SIZE, "%s (line %.60s) %s.",
		    o->asked, o->lines, sentence);
	else
		(void)snprintf(text, OBJECTION_SIZE,
		    rows[o->code].fit <= FIT_BED_HEAT ?
		    "%s (limit: %s) %s." : "%s (here: %s) %s.", o->asked,
		    o->limit, sentence);
}

enum spool_result
objection_to_command(struct spool *sp, const char *finding, bool admin)
{
	enum objection_code code = find_code(finding);
	enum spool_result result;
	struct objection one;
	int n = 0;

	if (code == OBJECTION__MAX)
		return SPOOL_OK;
	result = add(sp, code, admin, "", &one, &n);
	if (result == SPOOL_OK && objection_refusal(&one, n) != NULL)
		result = SPOOL_REFUSED;
	return result;
}

enum spool_result
objection_to_job(struct spool *sp, int64_t job, int64_t printer,
    struct objection *why)
{
	struct objection list[OBJECTION__MAX];
	const struct objection *refusal;
	enum spool_result result;
	struct printer p;
	struct file f = { .id = 0 };
	bool admin = false;
	struct query q;
	int n;

	query_begin(&q, sp, SQL_OBJECTION_JOB);
	query_int(&q, job);
	result = query_row(&q);
	if (result == SPOOL_OK) {
		f.id = query_get_int(&q, 0);
		admin = query_get_int(&q, 1) != 0;
	}
	query_end(&q);
	if (result == SPOOL_OK)
		result = file_by_id(sp, f.id, &f);
	if (result == SPOOL_OK && printer != 0)
		result = printer_by_id(sp, printer, &p);
	if (result == SPOOL_OK)
		result = objection_list(sp, &f, printer != 0 ? &p : NULL,
		    admin, list, &n);
	if (result != SPOOL_OK)
		return result;
	refusal = objection_refusal(list, n);
	if (refusal == NULL)
		return SPOOL_OK;
	*why = *refusal;
	return SPOOL_REFUSED;
}
