/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What does not wait for its turn, and the halt that it may bring.
 */
#include <string.h>

#include "firmware/marlin/urgent.h"

static void	kill_it(struct simulator *);
static void	urgent(struct simulator *, const char *);
static bool	is_refused(struct simulator *);

static void
kill_it(struct simulator *s)
{
	simulator_say(s, "%s", s->flavor->last_words != NULL ?
	    s->flavor->last_words : "Error:Printer halted. kill() called!\n");
	heater_advance(&s->hotend, s->now_us);
	heater_advance(&s->bed, s->now_us);
	s->hotend.target = s->bed.target = 0;
	planner_clear(&s->planner);
	s->waiting = 0;
	s->wait = WAIT_NOTHING;
	s->begun = false;
	s->killed = s->flavor->halted == NULL;
	s->halted = !s->killed;
}

bool
urgent_line(struct simulator *s, const char *line)
{
	if (s->halted)
		return is_refused(s);
	if (!s->flavor->emergency && !s->flavor->knows_nothing_urgent)
		urgent(s, line);
	return s->killed || s->halted;
}

/* Until M999 nothing is executed that could do harm. */
static bool
is_refused(struct simulator *s)
{
	char line[READER_LINE];
	const char *command;

	memcpy(line, s->reader.line, sizeof(line));
	command = reader_command(line);
	if (strcmp(command, "M999") == 0) {
		s->halted = false;
		simulator_say(s, "WARNING: After HALT you should HOME as "
		    "position is currently unknown\nok\n");
	} else if (strcmp(command, "M105") == 0 ||
	    strncmp(command, "M110", 4) == 0) {
		return false;
	} else {
		simulator_say(s, "%s", s->flavor->halted);
	}
	return true;
}

/* Commands that do not wait for their turn. */
static void
urgent(struct simulator *s, const char *command)
{
	if (strcmp(command, "M112") == 0)
		kill_it(s);
	else if (strcmp(command, "M108") == 0)
		s->no_heat_wait = true;
	else if (strcmp(command, "M410") == 0)
		planner_clear(&s->planner);
}

/* The emergency parser: it sees every byte as it arrives, finds the command
 * behind a number, and acts at the end of the line. */
void
urgent_watch(void *arg, char c)
{
	struct simulator *s = arg;

	if (c == '\n' || c == '\r' || c == '*') {
		if (s->arrived < sizeof(s->arriving)) {
			s->arriving[s->arrived] = '\0';
			urgent(s, s->arriving);
		}
		s->arrived = c == '*' ? sizeof(s->arriving) : 0;
	} else if (s->arrived >= sizeof(s->arriving) - 1) {
		s->arrived = sizeof(s->arriving);	/* longer than any */
	} else if (c != ' ') {
		s->arriving[s->arrived++] = c;
	} else if (s->arriving[0] == 'N') {
		s->arrived = 0;		/* what follows the number counts */
	}
}
