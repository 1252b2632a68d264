/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A running print is tuned, against the strict little printer: the file's
 * lines all once and in order, what was set is put back where it was lost, and
 * nothing of it reaches the next print.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "spoolerd/drain/jobrun.h"
#include "spoolerd/drain/progress.h"
#include "tests/strict.h"

#define JOB	7
#define FILE_TEXT "G28\nM104 S200\nG1 X1 Y1 Z1 F600\nG1 X2\nG1 X3\nG1 X4\n" \
		"G1 X5\nG1 X6\nG1 X7\nG1 X8\nG1 X9\n"

struct lathe {
	struct jobrun	run;
	struct books	books;
	struct strict	printer;
	int64_t		now_ms;
	struct message	tuned, undone, telemetry;
	int		n_tuned, n_undone, n_done;
};

static void
say(void *arg, const struct message *m)
{
	struct lathe *l = arg;

	if (m->type == MESSAGE_TUNED) {
		l->tuned = *m;
		l->n_tuned++;
	} else if (m->type == MESSAGE_UNDONE) {
		l->undone = *m;
		l->n_undone++;
	} else if (m->type == MESSAGE_TELEMETRY) {
		l->telemetry = *m;
	} else if (m->type == MESSAGE_DONE) {
		l->n_done++;
	}
}

/* A drain: the first, or the one behind it. */
static void
drain(struct lathe *l)
{
	static const struct message_profile profile = {
		.printer = 1, .name = "test", .dialect = "marlin",
		.window_lines = 3, .window_bytes = 126,
		.stop_gcode = "M104 S0", .park_gcode = "M84",
		.pause_lift_um = 5000, .extrude_min_dC = 1700,
	};

	jobrun_init(&l->run, &profile, dialect_find("marlin"), &l->books,
	    l->now_ms, say, l);
}

static int
set_up(void **state)
{
	struct lathe *l = calloc(1, sizeof(*l));

	l->now_ms = 1000;
	drain(l);
	*state = l;
	return 0;
}

static int
tear_down(void **state)
{
	struct lathe *l = *state;

	if (l->run.fd != -1)
		(void)close(l->run.fd);
	free(l);
	return 0;
}

/* All that happens at this moment, but so many lines at most. */
static void
turn(struct lathe *l, unsigned int lines)
{
	char out[FRAME_SIZE];
	size_t n;

	for (;;) {
		jobrun_turn(&l->run, l->now_ms);
		n = lines-- > 0 ? link_output(&l->run.link, l->now_ms, out) :
		    0;
		if (n == 0)
			return;
		strict_carry(&l->printer, out, n);
		n = l->printer.said_used;
		l->printer.said_used = 0;
		link_receive(&l->run.link, l->now_ms, l->printer.said, n);
	}
}

static void
until(struct lathe *l, enum message_phase phase)
{
	int64_t wake;
	int i;

	for (i = 0; i < 1000; i++) {
		turn(l, 1000);
		if (l->run.phase == phase && l->run.host_count == 0 &&
		    link_quiet(&l->run.link))
			return;
		wake = jobrun_wake(&l->run);
		l->now_ms = wake > l->now_ms ? wake : l->now_ms + 1;
	}
	fail_msg("phase %s instead of %s", message_phase_name(l->run.phase),
	    message_phase_name(phase));
}

static void
take(struct lathe *l, const char *text, struct message_job job)
{
	int fd = memfd_create("job", MFD_CLOEXEC);

	assert_true(fd != -1);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	job.printer = 1;
	job.job = JOB;
	job.bytes = (int64_t)strlen(text);
	job.commands = 11;
	jobrun_take(&l->run, l->now_ms, &job, fd);
}

static void
tune(struct lathe *l, int64_t job, enum manual_argument what, int32_t value)
{
	struct message_order_to_drain o = { .order = ORDER_TUNE, .job = job,
	    .manual = { .control = MANUAL_TUNE, .given = 1 << what } };

	o.manual.values[what] = value;
	l->books.hand_given++;
	jobrun_order(&l->run, l->now_ms, &o);
}

static void
order(struct lathe *l, enum message_order what)
{
	struct message_order_to_drain o = { .job = JOB,
	    .order = (int32_t)what };

	jobrun_order(&l->run, l->now_ms, &o);
}

