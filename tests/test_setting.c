/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Settings of a printer: every value passes one door, all or none are stored,
 * each leaves an event; and the moves that an admin may write.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sql/event.h"
#include "sql/setting.h"
#include "tests/lab.h"

/* --- the vocabulary --- */

static struct settings
now(struct lab *lab)
{
	struct settings s;

	assert_int_equal(setting_get(lab->spool, lab->printer.id, &s),
	    SPOOL_OK);
	return s;
}

static struct printer
row(struct lab *lab)
{
	struct printer p;

	assert_int_equal(printer_by_id(lab->spool, lab->printer.id, &p),
	    SPOOL_OK);
	return p;
}

/* text NULL: a number; -1: as the profile says. */
static enum setting_fault
set(struct lab *lab, enum setting i, int64_t number, const char *text)
{
	struct setting_change c = { .version = now(lab).version };
	struct setting_refusal refusal;
	enum spool_result result;

	c.set[i] = true;
	c.to[i].own = number != -1;
	c.to[i].number = number;
	if (text != NULL)
		(void)strcpy(c.to[i].text, text);
	result = setting_change(lab->spool, lab->printer.id, &c, "ann",
	    &refusal);
	assert_int_equal(result, refusal.fault == SETTING_GOOD ? SPOOL_OK :
	    SPOOL_REFUSED);
	if (refusal.fault != SETTING_GOOD)
		assert_int_equal(refusal.setting, i);
	return refusal.fault;
}

static struct event
newest(struct lab *lab)
{
	struct event *list, ev;
	int n;

	assert_int_equal(event_of_printer(lab->spool, lab->printer.id, 0, 1,
	    &list, &n), SPOOL_OK);
	assert_int_equal(n, 1);
	ev = list[0];
	free(list);
	return ev;
}

/* --- settings --- */

static void
set__own_and_back__as_the_profile_says(void **state)
{
	struct lab *lab = *state;
	struct printer before = row(lab), p;

	assert_int_equal(set(lab, SETTING_BED_X, 310000, NULL),
	    SETTING_GOOD);
	assert_int_equal(set(lab, SETTING_BED_Z, 0, NULL), SETTING_GOOD);
	p = row(lab);
	assert_int_equal(p.bed_um[0], 310000);
	assert_int_equal(p.bed_um[1], before.bed_um[1]);
	assert_int_equal(p.bed_um[2], 0);	/* its own: not known */
	assert_int_equal(set(lab, SETTING_BED_X, -1, NULL), SETTING_GOOD);
	assert_int_equal(set(lab, SETTING_BED_Z, -1, NULL), SETTING_GOOD);
	p = row(lab);
	assert_memory_equal(p.bed_um, before.bed_um, sizeof(p.bed_um));
	assert_string_equal(newest(lab).old, "0");
	assert_string_equal(newest(lab).new, "");
	assert_string_equal(newest(lab).why, "bed_z_um");
}

/* Its lines on the way become those of the dialect. */
static void
set__dialect__speaks_as_its_generic_profile(void **state)
{
	struct lab *lab = *state;
	struct printer p;

	assert_int_equal(set(lab, SETTING_DIALECT, 0, "teacup"),
	    SETTING_GOOD);
	p = row(lab);
	assert_string_equal(p.dialect, "teacup");
	assert_int_equal(p.window_lines, 1);
	assert_int_equal(p.window_bytes, 96);
	assert_string_equal(p.profile, lab->printer.profile);
	assert_int_equal(set(lab, SETTING_PROFILE, 0, "generic-repetier"),
	    SETTING_GOOD);
	assert_string_equal(row(lab).dialect, "teacup");
	assert_int_equal(set(lab, SETTING_DIALECT, -1, NULL), SETTING_GOOD);
	assert_string_equal(row(lab).dialect, "repetier");
	assert_int_equal(row(lab).bed_um[0], 0);
}

