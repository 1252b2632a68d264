/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sessions and the lock after wrong passwords.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sql/account.h"
#include "sql/login.h"
#include "tests/lab.h"

#define NOW	INT64_C(1700000000000)
#define SESSIONS 1000
#define TRIES	1000

static int
set_up(void **state)
{
	struct person p = { .name = "bob", .role = PERSON_USER };
	struct lab *lab;
	char path[128];

	if (lab_set_up(state) != 0)
		return -1;
	lab = *state;
	(void)snprintf(path, sizeof(path), "%s/session.db", lab->dir);
	assert_int_equal(login_attach(lab->spool, path), SPOOL_OK);
	assert_int_equal(account_add(lab->spool, &p, "", 0, "admin"), SPOOL_OK);
	return 0;
}

static int64_t
id_of(struct lab *lab, const char *name)
{
	struct account a;

	assert_int_equal(account_by_name(lab->spool, name, &a), SPOOL_OK);
	return a.person.id;
}

static void
begin_as(struct lab *lab, const char *name, int64_t now_ms,
    char token[LOGIN_TOKEN_SIZE])
{
	static const struct login_from from = { "10.0.0.1", "a browser" };

	assert_int_equal(login_begin(lab->spool, id_of(lab, name), &from,
	    now_ms, token), SPOOL_OK);
}

static void
begin(struct lab *lab, char token[LOGIN_TOKEN_SIZE])
{
	begin_as(lab, "bob", NOW, token);
}

static void
change(struct lab *lab, const struct account_change *c)
{
	enum account_clash clash;

	assert_int_equal(account_change(lab->spool, "bob", c, "admin",
	    &clash), SPOOL_OK);
}

static enum spool_result
find(struct lab *lab, const char *token, int64_t now_ms)
{
	struct person p;

	return login_find(lab->spool, token, now_ms, &p);
}

static void
secret__password__fits_itself_only(void **state)
{
	char kept[SECRET_PASSWORD_SIZE], again[SECRET_PASSWORD_SIZE];

	(void)state;
	assert_true(secret_keep("correct horse", kept));
	assert_true(strncmp(kept, "$argon2id$", 10) == 0);
	assert_true(secret_fits("correct horse", kept));
	assert_false(secret_fits("correct hors", kept));
	assert_false(secret_fits("", kept));
	assert_false(secret_fits("", ""));
	assert_true(secret_keep("correct horse", again));
	assert_string_not_equal(kept, again);
}

static void
session__hundred__each_its_own(void **state)
{
	static char tokens[LOGIN_MOST][LOGIN_TOKEN_SIZE];
	struct lab *lab = *state;
	int i;

	for (i = 0; i < LOGIN_MOST; i++)
		begin(lab, tokens[i]);
	assert_int_equal(login_end(lab->spool, tokens[7]), SPOOL_OK);
	for (i = 0; i < LOGIN_MOST; i++)
		assert_int_equal(find(lab, tokens[i], NOW),
		    i == 7 ? SPOOL_NONE : SPOOL_OK);
	assert_int_equal(find(lab, "", NOW), SPOOL_NONE);
	tokens[8][0] = tokens[8][0] == '0' ? '1' : '0';
	assert_int_equal(find(lab, tokens[8], NOW), SPOOL_NONE);
}

/* One person's thousand logins end that person's own oldest ones. */
static void
session__thousand__are_bounded(void **state)
{
	static char tokens[SESSIONS][LOGIN_TOKEN_SIZE];
	struct person alice = { .name = "alice", .role = PERSON_USER };
	char token[LOGIN_TOKEN_SIZE];
	struct lab *lab = *state;
	struct login *list;
	int i, n;

	assert_int_equal(account_add(lab->spool, &alice, "", 0, "admin"),
	    SPOOL_OK);
	begin_as(lab, "alice", NOW, token);
	for (i = 0; i < SESSIONS; i++)
		begin_as(lab, "bob", NOW + i, tokens[i]);
	for (i = 0; i < SESSIONS; i++)
		assert_int_equal(find(lab, tokens[i], NOW + SESSIONS),
		    i < SESSIONS - LOGIN_MOST ? SPOOL_NONE : SPOOL_OK);
	assert_int_equal(find(lab, token, NOW + SESSIONS), SPOOL_OK);
	assert_int_equal(login_list(lab->spool, id_of(lab, "bob"), "",
	    NOW + SESSIONS, &list, &n), SPOOL_OK);
	assert_int_equal(n, LOGIN_MOST);
	free(list);
}

