/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Power cuts in the middle of a print, with the real daemon: all processes
 * die, the books are gone, the board has forgotten everything.
 */
#include <sys/wait.h>

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "sql/event.h"
#include "tests/captive.h"

#define LAYERS	12
#define MOVES	40		/* of a layer: more than a planner holds */
#define FILE_SIZE 65536

/* Line i of a layer. */
static int
line_of(int layer, int i, char line[64])
{
	return snprintf(line, 64, "G1 X%d Y%d.%02d E%d.%02d\n", i % 2 * 10,
	    layer, i, layer, i + 1);
}

static char *
make_file(void)
{
	char *bytes = malloc(FILE_SIZE);
	int used, layer, i;

	assert_non_null(bytes);
	used = snprintf(bytes, FILE_SIZE, "M140 S60\nM104 S40\nG28\nG90\nM82\n"
	    "M106 S99\nG1 X0 Y0 Z0.2 F6000\n");
	for (layer = 1; layer <= LAYERS; layer++) {
		used += snprintf(bytes + used, 64, "G1 Z%.1f\n", layer * 0.2);
		for (i = 0; i < MOVES; i++)
			used += line_of(layer, i, bytes + used);
	}
	return bytes;
}

/* A print that is in its third layer at least, by the record. */
static int64_t
print_layers(struct captive *f)
{
	char *bytes = make_file();
	struct job job;
	int64_t id;

	f->lab->file = lab_file(f->lab, bytes, "part.g", false);
	free(bytes);
	id = lab_submit(f->lab, f->number);
	json_decref(captive_call(f, "wake", NULL, NULL));
	captive_wait_for(f, "printing", id, 3 * MOVES);
	for (;;) {
		assert_int_equal(job_by_id(f->lab->spool, id, &job), SPOOL_OK);
		if (job.done_commands >= 2 * MOVES)
			return id;
		captive_wait_for(f, "printing", id, 0);
	}
}

/* The lab goes dark, and then there is power again. */
static void
cut_power(struct captive *f)
{
	char books[160];

	(void)captive_end_daemon(f, SIGKILL);
	captive_drop(&f->stored);
	captive_remote(f, "reset");
	(void)snprintf(books, sizeof(books), "%s/books/%lld", f->run,
	    (long long)f->number);
	assert_int_equal(unlink(books), 0);
	captive_start_daemon(f, -1);
	captive_wait_for(f, "idle", 0, 0);
}

static void
set_recovery(struct captive *f, enum printer_recovery recovery)
{
	assert_int_equal(printer_set_recovery(f->lab->spool, f->number,
	    recovery, "root"), SPOOL_OK);
}

/* How often these words begin a line of what was executed; *at: where the
 * last of them ends. */
static int
executed(const struct captive *f, const char *words, long *at)
{
	char line[256];
	FILE *in = fopen(f->executed, "re");
	int n = 0;

	assert_non_null(in);
	while (fgets(line, sizeof(line), in) != NULL) {
		if (strncmp(line, words, strlen(words)) != 0)
			continue;
		n++;
		if (at != NULL)
			*at = ftell(in);
	}
	(void)fclose(in);
	return n;
}

static void
wait_executed(const struct captive *f, const char *words)
{
	const struct timespec nap = { 0, 1000000 };
	int naps;

	for (naps = 0; executed(f, words, NULL) == 0; naps++) {
		assert_true(naps < 60000);
		(void)nanosleep(&nap, NULL);
	}
}

/* Behind a place: the lines of a file from the start of some layer on, each
 * once and in order.  Which layer? */
static int
executed_from(const struct captive *f, long at)
{
	char line[256], expected[64];
	FILE *in = fopen(f->executed, "re");
	int layer = 0, i = 0;
	const char *y;

	assert_non_null(in);
	assert_int_equal(fseek(in, at, SEEK_SET), 0);
	while (fgets(line, sizeof(line), in) != NULL) {
		if (strstr(line, " E") == NULL || line[1] != '1')
			continue;
		y = strchr(line, 'Y');
		assert_non_null(y);
		if (layer == 0)
			layer = (int)strtol(y + 1, NULL, 10);
		(void)line_of(layer + i / MOVES, i % MOVES, expected);
		assert_string_equal(line, expected);
		i++;
	}
	(void)fclose(in);
	assert_int_equal(layer + i / MOVES, LAYERS + 1);
	assert_int_equal(i % MOVES, 0);
	return layer;
}

/* What the record says of a kind. */
static int
count_events(const struct captive *f, int64_t job, const char *what,
    const char *words)
{
	struct event *list;
	int i, n, found = 0;

	assert_int_equal(event_of_job(f->lab->spool, job, &list, &n),
	    SPOOL_OK);
	for (i = 0; i < n; i++)
		found += strcmp(list[i].what, what) == 0 &&
		    strstr(list[i].why, words) != NULL;
	free(list);
	return found;
}

