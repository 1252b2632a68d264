/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Printers: identity, numbers, and what people see.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sql/import.h"
#include "tests/lab.h"

/* fault: printers named by ttyUSB number.  A chip's serial number is the
 * printer, on whatever port it comes back. */
static void
fault__printers_mixed_up_after_unplugging(void **state)
{
	struct lab *lab = *state;
	struct printer a = { .name = "left", .usb_serial = "A10001" };
	struct printer b = { .name = "right", .usb_serial = "A10002" };
	struct printer again = { .name = "left-2", .usb_serial = "A10001" };

	assert_int_equal(printer_adopt(lab->spool, &a, "admin"), SPOOL_OK);
	assert_int_equal(printer_adopt(lab->spool, &b, "admin"), SPOOL_OK);
	assert_int_equal(printer_adopt(lab->spool, &again, "admin"),
	    SPOOL_OK);
	assert_int_equal(again.id, a.id);
	assert_string_equal(again.name, "left");
}

static void
printer_adopt__profile__is_that_of_the_machine(void **state)
{
	struct lab *lab = *state;
	struct printer p = { .name = "other", .position = "usb-1.2",
	    .machine_type = "RepRap", .baud = 57600, .needs_cleaning = true };

	assert_string_equal(lab->printer.profile, "dagoma-discoeasy200");
	assert_int_equal(lab->printer.baud, 250000);
	assert_int_equal(lab->printer.window_lines, 3);
	assert_int_equal(printer_adopt(lab->spool, &p, "admin"), SPOOL_OK);
	assert_string_equal(p.profile, "generic");
	assert_int_equal(p.baud, 57600);
	assert_int_equal(p.window_lines, 3);
	assert_true(p.needs_cleaning);
	p = (struct printer){ .name = "third", .position = "usb-1.3",
	    .machine_type = "Delta", .dialect = "repetier" };
	assert_int_equal(printer_adopt(lab->spool, &p, "admin"), SPOOL_OK);
	assert_string_equal(p.profile, "generic-repetier");
	assert_string_equal(p.dialect, "repetier");
	p = (struct printer){ .name = "kossel", .position = "usb-1.5",
	    .machine_type = "", .dialect = "aprinter" };
	assert_int_equal(printer_adopt(lab->spool, &p, "admin"), SPOOL_OK);
	assert_string_equal(p.profile, "generic-aprinter");
	assert_int_equal(p.window_lines, 1);
	/* a machine that is known counts for more */
	p = (struct printer){ .name = "fourth", .position = "usb-1.4",
	    .machine_type = "DiscoEasy200", .dialect = "repetier" };
	assert_int_equal(printer_adopt(lab->spool, &p, "admin"), SPOOL_OK);
	assert_string_equal(p.dialect, "marlin");
}

static void
printer_adopt__bad_rows__are_refused(void **state)
{
	static const struct printer rows[] = {
		{ .name = "dagoma-1", .path = "/dev/pts/99" },	/* taken */
		{ .name = "any", .path = "/dev/pts/98" },
		{ .name = "Upper", .path = "/dev/pts/97" },
		{ .name = "", .path = "/dev/pts/96" },
		{ .name = "no-port" },
		{ .name = "two-ports", .path = "/dev/x", .position = "y" },
	};
	struct lab *lab = *state;
	struct printer p;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		p = rows[i];
		assert_int_equal(printer_adopt(lab->spool, &p, "admin"),
		    SPOOL_REFUSED);
	}
}

/* A number means one machine for ever: the old addresses depend on it. */
/* What an import made is waiting for its port, and keeps number and name. */
static void
printer_adopt__imported__gets_its_port(void **state)
{
	struct lab *lab = *state;
	struct printer old = { .name = "imprimante-7" }, p = {
	    .name = "imprimante-7", .usb_serial = "AH01",
	    .machine_type = "DiscoEasy200", .needs_cleaning = true };
	bool fresh;

	assert_int_equal(import_printer(lab->spool, 7, "admin", &old, &fresh),
	    SPOOL_OK);
	assert_true(fresh);
	assert_int_equal(old.id, 7);
	assert_int_equal(printer_view(&old, true), PRINTER_DISABLED);
	assert_int_equal(printer_adopt(lab->spool, &p, "admin"), SPOOL_OK);
	assert_int_equal(p.id, 7);
	assert_string_equal(p.disabled, "");
	assert_string_equal(p.path, "");
	assert_string_equal(p.usb_serial, "AH01");
	assert_string_equal(p.profile, "dagoma-discoeasy200");
	/* a second port under this name is one too many */
	(void)strcpy(p.usb_serial, "AH02");
	assert_int_equal(printer_adopt(lab->spool, &p, "admin"),
	    SPOOL_REFUSED);
	/* and importing again finds it */
	assert_int_equal(import_printer(lab->spool, 7, "admin", &old, &fresh),
	    SPOOL_OK);
	assert_false(fresh);
	assert_string_equal(old.usb_serial, "AH01");
}

static void
printer_forget__number__is_never_given_again(void **state)
{
	struct lab *lab = *state;
	int64_t old = lab->printer.id, id = lab_submit(lab, old);
	struct printer p;
	struct job job;

	assert_int_equal(printer_forget(lab->spool, old, "admin"), SPOOL_OK);
	assert_int_equal(printer_forget(lab->spool, old, "admin"),
	    SPOOL_REFUSED);
	assert_int_equal(printer_by_id(lab->spool, old, &p), SPOOL_NONE);
	assert_int_equal(lab_state(lab, id), JOB_CANCELLED);
	p = lab_printer(lab, "dagoma-1", "/dev/pts/77");
	assert_true(p.id > old);
	/* history stays, under the name it had */
	assert_int_equal(job_by_id(lab->spool, id, &job), SPOOL_OK);
	assert_string_equal(job.printer, "dagoma-1");
}

