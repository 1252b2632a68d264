/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything the parent knows.  One struct, made in spoolerd.c and handed to
 * every file of the parent; each writes only its own part.
 *
 * A file calls what stands above it here.  What goes the other way is a
 * function that was handed down: the one of a watch, of the clerk, of the
 * server.
 *
 *	loop child port hotplug latency	the system
 *	handover options		who started us, and how
 *	match right ticket		questions without a state
 *	clerk				the keeper: its process, what it is told
 *	report twin			what is said of a machine; which it is
 *	cable				its port and its drain
 *	settle hear			what follows from what the drain says
 *	machine				one printer
 *	fleet				all of them, and the search for ports
 *	live server			the control socket: clients, answers
 *	evidence adoption autodetect	whose a port is that is nobody's
 *	ask request helm rewind		the functions of the control socket
 *	function			their table
 *	spoolerd			start, the loop, the keeper's words
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
	struct options		 options;	/* as read at the start */
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
