/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Policies: defaults, ranges, and who changed what.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "sql/policy.h"
#include "tests/lab.h"

static void
policy__unset__is_the_default(void **state)
{
	struct lab *lab = *state;
	int64_t value;

	assert_int_equal(policy_get(lab->spool, POLICY_OPEN_LAB, &value),
	    SPOOL_OK);
	assert_int_equal(value, 0);
	assert_int_equal(policy_get(lab->spool, POLICY_UPLOAD_BYTES, &value),
	    SPOOL_OK);
	assert_int_equal(value, 512 << 20);
}

static void
policy_set__range__is_kept(void **state)
{
	static const struct {
		enum policy	  policy;
		int64_t		  value;
		enum spool_result result;
	} rows[] = {
		{ POLICY_OPEN_LAB, 1, SPOOL_OK },
		{ POLICY_OPEN_LAB, 2, SPOOL_REFUSED },
		{ POLICY_OPEN_LAB, -1, SPOOL_REFUSED },
		{ POLICY_UPLOAD_BYTES, 1024, SPOOL_OK },
		{ POLICY_UPLOAD_BYTES, 1023, SPOOL_REFUSED },
		{ POLICY_FREE_BYTES, 0, SPOOL_OK },
	};
	struct lab *lab = *state;
	int64_t before, after;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)policy_get(lab->spool, rows[i].policy, &before);
		assert_int_equal(policy_set(lab->spool, rows[i].policy,
		    rows[i].value, "admin"), rows[i].result);
		(void)policy_get(lab->spool, rows[i].policy, &after);
		assert_int_equal(after, rows[i].result == SPOOL_OK ?
		    rows[i].value : before);
	}
}

/* What comes together is changed together, or not at all. */
static void
policy_change__all_or_none(void **state)
{
	struct policy_change changes[] = {
		{ POLICY_JOBS_AT_ONCE, 2, true, 0 },
		{ POLICY_WEEK_PRINTS, 9, true, 5 },
	};
	struct lab *lab = *state;
	int64_t value;
	bool stale;
	int wrong;

	assert_int_equal(policy_change(lab->spool, changes, 2, "ann", &wrong,
	    &stale), SPOOL_REFUSED);
	assert_true(stale);
	assert_int_equal(wrong, 1);
	assert_int_equal(policy_get(lab->spool, POLICY_JOBS_AT_ONCE, &value),
	    SPOOL_OK);
	assert_int_equal(value, 0);
	changes[1].old = 0;
	assert_int_equal(policy_change(lab->spool, changes, 2, "ann", &wrong,
	    &stale), SPOOL_OK);
	assert_int_equal(policy_get(lab->spool, POLICY_WEEK_PRINTS, &value),
	    SPOOL_OK);
	assert_int_equal(value, 9);
	changes[1].value = -1;
	assert_int_equal(policy_change(lab->spool, changes, 2, "ann", &wrong,
	    &stale), SPOOL_REFUSED);
	assert_false(stale);
	assert_int_equal(wrong, 1);
}

static void
policy__text__there_and_back(void **state)
{
	char text[POLICY_TEXT_SIZE];
	int64_t value;
	enum policy i;

	(void)state;
	for (i = 0; i < POLICY__MAX; i++) {
		assert_true(policy_parse(i, policy_format(i,
		    policy_range(i).normal, text), &value));
		assert_int_equal(value, policy_range(i).normal);
	}
	assert_false(policy_parse(POLICY_OPEN_MONDAY, "7", &value));
	assert_false(policy_parse(POLICY_JOBS_AT_ONCE, "always", &value));
}

static void
policy__names(void **state)
{
	enum policy i;

	(void)state;
	for (i = 0; i < POLICY__MAX; i++) {
		assert_int_equal(policy_by_name(policy_name(i)), i);
		assert_true(strlen(policy_help(i)) > 0);
	}
	assert_int_equal(policy_by_name("open_lab"), POLICY__MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, lab_set_up, lab_tear_down)
		T(policy__unset__is_the_default),
		T(policy_set__range__is_kept),
		T(policy_change__all_or_none),
		T(policy__text__there_and_back),
		T(policy__names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
