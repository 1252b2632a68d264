/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The link: one G-code printer's line numbers, acknowledgements, resends and
 * time-outs.  A pure state machine: bytes and the time come in, bytes and
 * events go out; it never does I/O, never allocates, never reads a clock.
 * The time is milliseconds of any clock that only goes forward.
 *
 *	        link_greet()                    hello answered,
 *	DOWN ----------------> GREETING ------> SETTLING --quiet--> ASKING
 *	  |                      ^                                   | M115
 *	  | link_reattach()      | link_greet()                      v
 *	  +----> PROBING --------+--two answers agree--> RUNNING <---+
 *
 *	RUNNING, GREETING ... --kill()--> DEAD	--silence, noise--> DEAD
 *
 * In RUNNING every line has a number.  A Resend for n acknowledges everything
 * below n; lines are sent again from n on (go-back-N).  A lost `ok` is found
 * by sending the oldest unanswered line again: the printer refuses the
 * duplicate and names the line it wants.  An `ok` too many is found by M105,
 * whose own `ok` carries a temperature, and by the history: lines that were
 * believed executed can still be sent again.
 */
#ifndef SPOOLERD_LINK_LINK_H
#define SPOOLERD_LINK_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spoolerd/books.h"
#include "spoolerd/dialect.h"
#include "spoolerd/link/frame.h"
#include "spoolerd/link/reply.h"
#include "spoolerd/link/window.h"

#define LINK_HISTORY	BOOKS_RING	/* lines that can be sent again */
#define LINK_COMMAND	96		/* longest command */
#define LINK_EVENTS	16
#define LINK_SAME_RESEND 10		/* the same line, so often: give up */
#define LINK_SILENCES	6		/* unanswered repeats: give up */
#define LINK_CLEAN	32		/* lines before the window grows */
/* One bad line in 50 for long is a cable that must not be trusted: an 8-bit
 * sum lets one in 256 of the badly broken ones through. */
#define LINK_NOISE	50	/* a bad line adds, a good one takes 1 */
#define LINK_NOISE_MOST	(8 * LINK_NOISE)
#define LINK_NUMBERED	3		/* then only numbered oks count */

enum link_state {
	LINK_DOWN, LINK_GREETING, LINK_SETTLING, LINK_ASKING, LINK_PROBING,
	LINK_RUNNING, LINK_DEAD,
	LINK__MAX
};

enum link_event_kind {
	LINK_READY,		/* it answered M115; see link->firmware ... */
	LINK_FOUND_AGAIN,	/* reattached: books->next is what it wants */
	LINK_WAS_RESET,		/* text: how that is known; it is greeted */
	LINK_STRANGE,		/* it is in the middle of something that the
				 * books do not know; DEAD now */
	LINK_KILLED,		/* text: its last words; DEAD now */
	LINK_SILENT,		/* it answers nothing any more; DEAD now */
	LINK_NOISY,		/* too many bad lines; DEAD now */
	LINK_UNCERTAIN,		/* text: the line that may have been executed
				 * and may not; DEAD now */
	LINK_SAYS,		/* text: an error */
	LINK_UNKNOWN,		/* text: a command that it does not know */
	LINK_TELLS,		/* text: how a knob of it stands (knob.h) */
	LINK_BALKS,		/* text: what it did not do, and goes on */
	LINK_ASKS,		/* text: behind //action: */
	LINK_EVENT__MAX
};

struct link_event {
	enum link_event_kind	kind;
	char			text[REPLY_TEXT];
};

struct link_limits {
	unsigned int	lines;		/* unanswered lines at most */
	unsigned int	bytes;		/* and bytes */
};

struct link_line {			/* one line of the history */
	char		frame[FRAME_SIZE];	/* as it goes on the cable */
	size_t		framed;		/* its bytes */
	char		command[LINK_COMMAND + 1];
	unsigned int	traits;		/* of dialect_traits() */
	int64_t		dwell_ms;	/* of dialect_dwell_ms() */
};