static void
printer__held_by_a_job__is_neither_forgotten_nor_clean(void **state)
{
	struct lab *lab = *state;
	int64_t p = lab->printer.id;
	struct job job;

	(void)lab_submit(lab, p);
	assert_int_equal(job_claim(lab->spool, p, &job), SPOOL_OK);
	assert_int_equal(printer_forget(lab->spool, p, "admin"),
	    SPOOL_REFUSED);
	assert_int_equal(printer_cleaned(lab->spool, p, "alice"),
	    SPOOL_REFUSED);
}

static void
printer_view__precedence(void **state)
{
	static const struct {
		struct printer	  p;
		bool		  connected;
		enum printer_view view;
	} rows[] = {
		{ { .id = 1 }, true, PRINTER_FREE },
		{ { .id = 1 }, false, PRINTER_OFFLINE },
		{ { .needs_cleaning = true }, true, PRINTER_TO_CLEAN },
		{ { .needs_cleaning = true }, false, PRINTER_OFFLINE },
		{ { .job_state = "printing" }, true, PRINTER_PRINTING },
		{ { .job_state = "paused" }, true, PRINTER_PAUSED },
		{ { .job_state = "printing" }, false, PRINTER_OFFLINE },
		{ { .job_state = "interrupted" }, true, PRINTER_ERROR },
		{ { .job_state = "interrupted" }, false, PRINTER_ERROR },
		{ { .fault = "halted" }, false, PRINTER_ERROR },
		{ { .fault = "halted", .disabled = "belt" }, true,
		    PRINTER_DISABLED },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (printer_view(&rows[i].p, rows[i].connected) !=
		    rows[i].view)
			fail_msg("row %zu is %s", i, printer_view_name(
			    printer_view(&rows[i].p, rows[i].connected)));
}

static void
printer_identify__only_the_unknown(void **state)
{
	struct lab *lab = *state;
	struct printer p = { .name = "new", .position = "usb-9" };

	assert_int_equal(printer_adopt(lab->spool, &p, "admin"), SPOOL_OK);
	assert_int_equal(printer_identify(lab->spool, p.id, "DiscoUltimate",
	    "u"), SPOOL_OK);
	assert_int_equal(printer_identify(lab->spool, p.id, "Impostor", "v"),
	    SPOOL_OK);
	assert_int_equal(printer_by_id(lab->spool, p.id, &p), SPOOL_OK);
	assert_string_equal(p.machine_type, "DiscoUltimate");
	assert_string_equal(p.profile, "dagoma-discoultimate");
}

static void
printer_move__same_kind_and_free_port__only_then(void **state)
{
	struct lab *lab = *state;
	struct printer p = { .name = "new", .position = "usb-9",
	    .machine_type = "DiscoUltimate" };
	struct printer other = { .name = "other", .position = "usb-7" };
	struct printer to = { .position = "usb-8",
	    .machine_type = "Impostor" };

	assert_int_equal(printer_adopt(lab->spool, &p, "admin"), SPOOL_OK);
	assert_int_equal(printer_adopt(lab->spool, &other, "admin"),
	    SPOOL_OK);
	to.id = p.id;
	assert_int_equal(printer_move(lab->spool, &to, "ann"),
	    SPOOL_REFUSED);
	(void)strcpy(to.machine_type, "DiscoUltimate");
	(void)strcpy(to.position, "usb-7");
	assert_int_equal(printer_move(lab->spool, &to, "ann"),
	    SPOOL_REFUSED);
	assert_int_equal(printer_by_id(lab->spool, p.id, &p), SPOOL_OK);
	assert_string_equal(p.position, "usb-9");
	(void)strcpy(to.position, "usb-8");
	assert_int_equal(printer_move(lab->spool, &to, "ann"), SPOOL_OK);
	assert_int_equal(printer_by_id(lab->spool, p.id, &p), SPOOL_OK);
	assert_string_equal(p.position, "usb-8");
	assert_string_equal(p.name, "new");
}

static void
printer_list__by_number(void **state)
{
	struct lab *lab = *state;
	struct printer *list;
	char name[16], path[32];
	int i, n;

	for (i = 2; i <= 20; i++) {
		(void)snprintf(name, sizeof(name), "p-%d", i);
		(void)snprintf(path, sizeof(path), "/dev/pts/%d", 100 + i);
		(void)lab_printer(lab, name, path);
	}
	assert_int_equal(printer_list(lab->spool, &list, &n), SPOOL_OK);
	assert_int_equal(n, 20);
	for (i = 1; i < n; i++)
		assert_true(list[i].id > list[i - 1].id);
	free(list);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, lab_set_up, lab_tear_down)
		T(fault__printers_mixed_up_after_unplugging),
		T(printer_adopt__profile__is_that_of_the_machine),
		T(printer_adopt__bad_rows__are_refused),
		T(printer_adopt__imported__gets_its_port),
		T(printer_forget__number__is_never_given_again),
		T(printer__held_by_a_job__is_neither_forgotten_nor_clean),
		T(printer_view__precedence),
		T(printer_identify__only_the_unknown),
		T(printer_move__same_kind_and_free_port__only_then),
		T(printer_list__by_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