static void
set__each_value__passes_or_is_refused(void **state)
{
	static const struct {
		enum setting		 setting;
		int64_t			 number;
		const char		*text;
		enum setting_fault	 fault;
	} rows[] = {
		{ SETTING_NAME, 0, "blue-1", SETTING_GOOD },
		{ SETTING_NAME, 0, "any", SETTING_BAD_NAME },
		{ SETTING_NAME, 0, "Blue", SETTING_BAD_NAME },
		{ SETTING_NAME, 0, "", SETTING_BAD_NAME },
		{ SETTING_NAME, -1, NULL, SETTING_NOT_OWN },
		{ SETTING_PROFILE, 0, "nonesuch", SETTING_UNKNOWN },
		{ SETTING_PROFILE, 0, "generic", SETTING_GOOD },
		{ SETTING_PROFILE, -1, NULL, SETTING_NOT_OWN },
		{ SETTING_DIALECT, 0, "morse", SETTING_UNKNOWN },
		{ SETTING_DIALECT, 0, "", SETTING_UNKNOWN },
		{ SETTING_BAUD, 1199, NULL, SETTING_OUT_OF_RANGE },
		{ SETTING_BAUD, 1200, NULL, SETTING_GOOD },
		{ SETTING_BAUD, 4000000, NULL, SETTING_GOOD },
		{ SETTING_BAUD, 4000001, NULL, SETTING_OUT_OF_RANGE },
		{ SETTING_MATERIAL, 0, "pla", SETTING_GOOD },
		{ SETTING_MATERIAL, 0, "<b>", SETTING_UNKNOWN },
		{ SETTING_NOZZLE, 10001, NULL, SETTING_OUT_OF_RANGE },
		{ SETTING_BED_Y, 10000001, NULL, SETTING_OUT_OF_RANGE },
		{ SETTING_HOTEND_MAX, -5, NULL, SETTING_OUT_OF_RANGE },
		{ SETTING_BED_MAX, 1400, NULL, SETTING_GOOD },
		{ SETTING_PAUSE_RETRACT, 20001, NULL, SETTING_OUT_OF_RANGE },
		{ SETTING_PAUSE_LIFT, 100000, NULL, SETTING_GOOD },
		{ SETTING_PARK, 0, "m84", SETTING_GOOD },
		{ SETTING_PARK, 0, "M112", SETTING_BAD_COMMAND },
		{ SETTING_PAUSE, 0, "", SETTING_GOOD },
		{ SETTING_EXTRUDE_MIN, 10001, NULL, SETTING_OUT_OF_RANGE },
		{ SETTING_EXTRUDE_MIN, 1900, NULL, SETTING_GOOD },
		{ SETTING_CLEANING, 2, NULL, SETTING_OUT_OF_RANGE },
		{ SETTING_CLEANING, 0, NULL, SETTING_GOOD },
		{ SETTING_RECOVERY, 0, "hope", SETTING_UNKNOWN },
		{ SETTING_RECOVERY, 0, "record", SETTING_GOOD },
		{ SETTING_DISABLED, 0, "à réparer", SETTING_GOOD },
		{ SETTING_DISABLED, 0, "a\nb", SETTING_BAD_TEXT },
		{ SETTING_DISABLED, 0, "", SETTING_GOOD },
	};
	struct lab *lab = *state;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(set(lab, rows[i].setting, rows[i].number,
		    rows[i].text), rows[i].fault);
	assert_string_equal(row(lab).name, "blue-1");
	assert_string_equal(row(lab).material, "PLA");
	assert_string_equal(row(lab).park_gcode, "M84");
	assert_int_equal(row(lab).recovery, PRINTER_RECORD);
	assert_int_equal(row(lab).extrude_min_dC, 1900);
	assert_false(row(lab).cleaning);
}

/* Two at a time: all of it or nothing, and who is late is told. */
static void
set__one_of_two_is_wrong__none_is_stored(void **state)
{
	struct lab *lab = *state;
	struct setting_change c = { .version = now(lab).version };
	struct setting_refusal refusal;

	c.set[SETTING_BAUD] = c.set[SETTING_BED_X] = true;
	c.to[SETTING_BAUD] = (struct setting_value){ .own = true,
	    .number = 115200 };
	c.to[SETTING_BED_X] = (struct setting_value){ .own = true,
	    .number = -1 };
	assert_int_equal(setting_change(lab->spool, lab->printer.id, &c,
	    "ann", &refusal), SPOOL_REFUSED);
	assert_int_equal(refusal.setting, SETTING_BED_X);
	assert_int_equal(now(lab).version, c.version);
	assert_false(now(lab).of[SETTING_BAUD].own);
	c.to[SETTING_BED_X].number = 1;
	assert_int_equal(setting_change(lab->spool, lab->printer.id, &c,
	    "ann", &refusal), SPOOL_OK);
	assert_int_equal(setting_change(lab->spool, lab->printer.id, &c,
	    "eve", &refusal), SPOOL_REFUSED);
	assert_int_equal(refusal.fault, SETTING_STALE);
	assert_int_equal(setting_change(lab->spool, 999, &c, "ann",
	    &refusal), SPOOL_NONE);
}

