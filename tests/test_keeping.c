/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The program `keeper` as its parent meets it: what each message does to the
 * spool, and what is answered.
 */
#include <sys/wait.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sql/event.h"
#include "sql/setting.h"
#include "tests/keeping.h"

/* --- rows and jobs --- */

static void
start__rows__are_told(void **state)
{
	struct fixture *f = *state;
	struct message_printer row = hear_row(f, 0, false);

	assert_int_equal(row.printer, f->printer);
	assert_string_equal(row.name, "dagoma-1");
	assert_string_equal(row.dialect, "marlin");
	assert_int_equal(row.baud, 250000);
	assert_int_equal(row.usable, 1);
	assert_true(row.stop_gcode[0] != '\0');
	/* a change of somebody else is seen without a word */
	lab_execute(f->lab, "UPDATE printer SET disabled = 'repair'");
	do
		row = hear(f, MESSAGE_PRINTER, NULL).printer;
	while (row.usable);
}

static void
free__job_queued__starts_with_its_file(void **state)
{
	struct fixture *f = *state;
	int64_t job = lab_submit(f->lab, f->printer);
	struct message m;
	char bytes[32] = "";
	int fd;

	say_free(f, 0, "DiscoEasy200", "");
	m = hear(f, MESSAGE_START, &fd);
	assert_int_equal(m.start.printer, f->printer);
	assert_int_equal(m.start.job, job);
	assert_int_equal(m.start.bytes, 10);
	assert_int_equal(m.start.commands, 2);
	assert_int_equal(m.start.resume, 0);
	assert_int_equal(read(fd, bytes, sizeof(bytes)), 10);
	assert_string_equal(bytes, "G28\nG1 X1\n");
	(void)close(fd);
	/* on the disk before the first line can go out */
	assert_int_equal(lab_state(f->lab, job), JOB_PRINTING);
}

static void
free__nothing_queued__starts_when_something_is(void **state)
{
	struct fixture *f = *state;
	struct message m = { .type = MESSAGE_WAKE };
	int64_t job;

	say_free(f, 0, "DiscoEasy200", "");
	say(f, &m);
	job = lab_submit(f->lab, f->printer);
	say(f, &m);
	assert_int_equal(hear(f, MESSAGE_START, NULL).start.job, job);
}

static void
free__taken_back__nothing_starts(void **state)
{
	struct fixture *f = *state;
	int64_t job;

	say_free(f, 0, "DiscoEasy200", "");
	say_found(f);
	assert_int_equal(want(f, ORDER_RESET, 0), VERDICT_OK);
	job = lab_submit(f->lab, f->printer);
	assert_int_equal(want(f, ORDER_RESET, 0), VERDICT_OK);
	assert_int_equal(lab_state(f->lab, job), JOB_QUEUED);
}

/* A drain that does not have the settings yet gets no job. */
static void
free__older_settings__nothing_starts(void **state)
{
	struct fixture *f = *state;
	struct message m = { .type = MESSAGE_FREE };
	struct setting_change c = { .version = 1 };
	struct setting_refusal refusal;
	struct message_printer row;
	int64_t job;

	c.set[SETTING_BAUD] = c.to[SETTING_BAUD].own = true;
	c.to[SETTING_BAUD].number = 57600;
	assert_int_equal(setting_change(f->lab->spool, f->printer, &c, "ann",
	    &refusal), SPOOL_OK);
	do
		row = hear(f, MESSAGE_PRINTER, NULL).printer;
	while (row.settings == 0);
	assert_int_equal(row.baud, 57600);
	say_free(f, 0, "DiscoEasy200", "");
	job = lab_submit(f->lab, f->printer);
	/* it is asked for something else, so it has looked at the queue */
	assert_int_equal(want(f, ORDER_CLEANED, 0), VERDICT_OK);
	assert_int_equal(lab_state(f->lab, job), JOB_QUEUED);
	m.free.printer = f->printer;
	m.free.settings = row.settings;
	(void)strcpy(m.free.machine_type, "DiscoEasy200");
	say(f, &m);
	assert_int_equal(hear(f, MESSAGE_START, NULL).start.job, job);
}

