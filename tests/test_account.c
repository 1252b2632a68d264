/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Accounts and keys: what two admins do at a time, what the last admin may
 * not lose, and that each change is recorded once.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sql/account.h"
#include "sql/apikey.h"
#include "sql/event.h"
#include "tests/lab.h"

#define NOW	INT64_C(1700000000000)

static void
add(struct lab *lab, const char *name, enum person_role role, const char *kept)
{
	struct person p = { .role = role };

	(void)snprintf(p.name, sizeof(p.name), "%s", name);
	assert_int_equal(account_add(lab->spool, &p, kept, 0, "root"),
	    SPOOL_OK);
}

static struct account
get(struct lab *lab, const char *name)
{
	struct account a;

	assert_int_equal(account_by_name(lab->spool, name, &a), SPOOL_OK);
	return a;
}

static enum spool_result
change(struct lab *lab, const char *name, struct account_change c,
    enum account_clash *clash)
{
	return account_change(lab->spool, name, &c, "root", clash);
}

static int
count_events(struct lab *lab, const char *what)
{
	struct event_filter f = { .limit = 1000 };
	struct event *list;
	int n;

	(void)snprintf(f.what, sizeof(f.what), "%s", what);
	assert_int_equal(event_list(lab->spool, &f, &list, &n), SPOOL_OK);
	free(list);
	return n;
}

static void
account__twice_or_unknown__refused(void **state)
{
	struct person p = { .name = "bob", .role = PERSON_ADMIN };
	struct lab *lab = *state;
	enum account_clash clash;

	add(lab, "bob", PERSON_USER, "");
	assert_int_equal(account_add(lab->spool, &p, "", 0, "eve"),
	    SPOOL_REFUSED);
	assert_int_equal(get(lab, "bob").person.role, PERSON_USER);
	assert_int_equal(change(lab, "nobody", (struct account_change){
	    .set_role = true, .role = PERSON_ADMIN }, &clash), SPOOL_NONE);
	assert_false(account_valid_name("visitor"));
	assert_false(account_valid_name(""));
	assert_false(account_valid_name("a b"));
	assert_false(account_valid_name("spooler"));
	assert_true(account_valid_name("j.doe@lab-1"));
}

/* Both saw the same; the second is told. */
static void
account__two_admins__second_is_stale(void **state)
{
	struct lab *lab = *state;
	enum account_clash clash;
	int64_t seen;

	add(lab, "bob", PERSON_USER, "");
	seen = get(lab, "bob").version;
	assert_int_equal(change(lab, "bob", (struct account_change){
	    .version = seen, .set_role = true, .role = PERSON_OPERATOR },
	    &clash), SPOOL_OK);
	assert_int_equal(change(lab, "bob", (struct account_change){
	    .version = seen, .set_role = true, .role = PERSON_VISITOR },
	    &clash), SPOOL_REFUSED);
	assert_int_equal(clash, ACCOUNT_STALE);
	assert_int_equal(get(lab, "bob").person.role, PERSON_OPERATOR);
	assert_int_equal(count_events(lab, "person.role"), 1);
	/* and may, having seen it */
	assert_int_equal(change(lab, "bob", (struct account_change){
	    .version = seen + 1, .set_disabled = true, .disabled_ms = NOW },
	    &clash), SPOOL_OK);
	assert_int_equal(get(lab, "bob").disabled_ms, NOW);
}

static void
account__last_admin__stays(void **state)
{
	static const struct account_change changes[] = {
		{ .set_role = true, .role = PERSON_OPERATOR },
		{ .set_disabled = true, .disabled_ms = NOW },
	};
	struct lab *lab = *state;
	struct person eve = { .name = "eve", .role = PERSON_USER };
	char key[PERSON_KEY_SIZE];
	enum account_clash clash;
	size_t i;

	add(lab, "eve", PERSON_ADMIN, "kept");
	/* one who has no way in doesn't count */
	add(lab, "ghost", PERSON_ADMIN, "");
	for (i = 0; i < 2; i++) {
		assert_int_equal(change(lab, "eve", changes[i], &clash),
		    SPOOL_REFUSED);
		assert_int_equal(clash, ACCOUNT_LAST_ADMIN);
	}
	assert_int_equal(person_add_key(lab->spool, &eve, "curl", key),
	    SPOOL_REFUSED);
	assert_int_equal(get(lab, "eve").person.role, PERSON_ADMIN);
	assert_int_equal(get(lab, "eve").keys, 0);
	add(lab, "ann", PERSON_ADMIN, "kept");
	for (i = 0; i < 2; i++)
		assert_int_equal(change(lab, "eve", changes[i], &clash),
		    SPOOL_OK);
}