/* What was executed since, but for these words, a line each. */
static const char *
executed(struct lathe *l, unsigned int from, const char *without)
{
	static char all[65536];
	unsigned int i;

	all[0] = '\0';
	for (i = from; i < l->printer.executed_n; i++) {
		if (without != NULL && strncmp(l->printer.executed[i],
		    without, strlen(without)) == 0)
			continue;
		(void)strcat(all, l->printer.executed[i]);
		(void)strcat(all, "\n");
	}
	return all;
}

static void
tune__in_a_print__between_its_lines_and_back_at_the_end(void **state)
{
	struct lathe *l = *state;
	uint64_t done;

	until(l, PHASE_IDLE);
	take(l, FILE_TEXT, (struct message_job){ 0 });
	turn(l, 3);
	tune(l, JOB, MANUAL_SPEED, 60);
	turn(l, 3);
	until(l, PHASE_IDLE);
	assert_string_equal(executed(l, 0, "M220"), FILE_TEXT);
	assert_non_null(strstr(executed(l, 0, NULL), "\nM220 S60\nG1 "));
	assert_non_null(strstr(executed(l, 0, NULL), "G1 X9\nM220 S100\n"));
	assert_int_equal(l->n_done, 1);
	assert_int_equal(l->books.put_back, 0);
	assert_int_equal(l->n_tuned, 1);
	assert_int_equal(knob_value(l->tuned.tuned.knobs[KNOB_SPEED]), 60);
	assert_int_equal(l->n_undone, 0);
	done = l->books.hand_done;
	assert_int_equal(done, l->books.hand_given);
}

static void
tune__flow_and_stop__put_back_before_it_parks(void **state)
{
	struct lathe *l = *state;

	until(l, PHASE_IDLE);
	take(l, FILE_TEXT, (struct message_job){ 0 });
	turn(l, 3);
	tune(l, JOB, MANUAL_FLOW, 90);
	turn(l, 2);
	order(l, ORDER_STOP);
	until(l, PHASE_IDLE);
	assert_non_null(strstr(executed(l, 0, NULL),
	    "M104 S0\nM221 S100\nM84\n"));
}

/* Its own factor is the file's affair, and so is one set behind ours. */
static void
factor__of_the_file__is_seen_and_stays(void **state)
{
	struct lathe *l = *state;

	until(l, PHASE_IDLE);
	take(l, "M220 S80\nG1 X1\nG1 X2\nG1 X3\nM220 S70\nM106 S128\n"
	    "G1 X4\nM0\n", (struct message_job){ 0 });
	turn(l, 2);
	tune(l, JOB, MANUAL_SPEED, 60);
	until(l, PHASE_PAUSED);
	assert_int_equal(l->run.trim.now[KNOB_SPEED], 70);
	assert_int_equal(l->run.trim.own[KNOB_SPEED], 70);
	assert_int_equal(l->telemetry.telemetry.knobs[KNOB_SPEED], 70);
	assert_int_equal(l->telemetry.telemetry.knobs[KNOB_FAN], 50);
	order(l, ORDER_RESUME);
	until(l, PHASE_IDLE);
	assert_null(strstr(executed(l, 0, NULL), "M220 S100"));
}

static void
tune__another_job__not_done_and_said(void **state)
{
	struct lathe *l = *state;
	uint64_t done;

	until(l, PHASE_IDLE);
	tune(l, JOB, MANUAL_SPEED, 60);
	assert_int_equal(l->n_undone, 1);
	take(l, FILE_TEXT, (struct message_job){ 0 });
	tune(l, JOB - 1, MANUAL_SPEED, 60);
	assert_int_equal(l->n_undone, 2);
	tune(l, JOB, MANUAL_HOTEND_C, 169);
	assert_int_equal(l->n_undone, 3);
	until(l, PHASE_IDLE);
	assert_string_equal(executed(l, 0, NULL), FILE_TEXT);
	done = l->books.hand_done;
	assert_int_equal(done, l->books.hand_given);
}