/* A clock that was set back must not keep anybody out. */
static void
session__clock_back__new_ones_live(void **state)
{
	static char tokens[LOGIN_MOST][LOGIN_TOKEN_SIZE];
	char token[LOGIN_TOKEN_SIZE];
	struct lab *lab = *state;
	int i;

	for (i = 0; i < LOGIN_MOST; i++)
		begin(lab, tokens[i]);
	begin_as(lab, "bob", NOW - 86400000, token);
	assert_int_equal(find(lab, token, NOW - 86400000), SPOOL_OK);
	for (i = 0; i < 3 * LOGIN_NAME_FAILURES; i++)
		(void)login_try(lab->spool, "bob", "10.0.0.1", NOW);
	assert_int_equal(login_try(lab->spool, "bob", "10.0.0.1", NOW),
	    SPOOL_REFUSED);
	assert_int_equal(login_try(lab->spool, "bob", "10.0.0.1",
	    NOW - 86400000), SPOOL_OK);
}

static void
session__list__names_and_ends(void **state)
{
	char mine[LOGIN_TOKEN_SIZE], other[LOGIN_TOKEN_SIZE];
	struct lab *lab = *state;
	int64_t bob = id_of(lab, "bob");
	struct login *list;
	int n;

	begin(lab, mine);
	begin_as(lab, "bob", NOW + 1, other);
	assert_int_equal(login_list(lab->spool, bob, mine, NOW + 1, &list,
	    &n), SPOOL_OK);
	assert_int_equal(n, 2);
	assert_false(list[0].own);
	assert_true(list[1].own);
	assert_string_equal(list[0].from.agent, "a browser");
	assert_null(strstr(other, list[0].name));
	/* another person's it is not */
	assert_int_equal(login_end_of(lab->spool, bob + 1, list[0].name, mine),
	    SPOOL_NONE);
	assert_int_equal(login_end_of(lab->spool, bob, list[0].name, mine),
	    SPOOL_OK);
	assert_int_equal(find(lab, other, NOW + 1), SPOOL_NONE);
	free(list);
	begin(lab, other);
	assert_int_equal(login_end_of(lab->spool, bob, NULL, mine), SPOOL_OK);
	assert_int_equal(find(lab, other, NOW), SPOOL_NONE);
	assert_int_equal(find(lab, mine, NOW), SPOOL_OK);
}

/* cve_session__never_expires: CVE-2022-2888 */
static void
session__old__expires(void **state)
{
	char token[LOGIN_TOKEN_SIZE];
	struct lab *lab = *state;
	int64_t now;

	begin(lab, token);
	assert_int_equal(find(lab, token, NOW + LOGIN_IDLE_MS), SPOOL_NONE);
	/* The clock jumped back by a day. */
	assert_int_equal(find(lab, token, NOW - 86400000), SPOOL_NONE);
	/* In use all the time, and over nevertheless. */
	for (now = NOW; now < NOW + LOGIN_LONGEST_MS;
	    now += LOGIN_IDLE_MS / 2)
		assert_int_equal(find(lab, token, now), SPOOL_OK);
	assert_int_equal(find(lab, token, NOW + LOGIN_LONGEST_MS),
	    SPOOL_NONE);
}

static void
session__only_peeked_at__expires(void **state)
{
	char token[LOGIN_TOKEN_SIZE];
	struct lab *lab = *state;
	struct person p;
	int64_t now;

	begin(lab, token);
	for (now = NOW; now < NOW + LOGIN_IDLE_MS; now += LOGIN_IDLE_MS / 4)
		assert_int_equal(login_peek(lab->spool, token, now, &p),
		    SPOOL_OK);
	assert_string_equal(p.name, "bob");
	assert_int_equal(login_peek(lab->spool, token, now, &p), SPOOL_NONE);
}

/* cve_session__outlives_a_change: CVE-2022-3068 */
static void
session__account_changed__is_over(void **state)
{
	static const struct account_change changes[] = {
		{ .set_role = true, .role = PERSON_VISITOR },
		{ .kept = "x" },
		{ .set_disabled = true, .disabled_ms = NOW },
		{ .set_disabled = true, .disabled_ms = 0 },
	};
	char token[LOGIN_TOKEN_SIZE];
	struct lab *lab = *state;
	size_t i;

	for (i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		begin(lab, token);
		change(lab, &changes[i]);
		assert_int_equal(find(lab, token, NOW), SPOOL_NONE);
	}
}