static void
power_cut__height_on_record__goes_on_at_the_layer(void **state)
{
	struct captive *f = *state;
	struct job job;
	int64_t id;
	long at = 0;

	captive_adopt(f);
	id = print_layers(f);
	cut_power(f);
	captive_wait_state(f, id, JOB_INTERRUPTED);
	assert_int_equal(count_events(f, id, "job.move", "power was cut"), 1);
	assert_int_equal(executed(f, "G92 Z", NULL), 0);
	assert_false(captive_order(f, "resume", id));
	assert_false(captive_order(f, "resume-layer", id));
	set_recovery(f, PRINTER_RECORD);
	assert_false(captive_order(f, "resume-layer", id + 1));
	assert_true(captive_order(f, "resume-layer", id));
	captive_wait_state(f, id, JOB_FINISHED);
	assert_int_equal(executed(f, "M190 S60", &at), 1);
	assert_int_equal(executed(f, "G92 Z", &at), 1);
	assert_int_equal(executed(f, "G28 X Y", NULL), 1);
	assert_int_equal(executed(f, "G28\n", NULL), 1);
	assert_int_equal(executed(f, "M106 S99", &at), 2);
	assert_true(executed_from(f, at) >= 2);
	assert_int_equal(count_events(f, id, "job.move", "last layer"), 1);
	assert_int_equal(count_events(f, id, "job.reentered",
	    "printed again from command"), 1);
	assert_int_equal(job_by_id(f->lab->spool, id, &job), SPOOL_OK);
	assert_int_equal(job.done_commands, 7 + LAYERS * (MOVES + 1));
	assert_int_equal(job.done_bytes, job.bytes);
}

/* The way back in is broken off: nobody knows any more how high the nozzle
 * stands, and a machine that needs that is not moved again.  One whose Z homes
 * away from the bed needs it not. */
static void
power_cut__way_back_broken_off__only_with_z_away(void **state)
{
	struct captive *f = *state;
	int64_t id;
	long at = 0;

	captive_adopt(f);
	set_recovery(f, PRINTER_RECORD);
	id = print_layers(f);
	cut_power(f);
	captive_wait_state(f, id, JOB_INTERRUPTED);
	assert_true(captive_order(f, "resume-layer", id));
	wait_executed(f, "M190 S60");		/* takes seconds */
	captive_kill_child(f, "drain");
	captive_wait_state(f, id, JOB_INTERRUPTED);
	captive_wait_for(f, "idle", 0, 0);
	assert_int_equal(count_events(f, id, "job.reentered", ""), 0);
	assert_false(captive_order(f, "resume", id));
	assert_false(captive_order(f, "resume-layer", id));
	assert_int_equal(executed(f, "M106 S99", NULL), 1);
	set_recovery(f, PRINTER_Z_AWAY);
	assert_true(captive_order(f, "resume-layer", id));
	captive_wait_state(f, id, JOB_FINISHED);
	assert_int_equal(executed(f, "G28\n", NULL), 2);
	assert_int_equal(executed(f, "M106 S99", &at), 2);
	assert_true(executed_from(f, at) >= 2);
	assert_int_equal(count_events(f, id, "job.reentered", ""), 1);
}

/* Whenever the drain dies on the way in: what was printed cold and unhomed
 * would be a crash into the piece. */
static void
power_cut__way_in_broken_off_anywhere__never_goes_on_cold(void **state)
{
	struct captive *f = *state;
	struct timespec nap = { 0, 0 };
	int64_t id;
	long at = 0;

	captive_adopt(f);
	set_recovery(f, PRINTER_Z_AWAY);
	id = print_layers(f);
	cut_power(f);
	captive_wait_state(f, id, JOB_INTERRUPTED);
	for (; nap.tv_nsec < 10000000; nap.tv_nsec += 2000000) {
		captive_wait_for(f, "idle", 0, 0);
		assert_true(captive_order(f, "resume-layer", id));
		(void)nanosleep(&nap, NULL);
		captive_kill_child(f, "drain");
		captive_wait_state(f, id, JOB_INTERRUPTED);
		assert_int_equal(executed(f, "M106 S99", NULL), 1);
	}
	captive_wait_for(f, "idle", 0, 0);
	assert_true(captive_order(f, "resume-layer", id));
	captive_wait_state(f, id, JOB_FINISHED);
	assert_int_equal(executed(f, "M106 S99", &at), 2);
	assert_true(executed_from(f, at) >= 2);
}

#define T(test)		cmocka_unit_test_setup_teardown(test, captive_setup, \
			    captive_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(power_cut__height_on_record__goes_on_at_the_layer),
		T(power_cut__way_back_broken_off__only_with_z_away),
		T(power_cut__way_in_broken_off_anywhere__never_goes_on_cold),
	};

	(void)signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