/* The nozzle comes back as hot as somebody made it. */
static void
tune__hotend_then_pause__comes_back_as_hot(void **state)
{
	struct lathe *l = *state;

	until(l, PHASE_IDLE);
	take(l, FILE_TEXT, (struct message_job){ 0 });
	turn(l, 6);
	tune(l, JOB, MANUAL_HOTEND_C, 215);
	turn(l, 3);
	order(l, ORDER_PAUSE);
	until(l, PHASE_PAUSED);
	tune(l, JOB, MANUAL_BED_C, 65);
	order(l, ORDER_RESUME);
	until(l, PHASE_IDLE);
	assert_non_null(strstr(executed(l, 0, NULL),
	    "M140 S65\nM140 S65\nM109 S215\n"));
}

/* The drain dies behind it; the next one knows, and so does its pause. */
static void
drain_dies__tuned__the_next_one_knows(void **state)
{
	struct lathe *l = *state;

	until(l, PHASE_IDLE);
	take(l, FILE_TEXT, (struct message_job){ 0 });
	turn(l, 5);
	tune(l, JOB, MANUAL_HOTEND_C, 215);
	tune(l, JOB, MANUAL_SPEED, 60);
	tune(l, JOB, MANUAL_BABY_UM, -50);
	turn(l, 4);
	assert_int_equal(l->n_tuned, 1);
	(void)close(l->run.fd);
	drain(l);
	until(l, PHASE_IDLE);
	take(l, FILE_TEXT, (struct message_job){ .resume = 1 });
	assert_int_equal(l->run.trim.now[KNOB_SPEED], 60);
	assert_int_equal(l->run.trim.now[KNOB_BABY], -50);
	assert_int_equal((int)l->run.modes.hotend, 215);
	order(l, ORDER_PAUSE);
	until(l, PHASE_PAUSED);
	order(l, ORDER_RESUME);
	until(l, PHASE_IDLE);
	assert_non_null(strstr(executed(l, 0, NULL), "M109 S215\n"));
	assert_non_null(strstr(executed(l, 0, NULL), "M220 S100\n"));
}

/* It dies before a line of it is out: never repeated, said by the parent. */
static void
drain_dies__before_it__is_not_repeated(void **state)
{
	struct lathe *l = *state;

	static const char text[] = "G28\nG1 X1\nG1 X2\nG1 X3\nG1 X4\n"
	    "G1 X5\nG1 X6\nG1 X7\n";

	until(l, PHASE_IDLE);
	take(l, text, (struct message_job){ 0 });
	turn(l, 3);
	tune(l, JOB, MANUAL_SPEED, 60);
	l->books.hand_done = l->books.hand_given;
	(void)close(l->run.fd);
	drain(l);
	until(l, PHASE_IDLE);
	take(l, text, (struct message_job){ .resume = 1 });
	assert_int_equal(l->run.trim.now[KNOB_SPEED], 100);
	until(l, PHASE_IDLE);
	assert_null(strstr(executed(l, 0, NULL), "M220 S60"));
	assert_string_equal(executed(l, 0, "M220 S100"), text);
}

/* The board was reset; the record knows what was tuned, and where. */
static void
power_cut__tuned__is_told_again(void **state)
{
	char text[8192] = "G28\nM104 S200\nM220 S90\nM106 S255\n"
	    "G1 X0 Y0 Z0.2 F600\n", line[32];
	struct message_job job = { .reentry = REENTRY_Z_AWAY,
	    .done_commands = 80 };
	struct lathe *l = *state;
	const char *all;
	int i;

	for (i = 1; i < 40; i++) {
		(void)snprintf(line, sizeof(line), "G1 X%d E%d\n", i, i);
		(void)strcat(text, line);
	}
	(void)strcat(text, "M106 S0\nG1 Z0.4\n");
	for (; i < 80; i++) {
		(void)snprintf(line, sizeof(line), "G1 X%d E%d\n", i, i);
		(void)strcat(text, line);
	}
	job.done_bytes = (int64_t)strlen(text);
	job.knobs[KNOB_SPEED] = knob_set(60, 400);
	job.knobs[KNOB_FAN] = knob_set(50, 60);
	job.knobs[KNOB_HOTEND] = knob_set(215, 400);
	job.knobs[KNOB_BABY] = knob_set(-150, 0);
	until(l, PHASE_IDLE);
	take(l, text, job);
	until(l, PHASE_IDLE);
	all = executed(l, 0, NULL);
	assert_non_null(strstr(all, "M109 S215\n"));
	assert_non_null(strstr(all, "M220 S60\n"));
	assert_null(strstr(all, "M220 S90\n"));
	/* the file's own, behind it */
	assert_non_null(strstr(all, "M106 P0 S0\n") != NULL ?
	    strstr(all, "M106 P0 S0\n") : strstr(all, "M106 S0\n"));
	assert_non_null(strstr(all, "M290 P0 Z-0.150\nG1 X"));
	assert_non_null(strstr(all, "M220 S100\n"));
}

