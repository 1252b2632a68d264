/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the link reports, in the run of a job.
 */
#include <err.h>
#include <stdio.h>
#include <string.h>

#include "spoolerd/drain/jobevent.h"
#include "spoolerd/drain/jobhand.h"
#include "spoolerd/drain/supply.h"
#include "spoolerd/drain/tell.h"

static void	on_prompt(struct jobrun *, int64_t);

typedef void (link_handler)(struct jobrun *, int64_t, const char *);
static link_handler on_ready, on_found, on_reset, on_strange, on_killed,
	on_lost, on_uncertain, on_text, on_unknown, on_tells, on_balk,
	on_action;

static link_handler *const link_handlers[] = {
	[LINK_READY]		= on_ready,
	[LINK_FOUND_AGAIN]	= on_found,
	[LINK_WAS_RESET]	= on_reset,
	[LINK_STRANGE]		= on_strange,
	[LINK_KILLED]		= on_killed,
	[LINK_SILENT]		= on_lost,
	[LINK_NOISY]		= on_lost,
	[LINK_UNCERTAIN]	= on_uncertain,
	[LINK_SAYS]		= on_text,
	[LINK_UNKNOWN]		= on_unknown,
	[LINK_TELLS]		= on_tells,
	[LINK_BALKS]		= on_balk,
	[LINK_ASKS]		= on_action,
};
_Static_assert(sizeof(link_handlers) / sizeof(link_handlers[0]) ==
    LINK_EVENT__MAX, "every event has a handler");

void
jobevent(struct jobrun *j, int64_t now_ms, const struct link_event *ev)
{
	link_handlers[ev->kind](j, now_ms, ev->text);
}

static void
on_ready(struct jobrun *j, int64_t now_ms, const char *text)
{
	(void)text;
	jobrun_move(j, now_ms, PHASE_IDLE);
	if (j->link.reports_heat)
		supply_host(j, "M155 S2");
	j->poll_ms = now_ms;
	tell_ready(j, true);
}

/* It was never gone: who it is was said before. */
static void
on_found(struct jobrun *j, int64_t now_ms, const char *text)
{
	(void)text;
	jobrun_move(j, now_ms, PHASE_IDLE);
	j->poll_ms = now_ms;
	tell_ready(j, false);
}

/* The link says hello again by itself.  What the books hold of a job can't be
 * gone on with, even when the job was not handed to us yet. */
static void
on_reset(struct jobrun *j, int64_t now_ms, const char *text)
{
	warnx("%s: %s", j->profile.name, text);
	if (j->job.job == 0)
		j->job.job = (int64_t)j->books->job;
	jobhand_broken(j, text);
	j->host_count = 0;
	if (j->emergency_ms != 0) {
		j->emergency_ms = 0;
		jobrun_finish(j, now_ms, j->ending.end, false, j->ending.why);
	} else {
		jobrun_finish(j, now_ms, END_INTERRUPTED, false, text);
	}
	books_begin_job(j->books, 0);
	jobrun_move(j, now_ms, PHASE_CONNECTING);
}

/* Neither is greeted nor are the books closed: both machines may be in the
 * middle of a print, each at the other's cable. */
static void
on_strange(struct jobrun *j, int64_t now_ms, const char *text)
{
	j->strange = true;
	if (j->job.job == 0)
		j->job.job = (int64_t)j->books->job;
	on_lost(j, now_ms, text);
}

static void
on_killed(struct jobrun *j, int64_t now_ms, const char *text)
{
	bool wanted = j->emergency_ms != 0;

	j->emergency_ms = 0;
	jobhand_broken(j, text);
	on_text(j, now_ms, text);
	jobrun_finish(j, now_ms, wanted ? j->ending.end : END_FAILED, true,
	    wanted ? j->ending.why : j->text);
	jobrun_move(j, now_ms, PHASE_HALTED);
}

static void
on_lost(struct jobrun *j, int64_t now_ms, const char *text)
{
	j->emergency_ms = 0;
	jobhand_broken(j, text);
	on_text(j, now_ms, text);
	jobrun_finish(j, now_ms, END_INTERRUPTED, false, j->text);
	jobrun_move(j, now_ms, PHASE_LOST);
}

/* Its answer was lost, and the dialect can't tell. */
static void
on_uncertain(struct jobrun *j, int64_t now_ms, const char *text)
{
	char why[MESSAGE_TEXT];

	(void)snprintf(why, sizeof(why), "no answer to the line \"%.80s\": "
	    "this firmware can't tell whether it was executed", text);
	on_lost(j, now_ms, why);
}

/* It leaves out what it was told, and would do so to the end: hours of a print
 * without plastic.  A person must see to it. */
static void
on_balk(struct jobrun *j, int64_t now_ms, const char *text)
{
	char words[MESSAGE_TEXT];

	on_text(j, now_ms, text);
	if (j->job.job == 0 || j->phase != PHASE_PRINTING)
		return;
	memcpy(words, j->text, sizeof(words));
	jobrun_ask(j, now_ms, strstr(words, "cold extrusion") != NULL ?
	    "The printer moves no plastic: its hotend is too cold." : words);
}

/* What the printer asks its host to do.  Its own words come with it. */
static void
on_action(struct jobrun *j, int64_t now_ms, const char *text)
{
	static const struct {
		const char		*action;
		enum message_order	 order;
	} actions[] = {
		{ "pause", ORDER_PAUSE }, { "paused", ORDER_PAUSE },
		{ "resume", ORDER_RESUME }, { "resumed", ORDER_RESUME },
		{ "cancel", ORDER_STOP },
	};
	size_t i, n = strcspn(text, " ");

	on_text(j, now_ms, text + n + (text[n] == ' '));
	if (n == 12 && strncmp(text, "prompt_begin", n) == 0)
		on_prompt(j, now_ms);
	else if (n == 10 && strncmp(text, "prompt_end", n) == 0)
		j->prompted = false;
	for (i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (strlen(actions[i].action) == n &&
		    strncmp(actions[i].action, text, n) == 0)
			jobrun_do(j, now_ms, actions[i].order);
}

/* It waits for an answer: only in a job is there a person to ask. */
static void
on_prompt(struct jobrun *j, int64_t now_ms)
{
	char words[MESSAGE_TEXT];

	if (j->job.job == 0)
		return;
	memcpy(words, j->text, sizeof(words));
	j->prompted = true;
	jobrun_ask(j, now_ms, words);
}

static void
on_unknown(struct jobrun *j, int64_t now_ms, const char *text)
{
	on_text(j, now_ms, text);
	trim_unknown(j, text);
}

static void
on_tells(struct jobrun *j, int64_t now_ms, const char *text)
{
	(void)now_ms;
	trim_hear(j, text);
}

/* A printer's words: only printable ASCII goes further. */
static void
on_text(struct jobrun *j, int64_t now_ms, const char *text)
{
	size_t i;

	(void)now_ms;
	for (i = 0; text[i] != '\0' && i < sizeof(j->text) - 1; i++)
		j->text[i] = text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
	j->text[i] = '\0';
}
