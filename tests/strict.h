/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A strict little printer without time or I/O, for tests of the link and of
 * the run of a job: it counts lines and checks sums with its own code, never
 * repairs anything, and can be told to break one line or one answer.
 */
#ifndef TESTS_STRICT_H
#define TESTS_STRICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STRICT_LINE	128
#define STRICT_SLOTS	4

enum strict_fault {
	STRICT_NONE, LINE_FLIPPED, LINE_DROPPED, NEWLINE_LOST, LINE_DOUBLED,
	OK_LOST, OK_DOUBLED, OK_LATE, RESEND_LOST, STRICT__MAX
};

struct strict {
	char			rx[1024];
	size_t			rx_used;
	uint64_t		last;		/* its Last Line */
	char			slots[STRICT_SLOTS][STRICT_LINE];
	unsigned int		waiting;	/* accepted, not executed */
	bool			heats_for_ever;	/* M109 blocks until M108 */
	bool			blocked;
	const char		*lacks;		/* a word it does not know */
	bool			killed;
	char			executed[512][STRICT_LINE];
	unsigned int		executed_n;
	/* What it said since the test took it. */
	char			said[8192];
	size_t			said_used;
	char			late[64];	/* an answer that waits */
	bool			no_ok_after_resend;
	/* The fault, and at which frame or ok it strikes, once. */
	enum strict_fault	fault;
	unsigned int		at, frames, oks;
};

/* One write of the host arrives over the cable (with the fault, if due). */
void	strict_carry(struct strict *, char *bytes, size_t n);
/* It says this. */
void	strict_say(struct strict *, const char *text);
/* The late answer comes now. */
void	strict_late(struct strict *);

#endif
