/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Profiles: what is shipped stays, copies are the lab's own, every value passes
 * one door, and printers take a change up.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sql/event.h"
#include "sql/profile.h"
#include "tests/lab.h"

#define DISCOEASY	2	/* of schema.sql; the lab's printer has it */

/* --- the vocabulary --- */

static struct profile
get(struct lab *lab, int64_t id)
{
	struct profile p;

	assert_int_equal(profile_get(lab->spool, id, &p), SPOOL_OK);
	return p;
}

static struct printer
row(struct lab *lab)
{
	struct printer p;

	assert_int_equal(printer_by_id(lab->spool, lab->printer.id, &p),
	    SPOOL_OK);
	return p;
}

static enum profile_fault
copy(struct lab *lab, int64_t from, const char *name, int64_t *id)
{
	struct profile_refusal refusal;
	enum spool_result result;

	result = profile_copy(lab->spool, from, name, "ann", id, &refusal);
	assert_int_equal(result, refusal.fault == PROFILE_GOOD ? SPOOL_OK :
	    SPOOL_REFUSED);
	return refusal.fault;
}

/* text NULL: a number; -1: none of its own. */
static struct profile_refusal
set(struct lab *lab, int64_t id, enum setting i, int64_t number,
    const char *text)
{
	struct profile_change c = { .says.version = get(lab, id).says.version };
	struct profile_refusal refusal;
	enum spool_result result;

	c.says.set[i] = true;
	c.says.to[i].own = number != -1;
	c.says.to[i].number = number;
	if (text != NULL)
		(void)strcpy(c.says.to[i].text, text);
	result = profile_change(lab->spool, id, &c, "ann", &refusal);
	assert_int_equal(result, refusal.fault == PROFILE_GOOD ? SPOOL_OK :
	    SPOOL_REFUSED);
	return refusal;
}

static enum profile_fault
adopts(struct lab *lab, int64_t id, const char *machine)
{
	struct profile_change c = { .set_machine = true,
	    .says.version = get(lab, id).says.version };
	struct profile_refusal refusal;

	(void)strcpy(c.machine, machine);
	(void)profile_change(lab->spool, id, &c, "ann", &refusal);
	return refusal.fault;
}

static enum profile_fault
take_away(struct lab *lab, int64_t id)
{
	struct profile_refusal refusal;
	enum spool_result result;

	result = profile_delete(lab->spool, id, "ann", &refusal);
	assert_int_equal(result, refusal.fault == PROFILE_GOOD ? SPOOL_OK :
	    SPOOL_REFUSED);
	return refusal.fault;
}

/* The lab's printer gets another profile. */
static void
choose(struct lab *lab, const char *name)
{
	struct setting_change c = { .set[SETTING_PROFILE] = true,
	    .to[SETTING_PROFILE].own = true };
	struct setting_refusal refusal;
	struct settings now;

	assert_int_equal(setting_get(lab->spool, lab->printer.id, &now),
	    SPOOL_OK);
	c.version = now.version;
	(void)strcpy(c.to[SETTING_PROFILE].text, name);
	assert_int_equal(setting_change(lab->spool, lab->printer.id, &c,
	    "ann", &refusal), SPOOL_OK);
}

static struct event
newest(struct lab *lab)
{
	struct event_filter all = { .before = INT64_MAX, .limit = 1 };
	struct event *list, ev;
	int n;

	assert_int_equal(event_list(lab->spool, &all, &list, &n), SPOOL_OK);
	assert_int_equal(n, 1);
	ev = list[0];
	free(list);
	return ev;
}

/* --- profiles --- */

static void
list__all__own_ones_first_with_what_they_say(void **state)
{
	struct lab *lab = *state;
	struct profile *list;
	int n, i, found = 0;
	int64_t id;

	assert_int_equal(copy(lab, DISCOEASY, "zeta", &id), PROFILE_GOOD);
	assert_int_equal(profile_list(lab->spool, &list, &n), SPOOL_OK);
	assert_int_equal(list[0].id, id);
	assert_string_equal(list[0].origin, "dagoma-discoeasy200");
	assert_string_equal(list[0].machine, "");
	for (i = 0; i < n; i++) {
		assert_false(list[i].says.of[SETTING_NAME].own);
		assert_true(list[i].machine[0] != '?');
		if (list[i].id != DISCOEASY)
			continue;
		found++;
		assert_string_equal(list[i].origin, "");
		assert_string_equal(list[i].machine, "DiscoEasy200");
		assert_int_equal(list[i].says.of[SETTING_BED_X].number,
		    200000);
		assert_int_equal(list[i].says.of[SETTING_BAUD].number,
		    250000);
		assert_int_equal(list[i].says.of[SETTING_EXTRUDE_MIN].number,
		    1700);
		assert_string_equal(list[i].says.of[SETTING_PAUSE].text,
		    "G1 X0 Y180 F6000");
	}
	assert_int_equal(found, 1);
	free(list);
}

