/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pauses.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "spoolerd/words.h"
#include "spoolerd/drain/pause.h"
#include "spoolerd/drain/supply.h"
#include "spoolerd/drain/tell.h"

static struct modes_aside aside_of(const struct jobrun *);
static void	reheat(struct jobrun *);

/* Commands that wait for a person at the machine.  A machine without a display
 * would wait for ever; here the person answers on the page. */
static const struct {
	uint32_t	 code;		/* of words_code() */
	const char	*asks;
} asking[] = {
	{ WORDS_CODE('M', 0),   "The print file asks for a person." },
	{ WORDS_CODE('M', 1),   "The print file asks for a person." },
	{ WORDS_CODE('M', 25),  "The print file asks for a pause." },
	{ WORDS_CODE('M', 226), "The print file asks for a pause." },
	{ WORDS_CODE('M', 600), "Change the filament." },
	{ WORDS_CODE('M', 601), "The print file asks for a pause." },
};

/* What M0 and M1 would show on a display, behind the time that they wait. */
static const char *
text_of(const char *command)
{
	const char *at = command + strcspn(command, " ");

	at += strspn(at, " ");
	while ((*at == 'P' || *at == 'S') && isdigit((unsigned char)at[1])) {
		at += strcspn(at, " ");
		at += strspn(at, " ");
	}
	return at;
}

bool
pause_is_asked(const char *command, char asks[MESSAGE_TEXT])
{
	const uint32_t code = words_code(command);
	size_t i;

	/* OctoPrint's, for the host */
	if (strncmp(command, "@pause", 6) == 0 &&
	    !isalnum((unsigned char)command[6])) {
		(void)snprintf(asks, MESSAGE_TEXT,
		    "The print file asks for a pause.");
		return true;
	}
	/* M226 P.. waits for a pin, which is the machine's affair */
	if (code == WORDS_CODE('M', 226) && strchr(command, 'P') != NULL)
		return false;
	for (i = 0; i < sizeof(asking) / sizeof(asking[0]); i++)
		if (asking[i].code == code)
			break;
	if (i == sizeof(asking) / sizeof(asking[0]))
		return false;
	if ((code == WORDS_CODE('M', 0) || code == WORDS_CODE('M', 1)) &&
	    *text_of(command) != '\0')
		(void)snprintf(asks, MESSAGE_TEXT, "The print file asks: %s",
		    text_of(command));
	else
		(void)snprintf(asks, MESSAGE_TEXT, "%s", asking[i].asks);
	return true;
}

void
pause_follow(struct jobrun *j, uint64_t offset)
{
	modes_init(&j->modes, modes_e_follows(j->link.firmware));
	feed_open(&j->feed, j->fd, 0);
	trim_follow(j, offset);
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
		reheat(j);
	if (j->books->aside == BOOKS_IN_PLACE ||
	    j->books->aside == BOOKS_ENTERING)
		return;
	modes_step_back(&j->modes, &aside, j->books->aside == BOOKS_ASIDE,
	    lines);
	j->books->aside = BOOKS_RETURNING;
	supply_host(j, lines);
}

/* Somebody, or a guard, switched the heaters off meanwhile: nothing is pushed
 * through a cold nozzle. */
static void
reheat(struct jobrun *j)
{
	const struct reply_heat *now = &j->link.heat;
	char line[32];

	if (j->modes.bed > 0 && now->bed_target_dC == 0) {
		(void)snprintf(line, sizeof(line), "M190 S%.0f", j->modes.bed);
		supply_host(j, line);
	}
	if (j->modes.hotend > 0 && now->hotend_target_dC == 0) {
		(void)snprintf(line, sizeof(line), "M109 S%.0f",
		    j->modes.hotend);
		supply_host(j, line);
	}
}

int32_t
pause_lifted_um(const struct jobrun *j)
{
	if (j->books->aside == BOOKS_IN_PLACE)
		return 0;
	return j->books->aside == BOOKS_ASIDE ? j->profile.pause_lift_um : -1;
}

static void
queue(void *arg, const char *command)
{
	supply_host(arg, command);
}

bool
pause_enter(struct jobrun *j, int64_t now_ms)
{
	struct reentry_machine machine = {
		.way = (enum reentry_way)j->job.reentry,
		.aside = aside_of(j),
		.lifted = j->job.lifted_um / 1000.0,
		.ceiling = j->job.ceiling_um / 1000.0,
	};
	uint64_t knobs[KNOB__MAX];
	enum reentry_result result;
	struct reentry at;

	books_enter_job(j->books, (uint64_t)j->job.job,
	    (uint64_t)j->job.done_commands, (uint64_t)j->job.done_bytes,
	    (uint64_t)j->job.printed_ms);
	trim_begin(j);
	trim_set(j, knobs);
	result = reentry_find(j->fd, j->books->offset,
	    modes_e_follows(j->link.firmware), knobs, &at);
	if (result != REENTRY_OK) {
		/* nothing moved: the record stays as it was */
		if (j->job.lifted_um >= 0)
			j->books->aside = j->job.lifted_um > 0 ? BOOKS_ASIDE :
			    BOOKS_IN_PLACE;
		jobrun_lose(j, now_ms, reentry_strerror(result));
		return false;
	}
	j->aside_told = BOOKS_ENTERING;
	j->entry_commands = at.commands;
	j->entry_offset = at.offset;
	feed_open(&j->feed, j->fd, 0);
	trim_follow(j, at.offset);
	j->trim.sent_offset = at.offset;
	j->modes = at.modes;
	j->layer = (struct reentry_layer){ .any = false };
	feed_open(&j->feed, j->fd, at.offset);
	reentry_commands(&at, &machine, queue, j);
	if (machine.way == REENTRY_Z_AWAY)
		trim_shift_again(j);
	return true;
}

bool
pause_is_returning(struct jobrun *j)
{
	bool done = j->host_count == 0 && link_quiet(&j->link);

	if (j->books->aside == BOOKS_ENTERING && done) {
		j->books->commands = j->entry_commands;
		j->books->offset = j->entry_offset;
		j->books->aside = BOOKS_IN_PLACE;
		tell_reentered(j);
	} else if (j->books->aside == BOOKS_RETURNING && done) {
		j->books->aside = BOOKS_IN_PLACE;
	}
	return j->books->aside != BOOKS_IN_PLACE;
}
