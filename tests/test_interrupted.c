/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a new keeper makes of an old one's jobs, and what becomes of one whose
 * printer was away.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "tests/keeping.h"

static void
restart__printing__is_left_alone(void **state)
{
	struct fixture *f = *state;
	int64_t id = print(f);
	struct message_printer row;

	assert_int_equal(want(f, ORDER_PAUSE, id), VERDICT_OK);
	stop(f);
	start(f);
	row = hear_row(f, id, true);
	assert_int_equal(row.wish, ORDER_PAUSE);
	say_phase(f, id, PHASE_PAUSED);
	assert_int_equal(want(f, ORDER_STOP, id), VERDICT_OK);
	assert_int_equal(lab_state(f->lab, id), JOB_PAUSED);
}

static void
new_drain__books_hold_the_job__resumes(void **state)
{
	static const struct {
		int	order;		/* before, or -1 */
		int	paused;
		int	wish;
	} rows[] = {
		{ -1, 0, ORDER_RESUME },
		{ ORDER_PAUSE, 1, ORDER_PAUSE },
		{ ORDER_STOP, 1, ORDER_STOP },
	};
	struct fixture *f = *state;
	int64_t id = print(f);
	struct message m;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].order != -1)
			assert_int_equal(want(f,
			    (enum message_order)rows[i].order, id),
			    VERDICT_OK);
		say_free(f, id, "", "");
		m = hear(f, MESSAGE_START, NULL);
		assert_int_equal(m.start.job, id);
		assert_int_equal(m.start.resume, 1);
		assert_int_equal(m.start.paused, rows[i].paused);
		assert_int_equal(hear(f, MESSAGE_PRINTER, NULL).printer.wish,
		    rows[i].wish);
	}
}

/* Back on its cable, and nothing forgotten: it goes on by itself. */
static void
unplugged__back_with_its_books__goes_on(void **state)
{
	struct fixture *f = *state;
	int64_t id = print(f);
	struct message m = { .type = MESSAGE_DONE };

	m.done.printer = f->printer;
	m.done.job = id;
	m.done.end = END_INTERRUPTED;
	m.done.unplugged = 1;
	say(f, &m);
	(void)hear_row(f, id, false);
	assert_int_equal(lab_state(f->lab, id), JOB_INTERRUPTED);
	say_free(f, id, "", "");
	m = hear(f, MESSAGE_START, NULL);
	assert_int_equal(m.start.job, id);
	assert_int_equal(m.start.resume, 1);
	(void)hear_row(f, id, true);
	assert_int_equal(lab_state(f->lab, id), JOB_PRINTING);
}

/* A printer more, known by its serial number, its place or its path. */
static int64_t
adopt_at(const struct fixture *f, const char *serial, const char *position,
    const char *path)
{
	struct message m = { .type = MESSAGE_ADOPT };

	m.adopt = (struct message_adopt){ .ticket = 1, .baud = 250000,
	    .clean = 1, .who = "ann", .dialect = "marlin",
	    .machine_type = "DiscoEasy200" };
	(void)strcpy(m.adopt.usb_serial, serial);
	(void)strcpy(m.adopt.position, position);
	(void)strcpy(m.adopt.path, path);
	say(f, &m);
	m = hear(f, MESSAGE_GRANT, NULL);
	assert_int_equal(m.grant.result, VERDICT_OK);
	return m.grant.printer;
}

/* The parent asks: a job waits until somebody looked at a printer. */
static void
say_doubt(const struct fixture *f, int64_t printer, int64_t job)
{
	struct message m = { .type = MESSAGE_FOUND };

	m.found.printer = printer;
	m.found.doubt = job;
	(void)strcpy(m.found.why, "see that each has its own cable");
	say(f, &m);
}

static void
hear_doubt(const struct fixture *f, int64_t job)
{
	struct message m;

	do
		m = hear(f, MESSAGE_EVENT, NULL);
	while (strcmp(m.event.what, "job.doubt") != 0);
	assert_int_equal(m.event.job, job);
}

