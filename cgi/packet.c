/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Packets.  A program with one thread: the count needs no lock.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/packet.h"
#include "spoolerd/control.h"

struct packet *
packet_make(json_t *value)
{
	struct packet *p = NULL;
	size_t length;
	char *text = NULL;

	if (value != NULL)
		text = control_line(value, &length);
	if (text == NULL)
		goto out;
	length--;		/* a frame needs no newline */
	p = malloc(sizeof(*p) + PACKET_ROOM + length);
	if (p == NULL)
		goto out;
	p->holders = 1;
	p->length = length;
	memcpy(p->bytes + PACKET_ROOM, text, length);
out:
	free(text);
	json_decref(value);
	return p;
}

struct packet *
packet_hold(struct packet *p)
{
	p->holders++;
	return p;
}

void
packet_drop(struct packet *p)
{
	if (p == NULL)
		return;
	assert(p->holders > 0);
	if (--p->holders == 0)
		free(p);
}
