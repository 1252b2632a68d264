/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One printer in the parent: what people order, by a job or by hand, and what
 * an admin changes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "spoolerd/heatguard.h"
#include "tests/machining.h"

/* --- what an admin changed --- */

static void
keeper_sets(int64_t settings, int32_t baud, int64_t job)
{
	struct message_printer r = row(job, job != 0, ORDER_RESUME);

	r.settings = settings;
	r.baud = baud;
	(void)strcpy(r.park_gcode, "M84");
	machine_row(&m, &r);
}

static void
settings__idle__new_drain_has_them_before_the_next_job(void **state)
{
	struct message msg;
	int port;

	(void)state;
	keeper_rows(0, false, ORDER_RESUME);
	attach();
	port = m.port;
	machine_tick(&m);
	drain_is_ready();
	assert_int_equal(last_said(1)->free.settings, 0);
	keeper_sets(1, 0, 0);
	assert_int_equal(last_said(2)->type, MESSAGE_FOUND);
	machine_tick(&m);
	assert_int_equal(starts, 2);
	assert_int_equal(m.port, port);
	assert_int_equal(drain_hears(&msg), MESSAGE_PROFILE);
	assert_string_equal(msg.profile.park_gcode, "M84");
	drain_is_ready();
	assert_int_equal(last_said(3)->type, MESSAGE_FREE);
	assert_int_equal(said[2].free.settings, 1);
	machine_tick(&m);
	assert_int_equal(starts, 2);
}

static void
settings__other_baud__port_is_opened_anew(void **state)
{
	(void)state;
	keeper_rows(0, false, ORDER_RESUME);
	attach();
	machine_tick(&m);
	drain_is_ready();
	keeper_sets(1, 57600, 0);
	assert_int_equal(m.port, -1);
	assert_true(m.open_ms <= p.now_ms);
	attach();
	machine_tick(&m);
	assert_int_equal(starts, 2);
	drain_is_ready();
	assert_int_equal(last_said(3)->free.settings, 1);
}

/* A print, or one that is interrupted, keeps what it began with. */
static void
settings__in_a_job__wait_for_its_end(void **state)
{
	struct message_printer r;

	(void)state;
	print(7);
	keeper_sets(1, 57600, 7);
	assert_int_equal(starts, 1);
	drain_is_done(7, END_INTERRUPTED);
	drain_tells(PHASE_IDLE, 0);
	r = row(7, false, ORDER_RESUME);
	r.settings = 1;
	machine_row(&m, &r);
	assert_int_equal(starts, 1);
	assert_int_equal(said[n_said - 1].type, MESSAGE_FREE);
	assert_int_equal(said[n_said - 1].free.settings, 0);
	keeper_sets(1, 0, 0);
	machine_tick(&m);
	assert_int_equal(starts, 2);
}

/* --- orders --- */

static void
order__only_for_the_job_it_names(void **state)
{
	struct message msg;

	(void)state;
	print(7);
	cable_order(&m, ORDER_STOP, 6);
	assert_int_equal(drain_hears(&msg), -1);
	cable_order(&m, ORDER_PAUSE, 7);
	assert_int_equal(drain_hears(&msg), MESSAGE_ORDER);
	assert_int_equal(msg.order.order, ORDER_PAUSE);
	assert_int_equal(msg.order.job, 7);
}

static void
order__drain_does_not_listen__counts_as_dead(void **state)
{
	int i;

	(void)state;
	print(7);
	for (i = 0; i < 100000 && m.drain.sock != -1; i++)
		cable_order(&m, ORDER_PAUSE, 7);
	assert_int_equal(m.drain.sock, -1);
	cable_order(&m, ORDER_PAUSE, 7);	/* harmless */
}

