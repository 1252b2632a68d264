/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The faulty cable and the truth about what was sent: they judge whole prints,
 * so they are judged first.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/marlin/fault.h"
#include "firmware/marlin/truth.h"

#define MANY	200000

/* How many of MANY bytes are different, and how many come out. */
static void
carry(const char *words, size_t *changed, size_t *arrived)
{
	static char in[MANY], out[MANY * FAULT_GROWTH];
	struct fault f;
	size_t i;

	fault_init(&f, 42);
	assert_true(fault_set(&f, words));
	memset(in, 'x', sizeof(in));
	*arrived = fault_to_machine(&f, in, sizeof(in), out);
	for (i = 0, *changed = 0; i < *arrived; i++)
		*changed += out[i] != 'x';
}

static void
bytes__rates__are_kept(void **state)
{
	size_t changed, arrived;

	(void)state;
	carry("none", &changed, &arrived);
	assert_int_equal(changed, 0);
	assert_int_equal(arrived, MANY);
	carry("flip=1e-2", &changed, &arrived);
	assert_in_range(changed, MANY / 100 * 9 / 10, MANY / 100 * 11 / 10);
	assert_int_equal(arrived, MANY);
	carry("drop=1e-2", &changed, &arrived);
	assert_int_equal(changed, 0);
	assert_in_range(MANY - arrived, MANY / 100 * 9 / 10,
	    MANY / 100 * 11 / 10);
	carry("double=1e-2", &changed, &arrived);
	assert_in_range(arrived - MANY, MANY / 100 * 9 / 10,
	    MANY / 100 * 11 / 10);
	carry("from-flip=1", &changed, &arrived);
	assert_int_equal(changed, 0);
	carry("silent=1", &changed, &arrived);
	assert_int_equal(arrived, 0);
}

static void
words__bad_ones__change_nothing(void **state)
{
	static const char *const rows[] = { "flip", "flip=", "flip=2",
	    "flip=-1", "flop=0.1", "flip=0.1,flop=0.1", "to-ok-lost=1",
	    "flip=0.1x", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=1" };
	struct fault f, before;
	size_t i;

	(void)state;
	fault_init(&f, 1);
	before = f;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (fault_set(&f, rows[i]))
			fail_msg("\"%s\" was taken", rows[i]);
		assert_memory_equal(&f, &before, sizeof(f));
	}
}

static void
answers__lost_doubled_late__are(void **state)
{
	static const char said[] = "ok T:1\nT:2\n";
	char out[4096];
	struct fault f;
	size_t n;

	(void)state;
	fault_init(&f, 1);
	assert_true(fault_set(&f, "ok-lost=1"));
	n = fault_from_machine(&f, 0, said, strlen(said), out);
	assert_int_equal(n, 4);
	assert_memory_equal(out, "T:2\n", 4);
	assert_true(fault_set(&f, "none,ok-doubled=1"));
	n = fault_from_machine(&f, 0, said, strlen(said), out);
	assert_int_equal(n, 18);
	assert_memory_equal(out, "ok T:1\nok T:1\nT:2\n", 18);
	assert_true(fault_set(&f, "none,ok-late=1,late-ms=10"));
	n = fault_from_machine(&f, 0, said, strlen(said), out);
	assert_int_equal(n, 4);
	assert_int_equal(fault_next(&f), 10000);
	n = fault_from_machine(&f, 10000, NULL, 0, out);
	assert_int_equal(n, 7);
	assert_memory_equal(out, "ok T:1\n", 7);
	assert_true(fault_next(&f) == INT64_MAX);
}

static void
truth__rows__verdicts(void **state)
{
	static const char sent[] = "N65540 G1 X1*5\nN65541 M105*5\nM108\n";
	struct truth t;

	(void)state;
	truth_init(&t);
	truth_sent(&t, sent, strlen(sent));
	assert_int_equal(truth_judge(&t, "G1 X1", 65540, ~0UL), TRUTH_SENT);
	assert_int_equal(truth_judge(&t, "G1 X1", 4, 0xffff), TRUTH_SENT);
	assert_int_equal(truth_judge(&t, "G1 X3", 65540, ~0UL),
	    TRUTH_ALTERED);
	assert_int_equal(truth_judge(&t, "G1 X1", 65539, ~0UL),
	    TRUTH_ALTERED);
	assert_int_equal(truth_judge(&t, "M108", READER_NONE, ~0UL),
	    TRUTH_SENT);
	assert_int_equal(truth_judge(&t, "G1 X1", READER_NONE, ~0UL),
	    TRUTH_STRAY);
	assert_int_equal(truth_judge(&t, "", READER_NONE, ~0UL), TRUTH_STRAY);
	assert_string_equal(truth_command(&t, 5, 0xffff), "M105");
	assert_null(truth_command(&t, 5, ~0UL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes__rates__are_kept),
		cmocka_unit_test(words__bad_ones__change_nothing),
		cmocka_unit_test(answers__lost_doubled_late__are),
		cmocka_unit_test(truth__rows__verdicts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
