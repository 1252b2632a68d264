/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows as JSON: the members that cgi/API.md promises, and text that is not
 * what it should be.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/object.h"
#include "tests/lab.h"

/* The value equals this JSON; it is taken. */
static void
expect(json_t *value, const char *text)
{
	json_t *wanted = json_loads(text, 0, NULL);
	char *got = json_dumps(value, JSON_COMPACT);

	assert_non_null(wanted);
	assert_non_null(got);
	if (!json_equal(value, wanted))
		fail_msg("%s", got);
	free(got);
	json_decref(value);
	json_decref(wanted);
}

static void
job__queued__nothing_is_made_up(void **state)
{
	const struct job job = { .id = 12, .file_id = 3, .printer = "d-1",
	    .label = "p\xc3\xa9.g", .who = "visitor", .queued_ms = 1000,
	    .bytes = 5 };

	(void)state;
	expect(object_job(&job), "{\"id\":12,\"printer\":\"d-1\",\"file\":3,"
	    "\"label\":\"p\xc3\xa9.g\",\"who\":\"visitor\","
	    "\"state\":\"queued\",\"wish\":\"run\",\"why\":\"\","
	    "\"queued\":\"1970-01-01T00:00:01.000Z\",\"started\":null,"
	    "\"ended\":null,\"commands\":0,\"done_commands\":0,\"bytes\":5,"
	    "\"done_bytes\":0,\"printed_seconds\":0,"
	    "\"resends\":0,\"timeouts\":0,\"starved_seconds\":0,"
	    "\"estimate_seconds\":null,\"filament_um\":0,"
	    "\"thumbnail\":false,\"layer\":0,\"layers\":0}");
}

static void
job__ended__all_of_it(void **state)
{
	const struct job job = { .id = 1, .file_id = 2, .printer = "d",
	    .label = "a.g", .who = "bob", .state = JOB_STOPPED,
	    .wish = JOB_STOP, .why = "asked to", .queued_ms = 1,
	    .started_ms = 2, .ended_ms = 3, .commands = 7,
	    .done_commands = 6, .bytes = 5, .done_bytes = 4,
	    .printed_ms = 61999, .link = { 5, 2, 7999 }, .seconds = 540,
	    .thumbnail = true, .layer = 3, .layers = 15 };

	(void)state;
	expect(object_job(&job), "{\"id\":1,\"printer\":\"d\",\"file\":2,"
	    "\"label\":\"a.g\",\"who\":\"bob\",\"state\":\"stopped\","
	    "\"wish\":\"stop\",\"why\":\"asked to\","
	    "\"queued\":\"1970-01-01T00:00:00.001Z\","
	    "\"started\":\"1970-01-01T00:00:00.002Z\","
	    "\"ended\":\"1970-01-01T00:00:00.003Z\",\"commands\":7,"
	    "\"done_commands\":6,\"bytes\":5,\"done_bytes\":4,"
	    "\"printed_seconds\":61,\"resends\":5,\"timeouts\":2,"
	    "\"starved_seconds\":7,\"estimate_seconds\":540,"
	    "\"filament_um\":0,\"thumbnail\":true,"
	    "\"layer\":3,\"layers\":15}");
}

static void
file__header__is_json_within(void **state)
{
	struct file f = { .id = 3, .sha256 = "ab", .bytes = 9,
	    .label = "a.g", .who = "bob", .uploaded_ms = 1,
	    .analyzed_ms = 2, .commands = 4, .layers = 15,
	    .header = "[[\"Printer\",\"Magis\"]]", .refused = FILE_LONG_LINE,
	    .refused_line = 8, .cleaned_ms = 3, .favorite = true,
	    .facts = { [FILE_BBOX_MIN_X_UM] = -5, [FILE_MOTION_SECONDS] = 61,
	    [FILE_PRINT_SECONDS] = 99 }, .seconds = 50, .material = "PLA",
	    .slicer = "S 1", .currency = "EUR", .thumbnail = "image/png",
	    .findings = "[{\"code\":\"saves-settings\"}]" };
	json_t *value;

	(void)state;
	expect(object_file(&f), "{\"id\":3,\"label\":\"a.g\","
	    "\"sha256\":\"ab\",\"bytes\":9,\"who\":\"bob\","
	    "\"uploaded\":\"1970-01-01T00:00:00.001Z\",\"analyzed\":true,"
	    "\"commands\":4,\"estimate_seconds\":99,\"slicer_seconds\":50,"
	    "\"layers\":15,"
	    "\"header\":[[\"Printer\",\"Magis\"]],\"refused\":\"long-line\","
	    "\"refused_line\":8,\"cleaned\":\"1970-01-01T00:00:00.003Z\","
	    "\"favorite\":true,\"material\":\"PLA\",\"slicer\":\"S 1\","
	    "\"currency\":\"EUR\",\"thumbnail\":true,"
	    "\"bbox_min_x_um\":-5,\"bbox_min_y_um\":0,"
	    "\"bbox_min_z_um\":0,\"bbox_max_x_um\":0,"
	    "\"bbox_max_y_um\":0,\"bbox_max_z_um\":0,\"layer_um\":0,"
	    "\"first_layer_um\":0,\"filament_um\":0,\"hotend_dC\":0,"
	    "\"bed_dC\":0,\"motion_seconds\":61,\"print_seconds\":99,"
	    "\"nozzle_um\":0,\"weight_mg\":0,\"cost_milli\":0,"
	    "\"findings\":[{\"code\":\"saves-settings\"}]}");
	(void)strcpy(f.header, "{\"a\":1}");
	value = object_file(&f);
	assert_int_equal(json_array_size(json_object_get(value, "header")),
	    0);
	assert_true(json_is_array(json_object_get(value, "header")));
	json_decref(value);
	(void)strcpy(f.header, "[[\"cut");
	value = object_file(&f);
	assert_true(json_is_array(json_object_get(value, "header")));
	json_decref(value);
}

