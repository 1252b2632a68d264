/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keys, rights and origins.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "cgi/access.h"
#include "cgi/permit.h"
#include "sql/policy.h"
#include "tests/lab.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define USER	(PERSON_SEE | PERSON_QUEUE | PERSON_PRINT)
#define OPERATOR (USER | PERSON_CONTROL)
#define ADMIN	(OPERATOR | PERSON_CONFIGURE)

static void
open_lab(struct lab *lab, int64_t value)
{
	assert_int_equal(policy_set(lab->spool, POLICY_OPEN_LAB, value,
	    "admin"), SPOOL_OK);
}

static void
fault__any_visitor_can_do_anything(void **state)
{
	struct lab *lab = *state;
	struct access a;

	/* A lab nobody opened. */
	assert_int_equal(access_find(lab->spool, NULL, &a), REFUSAL_NONE);
	assert_int_equal(a.rights, PERSON_SEE);
	assert_false(a.open_lab);
	assert_string_equal(a.person.name, "visitor");
	/* An empty key is none: slicers send it. */
	assert_int_equal(access_find(lab->spool, "", &a), REFUSAL_NONE);
	assert_int_equal(a.rights, PERSON_SEE);
	open_lab(lab, 1);
	assert_int_equal(access_find(lab->spool, NULL, &a), REFUSAL_NONE);
	assert_int_equal(a.rights, OPERATOR);
	assert_true(a.open_lab);
}

static void
access__wrong_keys__refused_in_an_open_lab_too(void **state)
{
	static const char *const wrong[] = { "x", "0", " ", "' OR 1=1 --",
	    "0000000000000000000000000000000000000000000000000000000000000000"
	};
	char key[PERSON_KEY_SIZE], longer[PERSON_KEY_SIZE + 1], large[2000];
	struct person p = { .name = "bob", .role = PERSON_USER };
	struct lab *lab = *state;
	struct access a;
	size_t i;

	assert_int_equal(person_add_key(lab->spool, &p, "test", key),
	    SPOOL_OK);
	for (i = 0; i < COUNT(wrong); i++)
		assert_int_equal(access_find(lab->spool, wrong[i], &a),
		    REFUSAL_WRONG_KEY);
	open_lab(lab, 1);
	for (i = 0; i < COUNT(wrong); i++)
		assert_int_equal(access_find(lab->spool, wrong[i], &a),
		    REFUSAL_WRONG_KEY);
	memset(large, 'a', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	assert_int_equal(access_find(lab->spool, large, &a),
	    REFUSAL_WRONG_KEY);
	/* The right one, and almost the right one. */
	assert_int_equal(access_find(lab->spool, key, &a), REFUSAL_NONE);
	memcpy(longer, key, sizeof(key));
	memcpy(longer + sizeof(key) - 1, "0", 2);
	assert_int_equal(access_find(lab->spool, longer, &a),
	    REFUSAL_WRONG_KEY);
	key[PERSON_KEY_SIZE - 2] = '\0';
	assert_int_equal(access_find(lab->spool, key, &a),
	    REFUSAL_WRONG_KEY);
}

static void
access__roles__their_rights(void **state)
{
	static const struct {
		enum person_role role;
		unsigned int	 rights, open;
	} rows[] = {
		{ PERSON_VISITOR,	PERSON_SEE,	OPERATOR },
		{ PERSON_USER,		USER,		OPERATOR },
		{ PERSON_OPERATOR,	OPERATOR,	OPERATOR },
		{ PERSON_ADMIN,		ADMIN,		ADMIN },
	};
	struct lab *lab = *state;
	struct access a;
	char key[PERSON_KEY_SIZE];
	size_t i;

	_Static_assert(COUNT(rows) == PERSON_ROLE__MAX, "every role");
	for (i = 0; i < COUNT(rows); i++) {
		struct person p = { .name = "bob", .role = rows[i].role };

		open_lab(lab, 0);
		assert_int_equal(person_add_key(lab->spool, &p, "test", key),
		    SPOOL_OK);
		assert_int_equal(access_find(lab->spool, key, &a),
		    REFUSAL_NONE);
		assert_string_equal(a.person.name, "bob");
		assert_int_equal(a.rights, rows[i].rights);
		open_lab(lab, 1);
		assert_int_equal(access_find(lab->spool, key, &a),
		    REFUSAL_NONE);
		assert_int_equal(a.rights, rows[i].open);
	}
}

static void
touch__owner_or_control__may(void **state)
{
	struct access a = { .person = { .name = "bob" }, .rights = USER };

	(void)state;
	assert_true(access_may_touch(&a, "bob"));
	assert_false(access_may_touch(&a, "alice"));
	assert_false(access_may_touch(&a, "bobby"));
	assert_false(access_may_touch(&a, ""));
	a.rights = OPERATOR;
	assert_true(access_may_touch(&a, "alice"));
}

static const struct {
	const char	*origin, *fetch_site, *host;
	bool		 here;
} requests[] = {
	/* programs */
	{ NULL, NULL, "lab:80", true },
	{ "", "", "lab:80", true },
	{ NULL, NULL, NULL, true },
	/* our pages */
	{ "http://lab:80", NULL, "lab:80", true },
	{ "https://lab", NULL, "lab", true },
	{ "https://LAB", NULL, "lab", true },
	{ "http://lab", "same-origin", "lab", true },
	{ NULL, "same-origin", "lab", true },
	{ NULL, "none", "lab", true },
	/* others' */
	{ "http://evil", NULL, "lab", false },
	{ "http://lab.evil", NULL, "lab", false },
	{ "http://lab:81", NULL, "lab", false },
	{ "http://lab", NULL, "lab:81", false },
	{ "http://lab/", NULL, "lab", false },
	{ "http://lab", NULL, NULL, false },
	{ "lab", NULL, "lab", false },
	{ "ftp://lab", NULL, "lab", false },
	{ "null", NULL, "lab", false },
	{ "null", "none", "lab", false },
	{ "http://evil", "same-origin", "lab", false },
	{ NULL, "cross-site", "lab", false },
	{ NULL, "same-site", "lab", false },
	{ NULL, "x", "lab", false },
};

static void
origin__requests__only_ours(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(requests); i++)
		if (access_from_here(requests[i].origin,
		    requests[i].fetch_site, requests[i].host) !=
		    requests[i].here)
			fail_msg("row %zu", i);
}

