/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one connection to the daemon that all viewers share: their calls with
 * numbers of our own, its answers to whom they belong, its events to all.
 * Lines only; the descriptor is gateway.c's.
 */
#ifndef CGI_RELAY_H
#define CGI_RELAY_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "spoolerd/control.h"

#define RELAY_CALLS	128	/* without an answer, of all viewers */
#define RELAY_OUT	(4 * CONTROL_LINE)
#define RELAY_CALL_MS	20000	/* later than the daemon gives up */

struct relay_call {
	int64_t		 number;	/* 0: the slot is free */
	uint64_t	 guest;
	json_t		*id;		/* the viewer's own; owned */
	int64_t		 until_ms;
};

/* What is heard, and where to it goes. */
struct relay_ears {
	/* [id, "return"|"error", value] for a guest; the reference is taken. */
	void	(*answer)(void *arg, uint64_t guest, json_t *line);
	/* "telemetry", {...}; borrowed.  line is the whole. */
	void	(*event)(void *arg, const char *name, json_t *line);
	/* It sends events from now on. */
	void	(*ready)(void *arg);
};

struct relay {
	const struct relay_ears	*ears;
	void			*arg;
	bool			 connected;
	struct control_buffer	 in;
	char			*out;		/* not written yet */
	size_t			 used;
	int64_t			 last;
	struct relay_call	 calls[RELAY_CALLS];
};

void	relay_init(struct relay *, const struct relay_ears *, void *arg);
/* A new connection: subscribe. */
void	relay_begin(struct relay *);
/* Bytes came into r->in.  0, or -1: the peer talks nonsense, cut it off. */
int	relay_heard(struct relay *);
/* n bytes of r->out were written. */
void	relay_sent(struct relay *, size_t n);
/* The connection is gone: who waits is answered. */
void	relay_lost(struct relay *);
/* So is who waited too long. */
void	relay_tick(struct relay *, int64_t now_ms);
void	relay_free(struct relay *);

/* Forward a call; id stays the caller's, args (NULL: it has none) and kwargs
 * are taken.  NULL, or the code of why it can't be: "no-daemon", "busy",
 * "bad-request". */
const char	*relay_call(struct relay *, uint64_t guest, json_t *id,
		    const char *function, json_t *args, json_t *kwargs,
		    int64_t now_ms);
/* How many calls of a guest have no answer? */
unsigned int	 relay_open(const struct relay *, uint64_t guest);
/* A guest left: its answers go nowhere. */
void		 relay_forget(struct relay *, uint64_t guest);

#endif
