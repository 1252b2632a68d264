/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Chips: what is written like one, and the list.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sql/chip.h"
#include "tests/lab.h"

static void
chip_read__texts__only_four_and_four_digits(void **state)
{
	static const struct {
		const char	*text;
		struct chip	 chip;		/* vid 0: not one */
	} rows[] = {
		{ "0403:6001", { 0x403, 0x6001 } },
		{ "1A86:7523", { 0x1a86, 0x7523 } },
		{ "ffff:0000", { 0xffff, 0 } },
		{ "0000:6001", { 0, 0 } }, { "403:6001", { 0, 0 } },
		{ "", { 0, 0 } }, { "0403-6001", { 0, 0 } },
		{ "0403:60011", { 0, 0 } }, { "0x03:6001", { 0, 0 } },
		{ "0403:+601", { 0, 0 } }, { " 403:6001", { 0, 0 } },
	};
	struct chip chip;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(chip_read(rows[i].text, &chip),
		    rows[i].chip.vid != 0);
		if (rows[i].chip.vid == 0)
			continue;
		assert_int_equal(chip.vid, rows[i].chip.vid);
		assert_int_equal(chip.pid, rows[i].chip.pid);
	}
}

static void
chip_write__any__four_and_four_digits(void **state)
{
	const struct chip chip = { 0x1a86, 0x23 };
	char text[CHIP_SIZE];

	(void)state;
	chip_write(&chip, text);
	assert_string_equal(text, "1a86:0023");
}

static void
chip_list__allowed_and_denied__by_number(void **state)
{
	const struct chip ch340 = { 0x1a86, 0x7523 }, low = { 1, 2 };
	struct lab *lab = *state;
	struct chip list[CHIPS_MAX];
	int n;

	assert_int_equal(chip_list(lab->spool, list, &n), SPOOL_OK);
	assert_int_equal(n, 1);
	assert_int_equal(list[0].vid, 0x403);
	assert_int_equal(list[0].pid, 0x6001);
	assert_int_equal(chip_allow(lab->spool, &ch340, "a"), SPOOL_OK);
	assert_int_equal(chip_allow(lab->spool, &ch340, "a"), SPOOL_REFUSED);
	assert_int_equal(chip_allow(lab->spool, &low, "a"), SPOOL_OK);
	assert_int_equal(chip_deny(lab->spool, &list[0], "a"), SPOOL_OK);
	assert_int_equal(chip_deny(lab->spool, &list[0], "a"),
	    SPOOL_REFUSED);
	assert_int_equal(chip_list(lab->spool, list, &n), SPOOL_OK);
	assert_int_equal(n, 2);
	assert_int_equal(list[0].vid, 1);
	assert_int_equal(list[1].pid, 0x7523);
}

static void
chip_allow__full_list__refused(void **state)
{
	struct lab *lab = *state;
	struct chip chip = { 1, 0 }, list[CHIPS_MAX];
	int n;

	for (chip.pid = 1; chip.pid < CHIPS_MAX; chip.pid++)
		assert_int_equal(chip_allow(lab->spool, &chip, "a"),
		    SPOOL_OK);
	assert_int_equal(chip_allow(lab->spool, &chip, "a"), SPOOL_REFUSED);
	assert_int_equal(chip_list(lab->spool, list, &n), SPOOL_OK);
	assert_int_equal(n, CHIPS_MAX);
}

#define T(test)	cmocka_unit_test_setup_teardown(test, lab_set_up, \
	lab_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(chip_read__texts__only_four_and_four_digits),
		T(chip_write__any__four_and_four_digits),
		T(chip_list__allowed_and_denied__by_number),
		T(chip_allow__full_list__refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