/* A person's word is kept until the printer is found: then the job goes on. */
static void
doubt__a_person_looked__goes_on_when_it_is_found(void **state)
{
	struct fixture *f = *state;
	int64_t id = print(f);

	say_doubt(f, f->printer, id);
	hear_doubt(f, id);
	assert_int_equal(lab_state(f->lab, id), JOB_INTERRUPTED);
	assert_int_equal(want(f, ORDER_RESUME, id), VERDICT_OK);
	assert_int_equal(lab_state(f->lab, id), JOB_INTERRUPTED);
	assert_int_equal(want(f, ORDER_RESUME, id), VERDICT_REFUSED);
	say_free(f, id, "", "");
	(void)hear_row(f, id, true);
	assert_int_equal(lab_state(f->lab, id), JOB_PRINTING);
}

/* It was asked about the print of another one, and moves no job of its own. */
static void
doubt__about_another_ones_job__that_is_said(void **state)
{
	struct fixture *f = *state;
	int64_t twin = adopt_at(f, "", "usb-2", ""), id = print(f);

	say_doubt(f, twin, id);
	hear_doubt(f, id);
	assert_int_equal(lab_state(f->lab, id), JOB_PRINTING);
}

/* Found, but reset, and perhaps not the right one: nothing goes on. */
static void
doubt__board_was_reset__says_so(void **state)
{
	struct fixture *f = *state;
	struct message m = { .type = MESSAGE_FREE };
	int64_t id = print(f);
	struct job job;

	say_found(f);
	(void)hear_row(f, id, false);
	m.free.printer = f->printer;
	m.free.doubt = 1;
	say(f, &m);
	hear_doubt(f, id);
	assert_int_equal(job_by_id(f->lab->spool, id, &job), SPOOL_OK);
	assert_int_equal(job.state, JOB_INTERRUPTED);
	assert_non_null(strstr(job.why, "each has its own cable"));
	assert_int_equal(want(f, ORDER_RESUME, id), VERDICT_REFUSED);
	assert_int_equal(want(f, ORDER_GIVE_UP, id), VERDICT_OK);
}

/* Too noisy, too silent: a person must say so. */
static void
interrupted__back_with_its_books__waits_for_a_person(void **state)
{
	struct fixture *f = *state;
	int64_t id = print(f);

	say_done(f, id, END_INTERRUPTED, false);
	(void)hear_row(f, id, false);
	assert_int_equal(want(f, ORDER_RESUME, id), VERDICT_REFUSED);
	say_free(f, id, "", "");
	assert_int_equal(want(f, ORDER_RESUME, id + 1), VERDICT_OTHER_JOB);
	assert_int_equal(lab_state(f->lab, id), JOB_INTERRUPTED);
	assert_int_equal(want(f, ORDER_RESUME, id), VERDICT_OK);
	assert_int_equal(lab_state(f->lab, id), JOB_PRINTING);
}

/* The board was reset: nobody knows where it was. */
static void
interrupted__back_without_books__is_not_resumed(void **state)
{
	struct fixture *f = *state;
	int64_t id = print(f);

	say_found(f);
	(void)hear_row(f, id, false);
	say_free(f, 0, "DiscoEasy200", "");
	assert_int_equal(want(f, ORDER_RESUME, id), VERDICT_REFUSED);
	assert_int_equal(lab_state(f->lab, id), JOB_INTERRUPTED);
	assert_int_equal(want(f, ORDER_GIVE_UP, id), VERDICT_OK);
}

