/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What goes out to a viewer, merged or not, and who is cut off.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/viewer.h"
#include "spoolerd/control.h"

#define NOW	INT64_C(1000000)

static int
setup(void **state)
{
	struct viewer *v = malloc(sizeof(*v));

	if (v == NULL)
		return -1;
	viewer_init(v, NOW);
	*state = v;
	return 0;
}

static int
teardown(void **state)
{
	viewer_free(*state);
	free(*state);
	return 0;
}

/* Queue a packet that says n; nobody else holds it. */
static void
put(struct viewer *v, int n)
{
	struct packet *p = packet_make(json_pack("[i]", n));

	viewer_put(v, p);
	packet_drop(p);
}

/* Do what is due, telemetry up to newest; what was it? */
static enum viewer_act
act(struct viewer *v, uint64_t newest, int64_t now_ms)
{
	enum viewer_act due = viewer_due(v, newest, now_ms);

	viewer_did(v, due, newest, now_ms);
	return due;
}

static void
packet__shared__lives_as_long_as_one_holds_it(void **state)
{
	struct packet *p = packet_make(json_pack("[n, s]", "event"));

	(void)state;
	assert_int_equal(p->length, 14);
	assert_memory_equal(p->bytes + PACKET_ROOM, "[null,\"event\"]", 14);
	assert_ptr_equal(packet_hold(p), p);
	packet_drop(p);
	assert_int_equal(p->holders, 1);
	packet_drop(p);
	packet_drop(NULL);
}

static void
packet__too_long_or_none__is_null(void **state)
{
	char *text = calloc(1, CONTROL_LINE + 1);

	(void)state;
	assert_null(packet_make(NULL));
	memset(text, 'x', CONTROL_LINE);
	assert_null(packet_make(json_pack("[s]", text)));
	free(text);
}

static void
queue__packets__in_order_and_before_telemetry(void **state)
{
	struct viewer *v = *state;
	int n;

	viewer_monitor(v, true);
	for (n = 1; n <= 3; n++)
		put(v, n);
	for (n = 1; n <= 3; n++) {
		assert_int_equal(viewer_due(v, 5, NOW), VIEWER_PACKET);
		assert_int_equal(v->queue[v->head]->bytes[PACKET_ROOM + 1],
		    '0' + n);
		viewer_did(v, VIEWER_PACKET, 0, NOW);
	}
	assert_int_equal(v->bytes, 0);
	assert_int_equal(act(v, 5, NOW), VIEWER_TELEMETRY);
	assert_int_equal(act(v, 5, NOW), VIEWER_REST);
}

static void
queue__goes_round__keeps_its_order(void **state)
{
	struct viewer *v = *state;
	int n;

	for (n = 0; n < 10 * VIEWER_QUEUE; n++) {
		put(v, n % 10);
		if (n % 3 == 2)
			continue;
		assert_int_equal(act(v, 0, NOW), VIEWER_PACKET);
		if (v->count > VIEWER_QUEUE / 2)
			while (v->count > 0)
				(void)act(v, 0, NOW);
	}
	assert_int_equal(v->cut, VIEWER_STAYS);
}

static void
queue__full_of_edges__is_cut_off_and_told(void **state)
{
	struct viewer *v = *state;
	int n;

	for (n = 0; n < VIEWER_QUEUE; n++) {
		put(v, 1);
		assert_int_equal(v->cut, VIEWER_STAYS);
	}
	put(v, 1);
	assert_int_equal(viewer_due(v, 0, NOW), VIEWER_CUT);
	assert_int_equal(viewer_code(v->cut), 4008);
	assert_string_equal(viewer_reason(v->cut), "too-slow");
	/* and nothing is added any more */
	put(v, 1);
	assert_int_equal(v->count, VIEWER_QUEUE);
}

static void
queue__full_of_bytes__is_cut_off(void **state)
{
	struct viewer *v = *state;
	struct packet *p;
	char *text = calloc(1, CONTROL_LINE);
	size_t n = 0;

	memset(text, 'x', CONTROL_LINE - 5);
	p = packet_make(json_pack("[s]", text));
	assert_non_null(p);
	for (; v->cut == VIEWER_STAYS; n += p->length)
		viewer_put(v, p);
	assert_int_equal(v->cut, VIEWER_TOO_SLOW);
	assert_true(v->bytes <= VIEWER_BYTES && n > VIEWER_BYTES);
	packet_drop(p);
	free(text);
}

static void
queue__no_memory_for_an_answer__is_cut_off(void **state)
{
	struct viewer *v = *state;

	viewer_put(v, NULL);
	assert_int_equal(viewer_due(v, 0, NOW), VIEWER_CUT);
}

static void
telemetry__who_does_not_watch__gets_none(void **state)
{
	struct viewer *v = *state;

	assert_int_equal(viewer_due(v, 9, NOW), VIEWER_REST);
	viewer_monitor(v, true);
	assert_int_equal(act(v, 9, NOW), VIEWER_TELEMETRY);
	viewer_monitor(v, false);
	assert_int_equal(viewer_due(v, 10, NOW), VIEWER_REST);
	/* and who begins again sees everything again */
	viewer_monitor(v, true);
	assert_int_equal(v->seen, 0);
	assert_int_equal(viewer_due(v, 9, NOW), VIEWER_TELEMETRY);
}

