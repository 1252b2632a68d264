/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ports: opening on a pseudo-terminal, listing by pattern, and positions in a
 * made-up /sys.
 */
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <asm/termbits.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "spoolerd/parent/port.h"

struct fixture {
	int	master;
	char	tty[64];		/* the other end's path */
	char	dir[64];
};

static int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	int number, unlock = 0;

	f->master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC |
	    O_NONBLOCK);
	if (f->master == -1 || ioctl(f->master, TIOCSPTLCK, &unlock) == -1 ||
	    ioctl(f->master, TIOCGPTN, &number) == -1)
		return -1;
	(void)snprintf(f->tty, sizeof(f->tty), "/dev/pts/%d", number);
	(void)snprintf(f->dir, sizeof(f->dir), "/tmp/test_port.XXXXXX");
	*state = f;
	return mkdtemp(f->dir) != NULL ? 0 : -1;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;
	char command[128];

	(void)close(f->master);
	(void)snprintf(command, sizeof(command), "rm -r '%s'", f->dir);
	if (system(command) != 0)
		return -1;
	free(f);
	return 0;
}

static void
open__any_baud__raw_and_exclusive(void **state)
{
	static const int bauds[] = { 9600, 115200, 250000, 1000000, 1234567 };
	struct fixture *f = *state;
	struct termios2 t;
	size_t i;
	int fd;

	for (i = 0; i < sizeof(bauds) / sizeof(bauds[0]); i++) {
		fd = port_open(f->tty, bauds[i]);
		assert_true(fd != -1);
		assert_int_equal(ioctl(fd, TCGETS2, &t), 0);
		assert_int_equal(t.c_ospeed, bauds[i]);
		assert_int_equal(t.c_ispeed, bauds[i]);
		assert_int_equal(t.c_lflag, 0);
		assert_int_equal(t.c_oflag, 0);
		assert_int_equal(t.c_iflag, 0);
		assert_int_equal(t.c_cflag & (HUPCL | CRTSCTS | PARENB |
		    CSTOPB), 0);
		assert_int_equal(t.c_cflag & CSIZE, CS8);
		assert_true(fcntl(fd, F_GETFL) & O_NONBLOCK);
		assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
		assert_int_equal(port_open(f->tty, bauds[i]), -1);
		assert_int_equal(errno, EBUSY);
		(void)close(fd);
	}
}

