/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The checks of settings: a table of one function each, where a range alone
 * does not do.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sql/material.h"
#include "sql/printer.h"
#include "sql/profile.h"
#include "sql/settingcheck.h"
#include "sql/valid.h"

struct check {
	struct settings		*new;
	const struct profile	*profiles;
	int			 n_profiles;
	char			*bad;		/* a command that is refused */
};

typedef enum setting_fault (check_one)(struct check *,
    struct setting_value *);

static check_one check_name, check_profile, check_dialect, check_material,
    check_park, check_pause, check_recovery, check_disabled,
    check_bed_form;
static enum setting_fault one(struct check *, enum setting);
static enum setting_fault of_a_profile(const struct check *, enum setting,
    const struct setting_value *);
static enum setting_fault moves(struct check *, struct setting_value *,
    enum moves_place);

static check_one *const checks[SETTING__MAX] = {
	[SETTING_NAME]		= check_name,
	[SETTING_PROFILE]	= check_profile,
	[SETTING_DIALECT]	= check_dialect,
	[SETTING_MATERIAL]	= check_material,
	[SETTING_PARK]		= check_park,
	[SETTING_PAUSE]		= check_pause,
	[SETTING_RECOVERY]	= check_recovery,
	[SETTING_DISABLED]	= check_disabled,
	[SETTING_BED_FORM]	= check_bed_form,
};

enum spool_result
setting_check(struct spool *sp, const struct setting_change *change,
    struct settings *new, struct setting_refusal *refusal)
{
	struct check c = { .new = new, .bad = refusal->text };
	struct profile *profiles;
	enum spool_result result;
	enum setting i;

	result = profile_list(sp, &profiles, &c.n_profiles);
	if (result != SPOOL_OK)
		return result;
	c.profiles = profiles;
	for (i = 0; i < SETTING__MAX; i++) {
		/* what may be parked depends on how Z homes */
		if (!change->set[i] && (i != SETTING_PARK ||
		    !change->set[SETTING_RECOVERY]))
			continue;
		refusal->fault = one(&c, i);
		refusal->setting = i;
		if (refusal->fault != SETTING_GOOD)
			break;
	}
	free(profiles);
	return i == SETTING__MAX ? SPOOL_OK : SPOOL_REFUSED;
}

static enum setting_fault
one(struct check *c, enum setting i)
{
	struct setting_range range = setting_range(i);
	struct setting_value *v = &c->new->of[i];

	if (!v->own)
		return range.inherits ? SETTING_GOOD : SETTING_NOT_OWN;
	if (range.number)
		return v->number < range.least || v->number > range.most ?
		    SETTING_OUT_OF_RANGE : SETTING_GOOD;
	return checks[i] != NULL ? checks[i](c, v) : SETTING_GOOD;
}

static enum setting_fault
check_name(struct check *c, struct setting_value *v)
{
	(void)c;
	return valid_printer_name(v->text) ? SETTING_GOOD : SETTING_BAD_NAME;
}

static enum setting_fault
check_profile(struct check *c, struct setting_value *v)
{
	return of_a_profile(c, SETTING_PROFILE, v);
}

/* A dialect is one that a profile speaks. */
static enum setting_fault
check_dialect(struct check *c, struct setting_value *v)
{
	return of_a_profile(c, SETTING_DIALECT, v);
}

static enum setting_fault
of_a_profile(const struct check *c, enum setting setting,
    const struct setting_value *v)
{
	int i;

	for (i = 0; i < c->n_profiles; i++)
		if (strcmp(c->profiles[i].says.of[setting].text, v->text) == 0)
			return SETTING_GOOD;
	return SETTING_UNKNOWN;
}

static enum setting_fault
check_material(struct check *c, struct setting_value *v)
{
	char material[MATERIAL_SIZE];

	(void)c;
	if (!material_read(v->text, material))
		return SETTING_UNKNOWN;
	(void)snprintf(v->text, sizeof(v->text), "%s", material);
	return SETTING_GOOD;
}

static enum setting_fault
check_park(struct check *c, struct setting_value *v)
{
	return moves(c, v, MOVES_PARK);
}

static enum setting_fault
check_pause(struct check *c, struct setting_value *v)
{
	return moves(c, v, MOVES_PAUSE);
}

static enum setting_fault
moves(struct check *c, struct setting_value *v, enum moves_place place)
{
	static const enum setting_fault faults[] = {
		[MOVES_GOOD]	= SETTING_GOOD,
		[MOVES_LONG]	= SETTING_BAD_TEXT,
		[MOVES_COMMAND]	= SETTING_BAD_COMMAND,
	};
	char stored[MOVES_SIZE];
	enum moves_fault fault;

	fault = moves_read(v->text, place, strcmp(
	    c->new->of[SETTING_RECOVERY].text, "z-away") == 0, stored,
	    c->bad);
	(void)snprintf(v->text, sizeof(v->text), "%s", stored);
	return faults[fault];
}

static enum setting_fault
check_recovery(struct check *c, struct setting_value *v)
{
	(void)c;
	return printer_recovery_by_name(v->text) == PRINTER_RECOVERY__MAX ?
	    SETTING_UNKNOWN : SETTING_GOOD;
}

static enum setting_fault
check_disabled(struct check *c, struct setting_value *v)
{
	(void)c;
	return valid_line(v->text) ? SETTING_GOOD : SETTING_BAD_TEXT;
}

static enum setting_fault
check_bed_form(struct check *c, struct setting_value *v)
{
	(void)c;
	return printer_bed_by_name(v->text) == PRINTER_BED__MAX ?
	    SETTING_UNKNOWN : SETTING_GOOD;
}
