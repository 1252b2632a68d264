/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Frames: one command, its number and its checksum.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "spoolerd/frame.h"

#define TAIL	sizeof("*255\n")	/* its NUL included */

size_t
frame_make(char frame[FRAME_SIZE], uint64_t number, const char *command,
    size_t length)
{
	unsigned char sum = 0;
	size_t used, i;

	used = (size_t)snprintf(frame, FRAME_SIZE, "N%" PRIu64 " ", number);
	if (length + used + TAIL > FRAME_SIZE)
		return 0;
	memcpy(frame + used, command, length);
	used += length;
	for (i = 0; i < used; i++) {
		if (frame[i] == '\\' && ++i == used)
			break;
		sum ^= (unsigned char)frame[i];
	}
	used += (size_t)snprintf(frame + used, FRAME_SIZE - used, "*%u\n",
	    (unsigned int)sum);
	return used;
}
