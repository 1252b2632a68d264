/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keys, rights and origins.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "cgi/access.h"
#include "cgi/mandate.h"
#include "sql/account.h"
#include "sql/instant.h"
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

/* Two know a one-time password: in an open lab, too, it is less than none. */
static void
access__one_time_password__only_sees(void **state)
{
	static const struct login_from from = { "127.0.0.1", "" };
	struct person bob = { .name = "bob", .role = PERSON_ADMIN };
	struct lab *lab = *state;
	char path[128], token[LOGIN_TOKEN_SIZE];
	struct account account;
	struct access a;

	(void)snprintf(path, sizeof(path), "%s/session.db", lab->dir);
	assert_int_equal(login_attach(lab->spool, path), SPOOL_OK);
	assert_int_equal(account_add(lab->spool, &bob, "kept", instant_now(),
	    "root"), SPOOL_OK);
	assert_int_equal(account_by_name(lab->spool, "bob", &account),
	    SPOOL_OK);
	assert_int_equal(login_begin(lab->spool, account.person.id, &from,
	    instant_now(), token), SPOOL_OK);
	open_lab(lab, 1);
	assert_int_equal(access_find_session(lab->spool, token, &a),
	    REFUSAL_NONE);
	assert_string_equal(a.person.name, "bob");
	assert_true(a.person.once);
	assert_int_equal(a.rights, PERSON_SEE);
	assert_int_equal(person_rights(a.person.role, a.open_lab), PERSON_SEE);
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
	bool		 here, https;
} requests[] = {
	/* programs */
	{ NULL, NULL, "lab:80", true, false },
	{ "", "", "lab:80", true, false },
	{ NULL, NULL, NULL, true, false },
	/* our pages */
	{ "http://lab:80", NULL, "lab:80", true, false },
	{ "https://lab", NULL, "lab", true, false },
	{ "https://LAB", NULL, "lab", true, false },
	{ "http://lab", "same-origin", "lab", true, false },
	{ NULL, "same-origin", "lab", true, false },
	{ NULL, "none", "lab", true, false },
	/* others' */
	{ "http://evil", NULL, "lab", false, false },
	{ "http://lab.evil", NULL, "lab", false, false },
	{ "http://lab:81", NULL, "lab", false, false },
	{ "http://lab", NULL, "lab:81", false, false },
	{ "http://lab/", NULL, "lab", false, false },
	{ "http://lab", NULL, NULL, false, false },
	{ "lab", NULL, "lab", false, false },
	{ "ftp://lab", NULL, "lab", false, false },
	{ "null", NULL, "lab", false, false },
	{ "null", "none", "lab", false, false },
	{ "http://evil", "same-origin", "lab", false, false },
	{ NULL, "cross-site", "lab", false, false },
	{ NULL, "same-site", "lab", false, false },
	{ NULL, "x", "lab", false, false },
	/* Over HTTPS a page that came over HTTP is not ours: anybody on the
	 * way may have written it. */
	{ "https://lab", NULL, "lab", true, true },
	{ "http://lab", NULL, "lab", false, true },
	{ NULL, NULL, "lab", true, true },
	{ NULL, "cross-site", "lab", false, true },
};

static void
origin__requests__only_ours(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(requests); i++)
		if (access_from_here(requests[i].origin,
		    requests[i].fetch_site, requests[i].host,
		    requests[i].https) != requests[i].here)
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
		if (mandate_check(lab->spool, &a, mandate_find(rows[i].order),
		    id) != rows[i].answer)
			fail_msg("row %zu", i);
		/* a job that is not there is the daemon's to refuse */
		if (strcmp(rows[i].order, "stop") == 0 &&
		    rows[i].role != PERSON_VISITOR)
			assert_int_equal(mandate_check(lab->spool, &a,
			    mandate_find("stop"), 999), REFUSAL_NONE);
	}
	assert_null(mandate_find("dance"));
	assert_null(mandate_find(NULL));
}