struct link {
	const struct dialect	*dialect;
	struct books		*books;
	struct link_limits	 given, limits;	/* the profile's, learnt */
	struct window		 room;
	enum link_state		 state;
	int64_t			 since_ms;	/* in this state */
	int64_t			 heard_ms;	/* the last line from it */
	int64_t			 sent_ms;	/* the last write to it */
	int64_t			 due_ms;	/* next hello or probe, quiet */
	/* base <= sent <= high <= books->next: everything below base is
	 * answered, below sent on the way; high is the most that ever was. */
	uint64_t		 base, sent, high;
	uint64_t		 first;	/* older lines are not in lines[] */
	struct link_line	 lines[LINK_HISTORY];
	/* After a Resend nothing is sent before this time: its ok is to come,
	 * and then the answers to what was on the way behind the bad line. */
	int64_t			 hold_ms;	/* 0: not holding */
	bool			 hold_ok;	/* the Resend's own ok came */
	/* Unanswered lines at most: one after trouble, and one more for each
	 * LINK_CLEAN lines without, up to the limit. */
	unsigned int		 window, clean;
	unsigned int		 noise;		/* of LINK_NOISE_MOST */
	unsigned int		 numbered;	/* oks that named their line */
	bool			 skip_ok;	/* the next ok says nothing */
	uint64_t		 skipped;	/* refused, and by skipped_ms */
	int64_t			 skipped_ms;	/* ... known why; 0: none */
	uint64_t		 last_resend;
	unsigned int		 same_resend;
	unsigned int		 silences;
	/* A line of which nothing was heard is sent again.  When the printer
	 * then asks for one in (doubted, doubted_to], it had that line, and
	 * was slow.  One that never says "busy" is given longer from then
	 * on. */
	uint64_t		 doubted, doubted_to;
	unsigned int		 doubts;	/* in a row; 0: none */
	int64_t			 patience_ms;
	bool			 says_busy;
	unsigned int		 tries;		/* hellos, probes */
	uint64_t		 marker;	/* our M105; 0: none */
	uint64_t		 foreign;	/* another M105; 0: none */
	/* A bare line (M108): its ok comes after those below bare_after. */
	bool			 bare_due, bare_pending;
	uint64_t		 bare_after;
	uint64_t		 probe_answer;	/* to the last probe; 0: none */
	/* Set by the caller before link_reattach(): it may be another machine
	 * than the books', which must not be greeted then; and once found it
	 * is asked who it is (LINK_READY instead of LINK_FOUND_AGAIN). */
	bool			 unsure, asks;
	bool			 newline_due, hello_due, probe_due;
	bool			 revive, revive_due;
	/* What came in and is not a whole line yet. */
	char			 in[REPLY_TEXT];
	size_t			 in_used;
	bool			 in_long;
	struct link_event	 events[LINK_EVENTS];
	unsigned int		 events_head, events_count;
	/* What is known of the machine. */
	struct reply_heat	 heat;
	int64_t			 heat_ms;	/* when it was said */
	char			 firmware[REPLY_TEXT];
	char			 machine_type[REPLY_TEXT];
	char			 uuid[REPLY_TEXT];
	char			 cause[REPLY_TEXT];	/* its last error */
	int64_t			 cause_ms;		/* 0: none */
	bool			 reports_heat;	/* Cap:AUTOREPORT_TEMP:1 */
	/* Its health, since it was connected; the books count for the job. */
	uint64_t		 answered;	/* lines */
	uint64_t		 resends, timeouts;
	uint64_t		 lean_ms;	/* it had no move to make; the
						 * caller knows whether it
						 * should have */
};

void	 link_init(struct link *, const struct dialect *, struct books *,
	    struct link_limits);
/* A port was opened: say hello (again), under a new numbering. */
void	 link_greet(struct link *, int64_t now_ms);
/* Before the hello, end the halt that the board may be in: only when a person
 * says so. */
void	 link_revive(struct link *);
/* The printer may be in the middle of a print that the books know: ask where
 * it is without erasing that (never M110 first). */
void	 link_reattach(struct link *, int64_t now_ms);

/* Bytes from the printer. */
void	 link_receive(struct link *, int64_t now_ms, const char *, size_t);
/* Time went on. */
void	 link_tick(struct link *, int64_t now_ms);
/* What is to be written now, as one write; 0: nothing.  The caller writes all
 * of it before it asks again. */
size_t	 link_output(struct link *, int64_t now_ms, char out[FRAME_SIZE]);
/* The last line did not go out whole, and never will: it counts as sent, and
 * what there is of it is ended before the next. */
void	 link_cut_short(struct link *);
/* When link_tick is wanted at the latest. */
int64_t	 link_wake(const struct link *);
/* Take the oldest event; false: none. */
bool	 link_event(struct link *, struct link_event *);

/* May this command be pushed now? */
bool	 link_wants(const struct link *, const char *command, size_t length);
/* Send a command (no newline, no number, at most LINK_COMMAND bytes) once.
 * offset is where it ends in the file.  Only when link_wants(). */
void	 link_push(struct link *, enum books_origin, const char *command,
	    size_t length, uint64_t offset);
/* Is every line answered? */
bool	 link_quiet(const struct link *);
/* The oldest unanswered command's traits; 0 when quiet. */
unsigned int link_waits_for(const struct link *);
/* Send the dialect's bare break_wait line as soon as the cable allows. */
void	 link_break_wait(struct link *);

const char *link_state_name(enum link_state);

/* For hello.c and answer.c, the link's other two parts. */
void	 link_set_state(struct link *, enum link_state, int64_t now_ms);
/* A full ring drops the newest text, never a change of state: those are few
 * and the texts leave them LINK_EVENTS / 2 places. */
void	 link_add_event(struct link *, enum link_event_kind, const char *text);
void	 link_die(struct link *, int64_t now_ms, enum link_event_kind,
	    const char *text);
/* Lines are numbered and answered in this state. */
bool	 link_is_running(const struct link *);
/* Something was lost: everything unanswered goes out again from n on. */
void	 link_back_to(struct link *, uint64_t n);
/* A bad line more; false: that was one too many, and the link is dead. */
bool	 link_count_noise(struct link *, int64_t now_ms);
/* It asks for n: did it have what it was too slow to answer?  Then that was no
 * noise. */
bool	 link_was_slow(struct link *, uint64_t n);
/* Whether the line on the way was executed can't be known. */
void	 link_uncertain(struct link *, int64_t now_ms);
/* Send the oldest unanswered line again, if the dialect allows it. */
void	 link_try_again(struct link *, int64_t now_ms);

#endif
