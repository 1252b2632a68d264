/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The simulated wire: it takes its time, and its ring overflows.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "firmware/marlin/uart.h"

static int
drain(struct uart *u, char *out)
{
	int c, n = 0;

	while ((c = uart_get(u)) != -1)
		out[n++] = (char)c;
	return n;
}

static void
uart__250000_baud__40_us_a_byte(void **state)
{
	struct uart u;
	char out[UART_RING];

	(void)state;
	uart_init(&u, 250000, 0);
	assert_int_equal(uart_next(&u), INT64_MAX);
	assert_int_equal(uart_carry(&u, 1000, "ab\nc", 4), 4);
	assert_int_equal(uart_next(&u), 1000 + 3 * 40);
	uart_arrive(&u, 1039);
	assert_int_equal(drain(&u, out), 0);
	uart_arrive(&u, 1080);
	assert_int_equal(drain(&u, out), 2);
	assert_memory_equal(out, "ab", 2);
	uart_arrive(&u, 2000);
	assert_int_equal(drain(&u, out), 2);
	/* what is written later does not arrive earlier */
	(void)uart_carry(&u, 5000, "d", 1);
	uart_arrive(&u, 5039);
	assert_int_equal(drain(&u, out), 0);
}

/* Nobody reads: 127 bytes stay, the rest is gone for good. */
static void
uart__nobody_reads__the_ring_overflows(void **state)
{
	struct uart u;
	char bytes[300], out[UART_RING];

	(void)state;
	memset(bytes, 'x', sizeof(bytes));
	bytes[0] = 'a';
	uart_init(&u, 250000, 0);
	(void)uart_carry(&u, 0, bytes, sizeof(bytes));
	uart_arrive(&u, 1000000);
	assert_int_equal(u.overruns, 300 - 127);
	assert_int_equal(drain(&u, out), 127);
	assert_int_equal(out[0], 'a');
}

static void
uart__without_time__holds_the_sender_back(void **state)
{
	struct uart u;
	char bytes[300] = "", out[UART_RING];

	(void)state;
	uart_init(&u, 0, 0);
	(void)uart_carry(&u, 0, bytes, sizeof(bytes));
	uart_arrive(&u, 0);
	assert_int_equal(drain(&u, out), 127);
	uart_arrive(&u, 0);
	assert_int_equal(drain(&u, out), 127);
	assert_int_equal(u.overruns, 0);
}

static void
uart__cable_full__takes_no_more(void **state)
{
	static char bytes[UART_CABLE + 10];
	struct uart u;

	(void)state;
	uart_init(&u, 250000, 0);
	assert_int_equal(uart_carry(&u, 0, bytes, sizeof(bytes)), UART_CABLE);
	assert_int_equal(uart_carry(&u, 0, bytes, 1), 0);
}

static void
uart__flush__forgets_what_was_not_read(void **state)
{
	struct uart u;

	(void)state;
	uart_init(&u, 250000, 0);
	(void)uart_carry(&u, 0, "abc", 3);
	uart_arrive(&u, 1000);
	uart_flush(&u);
	assert_int_equal(uart_get(&u), -1);
}

static void
uart_put__takes_wire_time(void **state)
{
	struct uart u;

	(void)state;
	uart_init(&u, 250000, 0);
	assert_int_equal(uart_put(&u, "ok\n", 3), 120);
	assert_int_equal(u.out_used, 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(uart__250000_baud__40_us_a_byte),
		cmocka_unit_test(uart__nobody_reads__the_ring_overflows),
		cmocka_unit_test(uart__without_time__holds_the_sender_back),
		cmocka_unit_test(uart__cable_full__takes_no_more),
		cmocka_unit_test(uart__flush__forgets_what_was_not_read),
		cmocka_unit_test(uart_put__takes_wire_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
