/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pauses.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "spoolerd/pause.h"
#include "spoolerd/supply.h"

static struct modes_aside aside_of(const struct jobrun *);

/* Commands that wait for a person at the machine.  A machine without a display
 * would wait for ever; here the person answers on the page. */
static const struct {
	const char	*word, *asks;
} asking[] = {
	{ "M0",   "The print file asks for a person." },
	{ "M1",   "The print file asks for a person." },
	{ "M25",  "The print file asks for a pause." },
	{ "M226", "The print file asks for a pause." },
	{ "M600", "Change the filament." },
	{ "M601", "The print file asks for a pause." },
	{ "@pause", "The print file asks for a pause." },
};

bool
pause_is_asked(const char *command, const char **asks)
{
	size_t i, n;

	for (i = 0; i < sizeof(asking) / sizeof(asking[0]); i++) {
		n = strlen(asking[i].word);
		if (strncmp(command, asking[i].word, n) != 0 ||
		    isdigit((unsigned char)command[n]) || command[n] == '.')
			continue;
		/* M226 P.. waits for a pin, which is the machine's affair */
		if (strcmp(asking[i].word, "M226") == 0 &&
		    strchr(command, 'P') != NULL)
			return false;
		*asks = asking[i].asks;
		return true;
	}
	return false;
}

void
pause_follow(struct jobrun *j, uint64_t offset)
{
	char line[FEED_LINE];
	size_t length;
	uint64_t end = 0;

	modes_init(&j->modes, strstr(j->link.firmware, "Marlin 2") != NULL);
	feed_open(&j->feed, j->fd, 0);
	while (end < offset && feed_next(&j->feed, line, &length, &end) ==
	    FEED_LINE_OK && end <= offset)
		modes_apply(&j->modes, line);
	feed_open(&j->feed, j->fd, offset);
}

static struct modes_aside
aside_of(const struct jobrun *j)
{
	return (struct modes_aside){
		.retract = j->profile.pause_retract_um / 1000.0,
		.lift = j->profile.pause_lift_um / 1000.0,
		.gcode = j->profile.pause_gcode,
	};
}

bool
pause_aside(struct jobrun *j)
{
	struct modes_aside aside = aside_of(j);
	char lines[MODES_TEXT];

	(void)pause_is_returning(j);	/* everything is done, so it is back */
	if (j->books->aside == BOOKS_STEPPING) {
		j->books->aside = BOOKS_ASIDE;
		return true;
	}
	if (j->books->aside != BOOKS_IN_PLACE ||
	    (aside.retract <= 0 && aside.lift <= 0 &&
	    aside.gcode[0] == '\0') || !modes_may_step_aside(&j->modes))
		return true;
	j->books->aside = BOOKS_STEPPING;
	modes_step_aside(&j->modes, &aside, lines);
	supply_host(j, lines);
	return false;
}

void
pause_back(struct jobrun *j)
{
	struct modes_aside aside = aside_of(j);
	char lines[MODES_TEXT];

	if (j->books->aside == BOOKS_IN_PLACE)
		return;
	modes_step_back(&j->modes, &aside, j->books->aside == BOOKS_ASIDE,
	    lines);
	j->books->aside = BOOKS_RETURNING;
	supply_host(j, lines);
}

bool
pause_is_returning(struct jobrun *j)
{
	if (j->books->aside == BOOKS_RETURNING && j->host_count == 0 &&
	    link_quiet(&j->link))
		j->books->aside = BOOKS_IN_PLACE;
	return j->books->aside != BOOKS_IN_PLACE;
}
