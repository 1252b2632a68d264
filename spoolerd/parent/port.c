/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Serial ports.  libserialport enumerates and describes the USB ones; the
 * opening is our own, because it knows neither any baud rate (termios2, which
 * is why the kernel's termbits.h is used here and <termios.h> is not) nor
 * pseudo-terminals.
 */
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <asm/termbits.h>

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libserialport.h>

#include "spoolerd/parent/port.h"
#include "spoolerd/ticks.h"

#define URGENT_MS	20

struct list {
	struct port	*ports;
	int		 used, max;
};

static void	list_usb(const char *, struct list *);
static void	list_glob(const char *, struct list *);
static bool	usb_tty(const char *);
static bool	has(const struct list *, const char *);
static void	describe(const char *, const char *, struct sp_port *,
		    struct port *);
static void	look_at(struct port *);
static void	copy(char [PORT_TEXT], const char *);
static bool	usb_place(char *, char [PORT_TEXT]);
static void	port_number(const char *, char *, size_t);
static void	prepend_buses(char *, char [PORT_TEXT]);
static bool	subsystem(const char *, char [PORT_TEXT]);
static int	set_up(int, int);

int
port_list(const char *sys_root, const char *const *globs, int n_globs,
    struct port *ports, int max)
{
	struct list list = { .ports = ports, .max = max };
	int i;

	list_usb(sys_root, &list);
	for (i = 0; i < n_globs; i++)
		list_glob(globs[i], &list);
	return list.used;
}

static void
list_usb(const char *sys_root, struct list *list)
{
	struct sp_port **found, **sp;
	const char *path;

	if (sp_list_ports(&found) != SP_OK)
		return;
	for (sp = found; *sp != NULL; sp++) {
		path = sp_get_port_name(*sp);
		if (list->used < list->max && usb_tty(path) &&
		    !has(list, path))
			describe(sys_root, path, *sp,
			    &list->ports[list->used++]);
	}
	sp_free_port_list(found);
}

static bool
usb_tty(const char *path)
{
	return strncmp(path, "/dev/ttyUSB", 11) == 0 ||
	    strncmp(path, "/dev/ttyACM", 11) == 0;
}

/* A port that two ways lead to is listed once, as the first found it. */
static bool
has(const struct list *list, const char *path)
{
	int i;

	for (i = 0; i < list->used; i++)
		if (strcmp(list->ports[i].path, path) == 0)
			return true;
	return false;
}

static void
describe(const char *sys_root, const char *path, struct sp_port *sp,
    struct port *p)
{
	memset(p, 0, sizeof(*p));
	copy(p->path, path);
	copy(p->description, sp_get_port_description(sp));
	if (sp_get_port_usb_vid_pid(sp, &p->vid, &p->pid) != SP_OK)
		p->vid = p->pid = 0;
	else
		copy(p->usb_serial, sp_get_port_usb_serial(sp));
	port_position(sys_root, strrchr(path, '/') + 1, p->position);
	look_at(p);
}

/* A symlink is looked at itself: a simulated printer makes it anew. */
static void
look_at(struct port *p)
{
	struct stat st;

	if (lstat(p->path, &st) == -1)
		return;
	p->plug.node = st.st_ino;
	p->plug.since_ns = (int64_t)st.st_ctim.tv_sec * 1000000000 +
	    st.st_ctim.tv_nsec;
}

/* What a device says of itself is hostile: printable ASCII, or '?'. */
static void
copy(char to[PORT_TEXT], const char *from)
{
	size_t i;

	for (i = 0; from != NULL && from[i] != '\0' && i < PORT_TEXT - 1; i++)
		to[i] = from[i] >= ' ' && from[i] <= '~' ? from[i] : '?';
	to[i] = '\0';
}

static void
list_glob(const char *pattern, struct list *list)
{
	struct port *p;
	struct stat st;
	glob_t found;
	size_t i;

	if (glob(pattern, 0, NULL, &found) != 0)
		return;
	for (i = 0; i < found.gl_pathc && list->used < list->max; i++) {
		if (strlen(found.gl_pathv[i]) >= PORT_TEXT ||
		    stat(found.gl_pathv[i], &st) == -1 ||
		    !S_ISCHR(st.st_mode) || has(list, found.gl_pathv[i]))
			continue;
		p = &list->ports[list->used++];
		memset(p, 0, sizeof(*p));
		copy(p->path, found.gl_pathv[i]);
		copy(p->description, "named by a pattern");
		look_at(p);
	}
	globfree(&found);
}

/*
 * /sys/devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1.2/1-1.2:1.0/ttyUSB0
 * is called pci-0000:00:14.0-usb-0:1.2:1.0-port0, whatever number the bus and
 * the tty have got this time.  (An ACM tty has no port of its own.)
 */
void
port_position(const char *sys_root, const char *tty, char position[PORT_TEXT])
{
	char link[PATH_MAX], *device;

	position[0] = '\0';
	if ((size_t)snprintf(link, sizeof(link), "%s/class/tty/%s/device",
	    sys_root, tty) >= sizeof(link))
		return;
	device = realpath(link, NULL);
	if (device == NULL)
		return;
	if (usb_place(device, position))
		prepend_buses(device, position);
	free(device);
}

/* Find the place on the bus, and cut device off before its "usbN". */
static bool
usb_place(char *device, char position[PORT_TEXT])
{
	char *bus, *interface, *end, *dash;
	char port[32];
	int n;

	bus = strstr(device, "/usb");
	while (bus != NULL && !isdigit((unsigned char)bus[4]))
		bus = strstr(bus + 1, "/usb");
	if (bus == NULL)
		return false;
	/* The interface is the last part with a colon: "1-1.2:1.0". */
	interface = strrchr(bus, ':');
	if (interface == NULL)
		return false;
	port_number(device, port, sizeof(port));
	end = interface + strcspn(interface, "/");
	*end = '\0';
	interface = strrchr(bus, '/');
	dash = strchr(interface, '-');
	if (dash == NULL)
		return false;
	n = snprintf(position, PORT_TEXT, "usb-0:%s%s", dash + 1, port);
	*bus = '\0';
	if (n >= 0 && n < PORT_TEXT)
		return true;
	position[0] = '\0';
	return false;
}

/* One chip may have several ports. */
static void
port_number(const char *device, char *text, size_t size)
{
	char path[PATH_MAX], digits[16];
	FILE *f;

	text[0] = '\0';
	if ((size_t)snprintf(path, sizeof(path), "%s/port_number", device) >=
	    sizeof(path))
		return;
	f = fopen(path, "re");
	if (f == NULL)
		return;
	if (fgets(digits, sizeof(digits), f) != NULL) {
		digits[strspn(digits, "0123456789")] = '\0';
		if (digits[0] != '\0')
			(void)snprintf(text, size, "-port%s", digits);
	}
	(void)fclose(f);
}

/* The controller, and what that hangs on, each kind once. */
static void
prepend_buses(char *device, char position[PORT_TEXT])
{
	char kind[PORT_TEXT], last[PORT_TEXT] = "", longer[PORT_TEXT];
	char *name;
	int n;

	while ((name = strrchr(device, '/')) != NULL) {
		if (subsystem(device, kind) && strcmp(kind, last) != 0 &&
		    (strcmp(kind, "pci") == 0 ||
		    strcmp(kind, "platform") == 0)) {
			n = snprintf(longer, sizeof(longer), "%s-%s-%s", kind,
			    name + 1, position);
			if (n < 0 || n >= PORT_TEXT)
				return;
			copy(position, longer);
			copy(last, kind);
		}
		*name = '\0';
	}
}

static bool
subsystem(const char *device, char kind[PORT_TEXT])
{
	char link[PATH_MAX], target[PATH_MAX];
	const char *name;
	ssize_t n;

	if ((size_t)snprintf(link, sizeof(link), "%s/subsystem", device) >=
	    sizeof(link))
		return false;
	n = readlink(link, target, sizeof(target) - 1);
	if (n == -1)
		return false;
	target[n] = '\0';
	name = strrchr(target, '/');
	copy(kind, name != NULL ? name + 1 : target);
	return true;
}

int
port_open(const char *path, int baud)
{
	int fd, saved;

	fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (fd == -1)
		return -1;
	if (flock(fd, LOCK_EX | LOCK_NB) == -1) {
		if (errno == EWOULDBLOCK)
			errno = EBUSY;
		goto fail;
	}
	if (set_up(fd, baud) == 0)
		return fd;
fail:
	saved = errno;
	(void)close(fd);
	errno = saved;
	return -1;
}

void
port_close(int fd)
{
	(void)ioctl(fd, TIOCNXCL);
	(void)flock(fd, LOCK_UN);
	(void)close(fd);
}

static int
set_up(int fd, int baud)
{
	struct termios2 t;

	if (baud <= 0) {
		errno = EINVAL;
		return -1;
	}
	if (ioctl(fd, TCGETS2, &t) == -1 || ioctl(fd, TIOCEXCL) == -1)
		return -1;
	t.c_iflag = 0;
	t.c_oflag = 0;
	t.c_lflag = 0;
	t.c_cflag = CS8 | CREAD | CLOCAL | BOTHER;	/* no HUPCL */
	t.c_ispeed = (speed_t)baud;
	t.c_ospeed = (speed_t)baud;
	/* an empty read is an end, not a lack of bytes */
	t.c_cc[VMIN] = 1;
	t.c_cc[VTIME] = 0;
	return ioctl(fd, TCSETS2, &t);
}

bool
port_hung_up(int fd)
{
	struct pollfd pfd = { .fd = fd };

	return poll(&pfd, 1, 0) == 1 &&
	    (pfd.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
}

int
port_urgent(int fd, const char *bytes, unsigned int n)
{
	struct pollfd pfd = { .fd = fd, .events = POLLOUT };
	int64_t until_ms = ticks_ms() + URGENT_MS, left_ms;
	ssize_t written;

	(void)ioctl(fd, TCFLSH, TCOFLUSH);
	while (n > 0) {
		written = write(fd, bytes, n);
		if (written > 0) {
			bytes += written;
			n -= (unsigned int)written;
			continue;
		}
		if (written == -1 && errno != EAGAIN && errno != EINTR)
			return -1;
		left_ms = until_ms - ticks_ms();
		if (left_ms <= 0 || poll(&pfd, 1, (int)left_ms) == 0) {
			errno = ETIMEDOUT;
			return -1;
		}
	}
	return 0;
}

int
port_drop_dtr(int fd)
{
	int dtr = TIOCM_DTR;

	if (ioctl(fd, TIOCMBIC, &dtr) == 0)
		return 0;
	if (errno == EINVAL)
		errno = ENOTTY;
	return -1;
}