/* A person may send it back into its last layer, if all of that is so. */
static void
interrupted__resume_layer__only_with_a_way_back(void **state)
{
	enum { IS_AWAY, IS_ANOTHER, IS_RESET };
	static const struct {
		enum printer_recovery	recovery;
		int			machine;
		int			bytes, lifted_um;
		enum message_verdict	verdict;
	} rows[] = {
		{ PRINTER_NO_RECOVERY, IS_RESET, 3, 0, VERDICT_REFUSED },
		{ PRINTER_RECORD, IS_AWAY, 3, 0, VERDICT_REFUSED },
		{ PRINTER_RECORD, IS_ANOTHER, 3, 0, VERDICT_REFUSED },
		{ PRINTER_RECORD, IS_RESET, 0, 0, VERDICT_REFUSED },
		{ PRINTER_RECORD, IS_RESET, 3, -1, VERDICT_REFUSED },
		{ PRINTER_RECORD, IS_RESET, 3, 5000, VERDICT_OK },
		{ PRINTER_Z_AWAY, IS_RESET, 3, -1, VERDICT_OK },
	};
	struct fixture *f;
	struct message m;
	int64_t id;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(keeping_tear_down(state), 0);
		assert_int_equal(keeping_set_up(state), 0);
		f = *state;
		id = print(f);
		say_found(f);
		(void)hear_row(f, id, false);
		assert_int_equal(job_checkpoint(f->lab->spool, id, 1,
		    rows[i].bytes, 9000, rows[i].lifted_um), SPOOL_OK);
		assert_int_equal(printer_set_recovery(f->lab->spool,
		    f->printer, rows[i].recovery, "root"), SPOOL_OK);
		if (rows[i].machine == IS_ANOTHER)
			say_free(f, 0, "DiscoUltimate", "");
		else if (rows[i].machine == IS_RESET)
			say_free(f, 0, "DiscoEasy200", "");
		if (rows[i].verdict != VERDICT_OK) {
			assert_int_equal(want(f, ORDER_RESUME_LAYER, id),
			    rows[i].verdict);
			continue;
		}
		say_want(f, ORDER_RESUME_LAYER, id, 1);
		m = hear(f, MESSAGE_START, NULL);
		assert_int_equal(m.start.job, id);
		assert_int_equal(m.start.resume, 0);
		assert_int_equal(m.start.reentry, rows[i].recovery);
		assert_int_equal(m.start.lifted_um, rows[i].lifted_um);
		assert_int_equal(m.start.done_bytes, rows[i].bytes);
		assert_int_equal(m.start.printed_ms, 9000);
		assert_int_equal(m.start.ceiling_um, 205000);
		/* until the next checkpoint */
		assert_int_equal(job_now(f, id).lifted_um, -1);
	}
}

static void
new_drain__books_lost__interrupts_and_waits(void **state)
{
	struct fixture *f = *state;
	int64_t id = print(f), next = lab_submit(f->lab, f->printer);

	say_free(f, 0, "DiscoEasy200", "");
	(void)hear_row(f, id, false);
	assert_int_equal(lab_state(f->lab, id), JOB_INTERRUPTED);
	assert_int_equal(lab_state(f->lab, next), JOB_QUEUED);
	assert_int_equal(want(f, ORDER_GIVE_UP, id), VERDICT_OK);
	assert_int_equal(lab_state(f->lab, id), JOB_STOPPED);
	/* the bed first, then the next */
	assert_int_equal(lab_state(f->lab, next), JOB_QUEUED);
	assert_int_equal(want(f, ORDER_CLEANED, 0), VERDICT_OK);
	assert_int_equal(hear(f, MESSAGE_START, NULL).start.job, next);
}

static void
found__printing__interrupted_or_as_wished(void **state)
{
	struct fixture *f = *state;
	int64_t id = print(f);

	say_found(f);
	(void)hear_row(f, id, false);
	assert_int_equal(lab_state(f->lab, id), JOB_INTERRUPTED);
	assert_string_equal(job_now(f, id).why, "no hope");
	assert_int_equal(want(f, ORDER_GIVE_UP, id), VERDICT_OK);
	assert_int_equal(want(f, ORDER_CLEANED, 0), VERDICT_OK);
	id = print(f);
	assert_int_equal(want(f, ORDER_STOP, id), VERDICT_OK);
	say_found(f);
	(void)hear_row(f, 0, false);
	assert_int_equal(lab_state(f->lab, id), JOB_STOPPED);
}

#define T(test) \
	cmocka_unit_test_setup_teardown(test, keeping_set_up, keeping_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(restart__printing__is_left_alone),
		T(new_drain__books_hold_the_job__resumes),
		T(unplugged__back_with_its_books__goes_on),
		T(doubt__a_person_looked__goes_on_when_it_is_found),
		T(doubt__about_another_ones_job__that_is_said),
		T(doubt__board_was_reset__says_so),
		T(interrupted__back_with_its_books__waits_for_a_person),
		T(interrupted__back_without_books__is_not_resumed),
		T(interrupted__resume_layer__only_with_a_way_back),
		T(new_drain__books_lost__interrupts_and_waits),
		T(found__printing__interrupted_or_as_wished),
	};

	(void)signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
