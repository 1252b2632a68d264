/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Frames: a command as it goes over the cable, `N<number> <command>*<sum>`
 * and a newline.  The sum is the XOR of every byte before the last `*`
 * (RepRap's checksum, as Marlin's queue.cpp reads it).  A `\` that escapes the
 * byte behind it does not count: Marlin drops it before it adds up.
 */
#ifndef SPOOLERD_LINK_FRAME_H
#define SPOOLERD_LINK_FRAME_H

#include <stddef.h>
#include <stdint.h>

#define FRAME_SIZE	128	/* room for the longest frame, with a NUL */

/* Make the frame of a command; returns its length, newline included, or 0
 * when it would not fit. */
size_t	frame_make(char frame[FRAME_SIZE], uint64_t number,
	    const char *command, size_t length);

#endif
