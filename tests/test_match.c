/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Matching of printers and ports: unplugging, swapping and twins must never
 * give a printer another one's cable.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "spoolerd/parent/match.h"

/* Two FTDI chips with numbers, two clones without, twins, and a terminal. */
static const struct port ports[] = {
	{ "/dev/ttyUSB0", "A1", "usb-1", "", 0x403, 0x6001, { 0, 0 }, false },
	{ "/dev/ttyUSB1", "A2", "usb-2", "", 0x403, 0x6001, { 0, 0 }, false },
	{ "/dev/ttyUSB2", "", "usb-3", "", 0x1a86, 0x7523, { 0, 0 }, false },
	{ "/dev/ttyUSB3", "", "usb-4", "", 0x1a86, 0x7523, { 0, 0 }, false },
	{ "/dev/ttyUSB4", "TWIN", "usb-5", "", 0x403, 0x6001, { 0, 0 }, false },
	{ "/dev/ttyUSB5", "TWIN", "usb-6", "", 0x403, 0x6001, { 0, 0 }, false },
	{ "/run/p/tty", "", "", "", 0, 0, { 0, 0 }, false },
};
#define N_PORTS		((int)(sizeof(ports) / sizeof(ports[0])))

static void
port__each_kind_of_identity__finds_its_port(void **state)
{
	static const struct {
		const char	*serial, *position, *path;
		int		 port;		/* -1: none */
	} rows[] = {
		{ "A1", "", "", 0 },
		{ "A2", "", "", 1 },
		{ "A3", "", "", -1 },
		{ "", "usb-3", "", 2 },
		{ "", "usb-4", "", 3 },
		{ "", "usb-9", "", -1 },
		{ "", "", "/run/p/tty", 6 },
		{ "", "", "/run/q/tty", -1 },
		{ "TWIN", "", "", -1 },		/* can't be told apart */
		{ "", "usb-6", "", 5 },
		{ "", "", "", -1 },		/* unknown: fits nowhere */
	};
	struct message_printer row;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memset(&row, 0, sizeof(row));
		strcpy(row.usb_serial, rows[i].serial);
		strcpy(row.position, rows[i].position);
		strcpy(row.path, rows[i].path);
		assert_ptr_equal(match_port(ports, N_PORTS, &row),
		    rows[i].port == -1 ? NULL : &ports[rows[i].port]);
	}
}

static void
fault__unplugged_printer_confuses_the_rest(void **state)
{
	struct message_printer row;
	struct port later[N_PORTS];

	(void)state;
	/* the first is gone, and the others got its tty numbers */
	memcpy(later, &ports[1], sizeof(later) - sizeof(later[0]));
	strcpy(later[0].path, "/dev/ttyUSB0");
	strcpy(later[1].path, "/dev/ttyUSB1");
	memset(&row, 0, sizeof(row));
	strcpy(row.usb_serial, "A1");
	assert_null(match_port(later, N_PORTS - 1, &row));
	strcpy(row.usb_serial, "A2");
	assert_string_equal(match_port(later, N_PORTS - 1, &row)->path,
	    "/dev/ttyUSB0");
}

static void
identity__the_best_that_tells_it_apart(void **state)
{
	struct match_identity id;

	(void)state;
	id = match_identity(ports, N_PORTS, &ports[0]);
	assert_string_equal(id.usb_serial, "A1");
	assert_null(id.position);
	assert_null(id.path);
	id = match_identity(ports, N_PORTS, &ports[2]);
	assert_null(id.usb_serial);
	assert_string_equal(id.position, "usb-3");
	id = match_identity(ports, N_PORTS, &ports[5]);
	assert_null(id.usb_serial);
	assert_string_equal(id.position, "usb-6");
	id = match_identity(ports, N_PORTS, &ports[6]);
	assert_null(id.position);
	assert_string_equal(id.path, "/run/p/tty");
}

static void
may_be__absent_and_no_serial__asked(void **state)
{
	static const struct {
		const char	*serial, *position, *path;
		int		 port;
		bool		 asks;
	} rows[] = {
		{ "", "usb-9", "", 2, true },	/* it moved here, or not */
		{ "", "usb-9", "", 3, true },
		{ "", "usb-9", "", 4, true },	/* a twin is known by place */
		{ "", "usb-9", "", 0, false },	/* this says who it is */
		{ "", "usb-9", "", 6, false },	/* no USB */
		{ "", "usb-4", "", 2, false },	/* it is where it was */
		{ "TWIN", "", "", 4, true },
		{ "TWIN", "", "", 5, true },
		{ "TWIN", "", "", 2, false },
		{ "A3", "", "", 2, false },
		{ "", "", "/run/q/tty", 6, false },
		{ "", "", "", 2, false },
	};
	struct message_printer row;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memset(&row, 0, sizeof(row));
		strcpy(row.usb_serial, rows[i].serial);
		strcpy(row.position, rows[i].position);
		strcpy(row.path, rows[i].path);
		assert_int_equal(match_may_be(ports, N_PORTS,
		    &ports[rows[i].port], &row), rows[i].asks);
	}
}

static void
match__cables_swapped__names_stay(void **state)
{
	struct message_printer row;
	struct port later[N_PORTS];

	(void)state;
	memcpy(later, ports, sizeof(later));
	strcpy(later[0].usb_serial, "A2");
	strcpy(later[1].usb_serial, "A1");
	memset(&row, 0, sizeof(row));
	strcpy(row.usb_serial, "A1");
	assert_ptr_equal(match_port(later, N_PORTS, &row), &later[1]);
	strcpy(row.usb_serial, "A2");
	assert_ptr_equal(match_port(later, N_PORTS, &row), &later[0]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(port__each_kind_of_identity__finds_its_port),
		cmocka_unit_test(fault__unplugged_printer_confuses_the_rest),
		cmocka_unit_test(may_be__absent_and_no_serial__asked),
		cmocka_unit_test(match__cables_swapped__names_stay),
		cmocka_unit_test(identity__the_best_that_tells_it_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
