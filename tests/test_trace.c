/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Traces: packing, whatever the numbers, and the rows that hold it.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "sql/policy.h"
#include "sql/trace.h"
#include "tests/lab.h"

#define NOW	INT64_C(1700000000000)
#define DAY_MS	INT64_C(86400000)

static struct trace_point
point(int i)
{
	return (struct trace_point){ .at_ms = NOW + INT64_C(1000) * i,
	    .line = 7 * i, .hotend_dC = 2100 + i % 3,
	    .hotend_target_dC = 2100, .bed_dC = TRACE_UNKNOWN,
	    .bed_target_dC = TRACE_UNKNOWN, .state = TRACE_PRINTING };
}

static void
pack__an_hour__a_few_bytes_a_second_and_back(void **state)
{
	struct trace_point points[TRACE_CHUNK], back[TRACE_CHUNK];
	unsigned char data[TRACE_CHUNK * TRACE_POINT_MOST];
	size_t size;
	int i;

	(void)state;
	for (i = 0; i < TRACE_CHUNK; i++)
		points[i] = point(i);
	size = trace_pack(points, TRACE_CHUNK, data);
	assert_in_range(size, TRACE_CHUNK, 6 * TRACE_CHUNK);
	assert_int_equal(trace_unpack(data, size, back), TRACE_CHUNK);
	assert_memory_equal(back, points, sizeof(points));
	assert_int_equal(trace_pack(points, 0, data), 0);
	assert_int_equal(trace_unpack(data, 0, back), 0);
}

static void
pack__any_numbers__come_back(void **state)
{
	static const int64_t edges[] = { 0, 1, -1, 63, 64, -64, -65, 8191,
	    INT32_MIN, INT32_MAX, INT64_MIN, INT64_MAX };
	unsigned char data[2 * TRACE_POINT_MOST];
	struct trace_point points[2], back[TRACE_CHUNK];
	size_t size, i, j;

	(void)state;
	for (i = 0; i < sizeof(edges) / sizeof(edges[0]); i++)
		for (j = 0; j < sizeof(edges) / sizeof(edges[0]); j++) {
			points[0] = (struct trace_point){ edges[i], edges[j],
			    edges[i], edges[j], edges[i], edges[j], edges[i] };
			points[1] = (struct trace_point){ edges[j], edges[i],
			    edges[j], edges[i], edges[j], edges[i], edges[j] };
			size = trace_pack(points, 2, data);
			assert_in_range(size, 2, sizeof(data));
			assert_int_equal(trace_unpack(data, size, back), 2);
			assert_memory_equal(back, points, sizeof(points));
		}
}

