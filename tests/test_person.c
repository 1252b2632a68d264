/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * People, keys and policies.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sql/person.h"
#include "tests/lab.h"

static void
person__key__is_known_and_nothing_like_it(void **state)
{
	struct lab *lab = *state;
	struct person p = { .name = "alice", .role = PERSON_USER }, found;
	char key[PERSON_KEY_SIZE], other[PERSON_KEY_SIZE];

	assert_int_equal(person_add_key(lab->spool, &p, "curl", key),
	    SPOOL_OK);
	assert_int_equal(strlen(key), 64);
	assert_int_equal(person_by_key(lab->spool, key, &found), SPOOL_OK);
	assert_string_equal(found.name, "alice");
	assert_int_equal(found.role, PERSON_USER);
	key[63] = key[63] == '0' ? '1' : '0';
	assert_int_equal(person_by_key(lab->spool, key, &found), SPOOL_NONE);
	assert_int_equal(person_by_key(lab->spool, "", &found), SPOOL_NONE);
	assert_int_equal(person_by_key(lab->spool, "' OR 1 --", &found),
	    SPOOL_NONE);
	/* a second key, and the role as it is now */
	p.role = PERSON_ADMIN;
	assert_int_equal(person_add_key(lab->spool, &p, "prusa", other),
	    SPOOL_OK);
	assert_string_not_equal(key, other);
	assert_int_equal(person_by_key(lab->spool, other, &found), SPOOL_OK);
	assert_int_equal(found.role, PERSON_ADMIN);
}

static void
person__key__is_not_in_the_database(void **state)
{
	struct lab *lab = *state;
	struct person p = { .name = "alice", .role = PERSON_USER };
	char key[PERSON_KEY_SIZE], command[256];

	assert_int_equal(person_add_key(lab->spool, &p, "curl", key),
	    SPOOL_OK);
	(void)snprintf(command, sizeof(command), "grep -qr %s %s", key,
	    lab->dir);
	assert_int_not_equal(system(command), 0);
}

/* fault: any visitor can do anything */
static void
fault__any_visitor_can_do_anything(void **state)
{
	static const struct {
		enum person_role role;
		bool		 open_lab;
		unsigned int	 rights;
	} rows[] = {
		{ PERSON_VISITOR,  false, PERSON_SEE },
		{ PERSON_USER,     false, PERSON_SEE | PERSON_QUEUE |
		    PERSON_PRINT },
		{ PERSON_OPERATOR, false, PERSON_SEE | PERSON_QUEUE |
		    PERSON_PRINT | PERSON_CONTROL },
		{ PERSON_ADMIN,    false, PERSON_SEE | PERSON_QUEUE |
		    PERSON_PRINT | PERSON_CONTROL | PERSON_CONFIGURE },
		{ PERSON_VISITOR,  true, PERSON_SEE | PERSON_QUEUE |
		    PERSON_PRINT | PERSON_CONTROL },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(person_rights(rows[i].role,
		    rows[i].open_lab), rows[i].rights);
}

static void
person_role__names(void **state)
{
	enum person_role i;

	(void)state;
	for (i = 0; i < PERSON_ROLE__MAX; i++)
		assert_int_equal(person_role_by_name(person_role_name(i)), i);
	assert_int_equal(person_role_by_name("root"), PERSON_ROLE__MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, lab_set_up, lab_tear_down)
		T(person__key__is_known_and_nothing_like_it),
		T(person__key__is_not_in_the_database),
		T(fault__any_visitor_can_do_anything),
		T(person_role__names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
