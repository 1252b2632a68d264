/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Wall-clock time in milliseconds, and as people and JSON read it.
 */
#include <ctype.h>
#include <stdio.h>
#include <time.h>

#include "sql/instant.h"

#define YEAR_0_MS	INT64_C(-62167219200000)
#define YEAR_9999_MS	INT64_C(253402300799999)

static int64_t	 read_clock(clockid_t);

int64_t
instant_now(void)
{
	return read_clock(CLOCK_REALTIME);
}

int64_t
instant_ticks(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

static int64_t
read_clock(clockid_t which)
{
	struct timespec ts;

	(void)clock_gettime(which, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

char *
instant_format(int64_t ms, char buf[INSTANT_SIZE])
{
	struct tm tm;
	time_t s;
	int rest;

	if (ms < YEAR_0_MS)
		ms = YEAR_0_MS;
	if (ms > YEAR_9999_MS)
		ms = YEAR_9999_MS;
	rest = (int)(ms % 1000);
	s = (time_t)(ms / 1000);
	if (rest < 0) {
		rest += 1000;
		s--;
	}
	(void)gmtime_r(&s, &tm);
	/* the moduli tell the compiler what the range above guarantees */
	(void)snprintf(buf, INSTANT_SIZE, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ",
	    (unsigned int)(tm.tm_year + 1900) % 10000u,
	    (unsigned int)(tm.tm_mon + 1) % 100u,
	    (unsigned int)tm.tm_mday % 100u, (unsigned int)tm.tm_hour % 100u,
	    (unsigned int)tm.tm_min % 100u, (unsigned int)tm.tm_sec % 100u,
	    (unsigned int)rest % 1000u);
	return buf;
}

bool
instant_parse(const char *text, int64_t *ms)
{
	struct tm tm = { 0 };
	int64_t part = 100;
	const char *p;

	*ms = 0;
	p = strptime(text, "%Y-%m-%d", &tm);
	if (p != NULL && *p == 'T') {
		p = strptime(p, "T%H:%M:%S", &tm);
		if (p != NULL && *p == '.')
			for (p++; *p >= '0' && *p <= '9'; p++, part /= 10)
				*ms += (*p - '0') * part;
		if (p == NULL || *p++ != 'Z')
			return false;
	}
	if (p == NULL || *p != '\0')
		return false;
	*ms += (int64_t)timegm(&tm) * 1000;
	return true;
}
