/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Matching of printers and ports.
 */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "spoolerd/parent/match.h"

static int	count_serial(const struct port *, int, const char *);
static bool	fits(const struct port *, const struct message_printer *);

struct match_identity
match_identity(const struct port *list, int n, const struct port *port)
{
	struct match_identity id = { NULL, NULL, NULL };

	if (port->usb_serial[0] != '\0' &&
	    count_serial(list, n, port->usb_serial) == 1)
		id.usb_serial = port->usb_serial;
	else if (port->position[0] != '\0')
		id.position = port->position;
	else
		id.path = port->path;
	return id;
}

void
match_adopt(const struct port *list, int n, const struct port *port,
    struct message_adopt *a)
{
	struct match_identity id = match_identity(list, n, port);

	(void)snprintf(a->usb_serial, sizeof(a->usb_serial), "%s",
	    id.usb_serial != NULL ? id.usb_serial : "");
	(void)snprintf(a->position, sizeof(a->position), "%s",
	    id.position != NULL ? id.position : "");
	(void)snprintf(a->path, sizeof(a->path), "%s",
	    id.path != NULL ? id.path : "");
}

static int
count_serial(const struct port *list, int n, const char *serial)
{
	int i, count = 0;

	for (i = 0; i < n; i++)
		count += strcmp(list[i].usb_serial, serial) == 0;
	return count;
}

const struct port *
match_port(const struct port *list, int n, const struct message_printer *row)
{
	const struct port *found = NULL;
	int i;

	for (i = 0; i < n; i++) {
		if (!fits(&list[i], row))
			continue;
		if (found != NULL)
			return NULL;
		found = &list[i];
	}
	return found;
}

bool
match_by_place(const struct message_printer *row)
{
	return row->usb_serial[0] == '\0' && row->position[0] != '\0';
}

bool
match_may_be(const struct port *list, int n, const struct port *port,
    const struct message_printer *row)
{
	if (match_port(list, n, row) != NULL)
		return false;
	if (row->usb_serial[0] != '\0')
		return strcmp(row->usb_serial, port->usb_serial) == 0;
	return row->position[0] != '\0' && port->position[0] != '\0' &&
	    match_identity(list, n, port).position != NULL;
}

/* A printer of which nothing is known fits nowhere. */
static bool
fits(const struct port *port, const struct message_printer *row)
{
	if (row->usb_serial[0] != '\0')
		return strcmp(row->usb_serial, port->usb_serial) == 0;
	if (row->position[0] != '\0')
		return strcmp(row->position, port->position) == 0;
	return row->path[0] != '\0' && strcmp(row->path, port->path) == 0;
}
