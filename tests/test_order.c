/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Orders: which are granted, what they store, who may give them.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "sql/account.h"
#include "sql/event.h"
#include "sql/policy.h"
#include "tests/keeping.h"

static void
order__each__only_where_it_fits(void **state)
{
	enum { NONE, RUNS, IS_INTERRUPTED };
	static const struct {
		int			when;
		enum message_order	order;
		int			off;	/* job meant, beside ours */
		enum message_verdict	verdict;
	} rows[] = {
		{ NONE, ORDER_PAUSE, 0, VERDICT_OTHER_JOB },
		{ NONE, ORDER_STOP, 0, VERDICT_OTHER_JOB },
		{ NONE, ORDER_GIVE_UP, 0, VERDICT_OTHER_JOB },
		{ NONE, ORDER_TUNE, 0, VERDICT_OTHER_JOB },
		{ NONE, ORDER_CLEANED, 0, VERDICT_OK },
		{ NONE, ORDER_RESET, 0, VERDICT_OK },
		{ NONE, ORDER__MAX, 0, VERDICT_REFUSED },
		{ RUNS, ORDER_PAUSE, 1, VERDICT_OTHER_JOB },
		{ RUNS, ORDER_STOP, 1, VERDICT_OTHER_JOB },
		{ RUNS, ORDER_TUNE, 1, VERDICT_OTHER_JOB },
		{ RUNS, ORDER_PAUSE, 0, VERDICT_OK },
		{ RUNS, ORDER_RESUME, 0, VERDICT_OK },
		{ RUNS, ORDER_GIVE_UP, 0, VERDICT_REFUSED },
		{ RUNS, ORDER_CLEANED, 0, VERDICT_REFUSED },
		{ RUNS, ORDER_RESET, 0, VERDICT_REFUSED },
		{ RUNS, ORDER_STOP, 0, VERDICT_OK },
		{ IS_INTERRUPTED, ORDER_PAUSE, 0, VERDICT_REFUSED },
		{ IS_INTERRUPTED, ORDER_RESUME, 0, VERDICT_REFUSED },
		{ IS_INTERRUPTED, ORDER_STOP, 0, VERDICT_REFUSED },
		{ IS_INTERRUPTED, ORDER_CLEANED, 0, VERDICT_REFUSED },
		{ IS_INTERRUPTED, ORDER_GIVE_UP, 1, VERDICT_OTHER_JOB },
		{ IS_INTERRUPTED, ORDER_RESET, 0, VERDICT_OK },
		{ IS_INTERRUPTED, ORDER_GIVE_UP, 0, VERDICT_OK },
	};
	struct fixture *f = *state;
	int when = NONE;
	int64_t id = 1;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].when == RUNS && when == NONE)
			id = print(f);
		if (rows[i].when == IS_INTERRUPTED && when == RUNS) {
			/* out of the way of the wish to stop */
			assert_int_equal(want(f, ORDER_RESUME, id),
			    VERDICT_OK);
			say_found(f);
		}
		when = rows[i].when;
		if (want(f, rows[i].order, id + rows[i].off) !=
		    rows[i].verdict)
			fail_msg("row %zu", i);
	}
	f->printer += 1000;
	assert_int_equal(want(f, ORDER_CLEANED, 0), VERDICT_NO_PRINTER);
	assert_int_equal(want(f, ORDER_EMERGENCY, 0), VERDICT_NO_PRINTER);
}

/* What the spool says of a person decides, not what the caller claimed; the
 * job is alice's. */
