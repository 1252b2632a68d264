/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The link's set-up: hello to a fresh board, and questions to one that may be
 * in the middle of a print.
 */
#include "spoolerd/link/answer.h"
#include "spoolerd/link/hello.h"

#define FIRST_MS	100	/* let a DTR reset begin before the hello */
#define REVIVE_MS	1000	/* Marlin forgets what comes right behind it */
#define AGAIN_MS	3000	/* Marlin's boot takes 2.3 s */
#define TRIES		8
#define PROBE_AGAIN_MS	10000
#define PROBE_TRIES	30	/* it may be heating, or homing */

static void	reattach_unnumbered(struct link *, int64_t);
static void	misfit(struct link *, int64_t, uint64_t);
static void	found(struct link *, int64_t);
static void	ask_identity(struct link *, int64_t);
static void	ask_who(struct link *, int64_t);

void
link_greet(struct link *l, int64_t now_ms)
{
	link_set_state(l, LINK_GREETING, now_ms);
	l->tries = 0;
	l->due_ms = now_ms + FIRST_MS;
}

void
link_revive(struct link *l)
{
	l->revive = l->dialect->revive != NULL;
}

void
link_reattach(struct link *l, int64_t now_ms)
{
	if (l->dialect->number_bits == 0) {
		reattach_unnumbered(l, now_ms);
		return;
	}
	link_set_state(l, LINK_PROBING, now_ms);
	l->tries = 0;
	l->probe_answer = 0;
	l->probe_due = false;
	l->newline_due = true;
	l->due_ms = now_ms + HELLO_QUIET_MS;
}

/* A printer that counts no lines can't be asked.  With nothing on the way the
 * books know all there is to know; else nobody does. */
static void
reattach_unnumbered(struct link *l, int64_t now_ms)
{
	if (l->books->acked != l->books->next) {
		link_add_event(l, LINK_WAS_RESET, "this firmware can't tell "
		    "whether the line on the way was executed");
		link_greet(l, now_ms);
		return;
	}
	found(l, now_ms);
}

/* It stands where the books do. */
static void
found(struct link *l, int64_t now_ms)
{
	l->base = l->sent = l->high = l->first = l->books->next;
	l->window = 1;
	if (l->asks) {
		ask_who(l, now_ms);
		return;
	}
	link_set_state(l, LINK_RUNNING, now_ms);
	link_add_event(l, LINK_FOUND_AGAIN, "");
}

void
hello_tick_greeting(struct link *l, int64_t now_ms)
{
	if (now_ms < l->due_ms)
		return;
	if (l->revive) {
		l->revive = false;
		l->newline_due = l->revive_due = true;
		l->due_ms = now_ms + REVIVE_MS;
		return;
	}
	if (l->tries++ == TRIES) {
		link_die(l, now_ms, LINK_SILENT, "no answer to M110");
		return;
	}
	l->due_ms = now_ms + AGAIN_MS;
	l->newline_due = true;
	l->hello_due = true;
}

void
hello_tick_settling(struct link *l, int64_t now_ms)
{
	if (now_ms >= l->due_ms)
		ask_identity(l, now_ms);
}

void
hello_tick_probing(struct link *l, int64_t now_ms)
{
	if (now_ms < l->due_ms)
		return;
	if (l->tries++ == PROBE_TRIES) {
		link_die(l, now_ms, LINK_SILENT, "no answer to a line out of "
		    "sequence");
		return;
	}
	l->probe_due = true;
	l->due_ms = now_ms + PROBE_AGAIN_MS;
}

void
hello_probe_answer(struct link *l, int64_t now_ms, uint64_t n)
{
	struct books *books = l->books;
	uint64_t said = n;

	if (n == REPLY_NO_NUMBER)
		return;
	n = answer_number(l, n, books->next);
	if (l->probe_answer != n) {
		l->probe_answer = n;
		l->due_ms = now_ms + HELLO_QUIET_MS;
		return;
	}
	/* less than was acknowledged: an ok too many was believed; unless it
	 * may be another machine, or 16 bits may only look like it */
	if (n > books->next || (n < books->acked &&
	    (l->unsure || l->dialect->number_bits == 16)) ||
	    !books_rewind(books, n, true))
		misfit(l, now_ms, said);
	else
		found(l, now_ms);
}

/* It was reset; or it is another machine, in the middle of another print: a
 * hello would erase where that is. */
static void
misfit(struct link *l, int64_t now_ms, uint64_t said)
{
	if (l->unsure && said >= HELLO_NUMBER) {
		link_die(l, now_ms, LINK_STRANGE, "the machine here counts "
		    "other lines than this printer: it may be another one");
		return;
	}
	link_add_event(l, LINK_WAS_RESET, "the printer counts other lines: "
	    "it was reset");
	link_greet(l, now_ms);
}

void
hello_start(struct link *l, int64_t now_ms)
{
	if (l->state == LINK_RUNNING || l->state == LINK_PROBING)
		link_add_event(l, LINK_WAS_RESET, "the printer was reset");
	link_greet(l, now_ms);
	l->due_ms = now_ms + AGAIN_MS;
}

void
hello_greeted(struct link *l, int64_t now_ms)
{
	if (l->hello_due || l->tries == 0)
		return;
	link_set_state(l, LINK_SETTLING, now_ms);
	l->due_ms = now_ms + HELLO_QUIET_MS;
}

/* The numbering begins; who is there? */
static void
ask_identity(struct link *l, int64_t now_ms)
{
	books_new_epoch(l->books, HELLO_NUMBER);
	l->base = l->sent = l->high = l->first = HELLO_NUMBER;
	window_begin(l);
	l->window = l->dialect->number_bits == 0 ? 1 : l->limits.lines;
	l->clean = l->noise = l->numbered = 0;
	l->skip_ok = false;
	l->skipped_ms = 0;
	l->marker = l->foreign = l->last_resend = 0;
	l->same_resend = 0;
	l->bare_due = l->bare_pending = false;
	ask_who(l, now_ms);
}

static void
ask_who(struct link *l, int64_t now_ms)
{
	link_set_state(l, LINK_ASKING, now_ms);
	link_push(l, BOOKS_HOST, "M115", 4, 0);
}