static void
free__content_lost__job_fails(void **state)
{
	struct fixture *f = *state;
	int64_t job = lab_submit(f->lab, f->printer);
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/content/%.2s/%s", f->lab->dir,
	    f->lab->file.sha256, f->lab->file.sha256);
	assert_int_equal(unlink(path), 0);
	say_free(f, 0, "DiscoEasy200", "");
	assert_int_equal(want(f, ORDER_RESET, 0), VERDICT_OK);
	assert_int_equal(lab_state(f->lab, job), JOB_FAILED);
}

static void
done__each_end__moves_the_job(void **state)
{
	static const struct {
		enum message_end	end;
		enum job_state		state;
		bool			halted;
	} rows[] = {
		{ END_FINISHED, JOB_FINISHED, false },
		{ END_STOPPED, JOB_STOPPED, false },
		{ END_FAILED, JOB_FAILED, true },
		{ END_INTERRUPTED, JOB_INTERRUPTED, false },
	};
	struct fixture *f = *state;
	struct job job;
	int64_t id;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		id = print(f);
		say_done(f, id, rows[i].end, rows[i].halted);
		(void)hear_row(f, rows[i].end == END_INTERRUPTED ? id : 0,
		    false);
		job = job_now(f, id);
		assert_int_equal(job.state, rows[i].state);
		assert_string_equal(job.why, "because");
		assert_int_equal(job.done_commands, 2);
		assert_int_equal(job.printed_ms, 1234);
		assert_string_equal(printer_now(f).fault,
		    rows[i].halted ? "because" : "");
		/* said again, it is answered again and changes nothing */
		say_done(f, id, END_FAILED, true);
		(void)hear_row(f, rows[i].end == END_INTERRUPTED ? id : 0,
		    false);
		assert_int_equal(job_now(f, id).state, rows[i].state);
		assert_int_equal(want(f, ORDER_CLEANED, 0),
		    rows[i].end == END_INTERRUPTED ? VERDICT_REFUSED :
		    VERDICT_OK);
		assert_int_equal(want(f, ORDER_RESET, 0), VERDICT_OK);
	}
}

static void
done__out_of_range__is_only_receipted(void **state)
{
	struct fixture *f = *state;
	int64_t id = print(f);

	say_done(f, id, END__MAX, false);
	(void)hear_row(f, id, true);
	assert_int_equal(lab_state(f->lab, id), JOB_PRINTING);
}

static void
phase__paused_and_back__moves_the_job(void **state)
{
	struct fixture *f = *state;
	int64_t id = print(f);

	say_phase(f, id, PHASE_PAUSED);
	say_phase(f, id, PHASE_PAUSED);
	assert_int_equal(want(f, ORDER_RESUME, id), VERDICT_OK);
	assert_int_equal(lab_state(f->lab, id), JOB_PAUSED);
	say_phase(f, id + 1, PHASE_PRINTING);	/* of another job */
	assert_int_equal(want(f, ORDER_RESUME, id), VERDICT_OK);
	assert_int_equal(lab_state(f->lab, id), JOB_PAUSED);
	say_phase(f, id, PHASE_PRINTING);
	assert_int_equal(want(f, ORDER_RESUME, id), VERDICT_OK);
	assert_int_equal(lab_state(f->lab, id), JOB_PRINTING);
}

static void
checkpoint__is_stored(void **state)
{
	struct fixture *f = *state;
	int64_t id = print(f);
	struct message m = { .type = MESSAGE_CHECKPOINT };

	m.checkpoint.printer = f->printer;
	m.checkpoint.job = id;
	m.checkpoint.commands = 1;
	m.checkpoint.bytes = 4;
	say(f, &m);
	m.checkpoint.job = 999;		/* no such job: no harm */
	say(f, &m);
	assert_int_equal(want(f, ORDER_PAUSE, id), VERDICT_OK);
	assert_int_equal(job_now(f, id).done_bytes, 4);
}


