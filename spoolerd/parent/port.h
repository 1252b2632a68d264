/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Serial ports: which there are (libserialport describes the USB ones, globs
 * name the others), and how one is opened.  Only the parent includes this.
 */
#ifndef SPOOLERD_PARENT_PORT_H
#define SPOOLERD_PARENT_PORT_H

#include <stdbool.h>
#include <stdint.h>

#define PORT_TEXT	256
#define PORTS_MAX	128		/* ports on one host */

/* Tells one plugging in from the next, at the same path. */
struct port_plug {
	uint64_t	node;		/* of the file system */
	int64_t		since_ns;	/* made, or its rights changed */
};

struct port {
	char	path[PORT_TEXT];	/* "/dev/ttyUSB0", or from a glob */
	char	usb_serial[PORT_TEXT];	/* "" : it has none, or no USB */
	char	position[PORT_TEXT];	/* port_position() */
	char	description[PORT_TEXT];
	int	vid, pid;		/* 0: no USB */
	struct port_plug plug;
	bool	anew;			/* of fleet.c; false in port_list() */
};

/*
 * List the ports: USB and on-board ones as libserialport finds them (only
 * ttyUSB* and ttyACM*), then what the globs match (n_globs may be 0).
 * Returns how many, at most max.  sys_root is "/sys" but in tests; the
 * by-path position is read from there.
 */
int	port_list(const char *sys_root, const char *const *globs, int n_globs,
	    struct port *list, int max);

/*
 * Open a port raw at a baud rate: 8N1, no flow control, HUPCL off, exclusive
 * (TIOCEXCL and flock), O_NONBLOCK and O_CLOEXEC.  -1 with errno: EBUSY when
 * another program holds it.
 */
int	port_open(const char *path, int baud);
/* Close it for good (no copy of the descriptor is left that should go on):
 * the line is given free first, for a pseudo-terminal keeps TIOCEXCL after
 * its last close. */
void	port_close(int fd);
/* Was its cable pulled out?  Then it stays so. */
bool	port_hung_up(int fd);
/* Throw away what waits in the kernel, then write now (blocking at most
 * 20 ms): the emergency stop's way.  0 when all was written, else -1. */
int	port_urgent(int fd, const char *bytes, unsigned int n);
/* Drop DTR; the next port_open() raises it again, and that edge resets most
 * boards.  -1 with errno ENOTTY on a pseudo-terminal, where only closing and
 * opening again does the same. */
int	port_drop_dtr(int fd);
/* The by-path name of a tty ("ttyUSB0") as udev makes it; "" if it is not on
 * USB.  Of use to port_list() and its test. */
void	port_position(const char *sys_root, const char *tty,
	    char position[PORT_TEXT]);

#endif
