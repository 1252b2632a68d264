/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Half hours of a day as bits and as text.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "sql/hours.h"

static bool	read_time(const char **, int *);

char *
hours_format(int64_t slots, char text[HOURS_SIZE])
{
	size_t used = 0;
	int from, to;

	slots &= HOURS_ALWAYS;
	(void)snprintf(text, HOURS_SIZE, "%s", slots == 0 ? "closed" :
	    "always");
	if (slots == 0 || slots == HOURS_ALWAYS)
		return text;
	for (from = 0; from < HOURS_SLOTS; from = to + 1) {
		for (to = from; to < HOURS_SLOTS && (slots >> to & 1) != 0;
		    to++)
			continue;
		if (to > from)
			used += (size_t)snprintf(text + used,
			    HOURS_SIZE - used, "%s%02d:%02d-%02d:%02d",
			    used > 0 ? "," : "", from / 2, from % 2 * 30,
			    to / 2, to % 2 * 30);
	}
	return text;
}

bool
hours_parse(const char *text, int64_t *slots)
{
	int64_t open = 0;
	int from, to;

	if (strcmp(text, "always") == 0 || strcmp(text, "closed") == 0) {
		*slots = text[0] == 'a' ? HOURS_ALWAYS : 0;
		return true;
	}
	for (;;) {
		if (!read_time(&text, &from) || *text++ != '-' ||
		    !read_time(&text, &to) || from >= to)
			return false;
		open |= ((INT64_C(1) << (to - from)) - 1) << from;
		if (*text == '\0')
			break;
		if (*text++ != ',')
			return false;
	}
	*slots = open;
	return true;
}

/* "08:30" is slot 17. */
static bool
read_time(const char **text, int *slot)
{
	const char *s = *text;
	int hour, minute;

	if (!isdigit((unsigned char)s[0]) || !isdigit((unsigned char)s[1]) ||
	    s[2] != ':' || !isdigit((unsigned char)s[3]) ||
	    !isdigit((unsigned char)s[4]))
		return false;
	hour = (s[0] - '0') * 10 + s[1] - '0';
	minute = (s[3] - '0') * 10 + s[4] - '0';
	if (minute % HOURS_MINUTES != 0 || minute >= 60 ||
	    hour * 60 + minute > 24 * 60)
		return false;
	*slot = (hour * 60 + minute) / HOURS_MINUTES;
	*text = s + 5;
	return true;
}

bool
hours_open(int64_t slots, int minute)
{
	return (slots >> minute / HOURS_MINUTES & 1) != 0;
}