/* A shift is a sum, is taken away by homing, and stays within 2 mm. */
static void
baby_steps__many__stay_in_their_bounds(void **state)
{
	struct lathe *l = *state;
	int i;

	until(l, PHASE_IDLE);
	take(l, FILE_TEXT "M0\nG28\nM0\n", (struct message_job){ 0 });
	turn(l, 4);
	for (i = 0; i < 40; i++)
		tune(l, JOB, MANUAL_BABY_UM, 50);
	assert_int_equal(l->n_undone, 0);
	tune(l, JOB, MANUAL_BABY_UM, 20);
	assert_int_equal(l->n_undone, 1);
	tune(l, JOB, MANUAL_BABY_UM, -20);
	assert_int_equal(l->n_undone, 1);
	until(l, PHASE_PAUSED);
	assert_int_equal(l->telemetry.telemetry.knobs[KNOB_BABY], 1980);
	order(l, ORDER_RESUME);
	turn(l, 100);
	until(l, PHASE_PAUSED);
	assert_int_equal(l->run.trim.now[KNOB_BABY], 0);
	tune(l, JOB, MANUAL_BABY_UM, 50);
	assert_int_equal(l->n_undone, 1);
}

/* Built without baby-steps: it says so once, and is not asked again. */
static void
baby_steps__unknown__remembered_of_this_firmware(void **state)
{
	struct lathe *l = *state;

	l->printer.lacks = "M290";
	until(l, PHASE_IDLE);
	take(l, FILE_TEXT, (struct message_job){ 0 });
	turn(l, 3);
	tune(l, JOB, MANUAL_BABY_UM, 50);
	turn(l, 4);
	assert_int_equal(l->n_undone, 1);
	assert_int_equal(l->run.trim.now[KNOB_BABY], 0);
	assert_int_equal(trim_lacks(&l->run), 1 << KNOB_BABY);
	tune(l, JOB, MANUAL_BABY_UM, 50);
	assert_int_equal(l->n_undone, 2);
	until(l, PHASE_IDLE);
	assert_string_equal(executed(l, 0, "M290"), FILE_TEXT);
	assert_int_equal(l->telemetry.telemetry.job, 0);
	(void)snprintf(l->run.link.firmware, sizeof(l->run.link.firmware),
	    "another");
	assert_int_equal(trim_lacks(&l->run), 0);
}

/* Somebody turned the knob at the machine, and it says so. */
static void
knob__at_the_machine__is_shown(void **state)
{
	struct lathe *l = *state;

	until(l, PHASE_IDLE);
	take(l, FILE_TEXT "M0\n", (struct message_job){ 0 });
	strict_say(&l->printer, "SpeedMultiply:75\n");
	until(l, PHASE_PAUSED);
	l->now_ms += 1000;
	turn(l, 10);
	assert_int_equal(l->telemetry.telemetry.knobs[KNOB_SPEED], 75);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)
		T(tune__in_a_print__between_its_lines_and_back_at_the_end),
		T(tune__flow_and_stop__put_back_before_it_parks),
		T(factor__of_the_file__is_seen_and_stays),
		T(tune__another_job__not_done_and_said),
		T(tune__hotend_then_pause__comes_back_as_hot),
		T(drain_dies__tuned__the_next_one_knows),
		T(drain_dies__before_it__is_not_repeated),
		T(power_cut__tuned__is_told_again),
		T(baby_steps__many__stay_in_their_bounds),
		T(baby_steps__unknown__remembered_of_this_firmware),
		T(knob__at_the_machine__is_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