/* --- identity --- */

static void
identity__another_machine__must_not_move(void **state)
{
	struct fixture *f = *state;
	int64_t id = lab_submit(f->lab, f->printer);

	say_free(f, 0, "DiscoUltimate", "");
	while (hear(f, MESSAGE_PRINTER, NULL).printer.usable)
		continue;
	assert_int_equal(lab_state(f->lab, id), JOB_QUEUED);
	assert_non_null(strstr(printer_now(f).fault, "DiscoUltimate"));
	/* the right one is back */
	assert_int_equal(want(f, ORDER_RESET, 0), VERDICT_OK);
	say_free(f, 0, "DiscoEasy200", "");
	assert_int_equal(hear(f, MESSAGE_START, NULL).start.job, id);
}

static void
identity__another_machine_in_a_job__interrupts(void **state)
{
	struct fixture *f = *state;
	int64_t id = print(f);

	say_free(f, id, "DiscoUltimate", "");
	(void)hear_row(f, id, false);
	assert_int_equal(lab_state(f->lab, id), JOB_INTERRUPTED);
	assert_true(printer_now(f).fault[0] != '\0');
}


/* --- the keeper itself --- */

static void
keeper__parent_gone__ends_well(void **state)
{
	struct fixture *f = *state;
	int status;

	(void)hear_row(f, 0, false);
	(void)close(f->keeper.sock);
	f->keeper.sock = -1;
	assert_true(wait(&status) > 0);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void
keeper__nonsense_from_the_parent__ends(void **state)
{
	struct fixture *f = *state;
	int status;

	(void)hear_row(f, 0, false);
	assert_int_equal(write(f->keeper.sock, "nonsense", 8), 8);
	assert_true(wait(&status) > 0);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 1);
}


/* --- what is recorded is told --- */

static void
event__anybody_writes_one__is_told_in_order(void **state)
{
	struct fixture *f = *state;
	struct message m;
	int64_t job, last = 0;

	job = lab_submit(f->lab, f->printer);
	do {
		m = hear(f, MESSAGE_EVENT, NULL);
		assert_true(m.event.event > last);
		last = m.event.event;
	} while (m.event.job != job);
	assert_int_equal(job_cancel(f->lab->spool, job, "ann"), SPOOL_OK);
	m = hear(f, MESSAGE_EVENT, NULL);
	assert_true(m.event.event > last);
	assert_int_equal(m.event.job, job);
	assert_int_equal(m.event.printer, f->printer);
	assert_string_equal(m.event.what, "job.move");
	assert_string_equal(m.event.old, "queued");
	assert_string_equal(m.event.new, "cancelled");
	last = m.event.event;
	/* a new keeper says the last one again: the old one may have died */
	stop(f);
	start(f);
	m = hear(f, MESSAGE_EVENT, NULL);
	assert_int_equal(m.event.event, last);
}

#define T(test) \
	cmocka_unit_test_setup_teardown(test, keeping_set_up, keeping_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(start__rows__are_told),
		T(free__job_queued__starts_with_its_file),
		T(free__nothing_queued__starts_when_something_is),
		T(free__taken_back__nothing_starts),
		T(free__older_settings__nothing_starts),
		T(free__content_lost__job_fails),
		T(done__each_end__moves_the_job),
		T(done__out_of_range__is_only_receipted),
		T(phase__paused_and_back__moves_the_job),
		T(checkpoint__is_stored),
		T(identity__another_machine__must_not_move),
		T(identity__another_machine_in_a_job__interrupts),
		T(keeper__parent_gone__ends_well),
		T(keeper__nonsense_from_the_parent__ends),
		T(event__anybody_writes_one__is_told_in_order),
	};

	(void)signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
