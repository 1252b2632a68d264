/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What systemd is to a service that sends notifications: READY, and the file
 * descriptor store (sd_notify(3), FDSTORE=1), whose descriptors come back as
 * LISTEN_FDS when the service starts again.  The same rules as systemd's, so
 * that a test of `make run` is a test of the installed system.
 */
#ifndef SETUP_NOTIFY_H
#define SETUP_NOTIFY_H

#include <poll.h>
#include <stdbool.h>
#include <sys/types.h>

#define NOTIFY_STORE	256	/* descriptors at most; more are closed */
#define NOTIFY_NAME	256	/* FDNAME, NUL included */

struct notify_stored {
	int	fd;
	bool	watched;		/* hung up: forget it (no FDPOLL=0) */
	char	name[NOTIFY_NAME];
};

struct notify {
	int			sock;	/* -1: closed */
	char			path[108];
	bool			ready;	/* READY=1 came */
	int			n;
	struct notify_stored	store[NOTIFY_STORE];
};

/* Listen at path.  0, or -1 with errno. */
int	notify_open(struct notify *, const char *path);
void	notify_close(struct notify *);

/* Take every waiting message.  Only those of the process `from` count. */
void	notify_receive(struct notify *, pid_t from);

/* Fill fds (NOTIFY_STORE of them) with what to poll for hangups; returns how
 * many.  notify_hung_up drops those whose revents say so. */
int	notify_watch(const struct notify *, struct pollfd *fds);
void	notify_hung_up(struct notify *, const struct pollfd *fds, int n);

/*
 * In the child, just before exec: put the stored descriptors at 3, 4, ... and
 * set NOTIFY_SOCKET, and LISTEN_PID, LISTEN_FDS and LISTEN_FDNAMES if there
 * are any.  0, or -1 with errno.
 */
int	notify_hand_over(const struct notify *);

#endif