static void
order__whose_job_it_means__decides(void **state)
{
	static const struct {
		const char	*order;
		enum person_role role;
		const char	*who;
		enum refusal	 answer;
	} rows[] = {
		{ "stop", PERSON_USER, "ann", REFUSAL_NONE },
		{ "stop", PERSON_USER, "bob", REFUSAL_NO_RIGHT },
		{ "stop", PERSON_OPERATOR, "bob", REFUSAL_NONE },
		{ "stop", PERSON_VISITOR, "ann", REFUSAL_NO_RIGHT },
		{ "cleaned", PERSON_USER, "bob", REFUSAL_NONE },
		{ "emergency", PERSON_USER, "bob", REFUSAL_NONE },
		{ "reset", PERSON_USER, "ann", REFUSAL_NO_RIGHT },
		{ "reset", PERSON_OPERATOR, "bob", REFUSAL_NONE },
	};
	struct lab *lab = *state;
	struct job job;
	int64_t id = lab_submit(lab, lab->printer.id);
	struct access a = { .rights = 0 };
	size_t i;

	assert_int_equal(job_by_id(lab->spool, id, &job), SPOOL_OK);
	for (i = 0; i < COUNT(rows); i++) {
		a.person.role = rows[i].role;
		a.rights = person_rights(rows[i].role, false);
		/* the lab's job is its owner's, who is "ann" here */
		(void)snprintf(a.person.name, sizeof(a.person.name), "%s",
		    strcmp(rows[i].who, "ann") == 0 ? job.who : rows[i].who);
		if (permit_order(lab->spool, &a, permit_find(rows[i].order),
		    id) != rows[i].answer)
			fail_msg("row %zu", i);
		/* a job that is not there is the daemon's to refuse */
		if (strcmp(rows[i].order, "stop") == 0 &&
		    rows[i].role != PERSON_VISITOR)
			assert_int_equal(permit_order(lab->spool, &a,
			    permit_find("stop"), 999), REFUSAL_NONE);
	}
	assert_null(permit_find("dance"));
	assert_null(permit_find(NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    fault__any_visitor_can_do_anything, lab_set_up,
		    lab_tear_down),
		cmocka_unit_test_setup_teardown(
		    access__wrong_keys__refused_in_an_open_lab_too,
		    lab_set_up, lab_tear_down),
		cmocka_unit_test_setup_teardown(access__roles__their_rights,
		    lab_set_up, lab_tear_down),
		cmocka_unit_test_setup_teardown(
		    order__whose_job_it_means__decides, lab_set_up,
		    lab_tear_down),
		cmocka_unit_test(touch__owner_or_control__may),
		cmocka_unit_test(origin__requests__only_ours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
