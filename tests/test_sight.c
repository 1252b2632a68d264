/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The latest state of each printer, and the packets that show it.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/sight.h"

#define NOW	INT64_C(1000000)
#define UNIX	INT64_C(1700000000000)

static int
setup(void **state)
{
	*state = calloc(1, sizeof(struct sight));
	return *state == NULL ? -1 : 0;
}

static int
teardown(void **state)
{
	sight_free(*state);
	free(*state);
	return 0;
}

/* The daemon says {"printers": TEXT}. */
static void
say(struct sight *s, const char *text, int64_t now_ms)
{
	json_t *printers = json_loads(text, 0, NULL), *event;

	assert_non_null(printers);
	event = json_pack("{s:o}", "printers", printers);
	sight_take(s, event, now_ms);
	json_decref(event);
}

/* What a viewer who has seen `from` is shown, its "printers". */
static json_t *
show(struct sight *s, uint64_t from, uint64_t *to, int64_t now_ms)
{
	struct packet *p = sight_packet(s, from, to, now_ms, UNIX);
	json_t *line, *printers;

	assert_non_null(p);
	line = json_loadb((const char *)p->bytes + PACKET_ROOM, p->length, 0,
	    NULL);
	assert_string_equal(json_string_value(json_array_get(line, 2)),
	    "telemetry");
	assert_int_equal(json_integer_value(json_object_get(
	    json_array_get(line, 3), "at_ms")), UNIX);
	printers = json_incref(json_object_get(json_array_get(line, 3),
	    "printers"));
	json_decref(line);
	return printers;
}

static void
packet__newcomer__sees_all__then_what_changed(void **state)
{
	struct sight *s = *state;
	uint64_t seen;
	json_t *got;

	say(s, "{\"1\":{\"job\":1,\"age_ms\":0},"
	    "\"2\":{\"job\":2,\"age_ms\":0}}", NOW);
	got = show(s, 0, &seen, NOW);
	assert_int_equal(json_object_size(got), 2);
	assert_int_equal(seen, s->newest);
	json_decref(got);
	say(s, "{\"2\":{\"job\":3,\"age_ms\":0}}", NOW);
	got = show(s, seen, &seen, NOW);
	assert_int_equal(json_object_size(got), 1);
	assert_int_equal(json_integer_value(json_object_get(
	    json_object_get(got, "2"), "job")), 3);
	assert_int_equal(seen, s->newest);
	json_decref(got);
}

static void
packet__two_hundred_viewers__made_once(void **state)
{
	struct sight *s = *state;
	uint64_t seen[200] = { 0 };
	struct packet *first = NULL, *p;
	int round, i;

	for (round = 0; round < 10; round++) {
		say(s, "{\"1\":{\"age_ms\":0}}", NOW);
		for (i = 0; i < 200; i++) {
			p = sight_packet(s, seen[i], &seen[i], NOW, UNIX);
			first = i == 0 ? p : first;
			assert_ptr_equal(p, first);
		}
	}
	assert_int_equal(s->made, 10);
}

static void
packet__viewers_of_many_speeds__each_gets_the_latest(void **state)
{
	struct sight *s = *state;
	uint64_t seen[20] = { 0 };
	json_t *got;
	char text[64];
	int n, i;

	for (n = 1; n <= 200; n++) {
		(void)snprintf(text, sizeof(text),
		    "{\"1\":{\"job\":%d,\"age_ms\":0}}", n);
		say(s, text, NOW);
		for (i = 0; i < 20; i++) {
			if (n % (i + 1) != 0)
				continue;
			got = show(s, seen[i], &seen[i], NOW);
			assert_int_equal(json_integer_value(json_object_get(
			    json_object_get(got, "1"), "job")), n);
			json_decref(got);
		}
	}
}

