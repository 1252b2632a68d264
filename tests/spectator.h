/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A WebSocket client for tests: as much of RFC 6455 as the live gateway needs
 * to be looked at, and misused.  It shares no code with libwebsockets.  No
 * call waits longer than SPECTATOR_MS.
 */
#ifndef TESTS_SPECTATOR_H
#define TESTS_SPECTATOR_H

#include <stdbool.h>
#include <stddef.h>

#define SPECTATOR_MS	10000
#define SPECTATOR_ROOM	(256 << 10)

enum spectator_kind {
	SPECTATOR_MORE = 0, SPECTATOR_TEXT = 1, SPECTATOR_BINARY = 2,
	SPECTATOR_CLOSE = 8, SPECTATOR_PING = 9, SPECTATOR_PONG = 10
};

struct spectator {
	int		 fd;		/* -1: not connected */
	bool		 mute;		/* answers no pings */
	char		*in;		/* what came and was not taken */
	size_t		 used, room;
	int		 code;		/* of the close that came; 0: none */
	char		 reason[126];
	int		 pings;		/* that came */
};

/* Connect (to a unix socket, or to a port on loopback) and ask for a
 * WebSocket with more headers ("Name: value\r\n..."; may be "").  Returns the
 * status of HTTP: 101, it is open; -1: no answer. */
int	spectator_open(struct spectator *, const char *path, int port,
	    const char *headers);
void	spectator_close(struct spectator *);

/* Send one frame; false: the other end is gone. */
bool	spectator_send(struct spectator *, enum spectator_kind, bool last,
	    const void *, size_t);
/* Send a text frame. */
bool	spectator_say(struct spectator *, const char *);

/* Read what has come, without waiting.  false: the connection ended. */
bool	spectator_read(struct spectator *);
/* The next text frame that was read, terminated, valid until the next call;
 * NULL: none.  Pings are answered, a close is noted. */
const char *spectator_take(struct spectator *);
/* The next one, waited for; NULL: the connection ended, or nothing came. */
const char *spectator_next(struct spectator *);
/* The next one that has this in it. */
const char *spectator_find(struct spectator *, const char *what);

#endif
