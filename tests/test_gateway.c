/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The live gateway: who comes in, and how it ends.
 */
#include <sys/wait.h>

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "sql/account.h"
#include "sql/login.h"
#include "sql/policy.h"
#include "tests/visiting.h"

/* --- who comes in --- */

static void
open__any_head__answered_as_http_would(void **state)
{
	static char long_key[1000] = "X-Api-Key: ";
	static const struct {
		const char	*headers;
		int		 status;
	} rows[] = {
		{ "", 101 },
		{ PAGE, 101 },
		{ "Sec-Fetch-Site: same-origin\r\n", 101 },
		{ "Origin: http://evil.example\r\n", 403 },
		{ "Origin: null\r\n", 403 },
		{ "Sec-Fetch-Site: cross-site\r\n", 403 },
		{ "X-Api-Key: wrong\r\n", 401 },
		{ "X-Api-Key:\r\n", 101 },
		{ long_key, 401 },
		/* a session that is over is a visitor's */
		{ PAGE "Cookie: connectprint=00000000000000000000000000000000"
		    "00000000000000000000000000000000\r\n", 101 },
	};
	struct fixture *f = *state;
	struct spectator s;
	size_t i;

	memset(long_key + 11, 'k', 900);
	(void)strcpy(long_key + 911, "\r\n");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (spectator_open(&s, f->live, 0, rows[i].headers) !=
		    rows[i].status)
			fail_msg("row %zu", i);
		spectator_close(&s);
	}
}

static void
open__cookie_of_nobodys_page__is_refused(void **state)
{
	struct fixture *f = *state;
	char headers[256];
	struct spectator s;

	cookie_of(f, headers);
	assert_int_equal(spectator_open(&s, f->live, 0,
	    headers + sizeof(PAGE) - 1), 403);
	assert_int_equal(spectator_open(&s, f->live, 0, headers), 101);
	spectator_close(&s);
}

/* Where nginx looks who it is, no cookie counts, and nobody has no name. */
static void
open__named_by_nginx__is_that_person(void **state)
{
	static const struct {
		const char	*headers;
		int		 status;
	} rows[] = {
		{ "X-Connectprint-Auth: nginx\r\n", 401 },
		{ "X-Connectprint-Auth: nginx\r\n"
		    "X-Connectprint-User: bob\r\n" PAGE, 101 },
		{ "X-Connectprint-Auth: nginx\r\nX-Api-Key: wrong\r\n"
		    "X-Connectprint-User: bob\r\n", 401 },
		/* over HTTPS a page of ours came over HTTPS, too */
		{ "X-Connectprint-Https: on\r\n" PAGE, 403 },
		{ "X-Connectprint-Https: on\r\n"
		    "Origin: https://lab\r\n", 101 },
	};
	struct fixture *f = *state;
	struct spectator s;
	json_t *line;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (spectator_open(&s, f->live, 0, rows[i].headers) !=
		    rows[i].status)
			fail_msg("row %zu", i);
		spectator_close(&s);
	}
	s = visit(f, rows[1].headers);
	assert_true(spectator_say(&s, "[1,\"wake\"]"));
	line = daemon_hears(f);
	assert_string_equal(json_string_value(json_object_get(json_array_get(
	    line, 3), "as")), "bob");
	json_decref(line);
	spectator_close(&s);
}

static void
open__more_than_the_policies_allow__are_turned_away(void **state)
{
	struct fixture *f = *state;
	struct spectator s[4], one_more;
	int i;

	assert_int_equal(policy_set(f->lab->spool, POLICY_LIVE_ADDRESS, 2,
	    "admin"), SPOOL_OK);
	assert_int_equal(policy_set(f->lab->spool, POLICY_LIVE_TOTAL, 4,
	    "admin"), SPOOL_OK);
	for (i = 0; i < 4; i++)
		s[i] = visit(f, i < 2 ? "X-Real-IP: 192.0.2.1\r\n" :
		    "X-Real-IP: 192.0.2.2\r\n");
	assert_int_equal(spectator_open(&one_more, f->live, 0,
	    "X-Real-IP: 192.0.2.1\r\n"), 429);
	assert_int_equal(spectator_open(&one_more, f->live, 0,
	    "X-Real-IP: 192.0.2.3\r\n"), 429);
	/* a place that was left is free: ask until it was noticed */
	spectator_close(&s[0]);
	while (spectator_open(&one_more, f->live, 0,
	    "X-Real-IP: 192.0.2.1\r\n") == 429)
		continue;
	assert_true(spectator_say(&one_more, "[1,\"set_monitor\",[true]]"));
	assert_non_null(spectator_next(&one_more));
	spectator_close(&one_more);
	for (i = 1; i < 4; i++)
		spectator_close(&s[i]);
}