static void
telemetry__a_thousand_changes__never_queued(void **state)
{
	struct viewer *v = *state;
	uint64_t n;

	viewer_monitor(v, true);
	for (n = 1; n <= 1000; n++)
		assert_int_equal(viewer_due(v, n, NOW), VIEWER_TELEMETRY);
	assert_int_equal(v->count, 0);
	assert_int_equal(act(v, 1000, NOW), VIEWER_TELEMETRY);
	assert_int_equal(viewer_due(v, 1000, NOW), VIEWER_REST);
}

/* Four changes a second; this one answers pings after delay_ms.  How many
 * frames does it get in a minute, and how many at most on their way? */
static void
watch(struct viewer *v, int64_t delay_ms, int *frames, int *most)
{
	int64_t now_ms, pong_ms = INT64_MAX, last_ping = 0;
	enum viewer_act due;
	int under_way = 0, before = 0;
	uint64_t n = 0;

	*frames = *most = 0;
	viewer_monitor(v, true);
	for (now_ms = NOW; now_ms < NOW + 60000; now_ms += 50) {
		n += (now_ms - NOW) % 250 == 0;
		if (now_ms >= pong_ms) {
			viewer_pong(v);
			pong_ms = INT64_MAX;
			/* the ping was behind these, so they are there */
			under_way -= before;
		}
		while ((due = act(v, n, now_ms)) != VIEWER_REST) {
			assert_int_not_equal(due, VIEWER_CUT);
			if (due == VIEWER_PING) {
				assert_true(now_ms - last_ping >=
				    VIEWER_PING_MS);
				last_ping = now_ms;
				pong_ms = now_ms + delay_ms;
				before = under_way;
			} else {
				++*frames;
				under_way++;
			}
			*most = under_way > *most ? under_way : *most;
		}
	}
}

static void
telemetry__lines_of_any_speed__merged_to_what_they_take(void **state)
{
	static const struct {
		int64_t	delay_ms;
		int	least, frames, under_way;
	} rows[] = {
		{ 0, 240, 240, 5 },	/* all of them */
		{ 500, 240, 240, 8 },
		{ 5000, 40, 70, 10 },	/* a second's, each five seconds */
		{ 25000, 8, 20, 10 },
	};
	struct viewer *v = *state;
	int frames, most;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		viewer_init(v, NOW);
		watch(v, rows[i].delay_ms, &frames, &most);
		assert_in_range(frames, rows[i].least, rows[i].frames);
		assert_in_range(most, 1, rows[i].under_way);
	}
}

static void
ping__nothing_to_say__now_and_then(void **state)
{
	struct viewer *v = *state;

	assert_int_equal(viewer_due(v, 0, NOW + VIEWER_REST_MS - 1),
	    VIEWER_REST);
	assert_int_equal(act(v, 0, NOW + VIEWER_REST_MS), VIEWER_PING);
	assert_int_equal(viewer_due(v, 0, NOW + VIEWER_REST_MS +
	    VIEWER_DEAD_MS - 1), VIEWER_REST);
	viewer_pong(v);
	assert_int_equal(viewer_due(v, 0, NOW + VIEWER_REST_MS +
	    VIEWER_DEAD_MS), VIEWER_PING);
}

static void
ping__no_answer__is_cut_off_and_told(void **state)
{
	struct viewer *v = *state;

	assert_int_equal(act(v, 0, NOW + VIEWER_REST_MS), VIEWER_PING);
	assert_int_equal(viewer_due(v, 0, NOW + VIEWER_REST_MS +
	    VIEWER_DEAD_MS), VIEWER_CUT);
	assert_int_equal(viewer_code(v->cut), 4009);
	assert_string_equal(viewer_reason(v->cut), "silent");
}

static void
end__two_reasons__the_first_is_told(void **state)
{
	struct viewer *v = *state;

	put(v, 1);
	viewer_end(v, VIEWER_OVER);
	viewer_end(v, VIEWER_ENDING);
	assert_int_equal(viewer_due(v, 9, NOW), VIEWER_CUT);
	assert_string_equal(viewer_reason(v->cut), "session-over");
}

#define T(test)		cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(packet__shared__lives_as_long_as_one_holds_it),
		T(packet__too_long_or_none__is_null),
		T(queue__packets__in_order_and_before_telemetry),
		T(queue__goes_round__keeps_its_order),
		T(queue__full_of_edges__is_cut_off_and_told),
		T(queue__full_of_bytes__is_cut_off),
		T(queue__no_memory_for_an_answer__is_cut_off),
		T(telemetry__who_does_not_watch__gets_none),
		T(telemetry__a_thousand_changes__never_queued),
		T(telemetry__lines_of_any_speed__merged_to_what_they_take),
		T(ping__nothing_to_say__now_and_then),
		T(ping__no_answer__is_cut_off_and_told),
		T(end__two_reasons__the_first_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
