/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which printer is at which port.  A printer is known by its USB serial
 * number, or by its position on the bus, or by the path of a port that is
 * not USB; never by the number of a tty.  Pure.
 */
#ifndef SPOOLERD_PARENT_MATCH_H
#define SPOOLERD_PARENT_MATCH_H

#include <stdbool.h>

#include "spoolerd/message.h"
#include "spoolerd/parent/port.h"

/* What tells a port from others: exactly one is not NULL. */
struct match_identity {
	const char	*usb_serial, *position, *path;
};

/* A serial number only counts when no other listed port has the same. */
struct match_identity	 match_identity(const struct port *list, int n,
			    const struct port *);
/* The same, written into an adoption. */
void			 match_adopt(const struct port *list, int n,
			    const struct port *, struct message_adopt *);
/* The port of a printer, or NULL: not there, or not to be told apart. */
const struct port	*match_port(const struct port *list, int n,
			    const struct message_printer *);

/* Is the place of its port all that tells the printer from its twins? */
bool			 match_by_place(const struct message_printer *);

/*
 * May this printer be the one at a port that is no printer's?  It is not
 * where it was, and the chip at the port does not say which it is: two of a
 * kind, or a known serial number that another chip has, too.  A person is
 * asked; such a port is not opened before.
 */
bool	match_may_be(const struct port *list, int n, const struct port *,
	    const struct message_printer *);

#endif
