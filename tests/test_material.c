/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Materials and nozzles, as people and slicers write them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sql/material.h"

static void
material_read__texts__one_way_to_write(void **state)
{
	static const struct {
		const char	*text, *material;	/* NULL: refused */
	} rows[] = {
		{ "PLA", "PLA" }, { "pla", "PLA" }, { " PETG\r", "PETG" },
		{ "pet", "PETG" }, { "\"ABS\"", "ABS" }, { "", "" },
		{ "PLA-CF", "PLA-CF" }, { "PLA+", "PLA+" },
		{ "PA6.6", "PA6.6" }, { "ABCDEFGHIJKLMNOP",
		    "ABCDEFGHIJKLMNOP" },
		{ "ABCDEFGHIJKLMNOPQ", NULL }, { "1234", NULL },
		{ "PLA PETG", NULL }, { "PLA;PLA", NULL }, { "<b>", NULL },
		{ "PL\xc3\xa9", NULL }, { "-PLA", NULL },
	};
	char material[MATERIAL_SIZE];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(material_read(rows[i].text, material),
		    rows[i].material != NULL);
		if (rows[i].material != NULL)
			assert_string_equal(material, rows[i].material);
	}
}

static void
of_list__tools__only_if_all_agree(void **state)
{
	static const struct {
		const char	*list, *material;
		int64_t		 um;
	} rows[] = {
		{ "PLA", "PLA", 0 }, { "PLA;PLA", "PLA", 0 },
		{ "PLA;PETG", "", 0 }, { "PET; petg", "PETG", 0 },
		{ "PLA,PLA,PLA", "PLA", 0 }, { "", "", 0 },
		{ "PLA;", "", 0 }, { ";", "", 0 }, { "0.4", "", 400 },
		{ "0.4,0.4", "", 400 }, { "0.4;0.6", "", 0 },
		{ "0.25", "", 250 }, { " 0.8 \r", "", 800 },
		{ "0", "", 0 }, { "-1", "", 0 }, { "nan", "NAN", 0 },
		{ "inf", "INF", 0 }, { "1e9", "", 0 }, { "10", "", 10000 },
		{ "0.4mm", "", 0 },
	};
	char material[MATERIAL_SIZE], longer[512];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		material_of_list(rows[i].list, material);
		assert_string_equal(material, rows[i].material);
		assert_int_equal(material_nozzle_of_list(rows[i].list),
		    rows[i].um);
	}
	memset(longer, 'A', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	material_of_list(longer, material);
	assert_string_equal(material, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(material_read__texts__one_way_to_write),
		cmocka_unit_test(of_list__tools__only_if_all_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
