/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The link: line numbers, acknowledgements, resends and time-outs of one
 * G-code printer, as a pure state machine.  link.h draws it.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "spoolerd/link.h"

#define HELLO		"N0 M110 N0*125\n"
#define HELLO_FIRST_MS	100	/* let a DTR reset begin before the hello */
#define HELLO_AGAIN_MS	3000	/* Marlin's boot takes 2.3 s */
#define HELLO_TRIES	8
#define QUIET_MS	400	/* no more answers to early hellos come */
#define DRAIN_MS	20	/* answers that were on the cable have come */
#define PROBE_AHEAD	1000	/* a number that the printer must refuse */
#define PROBE_AGAIN_MS	10000
#define PROBE_TRIES	30	/* it may be heating, or homing */
#define FIRST_NUMBER	1	/* after M110 N0 */

static void	set_state(struct link *, enum link_state, int64_t);
static void	add_event(struct link *, enum link_event_kind, const char *);
static void	die(struct link *, int64_t, enum link_event_kind, const char *);
static void	got_line(struct link *, int64_t, const char *);
static void	acknowledge(struct link *, uint64_t);
static bool	running(const struct link *);
static void	ask_identity(struct link *, int64_t);
static size_t	put(char *, const char *);
static void	got_probe_answer(struct link *, int64_t, uint64_t);

typedef void (handler)(struct link *, int64_t, const struct reply *,
    const char *);
static handler	got_ok, got_resend, got_start, got_killed, got_error,
	 got_firmware, got_capability, got_nothing;

/* What each kind of reply does. */
static handler *const handlers[] = {
	[REPLY_OTHER]		= got_nothing,
	[REPLY_OK]		= got_ok,
	[REPLY_RESEND]		= got_resend,
	[REPLY_START]		= got_start,
	[REPLY_BUSY]		= got_nothing,
	[REPLY_WAIT]		= got_nothing,
	[REPLY_LINE_ERROR]	= got_nothing,
	[REPLY_KILLED]		= got_killed,
	[REPLY_ERROR]		= got_error,
	[REPLY_ACTION]		= got_nothing,
	[REPLY_FIRMWARE]	= got_firmware,
	[REPLY_CAPABILITY]	= got_capability,
	[REPLY_UNKNOWN_COMMAND]	= got_error,
};
_Static_assert(sizeof(handlers) / sizeof(handlers[0]) == REPLY__MAX,
    "every reply has a handler");

typedef void (timer)(struct link *, int64_t);
static timer	tick_never, tick_greeting, tick_settling, tick_probing,
		tick_running;

/* What the passing of time does in each state. */
static const struct {
	const char	*name;
	timer		*tick;
} states[] = {
	[LINK_DOWN]	= { "down",	tick_never },
	[LINK_GREETING]	= { "greeting",	tick_greeting },
	[LINK_SETTLING]	= { "settling",	tick_settling },
	[LINK_ASKING]	= { "asking",	tick_running },
	[LINK_PROBING]	= { "probing",	tick_probing },
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
	l->limits = limits;
	l->heat = (struct reply_heat){ REPLY_NO_TEMPERATURE,
	    REPLY_NO_TEMPERATURE, REPLY_NO_TEMPERATURE, REPLY_NO_TEMPERATURE };
}

void
link_greet(struct link *l, int64_t now_ms)
{
	set_state(l, LINK_GREETING, now_ms);
	l->tries = 0;
	l->due_ms = now_ms + HELLO_FIRST_MS;
}

