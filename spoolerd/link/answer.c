/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the printer's answers do to the numbers of the link.
 */
#include <string.h>

#include "spoolerd/link/answer.h"
#include "spoolerd/link/hello.h"
#include "spoolerd/link/saying.h"

#define DRAIN_MS	20	/* answers that were on the cable have come */
#define WAIT_MS		1000	/* an answer is not that late */
#define SKIP_MS		1000	/* five times it would ask again */
#define STRANGE_RESENDS	3	/* for a number that we never gave */

static bool	is_sign_of_life(struct link *, const struct reply *);
static bool	fits(const struct link *, const struct reply *);
static void	got_numbered(struct link *, int64_t, const struct reply *,
		    uint64_t);
static bool	acknowledge(struct link *, uint64_t);

typedef void (handler)(struct link *, int64_t, const struct reply *,
    const char *);
static handler	got_ok, got_wait, got_skip, got_resend, got_line_error,
	got_start, got_nothing;

/* What each kind of reply does. */
static handler *const handlers[] = {
	[REPLY_OTHER]		= saying_other,
	[REPLY_OK]		= got_ok,
	[REPLY_RESEND]		= got_resend,
	[REPLY_START]		= got_start,
	[REPLY_BUSY]		= got_nothing,
	[REPLY_WAIT]		= got_wait,
	[REPLY_SKIP]		= got_skip,
	[REPLY_LINE_ERROR]	= got_line_error,
	[REPLY_KILLED]		= saying_killed,
	[REPLY_ERROR]		= saying_error,
	[REPLY_UNDONE]		= saying_undone,
	[REPLY_ACTION]		= saying_action,
	[REPLY_FIRMWARE]	= saying_firmware,
	[REPLY_CAPABILITY]	= saying_capability,
	[REPLY_UNKNOWN_COMMAND]	= saying_unknown,
};
_Static_assert(sizeof(handlers) / sizeof(handlers[0]) == REPLY__MAX,
    "every reply has a handler");

void
answer_line(struct link *l, int64_t now_ms, const char *line)
{
	struct reply r = reply_read(line);

	if (is_sign_of_life(l, &r))
		l->heard_ms = now_ms;
	/* "wait", and reports that an earlier drain asked for by M155, answer
	 * nothing, and may come for ever. */
	if (l->state == LINK_SETTLING && r.kind != REPLY_WAIT &&
	    !(r.kind == REPLY_OTHER && r.has_heat))
		l->due_ms = now_ms + HELLO_QUIET_MS;
	if (r.has_heat) {
		l->heat = r.heat;
		l->heat_ms = now_ms;
	}
	if (r.kind == REPLY_OTHER && l->dialect->number_bits == 0 &&
	    reply_number(line) == l->base && l->base < l->sent) {
		/* a request to send again that the cable made unreadable; to
		 * take its ok for the line's would lose the line */
		r.kind = REPLY_RESEND;
		r.number = l->base;
	}
	if (l->state != LINK_DOWN && l->state != LINK_DEAD)
		handlers[r.kind](l, now_ms, &r, line);
}

/* Does this say that what we wait for is being worked at?  Temperatures that
 * come by themselves (M155), and "wait", go on for ever after an answer was
 * lost.  A dialect that can't be asked again must be given time. */
static bool
is_sign_of_life(struct link *l, const struct reply *r)
{
	bool heats = link_waits_for(l) & DIALECT_HEAT;

	if (r->kind != REPLY_WAIT && (r->kind != REPLY_OTHER || !r->has_heat))
		return true;
	if (heats)
		l->silences = 0;
	return heats && l->dialect->number_bits == 0;
}

static void
got_nothing(struct link *l, int64_t now_ms, const struct reply *r,
    const char *line)
{
	(void)now_ms;
	(void)line;
	/* alive: a command may take as long as it says so */
	if (r->kind != REPLY_BUSY)
		return;
	l->silences = 0;
	l->says_busy = true;
	l->patience_ms = l->dialect->patience_ms;
}

static void
got_ok(struct link *l, int64_t now_ms, const struct reply *r,
    const char *line)
{
	if (r->names)
		saying_firmware(l, now_ms, r, line);
	if (l->state == LINK_GREETING)
		hello_greeted(l, now_ms);
	if (!link_is_running(l))
		return;
	l->silences = 0;
	if (l->skip_ok) {
		l->skip_ok = false;
	} else if (r->has_heat && l->marker != 0 && l->marker < l->high &&
	    (l->foreign == 0 || l->foreign < l->base)) {
		(void)acknowledge(l, l->marker + 1);
		l->marker = 0;
	} else if (l->hold_ms != 0 && !l->hold_ok) {
		l->hold_ok = true;
		l->hold_ms = now_ms + DRAIN_MS;
	} else if (r->number != REPLY_NO_NUMBER) {
		got_numbered(l, now_ms, r, answer_number(l, r->number,
		    l->base));
	} else if (l->bare_pending && l->base >= l->bare_after) {
		l->bare_pending = false;
	} else if (l->base < l->sent && fits(l, r)) {
		(void)acknowledge(l, l->base + 1);
	}
	/* else nothing is on the way: an ok too many */
}

/* Can a plain ok be the oldest line's?  An M105's tells a temperature, where
 * it is said after the command; any other's does not count where oks name
 * their lines. */
static bool
fits(const struct link *l, const struct reply *r)
{
	if (link_waits_for(l) & DIALECT_TELLS)
		return r->has_heat || l->dialect->ok_first;
	return l->numbered < LINK_NUMBERED;
}

