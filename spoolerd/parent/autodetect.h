/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Autodetect: a port that is plugged in now, of a kind that an admin listed,
 * is adopted by itself, if the policy says so.  What was there before, when
 * the daemon began or the policy was changed, is left alone: opening a port
 * resets most boards.
 */
#ifndef SPOOLERD_PARENT_AUTODETECT_H
#define SPOOLERD_PARENT_AUTODETECT_H

#include <stdbool.h>

#include "spoolerd/message.h"
#include "spoolerd/parent/port.h"

struct parent;

struct autodetect {
	struct message_autodetect policy;	/* all 0: off */
	bool	begun;				/* the ports were listed once */
	struct autodetect_port {
		char		 path[PORT_TEXT];
		struct port_plug plug;
		bool		 anew;		/* not looked at yet */
	}	ports[PORTS_MAX];
	int	n_ports;
};

/* The keeper says what the policy is. */
void	autodetect_policy(struct parent *, const struct message_autodetect *);
/* The ports were listed: which of them are new? */
void	autodetect_scan(struct parent *);
/* Begin to adopt the new ones, each once. */
void	autodetect_tick(struct parent *);

#endif
