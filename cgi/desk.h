/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The desk of the live gateway: who may come in, what each guest says and is
 * told.  It knows the spool, the relay to the daemon and what there is to
 * see, and no socket: gateway.c moves the bytes.
 *
 *	browser -> guest -> desk_hear -> relay -> spoolerd
 *	browser <- guest <- viewer <---- desk <-- answers, edges, telemetry
 */
#ifndef CGI_DESK_H
#define CGI_DESK_H

#include "cgi/access.h"
#include "cgi/relay.h"
#include "cgi/sight.h"
#include "cgi/viewer.h"

#define DESK_CALLS	16	/* of one guest, without an answer */
#define DESK_ADDRESS	64
#define DESK_KEY	260	/* one that is longer is nobody's */
#define DESK_AGAIN_MS	1000	/* between two looks at who is who */

/* What a browser or script says of itself; NULL: nothing. */
struct desk_caller {
	const char	*key, *cookies;		/* X-Api-Key, Cookie */
	const char	*origin, *fetch_site, *host;
	const char	*language;		/* Accept-Language */
	const char	*address;		/* as nginx saw it */
	/* What only nginx can say. */
	bool		 named;			/* it looked who it is */
	bool		 https;			/* the browser has HTTPS */
	const char	*name;			/* whom it named */
	const char	*path;			/* the site is below it */
};

struct guest {
	struct guest	*next;
	uint64_t	 number;		/* never used again */
	void		*line;			/* gateway.c's */
	struct viewer	 viewer;
	struct access	 access;
	char		 key[DESK_KEY];
	char		 token[LOGIN_TOKEN_SIZE];
	bool		 named;			/* by nginx, not by a cookie */
	char		 name[SPOOL_WHO_SIZE];
	char		 address[DESK_ADDRESS];
	enum refusal_tongue tongue;
	char		*said;			/* a frame that is not whole */
	size_t		 n_said;
};

struct desk {
	const char	*spool_path, *sessions;
	struct spool	*spool;			/* NULL: to be opened */
	struct relay	 relay;
	struct sight	 sight;
	bool		 live;			/* the daemon is there */
	struct guest	*guests;
	uint64_t	 last;
	int64_t		 now_ms;		/* monotonic; the caller sets */
	int64_t		 again_ms;		/* the next look */
};

void		 desk_open(struct desk *, const char *spool,
		    const char *sessions);
/* Everybody must have left. */
void		 desk_close(struct desk *);

/* Let one in: *g is malloced, the caller sets its line.  Else why not. */
enum refusal	 desk_welcome(struct desk *, const struct desk_caller *,
		    struct guest **g);
/* One left; g is freed. */
void		 desk_leave(struct desk *, struct guest *);
/* A part of a frame came; the last one makes it whole. */
void		 desk_hear(struct desk *, struct guest *, const char *part,
		    size_t length, bool last);

/* The daemon's line was lost. */
void		 desk_lost(struct desk *);
/* Now and then: look again who everybody is; answer who waited too long. */
void		 desk_tick(struct desk *);
/* Everybody leaves. */
void		 desk_end(struct desk *);

#endif