/* An ok that names its line answers all before it, too: those oks were
 * lost. */
static void
got_numbered(struct link *l, int64_t now_ms, const struct reply *r, uint64_t n)
{
	if (n < l->base || n >= l->high)
		return;		/* said before, or made up by the cable */
	if (n == l->base && l->numbered < LINK_NUMBERED)
		l->numbered++;
	window_learn(l, now_ms, n, r);
	(void)acknowledge(l, n + 1);
	if (l->marker <= n)
		l->marker = 0;
}

/* The printer has nothing to do.  With lines on the way, and nothing said of
 * them since long, one of them or an answer was lost. */
static void
got_wait(struct link *l, int64_t now_ms, const struct reply *r,
    const char *line)
{
	(void)r;
	(void)line;
	if (link_is_running(l) && l->base < l->sent && l->hold_ms == 0 &&
	    l->dialect->number_bits != 0 && now_ms >= l->sent_ms + WAIT_MS)
		link_try_again(l, now_ms);
}

/* A line is refused with an ok that says nothing: because it has it already,
 * and the line's own ok was lost; or because it waits for another line, which
 * it then asks for every 0.2 s.  Which of both, a while tells. */
static void
got_skip(struct link *l, int64_t now_ms, const struct reply *r,
    const char *line)
{
	uint64_t n = answer_number(l, reply_number(line), l->base);

	(void)r;
	l->skip_ok = true;
	if (!link_is_running(l) || n < l->base || n >= l->sent)
		return;
	l->skipped = n;
	l->skipped_ms = now_ms + SKIP_MS;
}

void
answer_tick(struct link *l, int64_t now_ms)
{
	if (l->skipped_ms == 0 || now_ms < l->skipped_ms)
		return;
	l->skipped_ms = 0;
	if (l->skipped >= l->base && l->skipped < l->sent)
		(void)acknowledge(l, l->skipped + 1);
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
	n = answer_number(l, n, l->base);
	l->silences = 0;
	l->skip_ok = false;
	l->skipped_ms = 0;
	l->hold_ms = now_ms + l->dialect->resend_ok_ms;
	l->hold_ok = false;
	l->same_resend = n == l->last_resend ? l->same_resend + 1 : 1;
	l->last_resend = n;
	if (l->same_resend > LINK_SAME_RESEND) {
		link_die(l, now_ms, LINK_NOISY, "the same line was asked for "
		    "again and again");
		return;
	}
	if (l->dialect->number_bits == 0 && n != l->base) {
		/* with one line on the way it can only be that one */
		link_uncertain(l, now_ms);
		return;
	}
	if (n > l->high || n < l->first ||
	    n + LINK_HISTORY < l->books->next) {
		/* the cable made it up, unless it is said again: then the
		 * board counts from anew.  Something is missing anyway. */
		if (n != REPLY_NO_NUMBER && l->same_resend == STRANGE_RESENDS)
			hello_start(l, now_ms);
		else
			link_back_to(l, l->base);
		return;
	}
	if (l->same_resend == 1 && !link_was_slow(l, n) &&
	    !link_count_noise(l, now_ms))
		return;
	link_back_to(l, acknowledge(l, n) ? n : l->base);
	if (l->marker < n)
		l->marker = 0;
}

/* A Resend follows, that says what to do; where none does, this is it.  It is
 * answered in order: what has no number is about the oldest line. */
static void
got_line_error(struct link *l, int64_t now_ms, const struct reply *r,
    const char *line)
{
	struct reply asks = *r;

	if (!l->dialect->errors_ask)
		return;
	if (asks.number != REPLY_NO_NUMBER)
		asks.number++;
	else if (link_is_running(l))
		asks.number = l->base;
	got_resend(l, now_ms, &asks, line);
}

uint64_t
answer_number(const struct link *l, uint64_t said, uint64_t near)
{
	if (said == REPLY_NO_NUMBER || l->dialect->number_bits != 16)
		return said;
	return near + (uint64_t)(int64_t)(int16_t)(uint16_t)(said - near);
}

/* Everything below `below` was executed, and nothing above is known.  false,
 * and nothing changed: the books do not reach back so far. */
static bool
acknowledge(struct link *l, uint64_t below)
{
	uint64_t n;

	for (n = l->base; n < below; n++)
		if (l->lines[n % LINK_HISTORY].traits & DIALECT_HOMES)
			l->books->homed = 1;
	if (below >= l->base)
		books_ack(l->books, below);
	else if (!books_rewind(l->books, below, false))
		return false;
	if (below > l->base) {
		n = below - l->base;
		l->noise -= n < l->noise ? (unsigned int)n : l->noise;
		l->clean += (unsigned int)n;
		l->answered += n;
	}
	if (l->clean >= LINK_CLEAN && l->window < l->limits.lines &&
	    l->dialect->number_bits != 0) {
		l->window++;
		l->clean = 0;
	}
	l->base = below;
	if (l->sent < below)
		l->sent = below;
	/* so far behind, its own answer is not to come any more */
	if (l->marker != 0 && l->marker + 2 * l->limits.lines < below)
		l->marker = 0;
	if (l->state == LINK_ASKING && l->base > l->first) {
		l->state = LINK_RUNNING;
		link_add_event(l, LINK_READY, l->machine_type);
	}
	return true;
}

static void
got_start(struct link *l, int64_t now_ms, const struct reply *r,
    const char *line)
{
	(void)r;
	(void)line;
	hello_start(l, now_ms);
}