static void
wish__stored_but_never_ordered__is_ordered_now(void **state)
{
	/* one after the other */
	static const struct {
		enum message_phase	phase;
		enum message_order	wish;
		int			order;	/* -1: none */
	} rows[] = {
		{ PHASE_PRINTING, ORDER_RESUME, -1 },
		{ PHASE_PAUSED, ORDER_RESUME, -1 },	/* by the file */
		{ PHASE_PRINTING, ORDER_PAUSE, ORDER_PAUSE },
		{ PHASE_PAUSED, ORDER_RESUME, ORDER_RESUME },
		{ PHASE_PAUSED, ORDER_RESUME, -1 },	/* by the file */
		{ PHASE_PRINTING, ORDER_STOP, ORDER_STOP },
		{ PHASE_PAUSED, ORDER_STOP, ORDER_STOP },
	};
	struct message msg;
	size_t i;

	(void)state;
	print(7);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		drain_tells(rows[i].phase, 7);
		machine_unsync(&m);
		keeper_rows(7, true, rows[i].wish);
		if (rows[i].order == -1) {
			assert_int_equal(drain_hears(&msg), -1);
			continue;
		}
		assert_int_equal(drain_hears(&msg), MESSAGE_ORDER);
		assert_int_equal(msg.order.order, rows[i].order);
		assert_int_equal(msg.order.job, 7);
	}
	keeper_rows(8, true, ORDER_STOP);	/* not about ours */
	assert_int_equal(drain_hears(&msg), -1);
}

/* A keeper that lives orders what a person wants by its grant. */
static void
wish__to_run_from_the_same_keeper__resumes_nothing(void **state)
{
	struct message msg;

	(void)state;
	print(7);
	drain_tells(PHASE_PAUSED, 7);
	keeper_rows(7, true, ORDER_PAUSE);
	assert_int_equal(drain_hears(&msg), MESSAGE_ORDER);
	keeper_rows(7, true, ORDER_RESUME);
	assert_int_equal(drain_hears(&msg), -1);
}

static void
emergency__bytes_before_anything_else(void **state)
{
	struct message msg;

	(void)state;
	print(7);
	assert_int_equal(cable_emergency(&m, "ann", ""), 0);
	assert_memory_equal(notes, "M112 WANT ", 10);
	assert_int_equal(drain_hears(&msg), MESSAGE_ORDER);
	assert_int_equal(msg.order.order, ORDER_EMERGENCY);
	assert_int_equal(last_said(1)->want.order, ORDER_EMERGENCY);
	assert_int_equal(said[0].want.job, 7);
	assert_string_equal(said[0].want.who, "ann");
}

static void
emergency__no_drain__still_written(void **state)
{
	(void)state;
	print(7);
	drain_dies();
	assert_int_equal(cable_emergency(&m, "ann", ""), 0);
	assert_non_null(strstr(notes, "M112"));
}

static void
emergency__cable_stuck__says_so_but_does_the_rest(void **state)
{
	struct message msg;

	(void)state;
	print(7);
	urgent_result = -1;
	assert_int_equal(cable_emergency(&m, "ann", ""), -1);
	assert_int_equal(drain_hears(&msg), MESSAGE_ORDER);
	assert_int_equal(last_said(1)->type, MESSAGE_WANT);
}

static void
emergency__no_port__says_so(void **state)
{
	(void)state;
	keeper_rows(0, false, ORDER_RESUME);
	assert_int_equal(cable_emergency(&m, "ann", ""), 1);
	(void)last_said(0);
}

/* The drain's heat guard can't trust the queue that it shares with the
 * job. */
