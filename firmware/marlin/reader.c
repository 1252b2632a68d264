/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The simulated line reader.
 */
#include <stdlib.h>
#include <string.h>

#include "firmware/marlin/reader.h"

static enum reader_result	check(struct reader *);

void
reader_reset(struct reader *r)
{
	memset(r, 0, sizeof(*r));
}

enum reader_result
reader_byte(struct reader *r, char c)
{
	if (c == '\n' || c == '\r') {
		r->in_comment = r->escaped = false;
		if (r->used == 0)
			return READER_MORE;	/* empty lines are not heard */
		r->line[r->used] = '\0';
		r->used = 0;
		return check(r);
	}
	if (r->used >= READER_LINE - 1)
		return READER_MORE;		/* silently cut */
	if (r->escaped) {
		r->escaped = false;
		if (!r->in_comment)
			r->line[r->used++] = c;
	} else if (c == '\\') {
		r->escaped = true;
	} else {
		if (c == ';')
			r->in_comment = true;
		if (!r->in_comment)
			r->line[r->used++] = c;
	}
	return READER_MORE;
}

/* The number first, then the sum, as Marlin 1.1.9 does. */
static enum reader_result
check(struct reader *r)
{
	const char *command = r->line, *number, *second, *star, *p;
	bool is_m110;
	unsigned char sum = 0;
	long n;

	while (*command == ' ')
		command++;
	if (*command != 'N')
		return READER_COMMAND;
	number = command;
	is_m110 = strstr(command, "M110") != NULL;
	second = is_m110 ? strchr(command + 4, 'N') : NULL;
	if (second != NULL)
		number = second;
	n = strtol(number + 1, NULL, 10);
	if (n != r->last + 1 && !is_m110)
		return READER_LINE_NUMBER;
	star = strrchr(command, '*');
	if (star == NULL)
		return READER_NO_CHECKSUM;
	for (p = command; p < star; p++)
		sum ^= (unsigned char)*p;
	if (strtol(star + 1, NULL, 10) != sum)
		return READER_CHECKSUM;
	r->last = n;
	return READER_COMMAND;
}

char *
reader_command(char *line)
{
	char *star, *end;

	while (*line == ' ')
		line++;
	if (*line == 'N' && (line[1] == '-' ||
	    (line[1] >= '0' && line[1] <= '9'))) {
		(void)strtol(line + 1, &line, 10);
		while (*line == ' ')
			line++;
	}
	star = strchr(line, '*');
	end = star != NULL ? star : line + strlen(line);
	while (end > line && end[-1] == ' ')
		end--;
	*end = '\0';
	return line;
}
