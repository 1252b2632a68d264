/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Dialects and frames: the tables, and the checksum's known vectors.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdint.h>
#include <string.h>

#include "spoolerd/dialect.h"
#include "spoolerd/link/frame.h"

static void
dialect_find__known_and_unknown(void **state)
{
	(void)state;
	assert_non_null(dialect_find("marlin"));
	assert_null(dialect_find("Marlin"));
	assert_null(dialect_find(""));
}

static void
dialect_traits__words__not_prefixes(void **state)
{
	static const struct {
		const char	*command;
		unsigned int	 traits;
	} rows[] = {
		{ "G28", DIALECT_SLOW | DIALECT_HOMES },
		{ "G28 X Y", DIALECT_SLOW | DIALECT_HOMES },
		{ "G28X0", DIALECT_SLOW | DIALECT_HOMES },
		{ "G280", 0 },
		{ "G28.1", 0 },
		{ "G2 X1", 0 },
		{ "M109 S220 U-55", DIALECT_SLOW | DIALECT_HEAT },
		{ "M1090", 0 },
		{ "M105", DIALECT_TELLS },
		{ "G1 X1", 0 },
		{ "", 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(dialect_traits(rows[i].command),
		    rows[i].traits);
}

/* By the names that firmwares give themselves. */
static void
dialect_guess__rows(void **state)
{
	static const struct {
		const char	*firmware, *dialect;
	} rows[] = {
		{ "Marlin 2.1.2", "marlin" }, { "Repetier_1.0.5", "repetier" },
		{ "Prusa-Firmware 3.13.2 based on Marlin", "prusa" },
		{ "APrinter", "aprinter" }, { "Smoothieware,", "smoothie" },
		{ "", "marlin" }, { "Nobody knows", "marlin" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(dialect_guess(rows[i].firmware)->name,
		    rows[i].dialect);
}

static void
dialect_dwell_ms__rows(void **state)
{
	static const struct {
		const char	*command;
		int64_t		 ms;
	} rows[] = {
		{ "G4 S600", 600000 }, { "G4 P250", 250 }, { "G4S1.5", 1500 },
		{ "G4", 0 }, { "G4 S", 0 }, { "G4 S-3", 0 }, { "G4 Snan", 0 },
		{ "G4 S1e300", 1000 }, { "G4 Sinf", 0 }, { "G04 P5", 5 },
		{ "G4 S99999999", 86400000 }, { "G4 S2 P7", 7 },
		{ "G40 S9", 0 }, { "G1 S9", 0 }, { "", 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (dialect_dwell_ms(rows[i].command) != rows[i].ms)
			fail_msg("\"%s\"", rows[i].command);
}

static void
frame_make__vectors(void **state)
{
	static const struct {
		uint64_t	 number;
		const char	*command, *frame;
	} rows[] = {
		/* the canonical hello of every host */
		{ 0, "M110 N0", "N0 M110 N0*125\n" },
		{ 3, "T0", "N3 T0*57\n" },	/* from RepRap's G-code page */
		{ 4, "G92 E0", "N4 G92 E0*67\n" },
		/* what Marlin takes as an escape is not in its sum */
		{ 1, "M117 a\\;b", "N1 M117 a\\;b*61\n" },
		{ 2, "M117 a\\", "N2 M117 a\\*103\n" },
		{ 3, "M117 a\\\\b", "N3 M117 a\\\\b*88\n" },
		{ UINT64_MAX, "G1 X1", "N18446744073709551615 G1 X1*80\n" },
	};
	char frame[FRAME_SIZE];
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		n = frame_make(frame, rows[i].number, rows[i].command,
		    strlen(rows[i].command));
		assert_int_equal(n, strlen(rows[i].frame));
		assert_memory_equal(frame, rows[i].frame, n);
	}
}

static void
frame_make__too_long__is_refused(void **state)
{
	char frame[FRAME_SIZE], command[FRAME_SIZE];
	size_t n;

	(void)state;
	memset(command, 'x', sizeof(command));
	for (n = 1; n < sizeof(command); n++)
		assert_true(frame_make(frame, UINT64_MAX, command, n) <
		    FRAME_SIZE);
	assert_int_equal(frame_make(frame, 1, command, FRAME_SIZE - 4), 0);
	assert_true(frame_make(frame, UINT64_MAX, command, 96) > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dialect_find__known_and_unknown),
		cmocka_unit_test(dialect_traits__words__not_prefixes),
		cmocka_unit_test(dialect_guess__rows),
		cmocka_unit_test(dialect_dwell_ms__rows),
		cmocka_unit_test(frame_make__vectors),
		cmocka_unit_test(frame_make__too_long__is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
