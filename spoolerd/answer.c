/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the printer's answers do to the link.
 */
#include "spoolerd/answer.h"
#include "spoolerd/hello.h"

#define DRAIN_MS	20	/* answers that were on the cable have come */

static void	acknowledge(struct link *, uint64_t);

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

void
answer_line(struct link *l, int64_t now_ms, const char *line)
{
	struct reply r = reply_read(line);

	l->heard_ms = now_ms;
	/* Reports that an M155 of an earlier drain asked for answer nothing,
	 * and may come for ever. */
	if (l->state == LINK_SETTLING &&
	    !(r.kind == REPLY_OTHER && r.has_heat))
		l->due_ms = now_ms + HELLO_QUIET_MS;
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
	if (l->state == LINK_GREETING)
		hello_greeted(l, now_ms);
	if (!link_is_running(l))
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
		hello_probe_answer(l, now_ms, n);
		return;
	}
	if (!link_is_running(l))
		return;
	l->silences = 0;
	l->hold_ms = now_ms + l->dialect->resend_ok_ms;
	l->hold_ok = false;
	l->same_resend = n == l->last_resend ? l->same_resend + 1 : 1;
	l->last_resend = n;
	if (l->same_resend > LINK_SAME_RESEND) {
		link_die(l, now_ms, LINK_NOISY, "the same line was asked for "
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
	if (l->state == LINK_ASKING && l->base > HELLO_NUMBER) {
		l->state = LINK_RUNNING;
		link_add_event(l, LINK_READY, l->machine_type);
	}
}

static void
got_start(struct link *l, int64_t now_ms, const struct reply *r,
    const char *line)
{
	(void)r;
	hello_start(l, now_ms, line);
}

static void
got_killed(struct link *l, int64_t now_ms, const struct reply *r,
    const char *line)
{
	(void)r;
	link_die(l, now_ms, LINK_KILLED, line);
}

static void
got_error(struct link *l, int64_t now_ms, const struct reply *r,
    const char *line)
{
	(void)now_ms;
	(void)r;
	link_add_event(l, LINK_SAYS, line);
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
