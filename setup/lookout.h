/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lookout: where the cameras are that have a name.  Part of the herald,
 * which has a network; nobody else here asks a name server.
 */
#ifndef SETUP_LOOKOUT_H
#define SETUP_LOOKOUT_H

#include <netdb.h>

#include "sql/spool.h"
#include "sql/webcam.h"

/* Look up the names that are new, and once a minute all of them; may block for
 * as long as name servers take.  Called every second or so. */
void	lookout_look(struct spool *);

/* The first address of an answer that may be a camera's, IPv4 before IPv6, in
 * numbers; "": there is none. */
void	lookout_choose(const struct addrinfo *,
	    char numbers[WEBCAM_NUMBERS_SIZE]);

#endif
