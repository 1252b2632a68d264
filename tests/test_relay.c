/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The live gateway: what is said by it, and what is seen.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cgi/refusal.h"
#include "tests/visiting.h"

/* --- what is said --- */

static void
frame__malformed__answered_with_an_error(void **state)
{
	static const struct {
		const char	*frame, *answer;
	} rows[] = {
		{ "", "[null,\"error\",{\"error\":\"bad-request\"," },
		{ "{", "[null,\"error\"" },
		{ "{}", "[null,\"error\"" },
		{ "[]", "[null,\"error\"" },
		{ "[7]", "[7,\"error\",{\"error\":\"bad-request\"," },
		{ "[7,7]", "[7,\"error\"" },
		{ "[7,\"wake\",{}]", "[7,\"error\"" },
		{ "[7,\"wake\",[],[]]", "[7,\"error\"" },
		{ "[7,\"wake\",[],{},1]", "[7,\"error\"" },
		{ "[[[[[[[[", "[null,\"error\"" },
		{ "[{},\"wake\"]", "[null,\"error\"" },
		{ "[null,\"wake\"]", "[null,\"error\"" },
		{ "[\"a\",\"set_monitor\",[1]]", "[\"a\",\"error\"" },
		{ "[8,\"order\",[1,\"dance\"]]", "[8,\"error\"" },
		{ "\xff\xfe", "[null,\"error\"" },
	};
	struct fixture *f = *state;
	struct spectator s = visit(f, PAGE);
	const char *got;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_true(spectator_say(&s, rows[i].frame));
		got = spectator_next(&s);
		if (got == NULL || strncmp(got, rows[i].answer,
		    strlen(rows[i].answer)) != 0)
			fail_msg("row %zu: %s", i, got);
	}
	spectator_close(&s);
}

static void
frame__refused__in_the_readers_language(void **state)
{
	struct fixture *f = *state;
	struct spectator s = visit(f, "Accept-Language: fr\r\n");

	assert_true(spectator_say(&s, "?"));
	assert_non_null(strstr(spectator_next(&s),
	    refusal_sentence(REFUSAL_BAD_REQUEST, REFUSAL_FRENCH)));
	spectator_close(&s);
}

static void
frame__in_parts__is_one(void **state)
{
	struct fixture *f = *state;
	struct spectator s = visit(f, PAGE);
	char *text = calloc(1, 40000);

	assert_true(spectator_send(&s, SPECTATOR_TEXT, false, "[3,\"set_", 8));
	assert_true(spectator_send(&s, SPECTATOR_MORE, false, "monitor\"",
	    8));
	assert_true(spectator_send(&s, SPECTATOR_MORE, true, ",[true]]", 8));
	assert_string_equal(spectator_next(&s), "[3,\"return\",{}]");
	/* and a long one, that comes in pieces by itself */
	(void)strcpy(text, "[4,\"set_monitor\",[true]");
	memset(text + strlen(text), ' ', 39000);
	text[39000] = ']';
	text[39001] = '\0';
	assert_true(spectator_say(&s, text));
	assert_non_null(spectator_find(&s, "[4,\"return\",{}]"));
	free(text);
	spectator_close(&s);
}

static void
frame__too_long__cut_off_and_told(void **state)
{
	struct fixture *f = *state;
	struct spectator s = visit(f, PAGE);
	char *text = malloc(CONTROL_LINE);

	memset(text, ' ', CONTROL_LINE);
	/* it may be cut off before all of it was sent */
	(void)spectator_send(&s, SPECTATOR_TEXT, true, text, CONTROL_LINE);
	expect_end(&s, 1009, "too-long");
	free(text);
}

