/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The former system's files: what it wrote is understood, anything else is
 * not, and nothing is evaluated.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "setup/oldtree.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

/* As the former system wrote it for two printers. */
#define TWO	"[[\"b'Bus 001 Device 006: ID 0403:6001 Future Technology " \
	"Devices International, Ltd FT232 Serial (UART) IC\", " \
	"\"b'/dev/ttyUSB0'\", \"b'd_imprimante0'\"], ['Bus 001 Device 005: " \
	"ID 0403:6001 Future Technology Devices\\\\n', \"b'/dev/ttyUSB1'\", " \
	"\"b'd_imprimante12'\"]]"

static void
listing__rows(void **state)
{
	static const struct {
		const char	*text;
		int		 n;
	} rows[] = {
		{ TWO, 2 },
		{ TWO "\n", 2 },
		{ "[]", 0 },
		{ "[['a', 'b', 'd_imprimante3']]", 1 },
		{ "[['a', 'b', b'd_imprimante3']]", 1 },
		{ "", -1 },
		{ "[", -1 },
		{ "[]]", -1 },
		{ "[] and more", -1 },
		{ "[['a', 'b']]", -1 },
		{ "[['a', 'b', 'c']]", -1 },
		{ "[['a', 'b', 'd_imprimante1'] ['a', 'b', 'd_imprimante2']]",
		    -1 },
		{ "[,['a', 'b', 'd_imprimante1']]", -1 },
		{ "[['a', 'b', 'd_imprimante-1']]", -1 },
		{ "[['a', 'b', 'd_imprimante1000']]", -1 },
		{ "[['a', 'b', 'd_imprimante1/../2']]", -1 },
		{ "[['a\\", -1 },
		{ "[['a', 'b', __import__('os').system('id')]]", -1 },
		{ "__import__('os').system('id')", -1 },
	};
	int numbers[OLDTREE_PRINTERS];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		assert_int_equal(oldtree_listing(rows[i].text,
		    strlen(rows[i].text), numbers), rows[i].n);
	assert_int_equal(oldtree_listing(TWO, strlen(TWO), numbers), 2);
	assert_int_equal(numbers[0], 0);
	assert_int_equal(numbers[1], 12);
}

/* However it is cut off, it is no listing, and nothing behind it is read. */
static void
listing__every_prefix__is_refused(void **state)
{
	int numbers[OLDTREE_PRINTERS];
	size_t i;
	char *copy;

	(void)state;
	for (i = 0; i < strlen(TWO); i++) {
		copy = malloc(i + 1);
		assert_non_null(copy);
		memcpy(copy, TWO, i);
		assert_int_equal(oldtree_listing(copy, i, numbers), -1);
		free(copy);
	}
}

static void
listing__too_many__is_refused(void **state)
{
	static const char row[] = "['','','d_imprimante1'],";
	static char text[(OLDTREE_PRINTERS + 1) * sizeof(row) + 8] = "[";
	int numbers[OLDTREE_PRINTERS], i;
	char *end = text + 1;

	(void)state;
	for (i = 0; i <= OLDTREE_PRINTERS; i++)
		end = stpcpy(end, row);
	(void)strcpy(end - 1, "]");
	assert_int_equal(oldtree_listing(text, strlen(text), numbers), -1);
}

static void
archived__rows(void **state)
{
	static const struct {
		const char	*name;
		bool		 good;
		int		 printer;
		int64_t		 at_ms;
		const char	*label;
	} rows[] = {
		{ "d08m02y2023_h15m03s01_printer1_part.g", true, 1,
		    INT64_C(1675868581000), "part.g" },
		{ "d29m02y2024_h00m00s00_printer12_a_b.g", true, 12,
		    INT64_C(1709164800000), "a_b.g" },
		{ "d29m02y2023_h00m00s00_printer1_a.g", false, 0, 0, "" },
		{ "d00m02y2023_h00m00s00_printer1_a.g", false, 0, 0, "" },
		{ "d01m13y2023_h00m00s00_printer1_a.g", false, 0, 0, "" },
		{ "d01m01y2023_h24m00s00_printer1_a.g", false, 0, 0, "" },
		{ "d01m01y2023_h00m60s00_printer1_a.g", false, 0, 0, "" },
		{ "d01m01y1812_h00m00s00_printer1_a.g", false, 0, 0, "" },
		{ "d01m01y23_h00m00s00_printer1_a.g", false, 0, 0, "" },
		{ "d01m01y2023_h00m00s00_printer_a.g", false, 0, 0, "" },
		{ "d01m01y2023_h00m00s00_printer1234_a.g", false, 0, 0, "" },
		{ "d01m01y2023_h00m00s00_printer1_", false, 0, 0, "" },
		{ "d01m01y2023_h00m00s00_printer1a.g", false, 0, 0, "" },
		{ "part.g", false, 0, 0, "" },
		{ "", false, 0, 0, "" },
	};
	struct oldtree_print p;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		assert_int_equal(oldtree_archived(rows[i].name, &p),
		    rows[i].good);
		if (!rows[i].good)
			continue;
		assert_int_equal(p.printer, rows[i].printer);
		assert_int_equal(p.at_ms, rows[i].at_ms);
		assert_string_equal(p.label, rows[i].label);
	}
}

static void
folder__rows(void **state)
{
	(void)state;
	assert_int_equal(oldtree_folder("d_imprimante0"), 0);
	assert_int_equal(oldtree_folder("d_imprimante999"), 999);
	assert_int_equal(oldtree_folder("d_imprimante1000"), -1);
	assert_int_equal(oldtree_folder("d_imprimante"), -1);
	assert_int_equal(oldtree_folder("d_imprimante1x"), -1);
	assert_int_equal(oldtree_folder("gen_code"), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(listing__rows),
		cmocka_unit_test(listing__every_prefix__is_refused),
		cmocka_unit_test(listing__too_many__is_refused),
		cmocka_unit_test(archived__rows),
		cmocka_unit_test(folder__rows),
	};

	(void)setenv("TZ", "UTC", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
