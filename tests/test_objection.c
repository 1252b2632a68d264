/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Objections: what each weighs, for whom, and what becomes of a job.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "spoolerd/finding.h"
#include "sql/objection.h"
#include "sql/person.h"
#include "sql/policy.h"
#include "tests/lab.h"

static struct objection list[OBJECTION__MAX];

/* The lab's file, with these findings, is stored; returns how many. */
static int
look(struct lab *lab, const char *findings, bool admin)
{
	int n;

	(void)snprintf(lab->file.findings, sizeof(lab->file.findings), "%s",
	    findings);
	assert_int_equal(file_analyzed(lab->spool, &lab->file), SPOOL_OK);
	assert_int_equal(file_by_id(lab->spool, lab->file.id, &lab->file),
	    SPOOL_OK);
	assert_int_equal(objection_list(lab->spool, &lab->file,
	    &lab->printer, admin, list, &n), SPOOL_OK);
	return n;
}

/* Every finding of the filter has a weight; M500 and kin refuse. */
static void
objection__each_finding__weighs(void **state)
{
	struct lab *lab = *state;
	char findings[128], text[OBJECTION_SIZE];
	enum finding_kind kind;

	for (kind = 0; kind < FINDING__MAX; kind++) {
		(void)snprintf(findings, sizeof(findings), "[{\"code\":\"%s\","
		    "\"command\":\"%s\",\"count\":2,\"lines\":[5,9]}]",
		    finding_name(kind), finding_command(kind));
		assert_int_equal(look(lab, findings, false), 1);
		assert_string_equal(objection_name(list[0].code),
		    finding_name(kind));
		assert_int_equal(list[0].weight, kind == FINDING_NOT_ASCII ?
		    OBJECTION_WARNS : OBJECTION_REFUSES);
		assert_ptr_equal(objection_refusal(list, 1),
		    kind == FINDING_NOT_ASCII ? NULL : &list[0]);
		assert_string_equal(list[0].lines, "5, 9");
		objection_sentence(&list[0], text);
		assert_non_null(strstr(text, "(line 5, 9) "));
		assert_non_null(strstr(text, finding_command(kind)));
		assert_non_null(strstr(text, ": "));
		assert_int_equal(text[strlen(text) - 1], '.');
		/* an admin is warned */
		assert_int_equal(look(lab, findings, true), 1);
		assert_int_equal(list[0].weight, OBJECTION_WARNS);
		assert_null(objection_refusal(list, 1));
	}
}

/* What the header says, and how the lab's DiscoEasy200 is warned of; "": not at
 * all. */
static const struct {
	const char	*header, *asked;
} made[] = {
	{ "[]", "" },
	{ "no JSON", "" },
	{ "[[\"Printer\",\"Magis\"]]", "" },
	{ "[[\"Printer\",\"DiscoUltimate\"]]", "DiscoUltimate" },
	{ "[[\"printer_model\",\"Disco Easy-200\"]]", "" },
	{ "[[\"\",\"TARGET_MACHINE.NAME:Ender-3\"]]", "Ender-3" },
	{ "[[\"printer_model\",\"MK4\"],[\"printer_settings_id\","
	    "\"DiscoEasy200\"]]", "MK4" },
	/* a person's own name counts where it names a kind that is known */
	{ "[[\"printer_settings_id\",\"fine\"]]", "" },
	{ "[[\"printer_settings_id\",\"Disco_Ultimate fine\"]]",
	    "Disco_Ultimate fine" },
	{ "[[\"printer_settings_id\",\"Magis, like DiscoUltimate\"]]", "" },
};

static void
objection__other_machine__warns(void **state)
{
	struct lab *lab = *state;
	char text[OBJECTION_SIZE];
	size_t i;
	int n;

	for (i = 0; i < sizeof(made) / sizeof(made[0]); i++) {
		(void)snprintf(lab->file.header, sizeof(lab->file.header),
		    "%s", made[i].header);
		n = look(lab, "[]", false);
		assert_int_equal(n, made[i].asked[0] != '\0');
		if (n == 0)
			continue;
		assert_int_equal(list[0].code, OBJECTION_OTHER_MACHINE);
		assert_int_equal(list[0].weight, OBJECTION_WARNS);
		assert_string_equal(list[0].asked, made[i].asked);
		assert_string_equal(list[0].limit, "DiscoEasy200");
	}
	/* no finding of a file's commands is called so */
	(void)snprintf(lab->file.header, sizeof(lab->file.header),
	    "[[\"Printer\",\"MK4\"]]");
	assert_int_equal(look(lab, "[{\"code\":\"other-machine\","
	    "\"count\":1,\"lines\":[1]}]", false), 1);
	objection_sentence(&list[0], text);
	assert_string_equal(text, "MK4 (here: DiscoEasy200) is another kind "
	    "of machine: slice it for this printer, or choose another one.");
}

