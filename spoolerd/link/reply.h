/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Replies: what one line from a printer means.  A printer's words are
 * hostile input: nothing here trusts a length, a number or a byte.
 */
#ifndef SPOOLERD_LINK_REPLY_H
#define SPOOLERD_LINK_REPLY_H

#include <stdbool.h>
#include <stdint.h>

#define REPLY_TEXT	256

enum reply_kind {
	REPLY_OTHER,		/* echo and everything nobody knows */
	REPLY_OK,		/* number: the line's, if it says so */
	REPLY_RESEND,		/* number: the line it wants */
	REPLY_START,		/* the board was reset */
	REPLY_BUSY,		/* alive, not done */
	REPLY_WAIT,		/* alive, its queue is empty */
	REPLY_SKIP,		/* it had that line; an ok follows */
	REPLY_LINE_ERROR,	/* Resend follows; number: Last Line, if said */
	REPLY_KILLED,		/* only a reset helps */
	REPLY_ERROR,		/* any other Error: */
	REPLY_UNDONE,		/* it goes on, but did not do what it was
				 * told: too cold, not homed ... */
	REPLY_ACTION,		/* //action: the host is asked to do it */
	REPLY_FIRMWARE,		/* the answer to M115 */
	REPLY_CAPABILITY,	/* Cap:NAME:1 */
	REPLY_UNKNOWN_COMMAND,	/* echo:Unknown command: */
	REPLY__MAX
};

#define REPLY_NO_NUMBER		UINT64_MAX
#define REPLY_NO_TEMPERATURE	INT32_MIN

struct reply_heat {		/* tenths of a degree, or NO_TEMPERATURE */
	int32_t	hotend_dC, hotend_target_dC;
	int32_t	bed_dC, bed_target_dC;
};

struct reply {
	enum reply_kind		kind;
	uint64_t		number;		/* or REPLY_NO_NUMBER */
	/* What ADVANCED_OK counts; -1: not said. */
	int			free_blocks;	/* of the planner */
	int			free_slots;	/* for commands */
	bool			has_heat;
	struct reply_heat	heat;
	bool			names;		/* an ok that holds the answer
						 * to M115 */
};

/* Understand a line (NUL-terminated, without its newline). */
struct reply	reply_read(const char *line);

/* The first number in a line, or REPLY_NO_NUMBER. */
uint64_t	reply_number(const char *line);

/* The value of a KEY: in the answer to M115, "" if there is none.  Values
 * hold spaces and colons; the next KEY: ends one. */
void		reply_field(const char *line, const char *key,
		    char value[REPLY_TEXT]);

/* Does the line say Cap:name:1? */
bool		reply_capable(const char *line, const char *name);

#endif
