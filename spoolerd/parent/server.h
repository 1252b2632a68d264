/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The control socket's daemon end: clients, their lines, their answers.  A
 * client is known by a number that is never used again, so that an answer
 * for one that left is simply dropped.
 */
#ifndef SPOOLERD_PARENT_SERVER_H
#define SPOOLERD_PARENT_SERVER_H

#include <sys/types.h>

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "spoolerd/control.h"
#include "spoolerd/parent/loop.h"
#include "spoolerd/message.h"

#define SERVER_CLIENTS	128
#define SERVER_OUT	(4 * CONTROL_LINE)	/* unsent bytes of one client */
#define SERVER_STUCK_MS	30000		/* without reading any of them */
#define SERVER_MERGE_MS	250		/* between two telemetry events */

struct parent;

/* Run one line of a client; it is answered now or later. */
typedef void (server_call)(struct parent *, uint64_t client, uid_t,
    const json_t *line);

struct client {
	uint64_t		 number;	/* 0: the slot is free */
	struct parent		*parent;
	struct watch		 watch;
	uid_t			 uid;		/* by SO_PEERCRED */
	struct control_buffer	*in;
	char			*out;		/* not written yet */
	size_t			 used;
	int64_t			 moved_ms;	/* the last time some went */
	bool			 monitor;	/* wants telemetry */
	uint64_t		 told;		/* the last change it knows */
	int64_t			 told_ms;	/* when */
};

struct server {
	server_call	*call;
	struct watch	 watch;
	struct client	 clients[SERVER_CLIENTS];
	uint64_t	 last;
};

/* Listen on a socket that was passed (or -1: make one at path), and hand on
 * each line.  0, or -1 with errno. */
int	server_open(struct parent *, int passed, const char *path,
	    server_call *);
void	server_close(struct parent *);
/* Answer a call; value or error is taken over.  id stays the caller's. */
void	server_return(struct parent *, uint64_t client, json_t *id,
	    json_t *value);
void	server_error(struct parent *, uint64_t client, json_t *id,
	    json_t *error);
/* {"error": code, "message": format...} */
json_t	*server_failure(const char *code, const char *format, ...)
	    __attribute__((format(printf, 2, 3)));
void	server_monitor(struct parent *, uint64_t client, bool);
/* It was forgotten. */
void	server_gone(struct parent *, int64_t printer);
/* The keeper recorded something: each goes to every subscriber. */
void	server_event(struct parent *, const struct message_event *);
/* Tell the subscribers; cut off who is stuck. */
void	server_tick(struct parent *);

#endif
