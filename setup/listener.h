/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the outside reaches: the sockets that nginx passes requests to, the
 * web port, and whether the user of nginx's workers may go where they must.
 */
#ifndef SETUP_LISTENER_H
#define SETUP_LISTENER_H

#include <stdbool.h>
#include <stddef.h>

/* Does the longest name of a socket in this folder fit into an address?  Says
 * so if not. */
bool	listener_fits(const char *folder);

/* A listening unix socket at path (an old one is replaced), for us and, as
 * root, the group of `user`.  -1 after having said why. */
int	listener_open(const char *path, const char *user);

/* Is a TCP port on loopback free?  Says so if not. */
bool	listener_port_free(const char *port);
/* Does something listen there now? */
bool	listener_port_answers(const char *port);

/* May `user` (we are root) enter and read `folder`?  If not, `barrier` is the
 * first folder on the way that it can't. */
bool	listener_reaches(const char *user, const char *folder, char *barrier,
	    size_t size);

#endif