/* Nor is a machine that never said what it is, and the policy decides. */
static void
objection__other_machine__policy_decides(void **state)
{
	struct lab *lab = *state;

	(void)snprintf(lab->file.header, sizeof(lab->file.header),
	    "[[\"Printer\",\"MK4\"]]");
	assert_int_equal(policy_set(lab->spool, POLICY_OTHER_MACHINE,
	    OBJECTION_REFUSES, "admin"), SPOOL_OK);
	assert_int_equal(look(lab, "[]", true), 1);
	assert_int_equal(list[0].weight, OBJECTION_REFUSES);
	assert_int_equal(policy_set(lab->spool, POLICY_OTHER_MACHINE,
	    OBJECTION_ALLOWED, "admin"), SPOOL_OK);
	assert_int_equal(look(lab, "[]", false), 0);
	assert_int_equal(policy_set(lab->spool, POLICY_OTHER_MACHINE,
	    OBJECTION_WARNS, "admin"), SPOOL_OK);
	lab_execute(lab, "UPDATE printer SET machine_type = ''");
	assert_int_equal(look(lab, "[]", false), 0);
}

static void
objection__policy__decides(void **state)
{
	static const char findings[] = "[{\"code\":\"saves-settings\","
	    "\"command\":\"M500\",\"count\":1,\"lines\":[7]}]";
	struct lab *lab = *state;

	assert_int_equal(policy_set(lab->spool, POLICY_SAVES_SETTINGS, 1,
	    "admin"), SPOOL_OK);
	assert_int_equal(look(lab, findings, false), 1);
	assert_int_equal(list[0].weight, OBJECTION_WARNS);
	assert_int_equal(policy_set(lab->spool, POLICY_SAVES_SETTINGS, 0,
	    "admin"), SPOOL_OK);
	assert_int_equal(look(lab, findings, false), 0);
	assert_int_equal(policy_set(lab->spool, POLICY_SAVES_SETTINGS, 3,
	    "admin"), SPOOL_REFUSED);
}

/* The column comes from a program that reads strangers' files. */
static void
objection__strange_findings__are_passed_over(void **state)
{
	static const struct {
		const char	*findings, *lines;	/* NULL: none */
	} rows[] = {
		{ "", NULL }, { "[]", NULL }, { "[", NULL }, { "7", NULL },
		{ "[7,\"x\",null,[]]", NULL }, { "{\"a\":1}", NULL },
		{ "[{\"code\":\"dances\",\"lines\":[1]}]", NULL },
		{ "[{\"code\":\"outside-bed\",\"lines\":[1]}]", NULL },
		{ "[{\"code\":7}]", NULL },
		{ "[{\"code\":\"sets-steps\"}]", "" },
		{ "[{\"code\":\"sets-steps\",\"lines\":7}]", "7" },
		{ "[{\"code\":\"sets-steps\",\"count\":2,"
		    "\"lines\":[\"<b>\",3]}]", "3" },
		{ "[{\"code\":\"sets-steps\",\"lines\":[1]},"
		    "{\"code\":\"sets-steps\",\"lines\":[2]}]", "2" },
		{ "[{\"code\":\"sets-steps\",\"count\":7,"
		    "\"lines\":[1,2,3,4,5,6]}]", "1, 2, 3, 4, 5, …" },
	};
	struct lab *lab = *state;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(look(lab, rows[i].findings, false),
		    rows[i].lines != NULL);
		if (rows[i].lines != NULL)
			assert_string_equal(list[0].lines, rows[i].lines);
	}
}

/* No machine fits an admin better. */
static void
objection__misfit__refuses_everybody(void **state)
{
	struct lab *lab = *state;
	char text[OBJECTION_SIZE];
	int n;

	lab->file.facts[FILE_BBOX_MAX_X_UM] = 250000;
	lab->file.facts[FILE_BBOX_MIN_X_UM] = -17300;
	lab->file.facts[FILE_HOTEND_DC] = 3000;
	lab->file.facts[FILE_BED_DC] = 2000;
	assert_int_equal(look(lab, "[]", true), 3);
	for (n = 0; n < 3; n++)
		assert_int_equal(list[n].weight, OBJECTION_REFUSES);
	assert_string_equal(list[0].asked,
	    "X -17.3…250.0 Y 0.0…0.0 Z 0.0…0.0 mm");
	assert_string_equal(list[0].limit, "200 × 200 × 205 mm");
	assert_string_equal(list[1].asked, "300 °C");
	assert_string_equal(list[1].limit, "260 °C");
	objection_sentence(&list[2], text);
	assert_string_equal(text, "200 °C (limit: 140 °C) is too hot "
	    "for this printer's bed: slice it for this printer.");
	/* on any printer */
	assert_int_equal(objection_list(lab->spool, &lab->file, NULL, false,
	    list, &n), SPOOL_OK);
	assert_int_equal(n, 0);
	/* and before it was read, nobody knows */
	lab->file.analyzed_ms = 0;
	assert_int_equal(objection_list(lab->spool, &lab->file,
	    &lab->printer, false, list, &n), SPOOL_OK);
	assert_int_equal(n, 0);
}

