/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Hosts that nginx may be sent to for the picture of a camera: how one is
 * written in a URL, and which addresses are none of a camera's.  Pure.
 */
#ifndef SQL_HOST_H
#define SQL_HOST_H

#include <stdbool.h>
#include <stddef.h>

#define HOST_SIZE	254	/* RFC 1035: 253 letters and dots */

struct host {
	char	name[HOST_SIZE];	/* without brackets */
	bool	numbers;		/* it is an address already */
	size_t	from, to;		/* where it is, with its brackets */
	size_t	port_end;		/* behind the port, else as `to' */
};

/*
 * The host of a URL that nginx may ask for a camera's picture: http or https,
 * printable ASCII, its host a name or an address in numbers, [IPv6] too; no
 * password, quote, '\' or fragment is in it.  false: it is none of these, or
 * an address that no camera has.
 */
bool	host_of_camera(const char *url, struct host *);

/*
 * May a camera be at this address (4 or 16 bytes, AF_INET or AF_INET6)?  None
 * is where clouds tell their secrets, nor where everybody is; and a name,
 * which somebody else decides what it means, never leads to this machine.
 */
bool	host_allows(int family, const void *address, bool named);

#endif