/* --- the end --- */

static void
daemon__dies_and_comes_back__viewers_stay_and_hear_of_it(void **state)
{
	struct fixture *f = *state;
	struct spectator s = watch(f, PAGE);

	daemon_says(f, "[null,\"event\",\"telemetry\",{\"printers\":"
	    "{\"1\":{\"job\":12,\"age_ms\":0}}}]\n");
	assert_non_null(spectator_find(&s, "\"job\":12"));
	assert_true(spectator_say(&s, "[9,\"telemetry\"]"));
	json_decref(daemon_hears(f));
	(void)close(f->peer);
	assert_non_null(strstr(spectator_next(&s), "[9,\"error\","
	    "{\"error\":\"no-daemon\""));
	assert_string_equal(spectator_next(&s),
	    "[null,\"event\",\"daemon\",{\"live\":false}]");
	assert_non_null(strstr(spectator_next(&s),
	    "\"printers\":{\"1\":null}"));
	assert_true(spectator_say(&s, "[10,\"telemetry\"]"));
	assert_non_null(spectator_find(&s, "[10,"));
	daemon_accepts(f);
	assert_non_null(spectator_find(&s,
	    "[null,\"event\",\"daemon\",{\"live\":true}]"));
	daemon_says(f, "[null,\"event\",\"telemetry\",{\"printers\":"
	    "{\"1\":{\"job\":13,\"age_ms\":0}}}]\n");
	assert_non_null(spectator_find(&s, "\"job\":13"));
	spectator_close(&s);
}

static void
session__over__so_is_the_line(void **state)
{
	struct fixture *f = *state;
	char headers[256], token[LOGIN_TOKEN_SIZE];
	struct spectator s, visitor = watch(f, PAGE);

	cookie_of(f, headers);
	s = watch(f, headers);
	(void)snprintf(token, sizeof(token), "%s",
	    strstr(headers, "connectprint=") + 13);
	assert_int_equal(login_end(f->lab->spool, token), SPOOL_OK);
	expect_end(&s, 4001, "session-over");
	/* nothing changed for a visitor, until the lab is opened */
	assert_true(spectator_say(&visitor, "[2,\"set_monitor\",[true]]"));
	assert_non_null(spectator_find(&visitor, "[2,\"return\""));
	assert_int_equal(policy_set(f->lab->spool, POLICY_OPEN_LAB, 1,
	    "admin"), SPOOL_OK);
	expect_end(&visitor, 4001, "session-over");
}

static void
role__changed__so_ends_the_line(void **state)
{
	struct fixture *f = *state;
	const struct account_change change = { .set_role = true,
	    .role = PERSON_OPERATOR };
	enum account_clash clash;
	char headers[256];
	struct spectator s;

	cookie_of(f, headers);
	s = watch(f, headers);
	assert_int_equal(account_change(f->lab->spool, "bob", &change,
	    "admin", &clash), SPOOL_OK);
	expect_end(&s, 4001, "session-over");
}

static void
gateway__told_to_end__tells_its_viewers(void **state)
{
	struct fixture *f = *state;
	struct spectator s = watch(f, PAGE);
	int status;

	(void)kill(f->gateway, SIGTERM);
	expect_end(&s, 1001, "ending");
	assert_int_equal(waitpid(f->gateway, &status, 0), f->gateway);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	f->gateway = 0;
}

static void
gateway__killed__the_next_one_serves(void **state)
{
	struct fixture *f = *state;
	struct spectator s = watch(f, PAGE);

	(void)kill(f->gateway, SIGKILL);
	(void)waitpid(f->gateway, NULL, 0);
	assert_null(spectator_next(&s));
	spectator_close(&s);
	(void)close(f->peer);
	start_gateway(f);
	daemon_accepts(f);
	s = visit(f, PAGE);
	assert_true(spectator_say(&s, "[1,\"set_monitor\",[true]]"));
	assert_string_equal(spectator_next(&s), "[1,\"return\",{}]");
	spectator_close(&s);
}

#define T(test)		cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(open__any_head__answered_as_http_would),
		T(open__cookie_of_nobodys_page__is_refused),
		T(open__named_by_nginx__is_that_person),
		T(open__more_than_the_policies_allow__are_turned_away),
		T(daemon__dies_and_comes_back__viewers_stay_and_hear_of_it),
		T(session__over__so_is_the_line),
		T(role__changed__so_ends_the_line),
		T(gateway__told_to_end__tells_its_viewers),
		T(gateway__killed__the_next_one_serves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
