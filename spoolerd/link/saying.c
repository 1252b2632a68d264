/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the printer says of itself.
 */
#include <stdio.h>
#include <string.h>

#include "spoolerd/knob.h"
#include "spoolerd/link/saying.h"

#define CAUSE_MS	2000	/* what it said before it died is why */

static void	keep_cause(struct link *, int64_t, const char *);

/* Why it stopped it said just before: "Error:Heating failed, system stopped!
 * Heater_ID: 0", then "Error:Printer halted. kill() called!". */
void
saying_killed(struct link *l, int64_t now_ms, const struct reply *r,
    const char *line)
{
	char words[2 * REPLY_TEXT];

	(void)r;
	/* about to be revived, it says what it said before */
	if (l->state == LINK_GREETING && l->tries == 0)
		return;
	(void)snprintf(words, sizeof(words), "%s", line);
	if (l->cause_ms != 0 && now_ms - l->cause_ms < CAUSE_MS)
		(void)snprintf(words, sizeof(words), "%s; %s", l->cause,
		    line);
	link_die(l, now_ms, LINK_KILLED, words);
}

void
saying_error(struct link *l, int64_t now_ms, const struct reply *r,
    const char *line)
{
	(void)r;
	keep_cause(l, now_ms, line);
	link_add_event(l, LINK_SAYS, line);
}

static void
keep_cause(struct link *l, int64_t now_ms, const char *words)
{
	(void)snprintf(l->cause, sizeof(l->cause), "%.*s",
	    (int)sizeof(l->cause) - 1, words);
	l->cause_ms = now_ms;
}

/* Some errors are two lines: "Error:0", then ": Extruder switched off. MAXTEMP
 * triggered !". */
void
saying_other(struct link *l, int64_t now_ms, const struct reply *r,
    const char *line)
{
	char words[2 * REPLY_TEXT];
	enum knob knob;
	int value;

	(void)r;
	if (knob_heard(line, &knob, &value))
		link_add_event(l, LINK_TELLS, line);
	if (line[0] != ':' || l->cause_ms == 0 ||
	    now_ms - l->cause_ms >= CAUSE_MS)
		return;
	(void)snprintf(words, sizeof(words), "%s%s", l->cause, line);
	keep_cause(l, now_ms, words);
	link_add_event(l, LINK_SAYS, words);
}

void
saying_undone(struct link *l, int64_t now_ms, const struct reply *r,
    const char *line)
{
	(void)now_ms;
	(void)r;
	link_add_event(l, LINK_BALKS, line);
}

void
saying_unknown(struct link *l, int64_t now_ms, const struct reply *r,
    const char *line)
{
	(void)now_ms;
	(void)r;
	link_add_event(l, LINK_UNKNOWN, line);
}

void
saying_action(struct link *l, int64_t now_ms, const struct reply *r,
    const char *line)
{
	(void)now_ms;
	(void)r;
	link_add_event(l, LINK_ASKS, strchr(line, ':') + 1);
}

void
saying_firmware(struct link *l, int64_t now_ms, const struct reply *r,
    const char *line)
{
	(void)now_ms;
	(void)r;
	reply_field(line, "FIRMWARE_NAME", l->firmware);
	reply_field(line, "MACHINE_TYPE", l->machine_type);
	reply_field(line, "UUID", l->uuid);
}

void
saying_capability(struct link *l, int64_t now_ms, const struct reply *r,
    const char *line)
{
	(void)now_ms;
	(void)r;
	if (reply_capable(line, "AUTOREPORT_TEMP"))
		l->reports_heat = true;
	if (reply_capable(line, "EMERGENCY_PARSER"))
		window_sees_urgent(l);
}
