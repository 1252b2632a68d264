/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An FTDI chip keeps what a printer answers back for 16 ms, unless it is told
 * otherwise: longer than a short move takes.  Only the parent includes this.
 */
#ifndef SPOOLERD_PARENT_LATENCY_H
#define SPOOLERD_PARENT_LATENCY_H

/*
 * Have the chip behind an open port pass bytes on at once: the driver is asked
 * (ASYNC_LOW_LATENCY), and the chip's timer below sys_root ("/sys" but in
 * tests) is set where it is ours to set; path is the port's.  Returns the
 * timer as it is now, in ms; -1 when there is none.
 */
int	latency_lower(const char *sys_root, const char *path, int fd);

#endif
