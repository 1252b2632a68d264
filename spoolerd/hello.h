/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The link's set-up (link_greet() and link_reattach() are declared in link.h).
 * Only link.c and answer.c call what is here.
 */
#ifndef SPOOLERD_HELLO_H
#define SPOOLERD_HELLO_H

#include "spoolerd/link.h"

#define HELLO_QUIET_MS	400	/* no more answers to early hellos come */
#define HELLO_NUMBER	1	/* the first line's, after M110 N0 */

/* What the passing of time does in these states. */
void	 hello_tick_greeting(struct link *, int64_t now_ms);
void	 hello_tick_settling(struct link *, int64_t now_ms);
void	 hello_tick_probing(struct link *, int64_t now_ms);
/* An ok came while greeting. */
void	 hello_greeted(struct link *, int64_t now_ms);
/* A Resend for n came while probing: two answers must agree with each other
 * and with the books. */
void	 hello_probe_answer(struct link *, int64_t now_ms, uint64_t n);
/* `start` came: the board was reset. */
void	 hello_start(struct link *, int64_t now_ms, const char *line);

#endif