/* All of it is copied, what no page shows, too. */
static void
copy__shipped__prints_the_same(void **state)
{
	struct lab *lab = *state;
	struct printer before = row(lab), after;
	int64_t id, again;

	assert_int_equal(copy(lab, DISCOEASY, "atelier", &id), PROFILE_GOOD);
	assert_string_equal(newest(lab).what, "profile.copied");
	assert_string_equal(newest(lab).old, "dagoma-discoeasy200");
	assert_string_equal(newest(lab).new, "atelier");
	assert_string_equal(newest(lab).who, "ann");
	assert_int_equal(copy(lab, id, "atelier-2", &again), PROFILE_GOOD);
	assert_string_equal(get(lab, again).origin, "dagoma-discoeasy200");
	choose(lab, "atelier-2");
	after = row(lab);
	assert_string_equal(after.profile, "atelier-2");
	(void)strcpy(after.profile, before.profile);
	after.settings = before.settings;
	assert_memory_equal(&after, &before, sizeof(after));
}

static void
copy__names__passed_or_refused(void **state)
{
	static const struct {
		const char		*name;
		enum profile_fault	 fault;
	} rows[] = {
		{ "ender-3", PROFILE_GOOD },
		{ "ender-3", PROFILE_NAME_TAKEN },
		{ "generic", PROFILE_NAME_TAKEN },
		{ "", PROFILE_BAD_NAME },
		{ "Ender 3", PROFILE_BAD_NAME },
		{ "any", PROFILE_BAD_NAME },
		{ "<b>", PROFILE_BAD_NAME },
		{ "a23456789012345678901234567890123", PROFILE_BAD_NAME },
	};
	struct profile_refusal refusal;
	struct lab *lab = *state;
	int64_t id;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(copy(lab, 1, rows[i].name, &id),
		    rows[i].fault);
	assert_int_equal(profile_copy(lab->spool, 999, "other", "ann", &id,
	    &refusal), SPOOL_NONE);
}

static void
change__shipped__stays(void **state)
{
	struct lab *lab = *state;
	struct profile before = get(lab, DISCOEASY), after;

	assert_int_equal(set(lab, DISCOEASY, SETTING_BED_X, 1, NULL).fault,
	    PROFILE_SHIPPED);
	assert_int_equal(take_away(lab, DISCOEASY), PROFILE_SHIPPED);
	after = get(lab, DISCOEASY);
	assert_memory_equal(&after.says, &before.says, sizeof(after.says));
}