static void
order__for_a_person__by_the_rights_of_the_spool(void **state)
{
	static const struct {
		const char		*who;
		int64_t			 open_lab;
		enum message_order	 order;
		enum message_verdict	 verdict;
	} rows[] = {
		{ "visitor", 0, ORDER_PAUSE, VERDICT_NO_RIGHT },
		{ "nobody-known", 0, ORDER_PAUSE, VERDICT_NO_RIGHT },
		{ "visitor", 1, ORDER_PAUSE, VERDICT_OK },
		{ "ursula", 0, ORDER_PAUSE, VERDICT_NO_RIGHT },
		{ "alice", 0, ORDER_PAUSE, VERDICT_OK },
		{ "otto", 0, ORDER_PAUSE, VERDICT_OK },
		{ "disabled", 0, ORDER_PAUSE, VERDICT_NO_RIGHT },
		{ "ursula", 0, ORDER_TUNE, VERDICT_NO_RIGHT },
		{ "alice", 0, ORDER_TUNE, VERDICT_REFUSED },	/* a jog */
		{ "ursula", 0, ORDER_RESET, VERDICT_NO_RIGHT },
		{ "otto", 0, ORDER_RESET, VERDICT_REFUSED },
		{ "visitor", 0, ORDER_CLEANED, VERDICT_NO_RIGHT },
		{ "ursula", 0, ORDER_CLEANED, VERDICT_REFUSED },
		{ "admin", 0, ORDER_RESUME, VERDICT_OK },
	};
	static const struct person people[] = {
		{ .name = "ursula", .role = PERSON_USER },
		{ .name = "alice", .role = PERSON_USER },
		{ .name = "otto", .role = PERSON_OPERATOR },
		{ .name = "admin", .role = PERSON_ADMIN },
		{ .name = "disabled", .role = PERSON_OPERATOR },
	};
	struct fixture *f = *state;
	const struct account_change disable = { .set_disabled = true,
	    .disabled_ms = 1 };
	struct message m = { .type = MESSAGE_FORGET };
	enum account_clash clash;
	int64_t id = print(f);
	size_t i;

	for (i = 0; i < sizeof(people) / sizeof(people[0]); i++)
		assert_int_equal(account_add(f->lab->spool, &people[i], "", 0,
		    "x"), SPOOL_OK);
	assert_int_equal(account_change(f->lab->spool, "disabled", &disable,
	    "x", &clash), SPOOL_OK);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(policy_set(f->lab->spool, POLICY_OPEN_LAB,
		    rows[i].open_lab, "x"), SPOOL_OK);
		if (want_as(f, rows[i].who, rows[i].order, id) !=
		    rows[i].verdict)
			fail_msg("row %zu", i);
	}
	m.forget.printer = f->printer;
	m.forget.for_person = 1;
	(void)strcpy(m.forget.who, "otto");
	say(f, &m);
	assert_int_equal(hear(f, MESSAGE_GRANT, NULL).grant.result,
	    VERDICT_NO_RIGHT);
	m = (struct message){ .type = MESSAGE_ADOPT };
	m.adopt.for_person = 1;
	(void)strcpy(m.adopt.name, "new");
	(void)strcpy(m.adopt.position, "usb-9");
	(void)strcpy(m.adopt.who, "otto");
	say(f, &m);
	assert_int_equal(hear(f, MESSAGE_GRANT, NULL).grant.result,
	    VERDICT_NO_RIGHT);
	(void)strcpy(m.adopt.who, "admin");
	say(f, &m);
	assert_int_equal(hear(f, MESSAGE_GRANT, NULL).grant.result,
	    VERDICT_OK);
}

static void
emergency__printing__stops_the_job_and_sets_a_fault(void **state)
{
	struct fixture *f = *state;
	int64_t id = print(f), next = lab_submit(f->lab, f->printer);
	struct job job;

	assert_int_equal(want(f, ORDER_EMERGENCY, id), VERDICT_OK);
	job = job_now(f, id);
	assert_int_equal(job.state, JOB_STOPPED);
	assert_string_equal(job.why, "emergency stop");
	assert_non_null(strstr(printer_now(f).fault, "Emergency stop"));
	/* the drain's word comes later and says how far it came */
	say_done(f, id, END_STOPPED, true);
	assert_int_equal(want(f, ORDER_CLEANED, 0), VERDICT_OK);
	assert_int_equal(job_now(f, id).done_commands, 2);
	say_free(f, 0, "DiscoEasy200", "");
	assert_int_equal(want(f, ORDER_CLEANED, 0), VERDICT_OK);
	assert_int_equal(lab_state(f->lab, next), JOB_QUEUED);
	assert_int_equal(want(f, ORDER_RESET, 0), VERDICT_OK);
	assert_int_equal(hear(f, MESSAGE_START, NULL).start.job, next);
}

static void
fault__from_the_parent__is_stored(void **state)
{
	struct fixture *f = *state;
	const struct event_filter faults = { .what = "printer.fault",
	    .limit = 10 };
	struct message m = { .type = MESSAGE_FAULT };
	struct event *list;
	int n;

	m.fault.printer = f->printer;
	(void)strcpy(m.fault.why, "smoke");
	say(f, &m);
	assert_int_equal(want(f, ORDER_CLEANED, 0), VERDICT_OK);
	assert_string_equal(printer_now(f).fault, "smoke");
	assert_int_equal(event_list(f->lab->spool, &faults, &list, &n),
	    SPOOL_OK);
	assert_int_equal(n, 1);
	assert_string_equal(list[0].why, "smoke");
	assert_string_equal(list[0].printer, "dagoma-1");
	free(list);
}

#define T(test) \
	cmocka_unit_test_setup_teardown(test, keeping_set_up, keeping_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(order__each__only_where_it_fits),
		T(order__for_a_person__by_the_rights_of_the_spool),
		T(emergency__printing__stops_the_job_and_sets_a_fault),
		T(fault__from_the_parent__is_stored),
	};

	(void)signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