static void
open__what_is_no_port__fails(void **state)
{
	struct fixture *f = *state;
	char path[80];

	(void)snprintf(path, sizeof(path), "%s/file", f->dir);
	assert_int_equal(port_open(path, 115200), -1);
	assert_int_equal(errno, ENOENT);
	(void)close(open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
	assert_int_equal(port_open(path, 115200), -1);
	assert_int_equal(errno, ENOTTY);
	assert_int_equal(port_open("/dev/null", 115200), -1);
	assert_int_equal(errno, ENOTTY);
	assert_int_equal(port_open(f->tty, 0), -1);
	assert_int_equal(errno, EINVAL);
	assert_int_equal(port_open(f->tty, -9600), -1);
}

static void
open__bytes__pass_unchanged(void **state)
{
	static const char bytes[] = "\0\1\3\n\r\x11\x13\x1a\x7f\x80\xff";
	struct fixture *f = *state;
	char got[64];
	int fd = port_open(f->tty, 250000);

	assert_int_equal(write(fd, bytes, sizeof(bytes)), sizeof(bytes));
	assert_int_equal(read(f->master, got, sizeof(got)), sizeof(bytes));
	assert_memory_equal(got, bytes, sizeof(bytes));
	assert_int_equal(write(f->master, bytes, sizeof(bytes)),
	    sizeof(bytes));
	assert_int_equal(read(fd, got, sizeof(got)), sizeof(bytes));
	assert_memory_equal(got, bytes, sizeof(bytes));
	assert_int_equal(read(fd, got, sizeof(got)), -1);
	assert_int_equal(errno, EAGAIN);
	(void)close(fd);
}

/* A pseudo-terminal's lock survives its last close; root is never locked out,
 * so a plain user must look. */
static void
close__then_a_plain_user__may_open(void **state)
{
	struct fixture *f = *state;
	int fd = port_open(f->tty, 250000), status;
	pid_t pid;

	assert_true(fd != -1);
	port_close(fd);
	if (chmod(f->tty, 0666) == -1)
		skip();
	if ((pid = fork()) == 0) {
		if (geteuid() == 0 && setuid(65534) == -1)
			_exit(2);
		_exit(open(f->tty, O_RDWR | O_NOCTTY) == -1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* Fill the way to the printer until nothing more goes. */
static void
fill(int fd)
{
	char line[256];

	memset(line, 'G', sizeof(line));
	while (write(fd, line, sizeof(line)) > 0)
		continue;
	while (write(fd, line, 1) > 0)
		continue;
}

static void
urgent__cable_full__arrives(void **state)
{
	struct fixture *f = *state;
	struct pollfd pfd = { .fd = f->master, .events = POLLIN };
	char got[65536];
	ssize_t n = 0;
	int fd = port_open(f->tty, 250000);

	fill(fd);
	assert_int_equal(port_urgent(fd, "\nM112\n", 6), 0);
	while (n < 6 || memcmp(got + n - 6, "\nM112\n", 6) != 0) {
		assert_int_equal(poll(&pfd, 1, 10000), 1);
		assert_true(n < (ssize_t)sizeof(got) - 4096);
		n += read(f->master, got + n, 4096);
	}
	(void)close(fd);
}

static void
urgent__other_end_gone__says_so(void **state)
{
	struct fixture *f = *state;
	int fd = port_open(f->tty, 250000);

	(void)close(f->master);
	f->master = -1;
	assert_int_equal(port_urgent(fd, "\nM112\n", 6), -1);
	assert_int_equal(errno, EIO);
	(void)close(fd);
}

/* A pipe can't be flushed: what a stuck cable looks like. */
static void
urgent__cable_stuck__does_not_wait(void **state)
{
	int p[2];

	(void)state;
	assert_int_equal(pipe2(p, O_NONBLOCK | O_CLOEXEC), 0);
	fill(p[1]);
	assert_int_equal(port_urgent(p[1], "\nM112\n", 6), -1);
	assert_int_equal(errno, ETIMEDOUT);
	(void)close(p[0]);
	(void)close(p[1]);
}

static void
drop_dtr__pseudo_terminal__says_so(void **state)
{
	struct fixture *f = *state;
	int fd = port_open(f->tty, 250000);

	assert_int_equal(port_drop_dtr(fd), -1);
	assert_int_equal(errno, ENOTTY);
	(void)close(fd);
}

/* --- listing --- */

static void
make(const struct fixture *f, const char *target, const char *name)
{
	char command[1024];

	(void)snprintf(command, sizeof(command),
	    "mkdir -p \"$(dirname '%s/%s')\" && ln -s '%s' '%s/%s'", f->dir,
	    name, target, f->dir, name);
	assert_int_equal(system(command), 0);
}

/* Only what the test made: a host that runs it may have ports of its own. */
static int
list_ours(const struct fixture *f, const char *const *globs, int n_globs,
    struct port *ours)
{
	static struct port all[PORTS_MAX];
	int n, i, kept = 0;

	n = port_list(f->dir, globs, n_globs, all, PORTS_MAX);
	for (i = 0; i < n; i++)
		if (strncmp(all[i].path, f->dir, strlen(f->dir)) == 0)
			ours[kept++] = all[i];
	return kept;
}

static void
list__patterns__name_terminals_once(void **state)
{
	struct fixture *f = *state;
	struct port ours[PORTS_MAX];
	char all[80], one[80];
	const char *globs[] = { all, one, "/nowhere/*" };

	make(f, f->tty, "p/b/tty");
	make(f, f->tty, "p/a/tty");
	make(f, "/nowhere", "p/dangling/tty");
	make(f, "/tmp", "p/folder/tty");
	(void)snprintf(all, sizeof(all), "%s/p/*/tty", f->dir);
	(void)snprintf(one, sizeof(one), "%s/p/b/tty", f->dir);
	assert_int_equal(list_ours(f, globs, 3, ours), 2);
	assert_non_null(strstr(ours[0].path, "/p/a/tty"));
	assert_non_null(strstr(ours[1].path, "/p/b/tty"));
	assert_string_equal(ours[0].position, "");
	assert_string_equal(ours[0].usb_serial, "");
	assert_int_equal(ours[0].vid, 0);
}

static void
list__more_than_max__stops(void **state)
{
	struct fixture *f = *state;
	struct port one[2];
	char all[80];
	const char *globs[] = { all };

	make(f, f->tty, "p/a/tty");
	make(f, f->tty, "p/b/tty");
	(void)snprintf(all, sizeof(all), "%s/p/*/tty", f->dir);
	memset(one, 0x5a, sizeof(one));
	assert_true(port_list(f->dir, globs, 1, one, 1) <= 1);
	assert_int_equal(one[1].vid, 0x5a5a5a5a);
	assert_int_equal(port_list(f->dir, globs, 1, one, 0), 0);
}

static void
list__path_too_long__left_out(void **state)
{
	struct fixture *f = *state;
	struct port ours[PORTS_MAX];
	char name[300], all[80];
	const char *globs[] = { all };

	memset(name, 'x', sizeof(name));
	memcpy(name, "p/", 2);
	name[250] = '/';
	(void)snprintf(name + 251, sizeof(name) - 251, "tty");
	make(f, f->tty, name);
	(void)snprintf(all, sizeof(all), "%s/p/*/tty", f->dir);
	assert_int_equal(list_ours(f, globs, 1, ours), 0);
}

/* --- positions --- */

/* The folders of a device, with the subsystems that the row names. */
static const struct {
	const char	*tty;
	const char	*device;	/* below devices/ */
	const char	*number;	/* its port_number, or NULL */
	const char	*position;
} places[] = {
	{ "ttyUSB0",
	    "pci0000:00/0000:00:14.0/usb1/1-1/1-1.2/1-1.2:1.0/ttyUSB0", "0",
	    "pci-0000:00:14.0-usb-0:1.2:1.0-port0" },
	/* the second port of a two-port chip, on another bus number */
	{ "ttyUSB7", "pci0000:00/0000:00:14.0/usb3/3-1/3-1.2/3-1.2:1.1/"
	    "ttyUSB7", "1", "pci-0000:00:14.0-usb-0:1.2:1.1-port1" },
	/* an ACM tty hangs on its interface and has no port number */
	{ "ttyACM0", "pci0000:00/0000:00:14.0/usb1/1-4/1-4:1.0", NULL,
	    "pci-0000:00:14.0-usb-0:4:1.0" },
	/* the small boards that run fleets */
	{ "ttyUSB1", "platform/soc/3f980000.usb/usb1/1-1/1-1.3/1-1.3:1.0/"
	    "ttyUSB1", "0", "platform-3f980000.usb-usb-0:1.3:1.0-port0" },
	{ "ttyUSB2", "platform/scb/fd500000.pcie/pci0000:00/0000:00:00.0/"
	    "0000:01:00.0/usb1/1-1/1-1:1.0/ttyUSB2", "0",
	    "platform-fd500000.pcie-pci-0000:01:00.0-usb-0:1:1.0-port0" },
	{ "ttyAMA0", "platform/soc/3f201000.serial", NULL, "" },
	/* nonsense */
	{ "ttyUSB3", "pci0000:00/0000:00:14.0/usb1", NULL, "" },
	{ "ttyUSB4", "x/usb1/11:0/ttyUSB4", NULL, "" },
	{ "ttyUSB5", "x/usb1/1-1/1-1:1.0/ttyUSB5", "junk", "usb-0:1:1.0" },
};

/* Give each folder on the way the subsystem that the kernel gives it. */
static void
make_place(const struct fixture *f, size_t row)
{
	char command[2048];

	(void)snprintf(command, sizeof(command),
	    "set -e; cd '%s'; d='devices/%s'; mkdir -p \"$d\" "
	    "'class/tty/%s'; ln -s \"../../../$d\" 'class/tty/%s/device'; "
	    "if [ -n '%s' ]; then echo '%s' > \"$d/port_number\"; fi; "
	    "while [ \"$d\" != devices ]; do case \"${d##*/}\" in "
	    "0000:*) ln -sfn /x/bus/pci \"$d/subsystem\";; "
	    "*.usb|*.pcie|*.serial|soc|scb) "
	    "ln -sfn /x/bus/platform \"$d/subsystem\";; "
	    "[0-9]-*) ln -sfn /x/bus/usb \"$d/subsystem\";; esac; "
	    "d=${d%%/*}; done", f->dir, places[row].device, places[row].tty,
	    places[row].tty,
	    places[row].number != NULL ? places[row].number : "",
	    places[row].number != NULL ? places[row].number : "");
	assert_int_equal(system(command), 0);
}

static void
position__made_up_sys__as_udev_names_it(void **state)
{
	struct fixture *f = *state;
	char position[PORT_TEXT];
	size_t i;

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		make_place(f, i);
		memset(position, 'x', sizeof(position));
		port_position(f->dir, places[i].tty, position);
		assert_string_equal(position, places[i].position);
	}
	port_position(f->dir, "ttyUSB99", position);
	assert_string_equal(position, "");
}

static void
position__too_long_to_keep__is_none(void **state)
{
	struct fixture *f = *state;
	char command[2048], position[PORT_TEXT], part[246];

	memset(part, '1', sizeof(part) - 1);
	part[sizeof(part) - 1] = '\0';
	(void)snprintf(command, sizeof(command), "cd '%s' && "
	    "mkdir -p class/tty/ttyUSB0 d/usb1/1-%s:1.0 && "
	    "echo 123456789 > d/usb1/1-%s:1.0/port_number && "
	    "ln -s ../../../d/usb1/1-%s:1.0 class/tty/ttyUSB0/device",
	    f->dir, part, part, part);
	assert_int_equal(system(command), 0);
	port_position(f->dir, "ttyUSB0", position);
	assert_string_equal(position, "");
}

#define T(test)		cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(open__any_baud__raw_and_exclusive),
		T(open__what_is_no_port__fails),
		T(open__bytes__pass_unchanged),
		T(close__then_a_plain_user__may_open),
		T(urgent__cable_full__arrives),
		T(urgent__other_end_gone__says_so),
		T(urgent__cable_stuck__does_not_wait),
		T(drop_dtr__pseudo_terminal__says_so),
		T(list__patterns__name_terminals_once),
		T(list__more_than_max__stops),
		T(list__path_too_long__left_out),
		T(position__made_up_sys__as_udev_names_it),
		T(position__too_long_to_keep__is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
