/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Accounts, sessions and the lock after wrong passwords.
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
	assert_int_equal(account_add(lab->spool, &p, "", "admin"), SPOOL_OK);
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
begin(struct lab *lab, char token[LOGIN_TOKEN_SIZE])
{
	assert_int_equal(login_begin(lab->spool, id_of(lab, "bob"), NOW,
	    token), SPOOL_OK);
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
session__thousand__each_its_own(void **state)
{
	static char tokens[SESSIONS][LOGIN_TOKEN_SIZE];
	struct lab *lab = *state;
	int i;

	for (i = 0; i < SESSIONS; i++)
		begin(lab, tokens[i]);
	assert_int_equal(login_end(lab->spool, tokens[7]), SPOOL_OK);
	for (i = 0; i < SESSIONS; i++)
		assert_int_equal(find(lab, tokens[i], NOW),
		    i == 7 ? SPOOL_NONE : SPOOL_OK);
	assert_int_equal(find(lab, "", NOW), SPOOL_NONE);
	tokens[8][0] = tokens[8][0] == '0' ? '1' : '0';
	assert_int_equal(find(lab, tokens[8], NOW), SPOOL_NONE);
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
	char token[LOGIN_TOKEN_SIZE];
	struct lab *lab = *state;

	begin(lab, token);
	assert_int_equal(account_set_role(lab->spool, "bob", PERSON_VISITOR,
	    "admin"), SPOOL_OK);
	assert_int_equal(find(lab, token, NOW), SPOOL_NONE);
	begin(lab, token);
	assert_int_equal(account_set_password(lab->spool, "bob", "x",
	    "admin"), SPOOL_OK);
	assert_int_equal(find(lab, token, NOW), SPOOL_NONE);
	begin(lab, token);
	assert_int_equal(account_disable(lab->spool, "bob", NOW, "admin"),
	    SPOOL_OK);
	assert_int_equal(find(lab, token, NOW), SPOOL_NONE);
	assert_int_equal(account_disable(lab->spool, "bob", 0, "admin"),
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

static void
account__twice_or_unknown__refused(void **state)
{
	struct person p = { .name = "bob", .role = PERSON_ADMIN };
	struct lab *lab = *state;
	struct account a;

	assert_int_equal(account_add(lab->spool, &p, "", "eve"),
	    SPOOL_REFUSED);
	assert_int_equal(account_by_name(lab->spool, "bob", &a), SPOOL_OK);
	assert_int_equal(a.person.role, PERSON_USER);
	assert_int_equal(account_set_role(lab->spool, "nobody", PERSON_ADMIN,
	    "eve"), SPOOL_NONE);
	assert_false(account_valid_name("visitor"));
	assert_false(account_valid_name(""));
	assert_false(account_valid_name("a b"));
	assert_true(account_valid_name("j.doe@lab-1"));
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, set_up, lab_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(secret__password__fits_itself_only),
		ROW(session__thousand__each_its_own),
		ROW(session__old__expires),
		ROW(session__only_peeked_at__expires),
		ROW(session__account_changed__is_over),
		ROW(session__token__is_not_in_the_database),
		ROW(login__thousand_wrong__locked_for_a_while),
		ROW(login__many_names__address_is_locked),
		ROW(login__right__forgets_own_failures_only),
		ROW(account__twice_or_unknown__refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
