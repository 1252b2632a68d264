/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The host's baud rate.  termios2 knows any of them; its header can't be used
 * beside <termios.h>.
 */
#include <sys/ioctl.h>

#include <asm/termbits.h>

#include "firmware/marlin/rate.h"

bool
rate_differs(int terminal, int baud)
{
	struct termios2 mode;

	return ioctl(terminal, TCGETS2, &mode) == 0 &&
	    mode.c_ospeed != (speed_t)baud;
}

void
rate_spoil(char *bytes, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		bytes[i] = (char)(bytes[i] ^ 0xa5) | (char)0x80;
}
