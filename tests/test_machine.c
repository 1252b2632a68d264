/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One printer in the parent: who is told what, and when.
 */
#include <sys/epoll.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/machining.h"

/* --- finding the machine --- */

static void
ready__idle__keeper_is_told_once(void **state)
{
	(void)state;
	keeper_rows(0, false, ORDER_RESUME);
	(void)last_said(0);
	attach();
	machine_tick(&m);
	(void)last_said(0);
	drain_is_ready();
	assert_int_equal(last_said(1)->type, MESSAGE_FREE);
	assert_int_equal(said[0].free.printer, 3);
	assert_string_equal(said[0].free.machine_type, "DiscoEasy200");
	drain_tells(PHASE_IDLE, 0);
	keeper_rows(0, false, ORDER_RESUME);
	machine_tick(&m);
	(void)last_said(1);
	assert_true(machine_connected(&m));
}

static void
ready__board_reset_by_itself__free_is_taken_back(void **state)
{
	(void)state;
	keeper_rows(0, false, ORDER_RESUME);
	attach();
	machine_tick(&m);
	drain_is_ready();
	drain_tells(PHASE_CONNECTING, 0);
	assert_int_equal(last_said(2)->type, MESSAGE_FOUND);
	assert_false(machine_connected(&m));
	drain_is_ready();
	assert_int_equal(last_said(3)->type, MESSAGE_FREE);
}

static void
start__port_survived__books_decide(void **state)
{
	(void)state;
	m.books->job = 7;
	attach();
	keeper_rows(7, true, ORDER_RESUME);
	machine_tick(&m);
	(void)last_said(0);
	drain_is_ready();
	assert_int_equal(last_said(1)->type, MESSAGE_FREE);
	assert_int_equal(said[0].free.job, 7);
}

/* What the books hold is for the board to confirm, even after a restart. */
static void
start__port_opened_anew__board_is_asked(void **state)
{
	(void)state;
	m.books->job = 7;
	keeper_rows(7, true, ORDER_RESUME);
	attach();
	(void)last_said(0);
	assert_int_equal(m.books->job, 7);
}

/* It was reset: said of a job that no drain was given since. */
static void
start__board_was_reset__job_is_done(void **state)
{
	(void)state;
	m.books->job = 7;
	keeper_rows(7, true, ORDER_RESUME);
	attach();
	machine_tick(&m);
	drain_is_done(8, END_INTERRUPTED);	/* not this printer's */
	(void)last_said(0);
	drain_is_done(7, END_INTERRUPTED);
	assert_int_equal(last_said(1)->type, MESSAGE_DONE);
	assert_int_equal(said[0].done.job, 7);
}

static void
start__port_not_there__job_has_no_hope(void **state)
{
	(void)state;
	m.tried = true;
	keeper_rows(7, true, ORDER_RESUME);
	assert_int_equal(last_said(1)->type, MESSAGE_FOUND);
	assert_true(said[0].found.why[0] != '\0');
	keeper_rows(7, true, ORDER_RESUME);
	(void)last_said(1);
}

/* --- a job --- */

static void
job__to_its_end__is_told_and_confirmed(void **state)
{
	struct message msg = { .type = MESSAGE_CHECKPOINT };

	(void)state;
	print(7);
	msg.checkpoint.job = 7;
	msg.checkpoint.printer = 99;	/* a drain's word is not trusted */
	drain_says(&msg);
	assert_int_equal(last_said(1)->type, MESSAGE_CHECKPOINT);
	assert_int_equal(said[0].checkpoint.printer, 3);
	drain_is_done(7, END_FINISHED);
	assert_int_equal(last_said(2)->type, MESSAGE_DONE);
	assert_int_equal(said[1].done.printer, 3);
	drain_tells(PHASE_IDLE, 0);
	(void)last_said(2);		/* not free before the receipt */
	keeper_rows(7, true, ORDER_RESUME);
	(void)last_said(2);		/* this is none */
	keeper_rows(0, false, ORDER_RESUME);
	assert_int_equal(last_said(3)->type, MESSAGE_FREE);
}

