/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything the parent knows.  One struct, made in spoolerd.c and handed to
 * every module of the parent; each owns its own part.
 */
#ifndef SPOOLERD_PARENT_PARENT_H
#define SPOOLERD_PARENT_PARENT_H

#include "spoolerd/parent/adoption.h"
#include "spoolerd/parent/clerk.h"
#include "spoolerd/parent/machine.h"
#include "spoolerd/parent/handover.h"
#include "spoolerd/parent/hotplug.h"
#include "spoolerd/parent/options.h"
#include "spoolerd/parent/port.h"
#include "spoolerd/parent/server.h"
#include "spoolerd/parent/ticket.h"

#define PARENT_MACHINES	PORTS_MAX
#define PARENT_TICK_MS	200

struct parent {
	struct options		 options;
	uid_t			 own;		/* our uid */
	int			 loop;
	int			 signals;	/* a signalfd */
	int64_t			 born_ms;	/* when it was started */
	int64_t			 now_ms;	/* monotonic, once a turn */
	int64_t			 tick_ms;	/* the next tick */
	bool			 ending;
	struct clerk		 clerk;
	struct machine		 machines[PARENT_MACHINES];
	struct port		 ports[PORTS_MAX];	/* of the last scan */
	int			 n_ports;
	struct hotplug		 hotplug;
	struct watch		 plugs;		/* of its descriptor */
	bool			 listed;	/* they were, once */
	bool			 scan;		/* list them again */
	bool			 told;		/* of all printers, once */
	struct handover_port	 survivors[PARENT_MACHINES];
	int			 n_survivors;
	struct adoption		 adoptions[ADOPTIONS];
	struct message_autodetect autodetect;	/* all 0: off */
	struct tickets		 tickets;
	uint64_t		 change;	/* of any machine, counted */
	struct server		 server;
};

#endif