static void
change__each_value__passes_or_is_refused(void **state)
{
	static const struct {
		enum setting		 setting;
		int64_t			 number;
		const char		*text;
		enum setting_fault	 fault;
	} rows[] = {
		{ SETTING_DIALECT, 0, "morse", SETTING_UNKNOWN },
		{ SETTING_DIALECT, 0, "prusa", SETTING_GOOD },
		{ SETTING_BAUD, 1199, NULL, SETTING_OUT_OF_RANGE },
		{ SETTING_BAUD, 57600, NULL, SETTING_GOOD },
		{ SETTING_BAUD, -1, NULL, SETTING_NOT_OWN },
		{ SETTING_BED_X, 10000001, NULL, SETTING_OUT_OF_RANGE },
		{ SETTING_BED_X, 310000, NULL, SETTING_GOOD },
		{ SETTING_BED_Z, -2, NULL, SETTING_OUT_OF_RANGE },
		{ SETTING_HOTEND_MAX, 10001, NULL, SETTING_OUT_OF_RANGE },
		{ SETTING_BED_MAX, 0, NULL, SETTING_GOOD },
		{ SETTING_EXTRUDE_MIN, 10001, NULL, SETTING_OUT_OF_RANGE },
		{ SETTING_EXTRUDE_MIN, 1850, NULL, SETTING_GOOD },
		{ SETTING_CLEANING, 2, NULL, SETTING_OUT_OF_RANGE },
		{ SETTING_CLEANING, 0, NULL, SETTING_GOOD },
		{ SETTING_PAUSE_RETRACT, 20001, NULL, SETTING_OUT_OF_RANGE },
		{ SETTING_PAUSE_LIFT, 9000, NULL, SETTING_GOOD },
		{ SETTING_PARK, 0, "M112", SETTING_BAD_COMMAND },
		/* nobody knows yet where Z homes: that is one printer's */
		{ SETTING_PARK, 0, "G28 Z", SETTING_BAD_COMMAND },
		{ SETTING_PARK, 0, "m84 x", SETTING_GOOD },
		{ SETTING_PAUSE, 0, "M104 S9", SETTING_BAD_COMMAND },
		{ SETTING_PAUSE, 0, "", SETTING_GOOD },
		/* one printer's, not a kind's */
		{ SETTING_NAME, 0, "blue", SETTING_NOT_OWN },
		{ SETTING_MATERIAL, 0, "PLA", SETTING_NOT_OWN },
		{ SETTING_NOZZLE, 400, NULL, SETTING_NOT_OWN },
		{ SETTING_RECOVERY, 0, "record", SETTING_NOT_OWN },
		{ SETTING_DISABLED, 0, "no", SETTING_NOT_OWN },
	};
	struct lab *lab = *state;
	struct profile_refusal r;
	struct printer p;
	int64_t id;
	size_t i;

	assert_int_equal(copy(lab, DISCOEASY, "atelier", &id), PROFILE_GOOD);
	choose(lab, "atelier");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		r = set(lab, id, rows[i].setting, rows[i].number,
		    rows[i].text);
		assert_int_equal(r.fault, rows[i].fault == SETTING_GOOD ?
		    PROFILE_GOOD : PROFILE_SETTING);
		assert_int_equal(r.setting.fault, rows[i].fault);
	}
	p = row(lab);
	assert_string_equal(p.dialect, "prusa");
	assert_int_equal(p.baud, 57600);
	assert_int_equal(p.bed_um[0], 310000);
	assert_int_equal(p.bed_um[1], 200000);
	assert_int_equal(p.bed_max_dC, 0);
	assert_int_equal(p.extrude_min_dC, 1850);
	assert_false(p.cleaning);
	assert_int_equal(p.pause_lift_um, 9000);
	assert_string_equal(p.park_gcode, "M84 X");
	assert_string_equal(p.pause_gcode, "");
}

/* Its lines on the way are those that the dialect bears. */
static void
change__dialect__takes_its_window(void **state)
{
	struct lab *lab = *state;
	int64_t id;

	assert_int_equal(copy(lab, DISCOEASY, "atelier", &id), PROFILE_GOOD);
	choose(lab, "atelier");
	assert_int_equal(row(lab).window_lines, 3);
	(void)set(lab, id, SETTING_DIALECT, 0, "teacup");
	assert_int_equal(row(lab).window_lines, 1);
	assert_int_equal(row(lab).window_bytes, 96);
	(void)set(lab, id, SETTING_DIALECT, 0, "marlin");
	assert_int_equal(row(lab).window_lines, 3);
}

/* What a drain must know renews those of its printers, and is told. */
static void
change__what_its_printers_need__counts_for_their_drains(void **state)
{
	struct lab *lab = *state;
	struct printer other = lab_printer(lab, "other", "/dev/pts/902");
	int64_t id, settings;

	assert_int_equal(copy(lab, DISCOEASY, "atelier", &id), PROFILE_GOOD);
	choose(lab, "atelier");
	settings = row(lab).settings;
	(void)set(lab, id, SETTING_PROFILE, 0, "workshop");
	assert_string_equal(newest(lab).what, "profile.renamed");
	assert_string_equal(newest(lab).new, "workshop");
	assert_string_equal(row(lab).profile, "workshop");
	(void)set(lab, id, SETTING_BED_X, 300000, NULL);
	assert_string_equal(newest(lab).what, "profile.set");
	assert_string_equal(newest(lab).why, "workshop bed_x_um");
	assert_string_equal(newest(lab).old, "200000");
	assert_string_equal(newest(lab).new, "300000");
	assert_int_equal(row(lab).settings, settings);
	(void)set(lab, id, SETTING_EXTRUDE_MIN, 1800, NULL);
	(void)set(lab, id, SETTING_EXTRUDE_MIN, 1800, NULL);
	assert_int_equal(row(lab).settings, settings + 1);
	assert_int_equal(printer_by_id(lab->spool, other.id, &other),
	    SPOOL_OK);
	assert_int_equal(other.settings, 0);
	assert_int_equal(set(lab, id, SETTING_PROFILE, 0, "generic").fault,
	    PROFILE_NAME_TAKEN);
}