static void
packet__kept_for_a_while__ages(void **state)
{
	struct sight *s = *state;
	uint64_t seen;
	json_t *got;

	say(s, "{\"1\":{\"age_ms\":100}}", NOW);
	got = show(s, 0, &seen, NOW + 5000);
	assert_int_equal(json_integer_value(json_object_get(
	    json_object_get(got, "1"), "age_ms")), 5100);
	json_decref(got);
	/* what was kept is not changed by that */
	say(s, "{\"2\":{\"age_ms\":0}}", NOW + 6000);
	got = show(s, 0, &seen, NOW + 6000);
	assert_int_equal(json_integer_value(json_object_get(
	    json_object_get(got, "1"), "age_ms")), 6100);
	json_decref(got);
}

static void
packet__large_fleet__in_several_all_seen(void **state)
{
	struct sight *s = *state;
	uint64_t seen = 0;
	int n = 0, packets = 0, i;
	json_t *got;
	char text[64];

	for (i = 1; i <= 100; i++) {
		(void)snprintf(text, sizeof(text), "{\"%d\":{\"age_ms\":0}}",
		    i);
		say(s, text, NOW);
	}
	while (seen < s->newest) {
		got = show(s, seen, &seen, NOW);
		assert_in_range(json_object_size(got), 1, SIGHT_MOST);
		n += (int)json_object_size(got);
		packets++;
		json_decref(got);
	}
	assert_int_equal(n, 100);
	assert_int_equal(packets, (100 + SIGHT_MOST - 1) / SIGHT_MOST);
}

static void
lost__daemon__nothing_is_known(void **state)
{
	struct sight *s = *state;
	uint64_t seen;
	json_t *got;

	say(s, "{\"1\":{\"age_ms\":0},\"2\":{\"age_ms\":0}}", NOW);
	json_decref(show(s, 0, &seen, NOW));
	say(s, "{\"2\":null}", NOW);	/* forgotten */
	sight_lose(s);
	got = show(s, seen, &seen, NOW);
	assert_int_equal(json_object_size(got), 2);
	assert_true(json_is_null(json_object_get(got, "1")));
	assert_true(json_is_null(json_object_get(got, "2")));
	json_decref(got);
	say(s, "{\"1\":{\"age_ms\":0}}", NOW);
	got = show(s, seen, &seen, NOW);
	assert_true(json_is_object(json_object_get(got, "1")));
	json_decref(got);
}

static void
forgotten__more_than_there_is_room_for__slots_are_used_again(void **state)
{
	struct sight *s = *state;
	uint64_t seen = 0;
	char text[64];
	int i;

	for (i = 1; i <= 3 * SIGHT_PRINTERS; i++) {
		(void)snprintf(text, sizeof(text), "{\"%d\":{\"age_ms\":0}}",
		    i);
		say(s, text, NOW);
		(void)snprintf(text, sizeof(text), "{\"%d\":null}", i);
		say(s, text, NOW);
	}
	for (i = 0; i < 1000 && seen < s->newest; i++)
		json_decref(show(s, seen, &seen, NOW));
	assert_int_equal(seen, s->newest);
	assert_in_range(i, 1, 1 + SIGHT_PRINTERS / SIGHT_MOST);
}

static void
take__nonsense__is_passed_over(void **state)
{
	static const char *const lines[] = { "[]", "{\"x\":{}}", "{\"0\":{}}",
	    "{\"-1\":{}}", "\"printers\"" };
	struct sight *s = *state;
	size_t i;

	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		json_t *value = json_loads(lines[i], JSON_DECODE_ANY, NULL);
		json_t *event = json_pack("{s:o}", "printers", value);

		sight_take(s, event, NOW);
		json_decref(event);
	}
	sight_take(s, NULL, NOW);
	assert_int_equal(s->newest, 0);
}

#define T(test)		cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(packet__newcomer__sees_all__then_what_changed),
		T(packet__two_hundred_viewers__made_once),
		T(packet__viewers_of_many_speeds__each_gets_the_latest),
		T(packet__kept_for_a_while__ages),
		T(packet__large_fleet__in_several_all_seen),
		T(lost__daemon__nothing_is_known),
		T(forgotten__more_than_there_is_room_for__slots_are_used_again),
		T(take__nonsense__is_passed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