static void
job__words_about_another__are_dropped(void **state)
{
	struct message msg = { .type = MESSAGE_PHASE };

	(void)state;
	print(7);
	drain_is_done(6, END_FINISHED);
	msg.phase.job = 6;
	drain_says(&msg);
	msg.type = MESSAGE_CHECKPOINT;
	msg.checkpoint.job = 6;
	drain_says(&msg);
	(void)last_said(0);
	assert_int_equal(m.job, 7);
}

static void
job__no_drain_to_take_it__comes_back(void **state)
{
	(void)state;
	keeper_rows(0, false, ORDER_RESUME);
	keeper_starts(7);
	assert_int_equal(last_said(1)->type, MESSAGE_DONE);
	assert_int_equal(said[0].done.job, 7);
	assert_int_equal(said[0].done.end, END_INTERRUPTED);
}

static void
drain_died__in_a_job__next_takes_over_on_the_same_port(void **state)
{
	int port;

	(void)state;
	print(7);
	port = m.port;
	m.books->job = 7;		/* as the drain wrote them */
	drain_dies();
	assert_int_equal(m.port, port);
	machine_tick(&m);
	assert_int_equal(starts, 1);	/* not at once */
	p.now_ms += 100;
	machine_tick(&m);
	assert_int_equal(starts, 2);
	(void)last_said(0);
	drain_is_ready();
	assert_int_equal(last_said(1)->type, MESSAGE_FREE);
	assert_int_equal(said[0].free.job, 7);
	assert_null(strstr(notes, "remove"));
}

static void
drain_died__again_and_again__gives_up_until_reset(void **state)
{
	int i;

	(void)state;
	print(7);
	for (i = 0; i < 8; i++) {
		drain_dies();
		p.now_ms += 100;
		machine_tick(&m);
	}
	assert_int_equal(starts, 8);
	assert_int_equal(last_said(2)->type, MESSAGE_FOUND);
	assert_int_equal(said[0].type, MESSAGE_FAULT);
	machine_reset(&m);
	attach();
	machine_tick(&m);
	assert_int_equal(starts, 9);
}

static void
drain_talks_nonsense__counts_as_dead(void **state)
{
	(void)state;
	print(7);
	assert_int_equal(write(drain, "nonsense", 8), 8);
	m.watch.ready(m.watch.arg, EPOLLIN);
	assert_int_equal(m.drain.sock, -1);
	assert_int_equal(m.job, 0);
}

static void
lost__unplugged__port_is_closed_and_tried_later(void **state)
{
	(void)state;
	print(7);
	drain_is_done(7, END_INTERRUPTED);
	drain_tells(PHASE_LOST, 0);
	assert_int_equal(m.port, -1);
	assert_non_null(strstr(notes, "remove"));
	assert_null(strstr(notes, "dtr"));
	assert_int_equal(m.open_ms, p.now_ms + 1000);
	/* interrupted, not printing: nothing more to say about it */
	keeper_rows(7, false, ORDER_RESUME);
	assert_int_equal(last_said(1)->type, MESSAGE_DONE);
	/* silent again and again: less and less often */
	attach();
	machine_tick(&m);
	drain_tells(PHASE_LOST, 0);
	assert_int_equal(m.open_ms, p.now_ms + 2000);
}

static void
halted__while_idle__is_a_fault(void **state)
{
	struct message msg = { .type = MESSAGE_TELEMETRY };

	(void)state;
	keeper_rows(0, false, ORDER_RESUME);
	attach();
	machine_tick(&m);
	drain_is_ready();
	msg.telemetry.phase = PHASE_HALTED;
	strcpy(msg.telemetry.text, "MAXTEMP triggered");
	drain_says(&msg);
	assert_int_equal(last_said(3)->type, MESSAGE_FOUND);
	assert_int_equal(said[1].type, MESSAGE_FAULT);
	assert_string_equal(said[1].fault.why, "MAXTEMP triggered");
}

/* --- the keeper dies --- */

