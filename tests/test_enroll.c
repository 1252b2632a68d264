/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Printers come and go.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <signal.h>
#include <string.h>

#include "tests/keeping.h"

static void
adopt__names__given_made_and_refused(void **state)
{
	static const struct {
		const char		*name, *path, *type;
		enum message_verdict	 verdict;
		const char		*got;
	} rows[] = {
		{ "left", "/dev/pts/1", "DiscoEasy200", VERDICT_OK, "left" },
		{ "", "/dev/pts/2", "DiscoEasy200", VERDICT_OK,
		    "discoeasy200-1" },
		{ "", "/dev/pts/3", "DiscoEasy200", VERDICT_OK,
		    "discoeasy200-2" },
		{ "", "/dev/pts/4", "", VERDICT_OK, "printer-1" },
		{ "", "/dev/pts/5", "Ender 3 (V2)!\xff\x01", VERDICT_OK,
		    "ender-3-v2-1" },
		{ "", "/dev/pts/6", "A machine with a name that is much too "
		    "long for one", VERDICT_OK,
		    "a-machine-with-a-name-that-1" },
		{ "left", "/dev/pts/7", "x", VERDICT_REFUSED, NULL },
		{ "any", "/dev/pts/7", "x", VERDICT_REFUSED, NULL },
		{ "Left", "/dev/pts/7", "x", VERDICT_REFUSED, NULL },
		/* adopted before: the same row */
		{ "other", "/dev/pts/1", "DiscoEasy200", VERDICT_OK, "left" },
	};
	struct fixture *f = *state;
	struct message m;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memset(&m, 0, sizeof(m));
		m.type = MESSAGE_ADOPT;
		m.adopt.ticket = 7;
		(void)strcpy(m.adopt.name, rows[i].name);
		(void)strcpy(m.adopt.path, rows[i].path);
		(void)strcpy(m.adopt.machine_type, rows[i].type);
		(void)strcpy(m.adopt.who, "ann");
		m.adopt.baud = 250000;
		say(f, &m);
		m = hear(f, MESSAGE_GRANT, NULL);
		assert_int_equal(m.grant.ticket, 7);
		assert_int_equal(m.grant.result, rows[i].verdict);
		if (rows[i].got != NULL)
			assert_string_equal(m.grant.name, rows[i].got);
		if (rows[i].got != NULL)
			assert_true(m.grant.printer > 0);
	}
}

static void
adopt__moved__keeps_its_number_or_is_refused(void **state)
{
	struct fixture *f = *state;
	struct message m = { .type = MESSAGE_ADOPT };
	int64_t number;

	(void)strcpy(m.adopt.name, "new");
	(void)strcpy(m.adopt.position, "usb-9");
	(void)strcpy(m.adopt.machine_type, "DiscoUltimate");
	say(f, &m);
	number = hear(f, MESSAGE_GRANT, NULL).grant.printer;
	m.adopt.printer = number;
	(void)strcpy(m.adopt.position, "usb-8");
	(void)strcpy(m.adopt.machine_type, "Impostor");
	say(f, &m);
	assert_int_equal(hear(f, MESSAGE_GRANT, NULL).grant.result,
	    VERDICT_REFUSED);
	(void)strcpy(m.adopt.machine_type, "DiscoUltimate");
	say(f, &m);
	do
		m = hear(f, MESSAGE_PRINTER, NULL);
	while (strcmp(m.printer.position, "usb-8") != 0);
	assert_int_equal(m.printer.printer, number);
	assert_int_equal(hear(f, MESSAGE_GRANT, NULL).grant.printer, number);
}

static void
adopt__row__comes_before_the_grant(void **state)
{
	struct fixture *f = *state;
	struct message m = { .type = MESSAGE_ADOPT };

	(void)strcpy(m.adopt.name, "new");
	(void)strcpy(m.adopt.position, "pci-0000:00:14.0-usb-0:1:1.0");
	m.adopt.clean = 1;
	(void)strcpy(m.adopt.who, "ann");
	say(f, &m);
	do
		m = hear(f, MESSAGE_PRINTER, NULL);
	while (strcmp(m.printer.name, "new") != 0);
	assert_int_equal(hear(f, MESSAGE_GRANT, NULL).grant.printer,
	    m.printer.printer);
	f->printer = m.printer.printer;
	assert_false(printer_now(f).needs_cleaning);
}

static void
forget__idle_goes__busy_stays(void **state)
{
	struct fixture *f = *state;
	int64_t id = print(f);
	struct message m = { .type = MESSAGE_FORGET };
	struct message got;

	m.forget.ticket = 9;
	m.forget.printer = f->printer;
	(void)strcpy(m.forget.who, "ann");
	say(f, &m);
	assert_int_equal(hear(f, MESSAGE_GRANT, NULL).grant.result,
	    VERDICT_REFUSED);
	say_done(f, id, END_FINISHED, false);
	say(f, &m);
	do
		got = hear(f, MESSAGE_PRINTER, NULL);
	while (!got.printer.gone);
	assert_int_equal(got.printer.printer, f->printer);
	assert_int_equal(hear(f, MESSAGE_GRANT, NULL).grant.result,
	    VERDICT_OK);
	say(f, &m);
	assert_int_equal(hear(f, MESSAGE_GRANT, NULL).grant.result,
	    VERDICT_NO_PRINTER);
}

#define T(test) \
	cmocka_unit_test_setup_teardown(test, keeping_set_up, keeping_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(adopt__names__given_made_and_refused),
		T(adopt__moved__keeps_its_number_or_is_refused),
		T(adopt__row__comes_before_the_grant),
		T(forget__idle_goes__busy_stays),
	};

	(void)signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
