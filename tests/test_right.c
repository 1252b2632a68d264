/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rights of callers, and that they are those of the table of roles.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "spoolerd/parent/right.h"
#include "sql/person.h"

#define OWN	900
#define WEB	901
#define OTHER	1000
#define ALL	(PERSON_SEE | PERSON_QUEUE | PERSON_PRINT | PERSON_CONTROL | \
	PERSON_CONFIGURE)
#define USER	(PERSON_SEE | PERSON_QUEUE | PERSON_PRINT)

static void
caller__who_and_as_whom__decide(void **state)
{
	static const struct {
		uid_t		 uid;
		bool		 has_web;
		const char	*kwargs;
		unsigned int	 rights;
	} rows[] = {
		{ 0, true, "{}", ALL },
		{ OWN, true, "{}", ALL },
		{ OWN, false, "{}", ALL },
		{ OTHER, true, "{}", PERSON_SEE },
		{ OTHER, true, "{\"role\":\"admin\"}", PERSON_SEE },
		{ WEB, true, "{}", PERSON_SEE },
		{ WEB, true, "{\"role\":\"user\"}", USER },
		{ WEB, true, "{\"role\":\"admin\"}", ALL },
		{ WEB, true, "{\"role\":\"visitor\"}", PERSON_SEE },
		{ WEB, true, "{\"role\":\"visitor\",\"open_lab\":true}",
		    USER | PERSON_CONTROL },
		{ WEB, true, "{\"open_lab\":true}", PERSON_SEE },
		{ WEB, false, "{\"role\":\"admin\"}", PERSON_SEE },
		/* a role that is named restricts even us: `make run` */
		{ OWN, true, "{\"role\":\"visitor\"}", PERSON_SEE },
		{ 0, true, "{\"role\":\"user\"}", USER },
		{ WEB, true, "{\"role\":\"root\"}", 0 },
		{ WEB, true, "{\"role\":7}", 0 },
		{ OWN, true, "{\"role\":null}", 0 },
		{ WEB, true, "{\"role\":\"visitor\",\"open_lab\":1}",
		    PERSON_SEE },
	};
	json_t *kwargs;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		kwargs = json_loads(rows[i].kwargs, 0, NULL);
		assert_int_equal(right_of_caller(rows[i].uid, OWN,
		    rows[i].has_web, WEB, kwargs), rows[i].rights);
		json_decref(kwargs);
	}
	assert_int_equal(right_of_caller(OTHER, OWN, true, WEB, NULL),
	    PERSON_SEE);
	assert_int_equal(right_of_caller(OWN, OWN, true, WEB, NULL), ALL);
}

static void
roles__all__as_the_spool_says(void **state)
{
	enum person_role role;
	json_t *kwargs;
	int open;

	(void)state;
	for (role = 0; role < PERSON_ROLE__MAX; role++)
		for (open = 0; open <= 1; open++) {
			kwargs = json_pack("{s:s, s:b}", "role",
			    person_role_name(role), "open_lab", open);
			assert_int_equal(right_of_caller(WEB, OWN, true, WEB,
			    kwargs), person_rights(role, open));
			json_decref(kwargs);
		}
}

static void
acts_for__web_or_a_role__a_person(void **state)
{
	static const struct {
		uid_t		 uid;
		const char	*kwargs;
		bool		 acts;
	} rows[] = {
		{ 0, "{}", false }, { OWN, "{\"as\":\"ann\"}", false },
		{ OWN, "{\"role\":\"admin\"}", true },
		{ 0, "{\"role\":null}", true }, { WEB, "{}", true },
		{ OTHER, "{}", true }, { WEB, "{\"role\":\"admin\"}", true },
	};
	json_t *kwargs;
	size_t i;

	(void)state;
	assert_false(right_acts_for(OWN, OWN, NULL));
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		kwargs = json_loads(rows[i].kwargs, 0, NULL);
		assert_int_equal(right_acts_for(rows[i].uid, OWN, kwargs),
		    rows[i].acts);
		json_decref(kwargs);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(caller__who_and_as_whom__decide),
		cmocka_unit_test(acts_for__web_or_a_role__a_person),
		cmocka_unit_test(roles__all__as_the_spool_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