static void
set__name_of_another__is_taken(void **state)
{
	struct lab *lab = *state;

	(void)lab_printer(lab, "blue-1", "/dev/pts/902");
	assert_int_equal(set(lab, SETTING_NAME, 0, "blue-1"),
	    SETTING_NAME_TAKEN);
	assert_int_equal(set(lab, SETTING_NAME, 0, "blue-2"), SETTING_GOOD);
	assert_string_equal(newest(lab).what, "printer.renamed");
	assert_string_equal(newest(lab).new, "blue-2");
	assert_string_equal(newest(lab).who, "ann");
}

/* Only what the drain must know renews it. */
static void
set__each_kind__counts_for_the_drain_or_not(void **state)
{
	struct lab *lab = *state;
	int64_t settings = row(lab).settings;

	assert_int_equal(set(lab, SETTING_NAME, 0, "blue-1"), SETTING_GOOD);
	assert_int_equal(set(lab, SETTING_MATERIAL, 0, "PLA"), SETTING_GOOD);
	assert_string_equal(newest(lab).what, "printer.loaded");
	assert_int_equal(set(lab, SETTING_BED_X, 5, NULL), SETTING_GOOD);
	assert_int_equal(set(lab, SETTING_DISABLED, 0, "broken"),
	    SETTING_GOOD);
	assert_string_equal(newest(lab).what, "printer.disabled");
	assert_string_equal(newest(lab).why, "broken");
	assert_int_equal(row(lab).settings, settings);
	assert_int_equal(set(lab, SETTING_PARK, 0, "M84 X Y"), SETTING_GOOD);
	assert_int_equal(set(lab, SETTING_BAUD, 57600, NULL), SETTING_GOOD);
	assert_int_equal(set(lab, SETTING_BAUD, 57600, NULL), SETTING_GOOD);
	assert_int_equal(row(lab).settings, settings + 2);
	assert_int_equal(row(lab).baud, 57600);
}

/* Homing Z where the piece stands is allowed only where it can't hit it. */
static void
set__recovery_taken_back__park_is_looked_at_again(void **state)
{
	struct lab *lab = *state;
	struct setting_change c = { .version = now(lab).version };
	struct setting_refusal refusal;

	assert_int_equal(set(lab, SETTING_PARK, 0, "G28"),
	    SETTING_BAD_COMMAND);
	assert_int_equal(set(lab, SETTING_RECOVERY, 0, "z-away"),
	    SETTING_GOOD);
	assert_int_equal(set(lab, SETTING_PARK, 0, "G28"), SETTING_GOOD);
	c.version = now(lab).version;
	c.set[SETTING_RECOVERY] = c.to[SETTING_RECOVERY].own = true;
	(void)strcpy(c.to[SETTING_RECOVERY].text, "none");
	assert_int_equal(setting_change(lab->spool, lab->printer.id, &c,
	    "ann", &refusal), SPOOL_REFUSED);
	assert_int_equal(refusal.setting, SETTING_PARK);
	assert_string_equal(refusal.text, "G28");
	assert_int_equal(row(lab).recovery, PRINTER_Z_AWAY);
}

static void
note__texts__one_line_each(void **state)
{
	struct lab *lab = *state;
	int64_t id = lab->printer.id;
	char longest[300];

	memset(longest, 'a', sizeof(longest));
	longest[255] = '\0';
	assert_int_equal(setting_note(lab->spool, id, longest, "ann"),
	    SPOOL_OK);
	longest[255] = 'a';
	longest[256] = '\0';
	assert_int_equal(setting_note(lab->spool, id, longest, "ann"),
	    SPOOL_REFUSED);
	assert_int_equal(setting_note(lab->spool, id, "", "ann"),
	    SPOOL_REFUSED);
	assert_int_equal(setting_note(lab->spool, id, "  ", "ann"),
	    SPOOL_REFUSED);
	assert_int_equal(setting_note(lab->spool, id, "a\tb", "ann"),
	    SPOOL_REFUSED);
	assert_int_equal(setting_note(lab->spool, id, "courroie changée",
	    "ann"), SPOOL_OK);
	assert_string_equal(newest(lab).why, "courroie changée");
	assert_string_equal(newest(lab).what, "printer.note");
}

/* --- moves --- */

