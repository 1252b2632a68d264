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

int64_t
instant_now(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_REALTIME, &ts);
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
	struct tm tm = { .tm_year = 0 };
	const char *rest;
	int thousandths = 0;

	rest = strptime(text, "%Y-%m-%d", &tm);
	if (rest != NULL && *rest != '\0') {
		rest = strptime(rest, "T%H:%M:%S", &tm);
		if (rest != NULL && rest[0] == '.' && isdigit(rest[1]) &&
		    isdigit(rest[2]) && isdigit(rest[3])) {
			thousandths = (rest[1] - '0') * 100 +
			    (rest[2] - '0') * 10 + rest[3] - '0';
			rest += 4;
		}
		if (rest == NULL || *rest++ != 'Z')
			return false;
	}
	if (rest == NULL || *rest != '\0' || tm.tm_year > 9999 - 1900)
		return false;
	*ms = (int64_t)timegm(&tm) * 1000 + thousandths;
	return true;
}