static void
alarm__measure__says_who_acts(void **state)
{
	struct message msg = { .type = MESSAGE_ALARM };

	(void)state;
	print(7);
	strcpy(msg.alarm.why, "It is idle and hot.");
	msg.alarm.measure = HEATGUARD_HEATERS_OFF;
	drain_says(&msg);
	assert_int_equal(last_said(1)->type, MESSAGE_FAULT);
	assert_null(strstr(notes, "M112"));
	strcpy(msg.alarm.why, "It burns.");
	msg.alarm.measure = HEATGUARD_EMERGENCY;
	drain_says(&msg);
	assert_non_null(strstr(notes, "M112 WANT "));
	assert_int_equal(drain_hears(&msg), MESSAGE_ORDER);
	assert_int_equal(msg.order.order, ORDER_EMERGENCY);
	assert_int_equal(last_said(2)->want.order, ORDER_EMERGENCY);
	assert_string_equal(said[1].want.why, "It burns.");
	assert_string_equal(said[1].want.who, "heat guard");
}

static void
emergency__not_confirmed__board_is_reset(void **state)
{
	(void)state;
	print(7);
	(void)cable_emergency(&m, "ann", "");
	drain_is_done(7, END_STOPPED);
	drain_tells(PHASE_LOST, 0);
	assert_non_null(strstr(notes, "dtr remove"));
	assert_int_equal(m.port, -1);
}

static void
reset__drain_ends_and_port_is_opened_anew(void **state)
{
	(void)state;
	print(7);
	m.books->job = 7;
	drain_is_done(7, END_FAILED);
	drain_tells(PHASE_HALTED, 0);
	keeper_rows(0, false, ORDER_RESUME);
	machine_reset(&m);
	assert_non_null(strstr(notes, "dtr remove"));
	assert_int_equal(m.port, -1);
	assert_int_equal(m.drain.sock, -1);
	assert_int_equal(m.books->job, 0);
	assert_true(m.open_ms > p.now_ms);
}

/* The drain that comes after a person's reset ends the halt of a board that
 * opening its port does not reset, until one is answered. */
static void
reset__next_drains__revive_the_board(void **state)
{
	static const bool answers[] = { false, true, false };
	static const int32_t revive[] = { 1, 1, 0 };
	struct message msg;
	size_t i;

	(void)state;
	keeper_rows(0, false, ORDER_RESUME);
	attach();
	machine_reset(&m);
	for (i = 0; i < 3; i++) {
		attach();
		p.now_ms += 60000;
		machine_tick(&m);
		assert_int_equal(drain_hears(&msg), MESSAGE_PROFILE);
		assert_int_equal(msg.profile.revive, revive[i]);
		if (answers[i])
			drain_is_ready();
		drain_tells(PHASE_LOST, 0);
	}
}

/* A control by hand that its drain took with it is said, once; the next drain
 * does not hear of it. */
static void
by_hand__drain_dies__said_and_not_done_again(void **state)
{
	struct manual jog = { .control = MANUAL_JOG };
	struct message msg;
	uint64_t given, done;
	bool heard;

	(void)state;
	assert_false(cable_control(&m, &jog, 0));
	attach();
	machine_tick(&m);
	assert_int_equal(drain_hears(&msg), MESSAGE_PROFILE);
	drain_is_ready();
	keeper_rows(0, false, ORDER_RESUME);
	n_said = 0;
	assert_true(cable_control(&m, &jog, 0));
	assert_int_equal(drain_hears(&msg), MESSAGE_ORDER);
	heard = keeper = false;		/* it restarts just now */
	drain_dies();
	keeper = true;
	p.now_ms += 1000;
	machine_tick(&m);
	assert_int_equal(drain_hears(&msg), MESSAGE_PROFILE);
	assert_int_equal(drain_hears(&msg), -1);
	for (int i = 0; i < n_said; i++) {
		assert_false(heard && said[i].type == MESSAGE_UNDONE);
		heard = heard || said[i].type == MESSAGE_UNDONE;
	}
	assert_true(heard);
	given = m.books->hand_given;
	done = m.books->hand_done;
	assert_int_equal(given, done);
}

