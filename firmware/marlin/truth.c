/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the host really sent.
 */
#include <stdlib.h>
#include <string.h>

#include "firmware/marlin/truth.h"

static void	whole_line(struct truth *);

void
truth_init(struct truth *t)
{
	size_t i;

	memset(t, 0, sizeof(*t));
	for (i = 0; i < TRUTH_LINES; i++)
		t->lines[i].number = READER_NONE;
}

void
truth_sent(struct truth *t, const char *bytes, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (bytes[i] != '\n') {
			if (t->used < sizeof(t->line) - 1)
				t->line[t->used++] = bytes[i];
			continue;
		}
		t->line[t->used] = '\0';
		if (t->used > 0 && t->used < READER_LINE)
			whole_line(t);
		t->used = 0;
	}
}

static void
whole_line(struct truth *t)
{
	const char *second;
	char *command;
	char *place;
	long number;

	if (t->line[0] != 'N') {
		place = t->bare[t->bare_next++ % TRUTH_BARE];
		command = reader_command(t->line);
		(void)memcpy(place, command, strlen(command) + 1);
		return;
	}
	second = strstr(t->line, "M110") != NULL ?
	    strchr(t->line + 4, 'N') : NULL;
	number = strtol(second != NULL ? second + 1 : t->line + 1, NULL, 10);
	command = reader_command(t->line);
	if (number < 0)
		return;
	t->lines[number % TRUTH_LINES].number = number;
	(void)memcpy(t->lines[number % TRUTH_LINES].command, command,
	    strlen(command) + 1);
}

const char *
truth_command(const struct truth *t, long number, unsigned long mask)
{
	size_t i = (size_t)number % TRUTH_LINES;

	if (number < 0 || t->lines[i].number == READER_NONE ||
	    (((unsigned long)t->lines[i].number ^ (unsigned long)number) &
	    mask) != 0)
		return NULL;
	return t->lines[i].command;
}

enum truth_verdict
truth_judge(const struct truth *t, const char *command, long number,
    unsigned long mask)
{
	const char *sent;
	unsigned int i;

	if (number == READER_NONE) {
		for (i = 0; i < TRUTH_BARE; i++)
			if (command[0] != '\0' &&
			    strcmp(t->bare[i], command) == 0)
				return TRUTH_SENT;
		return TRUTH_STRAY;
	}
	sent = truth_command(t, number, mask);
	return sent != NULL && strcmp(sent, command) == 0 ? TRUTH_SENT :
	    TRUTH_ALTERED;
}