static void
unpack__bytes_that_are_none__refused(void **state)
{
	static const struct {
		const char	*bytes;
		size_t		 size;
	} rows[] = {
		{ "\x80", 1 },		/* a field that there is not */
		{ "\x01", 1 },		/* ends before the difference */
		{ "\x01\x80", 2 },	/* within it */
		{ "\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 12 },
		{ "\x03\x02", 2 },
	};
	struct trace_point back[TRACE_CHUNK];
	unsigned char many[TRACE_CHUNK + 1] = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (trace_unpack((const unsigned char *)rows[i].bytes,
		    rows[i].size, back) != -1)
			fail_msg("row %zu", i);
	assert_int_equal(trace_unpack(many, TRACE_CHUNK, back), TRACE_CHUNK);
	assert_int_equal(trace_unpack(many, TRACE_CHUNK + 1, back), -1);
}

static void
unpack__every_prefix__refused_or_fewer_points(void **state)
{
	struct trace_point points[20], back[TRACE_CHUNK];
	unsigned char data[20 * TRACE_POINT_MOST];
	size_t size, n;
	int i, got;

	(void)state;
	for (i = 0; i < 20; i++)
		points[i] = point(i);
	size = trace_pack(points, 20, data);
	for (n = 0; n < size; n++) {
		got = trace_unpack(data, n, back);
		assert_true(got >= -1 && got < 20);
		if (got > 0)
			assert_memory_equal(back, points, (size_t)got *
			    sizeof(back[0]));
	}
}

static void
state__any_number__has_a_name(void **state)
{
	(void)state;
	assert_string_equal(trace_state_name(TRACE_PAUSED), "paused");
	assert_string_equal(trace_state_name(TRACE_STATE__MAX), "other");
	assert_string_equal(trace_state_name(-1), "other");
	assert_string_equal(trace_state_name(INT64_MAX), "other");
}

/* Store points [from, to) of a job. */
static void
store(struct lab *lab, int64_t job, int from, int to)
{
	struct trace_point *points = calloc((size_t)(to - from),
	    sizeof(*points));
	int i;

	for (i = from; i < to; i++)
		points[i - from] = point(i);
	assert_int_equal(trace_store(lab->spool, job, points, to - from),
	    SPOOL_OK);
	free(points);
}

static void
store__many_minutes__read_in_order_chunk_by_chunk(void **state)
{
	struct trace_point points[TRACE_CHUNK];
	struct lab *lab = *state;
	int64_t job = lab_submit(lab, lab->printer.id), after_ms = 0, n_all;
	int64_t last_ms;
	int n, i, seen = 0;

	assert_int_equal(trace_last(lab->spool, job, &last_ms), SPOOL_OK);
	assert_int_equal(last_ms, 0);
	store(lab, job, 0, 60);
	store(lab, job, 60, 60 + 3 * TRACE_CHUNK + 1);
	store(lab, lab_submit(lab, lab->printer.id), 0, 10);
	assert_int_equal(trace_last(lab->spool, job, &last_ms), SPOOL_OK);
	assert_int_equal(last_ms, point(60 + 3 * TRACE_CHUNK).at_ms);
	assert_int_equal(trace_count(lab->spool, job, &n_all), SPOOL_OK);
	assert_int_equal(n_all, 61 + 3 * TRACE_CHUNK);
	while (trace_next(lab->spool, job, &after_ms, points, &n) == SPOOL_OK)
		for (i = 0; i < n; i++, seen++)
			assert_int_equal(points[i].line, 7 * seen);
	assert_int_equal(seen, n_all);
}

static void
store__no_such_job__refused(void **state)
{
	struct lab *lab = *state;
	struct trace_point p = point(0);

	assert_int_equal(trace_store(lab->spool, 999, &p, 1), SPOOL_REFUSED);
}

static void
clean__old_ones_go__when_the_policy_says(void **state)
{
	struct lab *lab = *state;
	int64_t job = lab_submit(lab, lab->printer.id), n;

	store(lab, job, 0, 60);
	store(lab, job, 90 * 86400, 90 * 86400 + 60);
	/* ninety days: the first stretch, when its last point is older */
	assert_int_equal(trace_clean(lab->spool, NOW + 90 * DAY_MS + 59000,
	    false, &n), SPOOL_OK);
	assert_int_equal(n, 0);
	assert_int_equal(trace_clean(lab->spool, NOW + 90 * DAY_MS + 59001,
	    true, &n), SPOOL_OK);
	assert_int_equal(n, 1);
	assert_int_equal(trace_count(lab->spool, job, &n), SPOOL_OK);
	assert_int_equal(n, 120);
	assert_int_equal(trace_clean(lab->spool, NOW + 90 * DAY_MS + 59001,
	    false, &n), SPOOL_OK);
	assert_int_equal(trace_count(lab->spool, job, &n), SPOOL_OK);
	assert_int_equal(n, 60);
	assert_int_equal(policy_set(lab->spool, POLICY_TRACE_DAYS, 0, "ann"),
	    SPOOL_OK);
	assert_int_equal(trace_clean(lab->spool, NOW + 900 * DAY_MS, false,
	    &n), SPOOL_OK);
	assert_int_equal(n, 0);
}

#define T(test)	cmocka_unit_test_setup_teardown(test, lab_set_up, lab_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pack__an_hour__a_few_bytes_a_second_and_back),
		cmocka_unit_test(pack__any_numbers__come_back),
		cmocka_unit_test(unpack__bytes_that_are_none__refused),
		cmocka_unit_test(unpack__every_prefix__refused_or_fewer_points),
		cmocka_unit_test(state__any_number__has_a_name),
		T(store__many_minutes__read_in_order_chunk_by_chunk),
		T(store__no_such_job__refused),
		T(clean__old_ones_go__when_the_policy_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