static void
call__whoever_they_say_to_be__made_as_who_they_are(void **state)
{
	struct fixture *f = *state;
	struct spectator s = visit(f, PAGE);
	json_t *line, *kwargs;

	assert_true(spectator_say(&s, "[\"q\",\"adopt\",[\"/dev/x\"],"
	    "{\"as\":\"root\",\"role\":\"admin\",\"open_lab\":true,"
	    "\"name\":\"n\"}]"));
	line = daemon_hears(f);
	kwargs = json_array_get(line, 3);
	assert_string_equal(json_string_value(json_object_get(kwargs, "as")),
	    "visitor");
	assert_string_equal(json_string_value(json_object_get(kwargs,
	    "role")), "visitor");
	assert_true(json_is_false(json_object_get(kwargs, "open_lab")));
	assert_string_equal(json_string_value(json_object_get(kwargs,
	    "name")), "n");
	json_decref(line);
	spectator_close(&s);
}

static void
call__two_viewers__each_gets_its_answer(void **state)
{
	struct fixture *f = *state;
	struct spectator a = visit(f, PAGE), b = visit(f, "");
	char answer[64];
	json_t *line[2];
	int i;

	assert_true(spectator_say(&a, "[5,\"telemetry\"]"));
	line[0] = daemon_hears(f);
	assert_true(spectator_say(&b, "[\"five\",\"telemetry\"]"));
	line[1] = daemon_hears(f);
	for (i = 1; i >= 0; i--) {	/* the other way round */
		(void)snprintf(answer, sizeof(answer),
		    "[%d,\"return\",{\"who\":%d}]\n",
		    (int)json_integer_value(json_array_get(line[i], 0)), i);
		daemon_says(f, answer);
		json_decref(line[i]);
	}
	assert_string_equal(spectator_next(&a), "[5,\"return\",{\"who\":0}]");
	assert_string_equal(spectator_next(&b),
	    "[\"five\",\"return\",{\"who\":1}]");
	spectator_close(&a);
	spectator_close(&b);
}

static void
call__too_many_without_an_answer__busy(void **state)
{
	struct fixture *f = *state;
	struct spectator s = visit(f, PAGE), other = visit(f, PAGE);
	const char *got;
	int i;

	for (i = 0; i < 17; i++)
		assert_true(spectator_say(&s, "[1,\"telemetry\"]"));
	got = spectator_next(&s);
	assert_non_null(strstr(got, "\"busy\""));
	/* others are not in its way */
	assert_true(spectator_say(&other, "[1,\"wake\"]"));
	for (i = 0; i < 17; i++)
		json_decref(daemon_hears(f));
	spectator_close(&s);
	spectator_close(&other);
}

static void
order__another_persons_job__never_reaches_the_daemon(void **state)
{
	struct fixture *f = *state;
	int64_t job = lab_submit(f->lab, f->lab->printer.id);
	char headers[256], order[128];
	struct spectator s;
	json_t *line;

	cookie_of(f, headers);
	s = visit(f, headers);
	(void)snprintf(order, sizeof(order), "[1,\"order\",[1,\"stop\",%d]]",
	    (int)job);
	assert_true(spectator_say(&s, order));
	assert_non_null(strstr(spectator_next(&s), "\"no-right\""));
	assert_true(spectator_say(&s, "[2,\"order\",[1,\"reset\"]]"));
	assert_non_null(strstr(spectator_next(&s), "\"no-right\""));
	assert_true(spectator_say(&s, "[3,\"order\",[1,\"emergency\"]]"));
	line = daemon_hears(f);
	assert_string_equal(json_string_value(json_array_get(json_array_get(
	    line, 2), 1)), "emergency");
	assert_string_equal(json_string_value(json_object_get(json_array_get(
	    line, 3), "as")), "bob");
	json_decref(line);
	spectator_close(&s);
}

/* --- what is seen --- */

static void
monitor__telemetry__reaches_all_who_watch(void **state)
{
	struct fixture *f = *state;
	struct spectator a = watch(f, PAGE), b = watch(f, ""), c;

	daemon_says(f, "[null,\"event\",\"telemetry\",{\"printers\":"
	    "{\"1\":{\"job\":12,\"age_ms\":0}}}]\n");
	assert_non_null(strstr(spectator_next(&a),
	    "\"printers\":{\"1\":{\"job\":12,"));
	assert_non_null(strstr(spectator_next(&b),
	    "\"printers\":{\"1\":{\"job\":12,"));
	/* who comes later sees it at once */
	c = watch(f, "");
	assert_non_null(strstr(spectator_next(&c), "\"job\":12"));
	spectator_close(&a);
	spectator_close(&b);
	spectator_close(&c);
}