/* A new drain for new settings waits until it is done. */
static void
by_hand__settings_change__drain_does_it_first(void **state)
{
	struct manual jog = { .control = MANUAL_JOG };
	struct message_printer r = row(0, false, ORDER_RESUME);
	struct message msg;

	(void)state;
	attach();
	machine_tick(&m);
	assert_int_equal(drain_hears(&msg), MESSAGE_PROFILE);
	drain_is_ready();
	keeper_rows(0, false, ORDER_RESUME);
	assert_true(cable_control(&m, &jog, 0));
	r.settings = m.settings + 1;
	machine_row(&m, &r);
	machine_tick(&m);
	assert_int_equal(starts, 1);
	m.books->hand_done = m.books->hand_given;	/* says the drain */
	machine_tick(&m);
	machine_tick(&m);
	assert_int_equal(starts, 2);
}

/* Its heaters were on when it was lost, and nobody sees what they do. */
static void
lost__while_it_heated__told_after_a_minute(void **state)
{
	static const struct {
		int32_t	target_dC;
		int64_t	ms;
		bool	told;
	} rows[] = {
		{ 2000, 59000, false }, { 2000, 61000, true },
		{ 0, 600000, false },
	};
	struct message msg;
	size_t i;
	int k, told, offs;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(teardown(state), 0);
		assert_int_equal(setup(state), 0);
		keeper_rows(0, false, ORDER_RESUME);
		attach();
		machine_tick(&m);
		assert_int_equal(drain_hears(&msg), MESSAGE_PROFILE);
		drain_is_ready();
		drain_tells_heat(PHASE_LOST, rows[i].target_dC);
		p.now_ms += rows[i].ms;
		machine_tick(&m);
		machine_tick(&m);
		attach();
		machine_tick(&m);
		assert_int_equal(drain_hears(&msg), MESSAGE_PROFILE);
		drain_is_ready();
		for (k = told = 0; k < n_said; k++)
			told += said[k].type == MESSAGE_FAULT;
		assert_int_equal(told, rows[i].told);
		for (offs = 0; drain_hears(&msg) == MESSAGE_ORDER; offs++)
			assert_int_equal(msg.order.manual.control,
			    MANUAL_HEAT);
		assert_int_equal(offs, rows[i].told);
	}
}

/* Nothing is wrong with one that waits for a person with its print. */
static void
reset__knows_its_interrupted_print__keeps_that(void **state)
{
	struct message msg;
	uint64_t job;

	(void)state;
	m.books->job = 9;
	attach();
	machine_tick(&m);
	assert_int_equal(drain_hears(&msg), MESSAGE_PROFILE);
	drain_is_ready();
	keeper_rows(9, false, ORDER_RESUME);
	machine_reset(&m);
	job = m.books->job;
	assert_int_equal(job, 9);
	assert_true(m.port != -1);
	drain_tells(PHASE_HALTED, 0);
	machine_reset(&m);
	job = m.books->job;
	assert_int_equal(job, 0);
	assert_int_equal(m.port, -1);
}

#define T(test)		cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(settings__idle__new_drain_has_them_before_the_next_job),
		T(settings__other_baud__port_is_opened_anew),
		T(settings__in_a_job__wait_for_its_end),
		T(by_hand__drain_dies__said_and_not_done_again),
		T(by_hand__settings_change__drain_does_it_first),
		T(lost__while_it_heated__told_after_a_minute),
		T(reset__knows_its_interrupted_print__keeps_that),
		T(order__only_for_the_job_it_names),
		T(order__drain_does_not_listen__counts_as_dead),
		T(wish__stored_but_never_ordered__is_ordered_now),
		T(wish__to_run_from_the_same_keeper__resumes_nothing),
		T(emergency__bytes_before_anything_else),
		T(emergency__no_drain__still_written),
		T(emergency__cable_stuck__says_so_but_does_the_rest),
		T(emergency__no_port__says_so),
		T(alarm__measure__says_who_acts),
		T(emergency__not_confirmed__board_is_reset),
		T(reset__drain_ends_and_port_is_opened_anew),
		T(reset__next_drains__revive_the_board),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