void
link_reattach(struct link *l, int64_t now_ms)
{
	set_state(l, LINK_PROBING, now_ms);
	l->tries = 0;
	l->probe_answer = 0;
	l->probe_due = false;
	l->newline_due = true;
	l->due_ms = now_ms + QUIET_MS;
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
				got_line(l, now_ms, l->in);
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

	if (l->newline_due) {
		l->newline_due = false;
		n = put(out, "\n");
	} else if (l->hello_due) {
		l->hello_due = false;
		n = put(out, HELLO);
	} else if (l->probe_due) {
		l->probe_due = false;
		n = frame_make(out, l->books->next + PROBE_AHEAD, "M105", 4);
	} else if (!running(l) || now_ms < l->hold_ms) {
		return 0;
	} else if (l->bare_due) {
		l->bare_due = false;
		l->bare_pending = true;
		l->bare_after = l->sent;
		n = put(out, l->dialect->break_wait);
		out[n++] = '\n';
	} else if (l->sent < l->books->next &&
	    (l->base >= l->careful || l->sent == l->base)) {
		line = &l->lines[l->sent % LINK_HISTORY];
		n = frame_make(out, l->sent, line->command, line->length);
		if (l->sent < l->high)
			l->resends++;
		l->sent++;
		if (l->high < l->sent)
			l->high = l->sent;
	}
	if (n > 0)
		l->sent_ms = now_ms;
	return n;
}