static void
account__password__once_or_own(void **state)
{
	struct lab *lab = *state;
	enum account_clash clash;

	add(lab, "bob", PERSON_USER, "");
	assert_int_equal(change(lab, "bob", (struct account_change){
	    .kept = "first", .once_ms = NOW }, &clash), SPOOL_OK);
	assert_int_equal(get(lab, "bob").once_ms, NOW);
	assert_int_equal(change(lab, "bob", (struct account_change){
	    .kept = "second" }, &clash), SPOOL_OK);
	assert_int_equal(get(lab, "bob").once_ms, 0);
	assert_string_equal(get(lab, "bob").password, "second");
	assert_int_equal(count_events(lab, "person.password"), 2);
	assert_int_equal(count_events(lab, "person"), 3);
}

static void
account__word__can_be_typed(void **state)
{
	char word[SECRET_WORD_SIZE], again[SECRET_WORD_SIZE];

	(void)state;
	assert_true(secret_make_word(word));
	assert_true(secret_make_word(again));
	assert_int_equal(strlen(word), SECRET_WORD_SIZE - 1);
	assert_int_equal(strspn(word, "abcdefghijkmnpqrstuvwxyz23456789-"),
	    strlen(word));
	assert_string_not_equal(word, again);
}

static void
apikey__made__listed_then_revoked(void **state)
{
	struct lab *lab = *state;
	struct person *bob, found, other = { .id = 99, .name = "eve" };
	struct account account;
	char key[PERSON_KEY_SIZE];
	struct apikey *list;
	int64_t id;
	int n;

	add(lab, "bob", PERSON_USER, "");
	account = get(lab, "bob");
	bob = &account.person;
	assert_int_equal(apikey_make(lab->spool, bob, "Cura", "bob", key,
	    &id), SPOOL_OK);
	assert_int_equal(apikey_list(lab->spool, bob->id, &list, &n),
	    SPOOL_OK);
	assert_int_equal(n, 1);
	assert_int_equal(list[0].id, id);
	assert_string_equal(list[0].application, "Cura");
	free(list);
	assert_int_equal(apikey_revoke(lab->spool, &other, id, "eve"),
	    SPOOL_NONE);
	assert_int_equal(person_by_key(lab->spool, key, &found), SPOOL_OK);
	assert_int_equal(apikey_revoke(lab->spool, bob, id, "bob"), SPOOL_OK);
	assert_int_equal(person_by_key(lab->spool, key, &found), SPOOL_NONE);
	assert_int_equal(apikey_revoke(lab->spool, bob, id, "bob"),
	    SPOOL_NONE);
	assert_int_equal(count_events(lab, "key"), 2);
}

static void
apikey__too_many__refused(void **state)
{
	struct account account;
	struct lab *lab = *state;
	char key[PERSON_KEY_SIZE];
	int64_t id;
	int i;

	add(lab, "bob", PERSON_USER, "");
	account = get(lab, "bob");
	for (i = 0; i <= APIKEY_MOST; i++)
		assert_int_equal(apikey_make(lab->spool, &account.person,
		    "Cura", "bob", key, &id), i < APIKEY_MOST ? SPOOL_OK :
		    SPOOL_REFUSED);
	assert_int_equal(get(lab, "bob").keys, APIKEY_MOST);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, lab_set_up, lab_tear_down)
		T(account__twice_or_unknown__refused),
		T(account__two_admins__second_is_stale),
		T(account__last_admin__stays),
		T(account__password__once_or_own),
		T(account__word__can_be_typed),
		T(apikey__made__listed_then_revoked),
		T(apikey__too_many__refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
