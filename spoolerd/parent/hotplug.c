/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Hotplug.  udevd's monitor, inotify and the timer that gathers what belongs
 * together are behind one epoll descriptor.  The timer is not put off by more
 * changes: a folder that never rests must not keep a printer from its port.
 */
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/timerfd.h>

#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <libudev.h>

#include "spoolerd/parent/hotplug.h"

/* Rights count, too: a port that was not ours to open may be now. */
#define CHANGES	(IN_CREATE | IN_DELETE | IN_MOVE | IN_ATTRIB | IN_DELETE_SELF)

static int	hear_udevd(struct hotplug *, const char *);
static int	hear(const struct hotplug *, int);
static void	watch_globs(const struct hotplug *);
static void	watch_folders(const struct hotplug *, const char *);
static bool	watch_matches(const struct hotplug *, const char *);
static bool	drain_udevd(struct hotplug *);
static bool	drain_inotify(const struct hotplug *);
static int	wind_up(const struct hotplug *);

int
hotplug_open(struct hotplug *h, const char *udev_root, const char *dev_root,
    const char *const *globs, int n_globs)
{
	int saved;

	memset(h, 0, sizeof(*h));
	h->globs = globs;
	h->n_globs = n_globs;
	h->fd = epoll_create1(EPOLL_CLOEXEC);
	h->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	h->inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (h->fd == -1 || h->timer == -1 || h->inotify == -1 ||
	    hear(h, h->timer) == -1 || hear(h, h->inotify) == -1)
		goto fail;
	if (hear_udevd(h, udev_root) == -1 &&
	    inotify_add_watch(h->inotify, dev_root, CHANGES) == -1)
		goto fail;
	watch_globs(h);
	return 0;
fail:
	saved = errno;
	hotplug_close(h);
	errno = saved;
	return -1;
}

/* Without a udevd the monitor would be silent for ever: -1. */
static int
hear_udevd(struct hotplug *h, const char *root)
{
	char path[PATH_MAX];

	if ((size_t)snprintf(path, sizeof(path), "%s/control", root) >=
	    sizeof(path) || access(path, F_OK) == -1)
		return -1;
	h->udev = udev_new();
	if (h->udev != NULL)
		h->monitor = udev_monitor_new_from_netlink(h->udev, "udev");
	if (h->monitor != NULL &&
	    udev_monitor_filter_add_match_subsystem_devtype(h->monitor, "tty",
	    NULL) >= 0 && udev_monitor_enable_receiving(h->monitor) >= 0 &&
	    hear(h, udev_monitor_get_fd(h->monitor)) == 0)
		return 0;
	h->monitor = udev_monitor_unref(h->monitor);
	return -1;
}

static int
hear(const struct hotplug *h, int fd)
{
	struct epoll_event ev = { .events = EPOLLIN, .data.fd = fd };

	return epoll_ctl(h->fd, EPOLL_CTL_ADD, fd, &ev);
}

void
hotplug_close(struct hotplug *h)
{
	(void)udev_monitor_unref(h->monitor);
	(void)udev_unref(h->udev);
	if (h->inotify != -1)
		(void)close(h->inotify);
	if (h->timer != -1)
		(void)close(h->timer);
	if (h->fd != -1)
		(void)close(h->fd);
	h->fd = h->timer = h->inotify = -1;
	h->monitor = NULL;
	h->udev = NULL;
}

/* --- the folders of the globs --- */

/* A folder that is watched already is not watched twice by this. */
static void
watch_globs(const struct hotplug *h)
{
	int i;

	for (i = 0; i < h->n_globs; i++)
		watch_folders(h, h->globs[i]);
}

/*
 * Upwards: the folders that may hold a port now, and those where one of them
 * may appear.  Above the last special character one folder that is there is
 * enough.
 */
static void
watch_folders(const struct hotplug *h, const char *pattern)
{
	char folder[PATH_MAX], *slash;
	bool found, open;

	if ((size_t)snprintf(folder, sizeof(folder), "%s", pattern) >=
	    sizeof(folder))
		return;
	do {
		slash = strrchr(folder, '/');
		if (slash == NULL)
			return;
		*slash = '\0';
		open = strpbrk(folder, "*?[") != NULL;
		found = watch_matches(h, slash == folder ? "/" : folder);
	} while ((open || !found) && slash != folder);
}

static bool
watch_matches(const struct hotplug *h, const char *pattern)
{
	bool found = false;
	glob_t list;
	size_t i;

	if (glob(pattern, GLOB_NOSORT, NULL, &list) != 0)
		return false;
	for (i = 0; i < list.gl_pathc; i++)
		if (inotify_add_watch(h->inotify, list.gl_pathv[i],
		    CHANGES | IN_ONLYDIR) != -1)
			found = true;
	globfree(&list);
	return found;
}

/* --- the changes --- */

bool
hotplug_read(struct hotplug *h)
{
	uint64_t rings;
	bool changed;

	changed = drain_udevd(h);
	changed = drain_inotify(h) || changed;
	if (changed && wind_up(h) == -1)
		return true;
	if (read(h->timer, &rings, sizeof(rings)) != sizeof(rings))
		return false;
	/* before the caller looks, so that nothing falls in between */
	watch_globs(h);
	return true;
}

static bool
drain_udevd(struct hotplug *h)
{
	struct udev_device *device;
	bool changed = false;

	if (h->monitor == NULL)
		return false;
	for (;;) {
		errno = 0;
		device = udev_monitor_receive_device(h->monitor);
		/* some were lost; which does not matter */
		if (device == NULL && errno != ENOBUFS)
			return changed;
		changed = true;
		(void)udev_device_unref(device);
	}
}

static bool
drain_inotify(const struct hotplug *h)
{
	char events[4096] __attribute__((aligned(8)));
	bool changed = false;

	while (read(h->inotify, events, sizeof(events)) > 0)
		changed = true;
	return changed;
}

/* Unless it runs already. */
static int
wind_up(const struct hotplug *h)
{
	static const struct itimerspec soon = {
		.it_value.tv_nsec = HOTPLUG_MS * 1000000L,
	};
	struct itimerspec now;

	if (timerfd_gettime(h->timer, &now) == -1)
		return -1;
	if (now.it_value.tv_sec != 0 || now.it_value.tv_nsec != 0)
		return 0;
	return timerfd_settime(h->timer, 0, &soon, NULL);
}
