/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The link: line numbers, acknowledgements, resends and time-outs of one
 * G-code printer, as a pure state machine.  link.h draws it.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "spoolerd/link/answer.h"
#include "spoolerd/link/hello.h"
#include "spoolerd/link/link.h"

#define PROBE_AHEAD	1000	/* a number that the printer must refuse */

static size_t	put(char *, const char *);

typedef void (timer)(struct link *, int64_t);
static timer	tick_never, tick_running;
static void	doubt(struct link *);

/* What the passing of time does in each state. */
static const struct {
	const char	*name;
	timer		*tick;
} states[] = {
	[LINK_DOWN]	= { "down",	tick_never },
	[LINK_GREETING]	= { "greeting",	hello_tick_greeting },
	[LINK_SETTLING]	= { "settling",	hello_tick_settling },
	[LINK_ASKING]	= { "asking",	tick_running },
	[LINK_PROBING]	= { "probing",	hello_tick_probing },
	[LINK_RUNNING]	= { "running",	tick_running },
	[LINK_DEAD]	= { "dead",	tick_never },
};
_Static_assert(sizeof(states) / sizeof(states[0]) == LINK__MAX,
    "every state has a row");

const char *
link_state_name(enum link_state state)
{
	return states[state].name;
}

void
link_init(struct link *l, const struct dialect *dialect, struct books *books,
    struct link_limits limits)
{
	memset(l, 0, sizeof(*l));
	l->dialect = dialect;
	l->books = books;
	l->given = limits;
	if (dialect->one_by_one)
		l->given.lines = 1;
	l->patience_ms = dialect->patience_ms;
	window_begin(l);
	l->heat = (struct reply_heat){ REPLY_NO_TEMPERATURE,
	    REPLY_NO_TEMPERATURE, REPLY_NO_TEMPERATURE, REPLY_NO_TEMPERATURE };
}

void
link_receive(struct link *l, int64_t now_ms, const char *bytes, size_t n)
{
	size_t i;
	char c;

	for (i = 0; i < n; i++) {
		c = bytes[i];
		if (c == '\n' || c == '\r') {
			if (l->in_used > 0 && !l->in_long) {
				l->in[l->in_used] = '\0';
				answer_line(l, now_ms, l->in);
			}
			l->in_used = 0;
			l->in_long = false;
		} else if (c == '\0') {
			continue;	/* noise on the cable */
		} else if (l->in_used == sizeof(l->in) - 1) {
			l->in_long = true;
		} else {
			l->in[l->in_used++] = c;
		}
	}
}

void
link_tick(struct link *l, int64_t now_ms)
{
	states[l->state].tick(l, now_ms);
}

size_t
link_output(struct link *l, int64_t now_ms, char out[FRAME_SIZE])
{
	const struct link_line *line;
	size_t n = 0;

	if (l->state == LINK_DOWN || l->state == LINK_DEAD)
		return 0;
	if (l->newline_due) {
		l->newline_due = false;
		n = put(out, "\n");
	} else if (l->revive_due) {
		l->revive_due = false;
		n = put(out, l->dialect->revive);
		out[n++] = '\n';
	} else if (l->hello_due) {
		l->hello_due = false;
		n = frame_make(out, HELLO_NUMBER - 1, HELLO, strlen(HELLO));
	} else if (l->probe_due) {
		l->probe_due = false;
		n = frame_make(out, l->books->next + PROBE_AHEAD, "M105", 4);
	} else if (!link_is_running(l) || now_ms < l->hold_ms) {
		return 0;
	} else if (l->bare_due) {
		l->bare_due = false;
		l->bare_pending = true;
		l->bare_after = l->sent;
		n = put(out, l->dialect->break_wait);
		out[n++] = '\n';
	} else if (l->sent < l->books->next &&
	    l->sent - l->base < l->window) {
		line = &l->lines[l->sent % LINK_HISTORY];
		n = line->framed;
		memcpy(out, line->frame, n);
		if (l->sent < l->high) {
			l->resends++;
			l->books->resends++;
		}
		l->sent++;
		if (l->high < l->sent)
			l->high = l->sent;
	}
	if (n > 0)
		l->sent_ms = now_ms;
	return n;
}

void
link_cut_short(struct link *l)
{
	l->newline_due = true;
}

int64_t
link_wake(const struct link *l)
{
	int64_t last;

	if (l->state == LINK_DOWN || l->state == LINK_DEAD)
		return INT64_MAX;
	if (!link_is_running(l))
		return l->due_ms;
	if (l->hold_ms != 0)
		return l->hold_ms;
	if (l->skipped_ms != 0)
		return l->skipped_ms;
	if (l->base == l->sent && !l->bare_pending)
		return INT64_MAX;
	last = l->heard_ms > l->sent_ms ? l->heard_ms : l->sent_ms;
	if (link_waits_for(l) & DIALECT_SLOW)
		return last + l->dialect->long_patience_ms +
		    l->lines[l->base % LINK_HISTORY].dwell_ms;
	return last + l->patience_ms;
}

bool
link_event(struct link *l, struct link_event *ev)
{
	if (l->events_count == 0)
		return false;
	*ev = l->events[l->events_head];
	l->events_head = (l->events_head + 1) % LINK_EVENTS;
	l->events_count--;
	return true;
}

bool
link_wants(const struct link *l, const char *command, size_t length)
{
	char frame[FRAME_SIZE];

	if (l->state != LINK_RUNNING || l->hold_ms != 0 || l->bare_due ||
	    l->sent != l->books->next)
		return false;
	if (l->sent - l->base + l->bare_pending >= l->window)
		return false;
	return window_has_room(l, frame_make(frame, l->books->next, command,
	    length));
}