/* Beside our own statements. */
static void
run_sql(const struct lab *lab, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(lab->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void
named__rows__who_it_is(void **state)
{
	static const struct {
		const char	*name;
		int64_t		 policy;
		enum refusal	 refusal;
		const char	*person;
		enum person_role role;
	} rows[] = {
		{ NULL, 2, REFUSAL_NAMELESS, "", PERSON_VISITOR },
		{ "", 2, REFUSAL_NAMELESS, "", PERSON_VISITOR },
		{ "alice", 0, REFUSAL_STRANGER, "", PERSON_VISITOR },
		{ "alice", 2, REFUSAL_NONE, "alice", PERSON_USER },
		/* known now: the policy is for those who aren't */
		{ "alice", 0, REFUSAL_NONE, "alice", PERSON_USER },
		{ "ALICE", 3, REFUSAL_NONE, "alice", PERSON_USER },
		{ "Carol", 1, REFUSAL_NONE, "carol", PERSON_VISITOR },
		{ "dora@univ.example", 3, REFUSAL_NONE, "dora@univ.example",
		    PERSON_OPERATOR },
		{ "visitor", 2, REFUSAL_STRANGER, "", PERSON_VISITOR },
		{ "Visitor", 2, REFUSAL_STRANGER, "", PERSON_VISITOR },
		{ "a b", 2, REFUSAL_STRANGER, "", PERSON_VISITOR },
		{ "*)(uid=*", 2, REFUSAL_STRANGER, "", PERSON_VISITOR },
		{ "a'; --", 2, REFUSAL_STRANGER, "", PERSON_VISITOR },
		{ "<script>", 2, REFUSAL_STRANGER, "", PERSON_VISITOR },
		{ "l\xc3\xa9" "a", 2, REFUSAL_STRANGER, "", PERSON_VISITOR },
		{ "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee"
		    "ffffffffff12345", 2, REFUSAL_STRANGER, "",
		    PERSON_VISITOR },
		/* shut out, however it is written */
		{ "bob", 2, REFUSAL_STRANGER, "", PERSON_VISITOR },
		{ "BOB", 2, REFUSAL_STRANGER, "", PERSON_VISITOR },
		/* the roles are ours */
		{ "root", 1, REFUSAL_NONE, "root", PERSON_ADMIN },
	};
	struct lab *lab = *state;
	struct access a;
	size_t i;

	run_sql(lab, "INSERT INTO person (name, role, created_ms, disabled_ms)"
	    " VALUES ('bob', 'admin', 1, 2), ('root', 'admin', 1, NULL)");
	for (i = 0; i < COUNT(rows); i++) {
		assert_int_equal(policy_set(lab->spool, POLICY_NEW_PERSON,
		    rows[i].policy, "admin"), SPOOL_OK);
		if (access_find_named(lab->spool, rows[i].name, &a) !=
		    rows[i].refusal)
			fail_msg("row %zu", i);
		if (rows[i].refusal != REFUSAL_NONE)
			continue;
		assert_string_equal(a.person.name, rows[i].person);
		assert_int_equal(a.person.role, rows[i].role);
		/* a browser sends such a password to whoever asks */
		assert_true(a.logged_in);
	}
	/* Each left an event, once. */
	run_sql(lab, "CREATE TABLE once (n INTEGER CHECK (n = 3));"
	    "INSERT INTO once SELECT count(*) FROM event"
	    " WHERE what = 'person.added' AND who = 'nginx'");
}

static void
cookie__rows__only_of_its_kind(void **state)
{
#define TOKEN "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	static const struct {
		const char	*header, *path;
		bool		 https, found;
	} rows[] = {
		{ NULL, "", false, false },
		{ "", "", false, false },
		{ "connectprint=" TOKEN, "", false, true },
		{ "a=b; connectprint=" TOKEN "; c=d", "", false, true },
		{ "connectprint=" TOKEN "0", "", false, false },
		{ "connectprint=0", "", false, false },
		{ "xconnectprint=" TOKEN, "", false, false },
		{ "connectprint" TOKEN, "", false, false },
		/* HTTPS: one that HTTP may have planted is none */
		{ "connectprint=" TOKEN, "", true, false },
		{ "connectprint=" TOKEN, "/print", true, false },
		{ "__Host-connectprint=" TOKEN, "", true, true },
		{ "__Secure-connectprint=" TOKEN, "", true, false },
		{ "__Secure-connectprint=" TOKEN, "/print", true, true },
		{ "__Host-connectprint=" TOKEN, "/print", true, false },
	};
	char token[LOGIN_TOKEN_SIZE];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		if (access_cookie(rows[i].header,
		    access_cookie_kind(rows[i].https, rows[i].path), token) !=
		    rows[i].found)
			fail_msg("row %zu", i);
		if (rows[i].found)
			assert_string_equal(token, TOKEN);
	}
#undef TOKEN
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
		cmocka_unit_test_setup_teardown(
		    access__one_time_password__only_sees, lab_set_up,
		    lab_tear_down),
		cmocka_unit_test(touch__owner_or_control__may),
		cmocka_unit_test(origin__requests__only_ours),
		cmocka_unit_test_setup_teardown(named__rows__who_it_is,
		    lab_set_up, lab_tear_down),
		cmocka_unit_test(cookie__rows__only_of_its_kind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