static void
change__late__is_told(void **state)
{
	struct lab *lab = *state;
	struct profile_refusal refusal;
	struct profile_change c = { 0 };
	int64_t id;

	assert_int_equal(copy(lab, DISCOEASY, "atelier", &id), PROFILE_GOOD);
	c.says.version = get(lab, id).says.version;
	(void)set(lab, id, SETTING_BED_X, 300000, NULL);
	c.says.set[SETTING_BED_X] = c.says.to[SETTING_BED_X].own = true;
	assert_int_equal(profile_change(lab->spool, id, &c, "eve", &refusal),
	    SPOOL_REFUSED);
	assert_int_equal(refusal.setting.fault, SETTING_STALE);
	assert_int_equal(profile_change(lab->spool, 999, &c, "eve",
	    &refusal), SPOOL_NONE);
}

/* A machine that says this is adopted with it, before what is shipped. */
static void
adopts__machine__before_the_shipped_one(void **state)
{
	struct printer p = { .name = "new", .path = "/dev/pts/903",
	    .machine_type = "DiscoEasy200" };
	struct printer q = { .name = "newer", .path = "/dev/pts/904" };
	struct lab *lab = *state;
	int64_t id, other;

	assert_int_equal(copy(lab, DISCOEASY, "atelier", &id), PROFILE_GOOD);
	assert_int_equal(copy(lab, 1, "other", &other), PROFILE_GOOD);
	assert_int_equal(adopts(lab, id, "?prusa"), PROFILE_BAD_MACHINE);
	assert_int_equal(adopts(lab, id, "a\tb"), PROFILE_BAD_MACHINE);
	assert_int_equal(adopts(lab, id, "DiscoEasy200"), PROFILE_GOOD);
	assert_string_equal(newest(lab).why, "atelier machine_type");
	assert_int_equal(adopts(lab, other, "DiscoEasy200"),
	    PROFILE_MACHINE_TAKEN);
	assert_int_equal(adopts(lab, other, ""), PROFILE_GOOD);
	assert_int_equal(printer_adopt(lab->spool, &p, "ann"), SPOOL_OK);
	assert_string_equal(p.profile, "atelier");
	/* no machine says how a copy is called inside */
	(void)strcpy(p.machine_type, "?10");
	(void)strcpy(p.name, "odd");
	(void)strcpy(p.path, "/dev/pts/905");
	assert_int_equal(printer_adopt(lab->spool, &p, "ann"), SPOOL_OK);
	assert_string_equal(p.profile, "generic");
	/* and one that says it later */
	assert_int_equal(printer_adopt(lab->spool, &q, "ann"), SPOOL_OK);
	assert_string_equal(q.profile, "generic");
	assert_int_equal(printer_identify(lab->spool, q.id, "DiscoEasy200",
	    "u"), SPOOL_OK);
	assert_int_equal(printer_by_id(lab->spool, q.id, &q), SPOOL_OK);
	assert_string_equal(q.profile, "atelier");
}

/* What an admin chose before the machine spoke stays. */
static void
identify__own_profile__stays(void **state)
{
	struct lab *lab = *state;
	struct printer p;
	int64_t id;

	assert_int_equal(copy(lab, 1, "atelier", &id), PROFILE_GOOD);
	choose(lab, "atelier");
	lab_execute(lab, "UPDATE printer SET machine_type = ''");
	assert_int_equal(printer_identify(lab->spool, lab->printer.id,
	    "DiscoUltimate", "u"), SPOOL_OK);
	p = row(lab);
	assert_string_equal(p.machine_type, "DiscoUltimate");
	assert_string_equal(p.profile, "atelier");
}