static void
printer__live_or_not__view_follows(void **state)
{
	struct lab *lab = *state;
	struct object_printer o = { .row = &lab->printer, .queued = 2 };
	json_t *live, *value;

	lab->printer.needs_cleaning = false;
	expect(object_printer(&o), "{\"number\":1,\"name\":\"dagoma-1\","
	    "\"profile\":\"dagoma-discoeasy200\","
	    "\"machine_type\":\"DiscoEasy200\",\"view\":\"offline\","
	    "\"needs_cleaning\":false,\"disabled\":\"\",\"fault\":\"\","
	    "\"recovery\":\"none\","
	    "\"job\":null,\"last_job\":null,\"queued\":2,\"live\":null,"
	    "\"material\":\"\",\"nozzle_um\":0,\"limits\":"
	    "{\"bed_um\":[200000,200000,205000],\"bed_form\":\"either\","
	    "\"hotend_max\":260,\"bed_max\":140,\"extrude_min\":170,"
	    "\"pause_lift_um\":5000}}");
	live = json_pack("{s:b, s:s}", "connected", 1, "phase", "idle");
	o.live = live;
	value = object_printer(&o);
	assert_string_equal(json_string_value(json_object_get(value,
	    "view")), "free");
	assert_true(json_equal(json_object_get(value, "live"), live));
	json_decref(value);
	(void)json_object_set_new(live, "connected", json_false());
	value = object_printer(&o);
	assert_string_equal(json_string_value(json_object_get(value,
	    "view")), "offline");
	json_decref(value);
	json_decref(live);
}

static void
text__not_utf8__never_loses_the_object(void **state)
{
	struct lab *lab = *state;
	struct object_printer o = { .row = &lab->printer };
	json_t *value;

	(void)strcpy(lab->printer.fault, "hot\xff<b>\x1b[2J");
	value = object_printer(&o);
	assert_string_equal(json_string_value(json_object_get(value,
	    "fault")), "hot?<b>?[2J");
	json_decref(value);
}

static void
objections__each__with_its_sentence(void **state)
{
	const struct objection list[] = {
		{ .code = OBJECTION_SAVES_SETTINGS,
		    .weight = OBJECTION_REFUSES, .asked = "M500",
		    .lines = "5, 9" },
		{ .code = OBJECTION_HOTEND_TOO_HOT,
		    .weight = OBJECTION_WARNS, .asked = "300 °C",
		    .limit = "260 °C" },
	};

	(void)state;
	expect(object_objections(list, 2), "[{\"code\":\"saves-settings\","
	    "\"severity\":\"refuse\",\"asked\":\"M500\",\"limit\":\"\","
	    "\"lines\":\"5, 9\",\"message\":\"M500 (line 5, 9) changes the "
	    "printer for everybody: take it out of the file, or ask an "
	    "administrator.\"},{\"code\":\"hotend-too-hot\","
	    "\"severity\":\"warn\",\"asked\":\"300 °C\","
	    "\"limit\":\"260 °C\",\"lines\":\"\",\"message\":\"300 °C "
	    "(limit: 260 °C) is too hot for this printer's nozzle: slice it "
	    "for this printer.\"}]");
	expect(object_objections(NULL, 0), "[]");
}

static void
lists__of_a_lab__whole(void **state)
{
	struct lab *lab = *state;
	struct job_filter all = { .limit = 10 };
	struct event *events;
	struct file *files;
	struct job *jobs;
	json_t *value;
	int n;

	(void)lab_submit(lab, lab->printer.id);
	(void)lab_submit(lab, lab->printer.id);
	assert_int_equal(job_list(lab->spool, &all, &jobs, &n), SPOOL_OK);
	value = object_jobs(jobs, n);
	assert_int_equal(json_array_size(value), 2);
	json_decref(value);
	assert_int_equal(file_list(lab->spool, 0, 10, &files, &n), SPOOL_OK);
	value = object_files(files, n);
	assert_int_equal(json_array_size(value), 1);
	json_decref(value);
	assert_int_equal(event_of_job(lab->spool, 1, &events, &n), SPOOL_OK);
	value = object_events(events, n);
	assert_int_equal(json_array_size(value), 1);
	assert_string_equal(json_string_value(json_object_get(
	    json_array_get(value, 0), "what")), "job.submitted");
	json_decref(value);
	value = object_jobs(NULL, 0);
	assert_int_equal(json_array_size(value), 0);
	assert_true(json_is_array(value));
	json_decref(value);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(job__queued__nothing_is_made_up),
		cmocka_unit_test(job__ended__all_of_it),
		cmocka_unit_test(file__header__is_json_within),
		cmocka_unit_test_setup_teardown(
		    printer__live_or_not__view_follows, lab_set_up,
		    lab_tear_down),
		cmocka_unit_test_setup_teardown(
		    text__not_utf8__never_loses_the_object, lab_set_up,
		    lab_tear_down),
		cmocka_unit_test(objections__each__with_its_sentence),
		cmocka_unit_test_setup_teardown(lists__of_a_lab__whole,
		    lab_set_up, lab_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
