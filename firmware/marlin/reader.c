/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The simulated line reader.
 */
#include <stdlib.h>
#include <string.h>

#include "firmware/marlin/reader.h"

#define SEEN	40	/* Repetier remembers so many */

static enum reader_result	check(struct reader *);
static enum reader_result	check_sum(const struct reader *, const char *);
static enum reader_result	check_number(const struct reader *, long);

const struct reader_rules reader_marlin = {
	.numbers = true, .number_mask = ~0UL, .number_needs_sum = true,
};

void
reader_reset(struct reader *r, const struct reader_rules *rules)
{
	memset(r, 0, sizeof(*r));
	r->rules = rules;
	r->number = READER_NONE;
}

enum reader_result
reader_byte(struct reader *r, char c)
{
	if (c == '\n' || c == '\r') {
		r->in_comment = r->escaped = false;
		if (r->used == 0 && !(r->rules->empty_is_line && c == '\n'))
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

static enum reader_result
check(struct reader *r)
{
	const struct reader_rules *rules = r->rules;
	const char *command = r->line, *number, *second;
	enum reader_result number_is, sum_is;
	bool is_m110;
	long n;

	while (*command == ' ')
		command++;
	r->number = READER_NONE;
	sum_is = check_sum(r, command);
	if (*command != 'N') {
		if (rules->sum_needs_number && strchr(command, '*') != NULL)
			return READER_NO_NUMBER;
		return rules->sum_always && sum_is == READER_CHECKSUM ?
		    sum_is : READER_COMMAND;
	}
	/* the number that M110 sets is the second on its line */
	number = command;
	is_m110 = strstr(command, "M110") != NULL;
	second = is_m110 ? strchr(command + 4, 'N') : NULL;
	if (second != NULL)
		number = second;
	n = r->number = strtol(number + 1, NULL, 10);
	number_is = is_m110 ? READER_COMMAND : check_number(r, n);
	if (rules->sum_first && sum_is != READER_COMMAND)
		return sum_is;
	if (number_is != READER_COMMAND)
		return number_is;
	if (sum_is != READER_COMMAND)
		return sum_is;
	r->last = n;
	return READER_COMMAND;
}

static enum reader_result
check_sum(const struct reader *r, const char *command)
{
	const char *star = strrchr(command, '*'), *p;
	unsigned char sum = 0;

	if (r->rules->ignores_sums)
		return READER_COMMAND;
	if (star == NULL)
		return r->rules->number_needs_sum ? READER_NO_CHECKSUM :
		    READER_COMMAND;
	for (p = command; p < star; p++)
		sum ^= (unsigned char)*p;
	return strtol(star + 1, NULL, 10) == sum ? READER_COMMAND :
	    READER_CHECKSUM;
}

static enum reader_result
check_number(const struct reader *r, long n)
{
	unsigned long mask = r->rules->number_mask;
	unsigned long behind = (unsigned long)r->last - (unsigned long)n;

	if (!r->rules->numbers ||
	    (((unsigned long)r->last + 1 - (unsigned long)n) & mask) == 0)
		return READER_COMMAND;
	return r->rules->knows_seen && (behind & mask) < SEEN ? READER_SEEN :
	    READER_LINE_NUMBER;
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