static void
monitor__records__each_in_order(void **state)
{
	struct fixture *f = *state;
	struct spectator s = watch(f, PAGE);
	char line[128];
	int i;

	for (i = 0; i < 20; i++) {
		(void)snprintf(line, sizeof(line),
		    "[null,\"event\",\"record\",{\"event\":%d}]\n", i);
		daemon_says(f, line);
	}
	for (i = 0; i < 20; i++) {
		(void)snprintf(line, sizeof(line),
		    "[null,\"event\",\"record\",{\"event\":%d}]", i);
		assert_string_equal(spectator_next(&s), line);
	}
	spectator_close(&s);
}

/* The daemon says what printer 1 does; one who keeps up sees it. */
static void
tell_job(const struct fixture *f, struct spectator *s, int job)
{
	char line[128];

	(void)snprintf(line, sizeof(line), "[null,\"event\",\"telemetry\","
	    "{\"printers\":{\"1\":{\"job\":%d,\"age_ms\":0}}}]\n", job);
	daemon_says(f, line);
	(void)snprintf(line, sizeof(line), "\"job\":%d,", job);
	assert_non_null(spectator_find(s, line));
}

/* Telemetry goes on behind a ping that was answered; behind one that was not,
 * for a second and no longer.  A record comes even then. */
static void
monitor__pings__only_who_answers_sees_more(void **state)
{
	struct fixture *f = *state;
	struct spectator s = watch(f, PAGE), mute = watch(f, "");
	const char *got;
	int i;

	mute.mute = true;
	for (i = 0; s.pings < 3; i++) {
		tell_job(f, &s, i);
		assert_true(spectator_read(&mute));
		while (spectator_take(&mute) != NULL)
			continue;
	}
	assert_int_equal(mute.pings, 1);
	tell_job(f, &s, -7);
	daemon_says(f, "[null,\"event\",\"record\",{\"event\":1}]\n");
	do {
		got = spectator_next(&mute);
		assert_non_null(got);
		assert_null(strstr(got, "\"job\":-7"));
	} while (strstr(got, "\"record\"") == NULL);
	spectator_close(&s);
	spectator_close(&mute);
}

/* One who never reads does not keep the others waiting, and hears why it was
 * cut off when it reads again. */
static void
monitor__who_does_not_read_records__cut_off_and_told(void **state)
{
	struct fixture *f = *state;
	struct spectator slow = watch(f, PAGE), quick = watch(f, "");
	char line[2048];
	int i;

	for (i = 0; i < 2000; i++) {
		(void)snprintf(line, sizeof(line), "[null,\"event\","
		    "\"record\",{\"event\":%d,\"why\":\"%01000d\"}]\n", i, 0);
		daemon_says(f, line);
		(void)snprintf(line, sizeof(line), "{\"event\":%d,", i);
		assert_non_null(strstr(spectator_next(&quick), line));
	}
	expect_end(&slow, 4008, "too-slow");
	spectator_close(&quick);
}

#define T(test)		cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(frame__malformed__answered_with_an_error),
		T(frame__refused__in_the_readers_language),
		T(frame__in_parts__is_one),
		T(frame__too_long__cut_off_and_told),
		T(call__whoever_they_say_to_be__made_as_who_they_are),
		T(call__two_viewers__each_gets_its_answer),
		T(call__too_many_without_an_answer__busy),
		T(order__another_persons_job__never_reaches_the_daemon),
		T(monitor__telemetry__reaches_all_who_watch),
		T(monitor__records__each_in_order),
		T(monitor__pings__only_who_answers_sees_more),
		T(monitor__who_does_not_read_records__cut_off_and_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
