/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tickets: each is taken exactly once, by its number, its age, or a death.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "spoolerd/parent/ticket.h"

static int
setup(void **state)
{
	*state = calloc(1, sizeof(struct tickets));
	return *state != NULL ? 0 : -1;
}

static int
teardown(void **state)
{
	free(*state);
	return 0;
}

static uint64_t
put(struct tickets *t, int64_t printer, int64_t now_ms)
{
	struct ticket ticket = { .kind = TICKET_ORDER, .printer = printer };

	return ticket_put(t, &ticket, now_ms);
}

static void
take__by_number__once(void **state)
{
	uint64_t a = put(*state, 1, 0), b = put(*state, 2, 0);
	struct ticket got;

	assert_true(a != 0 && b != 0 && a != b);
	got = ticket_take(*state, b);
	assert_int_equal(got.kind, TICKET_ORDER);
	assert_int_equal(got.printer, 2);
	assert_int_equal(ticket_take(*state, b).kind, TICKET_NONE);
	assert_int_equal(ticket_take(*state, a).printer, 1);
	assert_int_equal(ticket_take(*state, 0).kind, TICKET_NONE);
	assert_int_equal(ticket_take(*state, UINT64_MAX).kind, TICKET_NONE);
}

static void
take_late__at_the_limit__only_those(void **state)
{
	struct ticket got;

	(void)put(*state, 1, 1000);
	(void)put(*state, 2, 1001);
	got = ticket_take_late(*state, 999 + TICKET_MS, 0);
	assert_int_equal(got.kind, TICKET_NONE);
	got = ticket_take_late(*state, 1000 + TICKET_MS, 0);
	assert_int_equal(got.printer, 1);
	got = ticket_take_late(*state, 1000 + TICKET_MS, 0);
	assert_int_equal(got.kind, TICKET_NONE);
	assert_int_equal(ticket_take_late(*state, 0, 1).printer, 2);
	assert_int_equal(ticket_take_late(*state, 0, 1).kind, TICKET_NONE);
}

static void
put__too_many__refused_and_numbers_never_again(void **state)
{
	uint64_t last = 0, number;
	struct ticket full = { .kind = TICKET_ORDER };
	int i;

	for (i = 0; i < TICKETS; i++) {
		number = put(*state, i, 0);
		assert_true(number > last);
		last = number;
	}
	full.id = json_integer(1);	/* taken over even so */
	assert_int_equal(ticket_put(*state, &full, 0), 0);
	(void)ticket_take(*state, last);
	assert_true(put(*state, 1, 0) > last);
}

#define T(test)		cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(take__by_number__once),
		T(take_late__at_the_limit__only_those),
		T(put__too_many__refused_and_numbers_never_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