/* Files for the machine that it was made of are for it, too. */
static void
pool__file_for_the_origin__fits_the_copy(void **state)
{
	static const char *const machines[] = { "magis",
	    "dagomadiscoeasy200", "atelier" };
	struct lab *lab = *state;
	struct job job;
	int64_t id, pool;
	char sql[128];
	size_t i;

	assert_int_equal(copy(lab, DISCOEASY, "atelier", &id), PROFILE_GOOD);
	choose(lab, "atelier");
	lab_execute(lab, "UPDATE file SET machine = 'discoultimate'");
	(void)lab_submit(lab, 0);
	assert_int_equal(job_claim(lab->spool, lab->printer.id, &job),
	    SPOOL_NONE);
	for (i = 0; i < sizeof(machines) / sizeof(machines[0]); i++) {
		(void)snprintf(sql, sizeof(sql), "UPDATE file SET machine ="
		    " '%s'; UPDATE printer SET needs_cleaning = 0;"
		    " DELETE FROM job", machines[i]);
		lab_execute(lab, sql);
		pool = lab_submit(lab, 0);
		assert_int_equal(job_claim(lab->spool, lab->printer.id,
		    &job), SPOOL_OK);
		assert_int_equal(job.id, pool);
		assert_int_equal(job_move(lab->spool, pool, JOB_STOPPED, "x",
		    ""), SPOOL_OK);
	}
}

/* A machine that needs no cleaning is free after a print. */
static void
cleaning__by_profile_or_its_own(void **state)
{
	struct lab *lab = *state;
	struct job job;
	int64_t id;

	assert_int_equal(copy(lab, DISCOEASY, "mill", &id), PROFILE_GOOD);
	(void)set(lab, id, SETTING_CLEANING, 0, NULL);
	choose(lab, "mill");
	(void)lab_submit(lab, lab->printer.id);
	assert_int_equal(job_claim(lab->spool, lab->printer.id, &job),
	    SPOOL_OK);
	assert_int_equal(job_move(lab->spool, job.id, JOB_STOPPED, "x", ""),
	    SPOOL_OK);
	assert_false(row(lab).needs_cleaning);
	lab_execute(lab, "UPDATE printer SET cleaning = 1");
	(void)lab_submit(lab, lab->printer.id);
	assert_int_equal(job_claim(lab->spool, lab->printer.id, &job),
	    SPOOL_OK);
	assert_int_equal(job_move(lab->spool, job.id, JOB_STOPPED, "x", ""),
	    SPOOL_OK);
	assert_true(row(lab).needs_cleaning);
}

/* Printers that have it keep it; those that are forgotten do not count. */
static void
delete__used__refused_until_nobody_has_it(void **state)
{
	struct lab *lab = *state;
	struct printer other = lab_printer(lab, "other", "/dev/pts/902");
	struct profile_user *list;
	struct profile p;
	int64_t id;
	int n;

	assert_int_equal(copy(lab, DISCOEASY, "atelier", &id), PROFILE_GOOD);
	choose(lab, "atelier");
	lab_execute(lab, "UPDATE printer SET profile_id ="
	    " (SELECT max(id) FROM profile) WHERE name = 'other'");
	assert_int_equal(take_away(lab, id), PROFILE_IN_USE);
	assert_int_equal(profile_users(lab->spool, id, &list, &n), SPOOL_OK);
	assert_int_equal(n, 2);
	assert_string_equal(list[0].printer, lab->printer.name);
	assert_string_equal(list[1].printer, "other");
	free(list);
	choose(lab, "generic");
	assert_int_equal(take_away(lab, id), PROFILE_IN_USE);
	assert_int_equal(printer_forget(lab->spool, other.id, "ann"),
	    SPOOL_OK);
	assert_int_equal(take_away(lab, id), PROFILE_GOOD);
	assert_string_equal(newest(lab).what, "profile.deleted");
	assert_string_equal(newest(lab).old, "atelier");
	assert_int_equal(profile_get(lab->spool, id, &p), SPOOL_NONE);
}

#define T(f)	cmocka_unit_test_setup_teardown(f, lab_set_up, lab_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(list__all__own_ones_first_with_what_they_say),
		T(copy__shipped__prints_the_same),
		T(copy__names__passed_or_refused),
		T(change__shipped__stays),
		T(change__each_value__passes_or_is_refused),
		T(change__dialect__takes_its_window),
		T(change__what_its_printers_need__counts_for_their_drains),
		T(change__late__is_told),
		T(adopts__machine__before_the_shipped_one),
		T(identify__own_profile__stays),
		T(pool__file_for_the_origin__fits_the_copy),
		T(cleaning__by_profile_or_its_own),
		T(delete__used__refused_until_nobody_has_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
