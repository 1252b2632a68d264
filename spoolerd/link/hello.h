/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The link's set-up (link_greet() and link_reattach() are declared in link.h).
 * Only link.c and answer.c call what is here.
 */
#ifndef SPOOLERD_LINK_HELLO_H
#define SPOOLERD_LINK_HELLO_H

#include "spoolerd/link/link.h"

#define HELLO_QUIET_MS	400	/* no more answers to early hellos come */
/* Numbers begin far from 0: a board that was reset, and asks for line 1, can't
 * be mistaken for one that asks for a line of ours again. */
#define HELLO_NUMBER	1001	/* the first line's, after HELLO */
#define HELLO		"M110 N1000"

/* What the passing of time does in these states. */
void	 hello_tick_greeting(struct link *, int64_t now_ms);
void	 hello_tick_settling(struct link *, int64_t now_ms);
void	 hello_tick_probing(struct link *, int64_t now_ms);
/* An ok came while greeting. */
void	 hello_greeted(struct link *, int64_t now_ms);
/* A Resend for n came while probing: two answers must agree with each other
 * and with the books. */
void	 hello_probe_answer(struct link *, int64_t now_ms, uint64_t n);
/* The board was reset. */
void	 hello_start(struct link *, int64_t now_ms);

#endif
