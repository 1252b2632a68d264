/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The window of unanswered lines, and what a printer lets it learn.  Marlin's
 * ADVANCED_OK counts the free slots after a command that still holds its own:
 * alone on the way, its answer says BUFSIZE - 1.  The refusal of a line says
 * BUFSIZE, and may name any line; it teaches nothing (answer.c takes it for
 * what it is before it comes here).
 */
#include "spoolerd/words.h"
#include "spoolerd/link/link.h"
#include "spoolerd/link/window.h"

static void	count_dry(struct link *, int64_t, uint64_t,
		    const struct reply *);
static bool	is_move(const char *);
static bool	believe(int *, int *, int);
static void	set_lines(struct link *, unsigned int);

void
window_begin(struct link *l)
{
	l->room = (struct window){ .slots = -1, .slots_guess = -1,
	    .blocks = -1, .blocks_guess = -1 };
	l->limits = l->given;
}

void
window_learn(struct link *l, int64_t now_ms, uint64_t n,
    const struct reply *r)
{
	struct window *w = &l->room;
	bool alone = n == l->base && l->sent == n + 1 && !l->bare_pending;
	uint64_t stored;

	if (l->dialect->number_bits == 0 || r->free_slots < 0)
		return;
	count_dry(l, now_ms, n, r);
	if ((alone || r->free_slots > w->slots) && n == l->base &&
	    believe(&w->slots, &w->slots_guess, r->free_slots))
		set_lines(l, (unsigned int)w->slots + w->sees_urgent);
	if (r->free_blocks > w->blocks)
		(void)believe(&w->blocks, &w->blocks_guess, r->free_blocks);
	if (w->slots < r->free_slots || l->bare_pending)
		return;
	/* those behind n that hold a slot */
	stored = n + 1 + (uint64_t)(w->slots - r->free_slots);
	if (stored > l->sent)
		stored = l->sent;
	if (stored > w->stored)
		w->stored = stored;
}

/* Two moves in a row that found the planner empty: between their answers it
 * ran dry. */
static void
count_dry(struct link *l, int64_t now_ms, uint64_t n, const struct reply *r)
{
	struct window *w = &l->room;

	if (w->blocks <= 0 || r->free_blocks < w->blocks - 1 ||
	    !is_move(l->lines[n % LINK_HISTORY].command)) {
		w->dry = 0;
		return;
	}
	if (w->dry == n)
		l->lean_ms += (uint64_t)(now_ms - w->dry_ms);
	w->dry = n + 1;
	w->dry_ms = now_ms;
}

static bool
is_move(const char *command)
{
	const uint32_t code = words_code(command);

	return code >= WORDS_CODE('G', 0) && code <= WORDS_CODE('G', 3);
}

/* Twice the same, and it is so. */
static bool
believe(int *value, int *guess, int said)
{
	bool again = *guess == said;

	*guess = said;
	if (!again || *value == said)
		return false;
	*value = said;
	return true;
}

static void
set_lines(struct link *l, unsigned int lines)
{
	l->limits.lines = lines == 0 ? 1 : lines > WINDOW_MOST ?
	    WINDOW_MOST : lines;
	if (l->window > l->limits.lines)
		l->window = l->limits.lines;
}

void
window_sees_urgent(struct link *l)
{
	l->room.sees_urgent = true;
}

void
window_lost(struct link *l)
{
	l->window = 1;
	l->clean = 0;
	l->room.stored = l->room.dry = 0;
}

bool
window_has_room(const struct link *l, size_t bytes)
{
	uint64_t n = l->base > l->room.stored ? l->base : l->room.stored;

	if (l->base == l->sent)
		return true;
	for (; n < l->sent; n++)
		bytes += l->lines[n % LINK_HISTORY].framed;
	return bytes <= l->limits.bytes;
}
