/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The latency of USB chips.  The udev rule does the same for a system that was
 * installed; here it is done without.
 */
#include <sys/ioctl.h>

#include <asm/ioctls.h>
#include <linux/serial.h>

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "spoolerd/parent/latency.h"

static int	timer_of(const char *);
static void	set_timer(const char *);

int
latency_lower(const char *sys_root, const char *path, int fd)
{
	const char *name = strrchr(path, '/');
	struct serial_struct serial;
	char timer[PATH_MAX];
	int now_ms;

	if (ioctl(fd, TIOCGSERIAL, &serial) == 0) {
		serial.flags |= (int)ASYNC_LOW_LATENCY;
		(void)ioctl(fd, TIOCSSERIAL, &serial);
	}
	if (name == NULL || (size_t)snprintf(timer, sizeof(timer),
	    "%s/class/tty/%s/device/latency_timer", sys_root, name + 1) >=
	    sizeof(timer))
		return -1;
	now_ms = timer_of(timer);
	if (now_ms <= 1)
		return now_ms;
	set_timer(timer);
	return timer_of(timer);
}

static int
timer_of(const char *path)
{
	char text[16] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd == -1)
		return -1;
	n = read(fd, text, sizeof(text) - 1);
	(void)close(fd);
	return n > 0 ? (int)strtol(text, NULL, 10) : -1;
}

/* It may not be ours to set. */
static void
set_timer(const char *path)
{
	int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);

	if (fd == -1)
		return;
	(void)!write(fd, "1\n", 2);
	(void)close(fd);
}