static void
moves__each_line__only_what_can_do_no_harm(void **state)
{
	static const struct {
		const char	*text;
		enum moves_place place;
		const char	*moves, *bad;	/* one of them */
	} rows[] = {
		{ "G91\nG1 Z10 F900\nG90\nG28 X Y\nM84", MOVES_PARK,
		    "G91\nG1 Z10 F900\nG90\nG28 X Y\nM84", NULL },
		{ " g1 x0 y180 f6000 \r\n\r\n m400\r\n", MOVES_PAUSE,
		    "G1 X0 Y180 F6000\nM400", NULL },
		{ "m117 Back soon", MOVES_PAUSE, "M117 Back soon", NULL },
		{ "", MOVES_PARK, "", NULL },
		{ "G28 X0 Y0", MOVES_PARK, "G28 X0 Y0", NULL },
		{ "M106 S255\nG4 P500", MOVES_PARK, "M106 S255\nG4 P500",
		    NULL },
		/* down, or nobody knows */
		{ "G1 Z100", MOVES_PARK, NULL, "G1 Z100" },
		{ "G91\nG1 Z-1\nG90", MOVES_PARK, NULL, "G1 Z-1" },
		{ "G91\nG90\nG1 Z1", MOVES_PARK, NULL, "G1 Z1" },
		{ "G1 X0 Z9", MOVES_PAUSE, NULL, "G1 X0 Z9" },
		{ "G28", MOVES_PARK, NULL, "G28" },
		{ "G28 X Z", MOVES_PARK, NULL, "G28 X Z" },
		{ "G28 X", MOVES_PAUSE, NULL, "G28 X" },
		{ "G91", MOVES_PAUSE, NULL, "G91" },
		{ "G91\nG1 X5", MOVES_PARK, NULL, "G91" },
		/* heat, the firmware, other writing */
		{ "M104 S200", MOVES_PARK, NULL, "M104 S200" },
		{ "M112", MOVES_PARK, NULL, "M112" },
		{ "M500", MOVES_PARK, NULL, "M500" },
		{ "G1 E5", MOVES_PARK, NULL, "G1 E5" },
		{ "G1 X", MOVES_PARK, NULL, "G1 X" },
		{ "G1 X1E9", MOVES_PARK, NULL, "G1 X1E9" },
		{ "G1 X5000", MOVES_PARK, NULL, "G1 X5000" },
		{ "G1 X1.2.3", MOVES_PARK, NULL, "G1 X1.2.3" },
		{ "G1 F0", MOVES_PARK, NULL, "G1 F0" },
		{ "G1X0", MOVES_PARK, NULL, "G1X0" },
		{ "G1 X0 ; home", MOVES_PARK, NULL, "G1 X0 ; HOME" },
		{ "G4 P99999999", MOVES_PARK, NULL, "G4 P99999999" },
		{ "M117", MOVES_PARK, NULL, "M117" },
		{ "M117 \303\251", MOVES_PARK, NULL, "M117 \303\251" },
		{ "N1 G28 X*33", MOVES_PARK, NULL, "N1 G28 X*33" },
	};
	char moves[MOVES_SIZE], bad[MOVES_SIZE];
	enum moves_fault fault;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fault = moves_read(rows[i].text, rows[i].place, false, moves,
		    bad);
		assert_int_equal(fault, rows[i].bad == NULL ? MOVES_GOOD :
		    MOVES_COMMAND);
		assert_string_equal(rows[i].bad == NULL ? moves : bad,
		    rows[i].bad == NULL ? rows[i].moves : rows[i].bad);
	}
}

static void
moves__length__as_long_as_an_event_holds(void **state)
{
	char text[2 * MOVES_SIZE] = "", moves[MOVES_SIZE], bad[MOVES_SIZE];
	int i;

	(void)state;
	for (i = 0; i < 64; i++)	/* of four bytes each, but the last */
		(void)strcat(text, i < 63 ? "M84\n" : "M84");
	assert_int_equal(strlen(text), MOVES_SIZE - 1);
	assert_int_equal(moves_read(text, MOVES_PARK, false, moves, bad),
	    MOVES_GOOD);
	assert_string_equal(moves, text);
	(void)strcat(text, "\nM84");
	assert_int_equal(moves_read(text, MOVES_PARK, false, moves, bad),
	    MOVES_LONG);
	memset(text, 'M', sizeof(text) - 1);
	assert_int_equal(moves_read(text, MOVES_PARK, false, moves, bad),
	    MOVES_LONG);
}

#define T(test)	cmocka_unit_test_setup_teardown(test, lab_set_up, \
		    lab_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(set__own_and_back__as_the_profile_says),
		T(set__dialect__speaks_as_its_generic_profile),
		T(set__each_value__passes_or_is_refused),
		T(set__one_of_two_is_wrong__none_is_stored),
		T(set__name_of_another__is_taken),
		T(set__each_kind__counts_for_the_drain_or_not),
		T(set__recovery_taken_back__park_is_looked_at_again),
		T(note__texts__one_line_each),
		cmocka_unit_test(moves__each_line__only_what_can_do_no_harm),
		cmocka_unit_test(moves__length__as_long_as_an_event_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