static void
keeper_died__printing__next_is_told_the_phase_only(void **state)
{
	(void)state;
	print(7);
	keeper = false;
	machine_unsync(&m);
	machine_tick(&m);
	keeper = true;
	keeper_rows(7, true, ORDER_RESUME);
	assert_int_equal(last_said(1)->type, MESSAGE_PHASE);
	assert_int_equal(said[0].phase.phase, PHASE_PRINTING);
	assert_int_equal(m.job, 7);
}

static void
keeper_died__job_ended_meanwhile__next_is_told(void **state)
{
	(void)state;
	print(7);
	keeper = false;
	machine_unsync(&m);
	drain_is_done(7, END_FINISHED);
	drain_tells(PHASE_IDLE, 0);
	keeper = true;
	keeper_rows(7, true, ORDER_RESUME);
	assert_int_equal(last_said(1)->type, MESSAGE_DONE);
	assert_int_equal(said[0].done.end, END_FINISHED);
	/* and that one dies, too, before it stored it */
	machine_unsync(&m);
	keeper_rows(7, true, ORDER_RESUME);
	assert_int_equal(last_said(2)->type, MESSAGE_DONE);
	keeper_rows(0, false, ORDER_RESUME);
	assert_int_equal(last_said(3)->type, MESSAGE_FREE);
}

static void
keeper_died__done_was_stored__not_said_again(void **state)
{
	(void)state;
	print(7);
	drain_is_done(7, END_FINISHED);
	drain_tells(PHASE_IDLE, 0);
	machine_unsync(&m);
	keeper_rows(0, false, ORDER_RESUME);
	assert_int_equal(last_said(2)->type, MESSAGE_FREE);
}

static void
keeper_died__idle__next_is_told_free(void **state)
{
	(void)state;
	keeper_rows(0, false, ORDER_RESUME);
	attach();
	machine_tick(&m);
	drain_is_ready();
	machine_unsync(&m);
	keeper_rows(0, false, ORDER_RESUME);
	assert_int_equal(last_said(2)->type, MESSAGE_FREE);
}

static void
keeper_died__emergency__said_until_granted(void **state)
{
	uint64_t ticket;

	(void)state;
	print(7);
	keeper = false;
	machine_unsync(&m);
	assert_int_equal(cable_emergency(&m, "ann", ""), 0);
	(void)last_said(0);
	keeper = true;
	keeper_rows(7, true, ORDER_RESUME);
	assert_int_equal(said[0].type, MESSAGE_WANT);
	ticket = said[0].want.ticket;
	n_said = 0;
	machine_unsync(&m);
	keeper_rows(7, true, ORDER_RESUME);
	assert_int_equal(said[0].type, MESSAGE_WANT);
	machine_granted(&m, ticket - 1);
	machine_granted(&m, ticket);
	n_said = 0;
	machine_unsync(&m);
	keeper_rows(0, false, ORDER_RESUME);
	assert_true(n_said == 0 || said[0].type != MESSAGE_WANT);
}

#define T(test)		cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(ready__idle__keeper_is_told_once),
		T(ready__board_reset_by_itself__free_is_taken_back),
		T(start__port_survived__books_decide),
		T(start__port_opened_anew__board_is_asked),
		T(start__board_was_reset__job_is_done),
		T(start__port_not_there__job_has_no_hope),
		T(job__to_its_end__is_told_and_confirmed),
		T(job__words_about_another__are_dropped),
		T(job__no_drain_to_take_it__comes_back),
		T(drain_died__in_a_job__next_takes_over_on_the_same_port),
		T(drain_died__again_and_again__gives_up_until_reset),
		T(drain_talks_nonsense__counts_as_dead),
		T(lost__unplugged__port_is_closed_and_tried_later),
		T(halted__while_idle__is_a_fault),
		T(keeper_died__printing__next_is_told_the_phase_only),
		T(keeper_died__job_ended_meanwhile__next_is_told),
		T(keeper_died__done_was_stored__not_said_again),
		T(keeper_died__idle__next_is_told_free),
		T(keeper_died__emergency__said_until_granted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