void
link_push(struct link *l, enum books_origin origin, const char *command,
    size_t length, uint64_t offset)
{
	struct link_line *line;
	uint64_t number;

	assert(length > 0 && length <= LINK_COMMAND);
	line = &l->lines[l->books->next % LINK_HISTORY];
	memcpy(line->command, command, length);
	line->command[length] = '\0';
	line->framed = frame_make(line->frame, l->books->next, command,
	    length);
	line->traits = dialect_traits(line->command);
	line->dwell_ms = dialect_dwell_ms(line->command);
	number = books_post(l->books, origin, offset);
	if (!(line->traits & DIALECT_TELLS))
		return;
	/* of two on the way, neither answer is surely its own */
	if (origin != BOOKS_HOST)
		l->foreign = number;
	else if (l->marker != 0)
		l->foreign = l->marker;
	if (origin == BOOKS_HOST)
		l->marker = number;
}

bool
link_quiet(const struct link *l)
{
	return l->base == l->books->next && !l->bare_due && !l->bare_pending;
}

unsigned int
link_waits_for(const struct link *l)
{
	if (!link_is_running(l) || l->base == l->sent)
		return 0;
	return l->lines[l->base % LINK_HISTORY].traits;
}

void
link_break_wait(struct link *l)
{
	if (l->dialect->break_wait != NULL && !l->bare_pending)
		l->bare_due = true;
}

bool
link_is_running(const struct link *l)
{
	return l->state == LINK_RUNNING || l->state == LINK_ASKING;
}

void
link_set_state(struct link *l, enum link_state state, int64_t now_ms)
{
	l->state = state;
	l->since_ms = now_ms;
	l->heard_ms = now_ms;
	l->sent_ms = now_ms;
	l->hold_ms = 0;
	l->silences = 0;
}

void
link_add_event(struct link *l, enum link_event_kind kind, const char *text)
{
	struct link_event *ev;

	if (l->events_count == LINK_EVENTS ||
	    (kind >= LINK_SAYS && l->events_count >= LINK_EVENTS / 2))
		return;
	ev = &l->events[(l->events_head + l->events_count) % LINK_EVENTS];
	l->events_count++;
	ev->kind = kind;
	(void)snprintf(ev->text, sizeof(ev->text), "%s", text);
}

void
link_die(struct link *l, int64_t now_ms, enum link_event_kind kind,
    const char *text)
{
	link_set_state(l, LINK_DEAD, now_ms);
	link_add_event(l, kind, text);
}

static size_t
put(char *out, const char *text)
{
	size_t n = strlen(text);

	memcpy(out, text, n);
	return n;
}

/* --- the passing of time --- */

static void
tick_never(struct link *l, int64_t now_ms)
{
	(void)l;
	(void)now_ms;
}

/* Nothing came for too long. */
static void
tick_running(struct link *l, int64_t now_ms)
{
	answer_tick(l, now_ms);
	if (l->hold_ms != 0 && now_ms >= l->hold_ms)
		l->hold_ms = 0;
	if (l->hold_ms != 0 || l->skipped_ms != 0 || now_ms < link_wake(l))
		return;
	l->timeouts++;
	l->books->timeouts++;
	if ((link_waits_for(l) & DIALECT_SLOW) == 0)
		l->lean_ms += (uint64_t)l->patience_ms;
	doubt(l);
	if (l->silences++ == LINK_SILENCES)
		link_die(l, now_ms, LINK_SILENT, "the printer does not "
		    "answer");
	else
		link_try_again(l, now_ms);
}

static void
doubt(struct link *l)
{
	if (l->doubted != l->base)
		l->doubts = 0;
	l->doubts++;
	l->doubted = l->base;
	l->doubted_to = l->high;
}

bool
link_was_slow(struct link *l, uint64_t n)
{
	unsigned int noise = l->doubts * LINK_NOISE;

	if (l->doubts == 0 || n <= l->doubted || n > l->doubted_to)
		return false;
	l->noise -= noise < l->noise ? noise : l->noise;
	l->doubts = 0;
	if (!l->says_busy && l->patience_ms < l->dialect->long_patience_ms / 2)
		l->patience_ms *= 2;
	return true;
}

/* Either the line never arrived, or its answer did not; a printer that counts
 * lines says which. */
void
link_try_again(struct link *l, int64_t now_ms)
{
	const struct books_entry *entry = books_find(l->books, l->base);

	if (l->dialect->number_bits == 0 && l->base < l->sent &&
	    (entry == NULL || entry->origin != BOOKS_HOST)) {
		link_uncertain(l, now_ms);
		return;
	}
	if (!link_count_noise(l, now_ms))
		return;
	l->bare_pending = false;
	link_back_to(l, l->base);
	l->newline_due = true;	/* end whatever half line it still holds */
	l->sent_ms = now_ms;
}

void
link_uncertain(struct link *l, int64_t now_ms)
{
	char command[LINK_COMMAND + 1];

	memcpy(command, l->lines[l->base % LINK_HISTORY].command,
	    sizeof(command));
	link_die(l, now_ms, LINK_UNCERTAIN, command);
}

void
link_back_to(struct link *l, uint64_t n)
{
	l->sent = n;
	window_lost(l);
}

bool
link_count_noise(struct link *l, int64_t now_ms)
{
	l->noise += LINK_NOISE;
	if (l->noise <= LINK_NOISE_MOST)
		return true;
	link_die(l, now_ms, LINK_NOISY, "this cable is too noisy to be "
	    "trusted: replace it, or take it away from motors and mains");
	return false;
}