static void
objection__made_for_another_bed__says_so(void **state)
{
	struct lab *lab = *state;
	char text[OBJECTION_SIZE];

	lab->printer.bed_form = PRINTER_BED_CORNER;
	lab->file.facts[FILE_BBOX_MIN_X_UM] = -20000;
	lab->file.facts[FILE_BBOX_MIN_X_UM + 1] = -20000;
	lab->file.facts[FILE_BBOX_MAX_X_UM] = 20000;
	lab->file.facts[FILE_BBOX_MAX_X_UM + 1] = 20000;
	assert_int_equal(look(lab, "[]", false), 1);
	assert_int_equal(list[0].code, OBJECTION_OUTSIDE_BED);
	objection_sentence(&list[0], text);
	assert_string_equal(text,
	    "X -20.0…20.0 Y -20.0…20.0 Z 0.0…0.0 mm (limit: "
	    "200 × 200 × 205 mm) looks made for a machine whose 0, 0 is "
	    "in the middle of the bed: slice it for this printer.");
}

static void
objection__machine_nobody_knows__fits(void **state)
{
	struct lab *lab = *state;
	struct printer other = { .name = "other", .path = "/dev/pts/9" };

	assert_int_equal(printer_adopt(lab->spool, &other, "admin"),
	    SPOOL_OK);
	assert_string_equal(other.profile, "generic");
	lab->printer = other;
	lab->file.facts[FILE_BBOX_MAX_Z_UM] = 9000000;
	lab->file.facts[FILE_HOTEND_DC] = 5000;
	assert_int_equal(look(lab, "[]", false), 0);
}

/* At the claim: it fails with the sentence, unstarted, leaves the machine
 * clean, and the next job starts. */
static void
job_claim__objection__fails_and_goes_on(void **state)
{
	struct lab *lab = *state;
	struct file bad = lab_file(lab, "M500\n", "bad.g", false);
	struct job job = { .file_id = bad.id, .printer_id = lab->printer.id,
	    .label = "bad.g", .who = "alice" };
	int64_t id;

	assert_int_equal(job_submit(lab->spool, &job), SPOOL_OK);
	id = lab_submit(lab, lab->printer.id);
	(void)strcpy(bad.findings, "[{\"code\":\"saves-settings\","
	    "\"count\":1,\"lines\":[1]}]");
	bad.commands = 1;
	assert_int_equal(file_analyzed(lab->spool, &bad), SPOOL_OK);
	assert_int_equal(printer_cleaned(lab->spool, lab->printer.id, "x"),
	    SPOOL_OK);
	bad.id = job.id;
	assert_int_equal(job_claim(lab->spool, lab->printer.id, &job),
	    SPOOL_REFUSED);
	assert_int_equal(job_by_id(lab->spool, bad.id, &job), SPOOL_OK);
	assert_int_equal(job.state, JOB_FAILED);
	assert_int_equal(job.started_ms, 0);
	assert_true(job.ended_ms > 0);
	assert_string_equal(job.why, "M500 (line 1) changes the printer for "
	    "everybody: take it out of the file, or ask an administrator.");
	assert_int_equal(printer_by_id(lab->spool, lab->printer.id,
	    &lab->printer), SPOOL_OK);
	assert_false(lab->printer.needs_cleaning);
	assert_int_equal(job_claim(lab->spool, lab->printer.id, &job),
	    SPOOL_OK);
	assert_int_equal(job.id, id);
}

static void
job_claim__objection_to_an_admin__starts(void **state)
{
	struct person ann = { .name = "ann", .role = PERSON_ADMIN };
	struct lab *lab = *state;
	struct job job = { .file_id = lab->file.id,
	    .printer_id = lab->printer.id, .label = "a.g", .who = "ann" };
	char key[PERSON_KEY_SIZE];

	assert_int_equal(person_add_key(lab->spool, &ann, "test", key),
	    SPOOL_OK);
	(void)look(lab, "[{\"code\":\"sets-steps\",\"lines\":[1]}]", true);
	assert_int_equal(job_submit(lab->spool, &job), SPOOL_OK);
	assert_int_equal(printer_cleaned(lab->spool, lab->printer.id, "x"),
	    SPOOL_OK);
	assert_int_equal(job_claim(lab->spool, lab->printer.id, &job),
	    SPOOL_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, lab_set_up, lab_tear_down)
		T(objection__each_finding__weighs),
		T(objection__other_machine__warns),
		T(objection__other_machine__policy_decides),
		T(objection__policy__decides),
		T(objection__strange_findings__are_passed_over),
		T(objection__misfit__refuses_everybody),
		T(objection__made_for_another_bed__says_so),
		T(objection__machine_nobody_knows__fits),
		T(job_claim__objection__fails_and_goes_on),
		T(job_claim__objection_to_an_admin__starts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
