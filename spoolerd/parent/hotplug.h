/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Hotplug: one descriptor that says "the ports may have changed".  Where a
 * udevd runs it is asked about ttys, because it speaks when a new one has got
 * its rights; elsewhere /dev itself is watched.  The folders of the globs are
 * always watched.  What changed is not told: list the ports again.
 */
#ifndef SPOOLERD_PARENT_HOTPLUG_H
#define SPOOLERD_PARENT_HOTPLUG_H

#include <stdbool.h>

#define HOTPLUG_MS	200	/* a change is told so long after it */

struct udev;
struct udev_monitor;

struct hotplug {
	int			 fd;		/* readable: hotplug_read() */
	int			 timer;
	int			 inotify;
	struct udev		*udev;		/* NULL: no udevd runs */
	struct udev_monitor	*monitor;
	const char *const	*globs;
	int			 n_globs;
};

/*
 * udev_root is "/run/udev" and dev_root "/dev" but in tests.  The globs are
 * absolute, stay the caller's and must live as long.  0, or -1 with errno.
 */
int	hotplug_open(struct hotplug *, const char *udev_root,
	    const char *dev_root, const char *const *globs, int n_globs);
void	hotplug_close(struct hotplug *);
/* Take what the descriptor has to say, never blocking.  True: list the ports
 * now; several changes within HOTPLUG_MS are told as one. */
bool	hotplug_read(struct hotplug *);

#endif