/* fault: a new key logs its person out */
static void
session__nothing_changed__lives_on(void **state)
{
	static const struct account_change changes[] = {
		{ .set_role = true, .role = PERSON_USER },
		{ .set_disabled = true, .disabled_ms = 0 },
	};
	struct person bob = { .name = "bob", .role = PERSON_USER };
	char token[LOGIN_TOKEN_SIZE], key[PERSON_KEY_SIZE];
	struct lab *lab = *state;
	size_t i;

	begin(lab, token);
	for (i = 0; i < sizeof(changes) / sizeof(changes[0]); i++)
		change(lab, &changes[i]);
	assert_int_equal(person_add_key(lab->spool, &bob, "curl", key),
	    SPOOL_OK);
	assert_int_equal(find(lab, token, NOW), SPOOL_OK);
	bob.role = PERSON_OPERATOR;
	assert_int_equal(person_add_key(lab->spool, &bob, "curl", key),
	    SPOOL_OK);
	assert_int_equal(find(lab, token, NOW), SPOOL_NONE);
}

static void
session__token__is_not_in_the_database(void **state)
{
	char token[LOGIN_TOKEN_SIZE], command[256];
	struct lab *lab = *state;

	begin(lab, token);
	(void)snprintf(command, sizeof(command), "grep -qr %s %s", token,
	    lab->dir);
	assert_int_not_equal(system(command), 0);
}

static enum spool_result
try(struct lab *lab, const char *name, const char *address, int64_t now_ms)
{
	return login_try(lab->spool, name, address, now_ms);
}

/* cve_login__no_limit: CVE-2022-2822 */
static void
login__thousand_wrong__locked_for_a_while(void **state)
{
	struct lab *lab = *state;
	int i, tried = 0;

	for (i = 0; i < TRIES; i++)
		if (try(lab, "bob", "10.0.0.1", NOW + i) == SPOOL_OK)
			tried++;
	assert_int_equal(tried, LOGIN_NAME_FAILURES);
	/* Nobody else is locked out, bob himself from elsewhere included. */
	assert_int_equal(try(lab, "bob", "10.0.0.2", NOW), SPOOL_OK);
	assert_int_equal(try(lab, "alice", "10.0.0.1", NOW), SPOOL_OK);
	/* Tries under the lock did not make it longer. */
	assert_int_equal(try(lab, "bob", "10.0.0.1", NOW + LOGIN_LOCK_MS +
	    LOGIN_NAME_FAILURES), SPOOL_OK);
}

static void
login__many_names__address_is_locked(void **state)
{
	struct lab *lab = *state;
	int i, tried = 0;
	char name[16];

	for (i = 0; i < TRIES; i++) {
		(void)snprintf(name, sizeof(name), "n%d", i);
		if (try(lab, name, "10.0.0.1", NOW) == SPOOL_OK)
			tried++;
	}
	assert_int_equal(tried, LOGIN_ADDRESS_FAILURES);
}

static void
login__right__forgets_own_failures_only(void **state)
{
	struct lab *lab = *state;
	int i;

	for (i = 0; i < 3 * LOGIN_ADDRESS_FAILURES; i++) {
		assert_int_equal(try(lab, "bob", "10.0.0.1", NOW), SPOOL_OK);
		assert_int_equal(login_passed(lab->spool, "bob",
		    "10.0.0.1"), SPOOL_OK);
	}
	for (i = 0; i < LOGIN_NAME_FAILURES; i++)
		assert_int_equal(try(lab, "eve", "10.0.0.1", NOW), SPOOL_OK);
	assert_int_equal(try(lab, "bob", "10.0.0.1", NOW), SPOOL_OK);
	assert_int_equal(login_passed(lab->spool, "bob", "10.0.0.1"),
	    SPOOL_OK);
	assert_int_equal(try(lab, "eve", "10.0.0.1", NOW), SPOOL_REFUSED);
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, set_up, lab_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(secret__password__fits_itself_only),
		ROW(session__hundred__each_its_own),
		ROW(session__thousand__are_bounded),
		ROW(session__clock_back__new_ones_live),
		ROW(session__list__names_and_ends),
		ROW(session__old__expires),
		ROW(session__only_peeked_at__expires),
		ROW(session__account_changed__is_over),
		ROW(session__nothing_changed__lives_on),
		ROW(session__token__is_not_in_the_database),
		ROW(login__thousand_wrong__locked_for_a_while),
		ROW(login__many_names__address_is_locked),
		ROW(login__right__forgets_own_failures_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
