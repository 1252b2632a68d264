/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Packets: one line of JSON as it goes to many viewers.  It is serialized
 * once and shared; the last one who lets go of it frees it.
 */
#ifndef CGI_PACKET_H
#define CGI_PACKET_H

#include <jansson.h>
#include <stddef.h>

#define PACKET_ROOM	64	/* before the text, for the head of a frame */

struct packet {
	unsigned int	holders;
	size_t		length;		/* of the text */
	unsigned char	bytes[];	/* PACKET_ROOM, then the text */
};

/* A packet with one holder; NULL: the line would be longer than CONTROL_LINE,
 * or there is no memory.  value is taken, also then; NULL is fine. */
struct packet	*packet_make(json_t *value);
/* One more holder; returns its argument. */
struct packet	*packet_hold(struct packet *);
/* One less; NULL is fine. */
void		 packet_drop(struct packet *);

#endif
