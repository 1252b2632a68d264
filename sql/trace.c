/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Traces: packed points, and the rows that hold them.
 */
#include <string.h>

#include "sql/policy.h"
#include "sql/query.h"
#include "sql/trace.h"

#define DAY_MS		INT64_C(86400000)
#define NUMBER_BYTES	10	/* of 64 bits, seven a byte */

static size_t	 put(int64_t, unsigned char *);
static size_t	 get(const unsigned char *, size_t, int64_t *);
static size_t	 get_point(const unsigned char *, size_t, int64_t *);
static void	 to_fields(const struct trace_point *, int64_t *);
static void	 from_fields(const int64_t *, struct trace_point *);

static const char *const state_names[] = {
	[TRACE_PRINTING]	= "printing",
	[TRACE_PAUSING]		= "pausing",
	[TRACE_PAUSED]		= "paused",
	[TRACE_STOPPING]	= "stopping",
	[TRACE_OTHER]		= "other",
};
_Static_assert(sizeof(state_names) / sizeof(state_names[0]) ==
    TRACE_STATE__MAX, "every state has a name");

const char *
trace_state_name(int64_t state)
{
	return state_names[state >= 0 && state < TRACE_STATE__MAX ? state :
	    TRACE_OTHER];
}

/* --- packing --- */

size_t
trace_pack(const struct trace_point *points, int n, unsigned char *out)
{
	int64_t was[TRACE_FIELDS] = { 0 }, is[TRACE_FIELDS];
	unsigned char *mask;
	size_t used = 0;
	int i, f;

	for (i = 0; i < n; i++) {
		to_fields(&points[i], is);
		mask = &out[used++];
		*mask = 0;
		for (f = 0; f < TRACE_FIELDS; f++) {
			if (is[f] == was[f])
				continue;
			*mask = (unsigned char)(*mask | 1U << f);
			/* unsigned, for it may wrap round; so does the sum */
			used += put((int64_t)((uint64_t)is[f] -
			    (uint64_t)was[f]), out + used);
		}
		memcpy(was, is, sizeof(was));
	}
	return used;
}

static size_t
put(int64_t difference, unsigned char *out)
{
	uint64_t rest = (uint64_t)difference << 1;
	size_t n = 0;

	if (difference < 0)
		rest = ~rest;
	for (; rest > 127; rest >>= 7)
		out[n++] = (unsigned char)(rest | 128);
	out[n++] = (unsigned char)rest;
	return n;
}

int
trace_unpack(const unsigned char *data, size_t size,
    struct trace_point points[TRACE_CHUNK])
{
	int64_t fields[TRACE_FIELDS] = { 0 };
	size_t used = 0, n;
	int i;

	for (i = 0; used < size; i++) {
		if (i == TRACE_CHUNK)
			return -1;
		n = get_point(data + used, size - used, fields);
		if (n == 0)
			return -1;
		used += n;
		from_fields(fields, &points[i]);
	}
	return i;
}

/* The bytes it took; 0: it is none. */
static size_t
get_point(const unsigned char *data, size_t size, int64_t *fields)
{
	int64_t difference;
	size_t used = 1, n;
	int f;

	if (data[0] >> TRACE_FIELDS != 0)
		return 0;
	for (f = 0; f < TRACE_FIELDS; f++) {
		if ((data[0] >> f & 1) == 0)
			continue;
		n = get(data + used, size - used, &difference);
		if (n == 0)
			return 0;
		used += n;
		fields[f] = (int64_t)((uint64_t)fields[f] +
		    (uint64_t)difference);
	}
	return used;
}

static size_t
get(const unsigned char *data, size_t size, int64_t *difference)
{
	uint64_t value = 0;
	size_t n;

	for (n = 0; n < size && n < NUMBER_BYTES; n++) {
		value |= (uint64_t)(data[n] & 127) << (7 * n);
		if (data[n] > 127)
			continue;
		*difference = (int64_t)(value >> 1 ^ (~(value & 1) + 1));
		return n + 1;
	}
	return 0;
}

static void
to_fields(const struct trace_point *p, int64_t *f)
{
	const int64_t fields[TRACE_FIELDS] = { p->at_ms, p->line,
	    p->hotend_dC, p->hotend_target_dC, p->bed_dC, p->bed_target_dC,
	    p->state };

	memcpy(f, fields, sizeof(fields));
}

static void
from_fields(const int64_t *f, struct trace_point *p)
{
	*p = (struct trace_point){ f[0], f[1], f[2], f[3], f[4], f[5], f[6] };
}

/* --- rows --- */

enum spool_result
trace_last(struct spool *sp, int64_t job, int64_t *at_ms)
{
	enum spool_result result;
	struct query q;

	*at_ms = 0;
	query_begin(&q, sp, SQL_TRACE_LAST);
	query_int(&q, job);
	result = query_number(&q, at_ms);
	return result == SPOOL_NONE ? SPOOL_OK : result;
}

enum spool_result
trace_store(struct spool *sp, int64_t job, const struct trace_point *points,
    int n)
{
	unsigned char data[TRACE_CHUNK * TRACE_POINT_MOST];
	enum spool_result result = SPOOL_OK;
	struct query q;
	int part;

	for (; n > 0 && result == SPOOL_OK; n -= part, points += part) {
		part = n < TRACE_CHUNK ? n : TRACE_CHUNK;
		query_begin(&q, sp, SQL_TRACE_INSERT);
		query_int(&q, job);
		query_int(&q, points[0].at_ms);
		query_int(&q, points[part - 1].at_ms);
		query_int(&q, part);
		query_blob(&q, data, trace_pack(points, part, data));
		result = query_run(&q);
	}
	return result;
}

enum spool_result
trace_count(struct spool *sp, int64_t job, int64_t *n)
{
	struct query q;

	*n = 0;
	query_begin(&q, sp, SQL_TRACE_COUNT);
	query_int(&q, job);
	return query_number(&q, n);
}

/* A row that can't be read is passed over: the others can. */
enum spool_result
trace_next(struct spool *sp, int64_t job, int64_t *after_ms,
    struct trace_point points[TRACE_CHUNK], int *n)
{
	enum spool_result result;
	const void *data;
	struct query q;
	size_t size;

	query_begin(&q, sp, SQL_TRACE_NEXT);
	query_int(&q, job);
	query_int(&q, *after_ms);
	result = query_row(&q);
	*n = 0;
	if (result == SPOOL_OK) {
		*after_ms = query_get_int(&q, 0);
		data = query_get_blob(&q, 1, &size);
		*n = trace_unpack(data, size, points);
		*n = *n < 0 ? 0 : *n;
	}
	query_end(&q);
	return result;
}

enum spool_result
trace_clean(struct spool *sp, int64_t now, bool dry, int64_t *n)
{
	enum spool_result result;
	struct query q;
	int64_t days;

	*n = 0;
	result = policy_get(sp, POLICY_TRACE_DAYS, &days);
	if (result != SPOOL_OK || days == 0)
		return result;
	*n = 0;
	query_begin(&q, sp, SQL_TRACE_OLD);
	query_int(&q, now - days * DAY_MS);
	result = query_number(&q, n);
	if (result != SPOOL_OK || dry || *n == 0)
		return result;
	query_begin(&q, sp, SQL_TRACE_CLEAN);
	query_int(&q, now - days * DAY_MS);
	return query_run(&q);
}
