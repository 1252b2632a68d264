/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The baud rate at which the host speaks, and what a wire makes of bytes that
 * were sent at another.
 */
#ifndef FIRMWARE_MARLIN_RATE_H
#define FIRMWARE_MARLIN_RATE_H

#include <stdbool.h>
#include <stddef.h>

/* Has the host set another rate on this pseudo-terminal? */
bool	rate_differs(int terminal, int baud);
/* None of the bytes arrives as it was sent, and none ends a line. */
void	rate_spoil(char *, size_t);

#endif