int64_t
link_wake(const struct link *l)
{
	int64_t last;

	if (l->state == LINK_DOWN || l->state == LINK_DEAD)
		return INT64_MAX;
	if (!running(l))
		return l->due_ms;
	if (l->hold_ms != 0)
		return l->hold_ms;
	if (l->base == l->sent && !l->bare_pending)
		return INT64_MAX;
	last = l->heard_ms > l->sent_ms ? l->heard_ms : l->sent_ms;
	return last + (link_waits_for(l) & DIALECT_SLOW ?
	    l->dialect->long_patience_ms : l->dialect->patience_ms);
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
link_wants(const struct link *l, size_t length)
{
	uint64_t n, bytes = length + LINK_OVERHEAD;

	if (l->state != LINK_RUNNING || l->hold_ms != 0 || l->bare_due ||
	    l->sent != l->books->next)
		return false;
	if (l->base < l->careful)
		return l->base == l->sent;
	if (l->sent - l->base + l->bare_pending >= l->limits.lines)
		return false;
	for (n = l->base; n < l->sent; n++)
		bytes += l->lines[n % LINK_HISTORY].length + LINK_OVERHEAD;
	return bytes <= l->limits.bytes || l->base == l->sent;
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
	line->length = length;
	line->traits = dialect_traits(line->command);
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
	if (!running(l) || l->base == l->sent)
		return 0;
	return l->lines[l->base % LINK_HISTORY].traits;
}

void
link_break_wait(struct link *l)
{
	if (l->dialect->break_wait != NULL && !l->bare_pending)
		l->bare_due = true;
}

/* Lines are numbered and answered in these states. */
static bool
running(const struct link *l)
{
	return l->state == LINK_RUNNING || l->state == LINK_ASKING;
}

static void
set_state(struct link *l, enum link_state state, int64_t now_ms)
{
	l->state = state;
	l->since_ms = now_ms;
	l->heard_ms = now_ms;
	l->sent_ms = now_ms;
	l->hold_ms = 0;
	l->silences = 0;
}

/* A full ring drops the newest text, never a change of state: those are few
 * and the texts leave them LINK_EVENTS / 2 places. */
static void
add_event(struct link *l, enum link_event_kind kind, const char *text)
{
	struct link_event *ev;

	if (l->events_count == LINK_EVENTS ||
	    (kind == LINK_SAYS && l->events_count >= LINK_EVENTS / 2))
		return;
	ev = &l->events[(l->events_head + l->events_count) % LINK_EVENTS];
	l->events_count++;
	ev->kind = kind;
	(void)snprintf(ev->text, sizeof(ev->text), "%s", text);
}

static void
die(struct link *l, int64_t now_ms, enum link_event_kind kind,
    const char *text)
{
	set_state(l, LINK_DEAD, now_ms);
	add_event(l, kind, text);
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

static void
tick_greeting(struct link *l, int64_t now_ms)
{
	if (now_ms < l->due_ms)
		return;
	if (l->tries++ == HELLO_TRIES) {
		die(l, now_ms, LINK_SILENT, "no answer to M110");
		return;
	}
	l->due_ms = now_ms + HELLO_AGAIN_MS;
	l->newline_due = true;
	l->hello_due = true;
}

static void
tick_settling(struct link *l, int64_t now_ms)
{
	if (now_ms >= l->due_ms)
		ask_identity(l, now_ms);
}

static void
tick_probing(struct link *l, int64_t now_ms)
{
	if (now_ms < l->due_ms)
		return;
	if (l->tries++ == PROBE_TRIES) {
		die(l, now_ms, LINK_SILENT, "no answer to a line out of "
		    "sequence");
		return;
	}
	l->probe_due = true;
	l->due_ms = now_ms + PROBE_AGAIN_MS;
}

/* Nothing came for too long: the oldest unanswered line once more.  Either it
 * never arrived, or its answer did not; the printer says which. */
static void
tick_running(struct link *l, int64_t now_ms)
{
	if (l->hold_ms != 0 && now_ms >= l->hold_ms)
		l->hold_ms = 0;
	if (now_ms < link_wake(l))
		return;
	l->timeouts++;
	if (l->silences++ == LINK_SILENCES) {
		die(l, now_ms, LINK_SILENT, "the printer does not answer");
		return;
	}
	l->bare_pending = false;
	l->sent = l->base;
	l->careful = l->high;
	l->newline_due = true;	/* end whatever half line it still holds */
	l->sent_ms = now_ms;
}

/* --- what the printer says --- */

static void
got_line(struct link *l, int64_t now_ms, const char *line)
{
	struct reply r = reply_read(line);

	l->heard_ms = now_ms;
	/* Reports that an M155 of an earlier drain asked for answer nothing,
	 * and may come for ever. */
	if (l->state == LINK_SETTLING &&
	    !(r.kind == REPLY_OTHER && r.has_heat))
		l->due_ms = now_ms + QUIET_MS;
	if (r.has_heat)
		l->heat = r.heat;
	if (l->state != LINK_DOWN && l->state != LINK_DEAD)
		handlers[r.kind](l, now_ms, &r, line);
}

static void
got_nothing(struct link *l, int64_t now_ms, const struct reply *r,
    const char *line)
{
	(void)now_ms;
	(void)line;
	/* alive: a command may take as long as it says so.  A line error is
	 * followed by the Resend that says what to do. */
	if (r->kind == REPLY_BUSY)
		l->silences = 0;
}

static void
got_ok(struct link *l, int64_t now_ms, const struct reply *r,
    const char *line)
{
	(void)line;
	if (l->state == LINK_GREETING && !l->hello_due && l->tries > 0) {
		set_state(l, LINK_SETTLING, now_ms);
		l->due_ms = now_ms + QUIET_MS;
	}
	if (!running(l))
		return;
	l->silences = 0;
	if (r->has_heat && l->marker != 0 && l->marker < l->high &&
	    (l->foreign == 0 || l->foreign < l->base)) {
		acknowledge(l, l->marker + 1);
		l->marker = 0;
	} else if (l->hold_ms != 0 && !l->hold_ok) {
		l->hold_ok = true;
		l->hold_ms = now_ms + DRAIN_MS;
	} else if (l->bare_pending && l->base >= l->bare_after) {
		l->bare_pending = false;
	} else if (l->base < (l->hold_ms != 0 ? l->high : l->sent)) {
		acknowledge(l, l->base + 1);
	}
	/* else nothing is on the way: an ok too many */
}

static void
got_resend(struct link *l, int64_t now_ms, const struct reply *r,
    const char *line)
{
	uint64_t n = r->number;

	(void)line;
	if (l->state == LINK_PROBING) {
		got_probe_answer(l, now_ms, n);
		return;
	}
	if (!running(l))
		return;
	l->silences = 0;
	l->hold_ms = now_ms + l->dialect->resend_ok_ms;
	l->hold_ok = false;
	l->same_resend = n == l->last_resend ? l->same_resend + 1 : 1;
	l->last_resend = n;
	if (l->same_resend > LINK_SAME_RESEND) {
		die(l, now_ms, LINK_NOISY, "the same line was asked for "
		    "again and again");
		return;
	}
	if (n > l->high || n + LINK_HISTORY < l->books->next)
		return;		/* a number that the cable made up */
	l->careful = l->high;
	acknowledge(l, n);
	l->sent = n;
	if (l->marker < n)
		l->marker = 0;
}

/* Everything below `below` was executed, and nothing above is known. */
static void
acknowledge(struct link *l, uint64_t below)
{
	uint64_t n;

	for (n = l->base; n < below; n++)
		if (l->lines[n % LINK_HISTORY].traits & DIALECT_HOMES)
			l->books->homed = 1;
	if (below >= l->base)
		books_ack(l->books, below);
	else if (!books_rewind(l->books, below, false))
		return;
	l->base = below;
	if (l->sent < below)
		l->sent = below;
	/* so far behind, its own answer is not to come any more */
	if (l->marker != 0 && l->marker + 2 * l->limits.lines < below)
		l->marker = 0;
	if (l->state == LINK_ASKING && l->base > FIRST_NUMBER) {
		l->state = LINK_RUNNING;
		add_event(l, LINK_READY, l->machine_type);
	}
}

/* Two answers must agree with each other and with the books. */
static void
got_probe_answer(struct link *l, int64_t now_ms, uint64_t n)
{
	struct books *books = l->books;

	if (n == REPLY_NO_NUMBER)
		return;
	if (l->probe_answer != n) {
		l->probe_answer = n;
		l->due_ms = now_ms + QUIET_MS;
		return;
	}
	if (n < books->acked || n > books->next ||
	    !books_rewind(books, n, true)) {
		add_event(l, LINK_WAS_RESET, "it counts other lines");
		link_greet(l, now_ms);
		return;
	}
	set_state(l, LINK_RUNNING, now_ms);
	l->base = l->sent = l->high = l->careful = n;
	add_event(l, LINK_FOUND_AGAIN, "");
}

static void
got_start(struct link *l, int64_t now_ms, const struct reply *r,
    const char *line)
{
	(void)r;
	if (l->state == LINK_RUNNING || l->state == LINK_PROBING)
		add_event(l, LINK_WAS_RESET, line);
	link_greet(l, now_ms);
	l->due_ms = now_ms + HELLO_AGAIN_MS;
}

static void
got_killed(struct link *l, int64_t now_ms, const struct reply *r,
    const char *line)
{
	(void)r;
	die(l, now_ms, LINK_KILLED, line);
}

static void
got_error(struct link *l, int64_t now_ms, const struct reply *r,
    const char *line)
{
	(void)now_ms;
	(void)r;
	add_event(l, LINK_SAYS, line);
}

static void
got_firmware(struct link *l, int64_t now_ms, const struct reply *r,
    const char *line)
{
	(void)now_ms;
	(void)r;
	reply_field(line, "FIRMWARE_NAME", l->firmware);
	reply_field(line, "MACHINE_TYPE", l->machine_type);
	reply_field(line, "UUID", l->uuid);
}

static void
got_capability(struct link *l, int64_t now_ms, const struct reply *r,
    const char *line)
{
	(void)now_ms;
	(void)r;
	if (reply_capable(line, "AUTOREPORT_TEMP"))
		l->reports_heat = true;
}

/* The numbering begins; who is there? */
static void
ask_identity(struct link *l, int64_t now_ms)
{
	set_state(l, LINK_ASKING, now_ms);
	books_new_epoch(l->books, FIRST_NUMBER);
	l->base = l->sent = l->high = l->careful = FIRST_NUMBER;
	l->marker = l->foreign = l->last_resend = 0;
	l->same_resend = 0;
	l->bare_due = l->bare_pending = false;
	link_push(l, BOOKS_HOST, "M115", 4, 0);
}
