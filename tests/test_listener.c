/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sockets, the port, and who may go where.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "setup/listener.h"

struct fixture {
	char	folder[64];
	char	path[96];
};

static int
setup(void **state)
{
	static struct fixture	f;

	(void)snprintf(f.folder, sizeof(f.folder), "/tmp/listener.XXXXXX");
	if (mkdtemp(f.folder) == NULL)
		return -1;
	(void)snprintf(f.path, sizeof(f.path), "%s/sock", f.folder);
	*state = &f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture	*f = *state;

	(void)unlink(f->path);
	return rmdir(f->folder);
}

static int
connect_to(const char *path)
{
	struct sockaddr_un	sun = { .sun_family = AF_UNIX };
	int			fd, status;

	(void)snprintf(sun.sun_path, sizeof(sun.sun_path), "%s", path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_not_equal(fd, -1);
	status = connect(fd, (struct sockaddr *)&sun, sizeof(sun));
	(void)close(fd);
	return status;
}

static void
open__fresh__listens_for_us_and_the_group(void **state)
{
	struct fixture	*f = *state;
	struct stat	 st;
	int		 fd = listener_open(f->path, "www-data");

	assert_int_not_equal(fd, -1);
	assert_int_equal(stat(f->path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0660);
	assert_int_equal(connect_to(f->path), 0);
	(void)close(fd);
	assert_int_equal(connect_to(f->path), -1);
}

static void
open__old_one_there__replaced(void **state)
{
	struct fixture	*f = *state;
	int		 fd;

	(void)close(listener_open(f->path, "www-data"));
	fd = listener_open(f->path, "www-data");
	assert_int_not_equal(fd, -1);
	assert_int_equal(connect_to(f->path), 0);
	(void)close(fd);
}

static void
open__impossible__refused(void **state)
{
	char	path[200];

	(void)state;
	assert_int_equal(listener_open("/nonexistent/sock", "www-data"), -1);
	(void)memset(path, 'a', sizeof(path) - 1);
	path[0] = '/';
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(listener_open(path, "www-data"), -1);
}

static void
fits__longest_and_one_more__known(void **state)
{
	char	folder[120];

	(void)state;
	/* 107 characters and a NUL are an address; "/printers.sock" are 14. */
	(void)memset(folder, 'a', sizeof(folder));
	folder[93] = '\0';
	assert_true(listener_fits(folder));
	folder[93] = 'a';
	folder[94] = '\0';
	assert_false(listener_fits(folder));
}

static void
port__taken__said_and_found(void **state)
{
	struct sockaddr_in	sin = { .sin_family = AF_INET };
	socklen_t		length = sizeof(sin);
	char			port[8];
	int			fd;

	(void)state;
	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&sin, sizeof(sin)), 0);
	assert_int_equal(listen(fd, 1), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&sin, &length),
	    0);
	(void)snprintf(port, sizeof(port), "%u", ntohs(sin.sin_port));
	assert_false(listener_port_free(port));
	assert_true(listener_port_answers(port));
	(void)close(fd);
	assert_false(listener_port_answers(port));
	assert_true(listener_port_free(port));
}

static void
reaches__closed_folder__named(void **state)
{
	struct fixture	*f = *state;
	char		 barrier[128];

	if (geteuid() != 0) {
		skip();
		return;
	}
	/* mkdtemp made it 0700 for root. */
	assert_false(listener_reaches("www-data", f->folder, barrier,
	    sizeof(barrier)));
	assert_string_equal(barrier, f->folder);
	assert_int_equal(chmod(f->folder, 0755), 0);
	assert_true(listener_reaches("www-data", f->folder, barrier,
	    sizeof(barrier)));
	assert_string_equal(barrier, "");
}

static void
reaches__closed_parent__named(void **state)
{
	struct fixture	*f = *state;
	char		 inner[96], barrier[128];

	if (geteuid() != 0) {
		skip();
		return;
	}
	(void)snprintf(inner, sizeof(inner), "%s/inner", f->folder);
	assert_int_equal(mkdir(inner, 0755), 0);
	assert_false(listener_reaches("www-data", inner, barrier,
	    sizeof(barrier)));
	assert_string_equal(barrier, f->folder);
	assert_int_equal(rmdir(inner), 0);
}

static void
reaches__no_such_user__no(void **state)
{
	char	barrier[128];

	(void)state;
	assert_false(listener_reaches("no-such-user", "/", barrier,
	    sizeof(barrier)));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	static const struct CMUnitTest	tests[] = {
		TEST(open__fresh__listens_for_us_and_the_group),
		TEST(open__old_one_there__replaced),
		TEST(open__impossible__refused),
		TEST(fits__longest_and_one_more__known),
		TEST(port__taken__said_and_found),
		TEST(reaches__closed_folder__named),
		TEST(reaches__closed_parent__named),
		TEST(reaches__no_such_user__no),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
