/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The supervisor's end of sd_notify(3), judged with libsystemd's own end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "setup/notify.h"

struct fixture {
	struct notify	notify;
	char		folder[64];
	char		path[96];
};

static int
setup(void **state)
{
	static struct fixture	f;

	(void)snprintf(f.folder, sizeof(f.folder), "/tmp/notify.XXXXXX");
	if (mkdtemp(f.folder) == NULL)
		return -1;
	(void)snprintf(f.path, sizeof(f.path), "%s/sock", f.folder);
	if (notify_open(&f.notify, f.path) == -1)
		return -1;
	if (setenv("NOTIFY_SOCKET", f.path, 1) == -1)
		return -1;
	*state = &f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture	*f = *state;

	notify_close(&f->notify);
	return rmdir(f->folder);
}

/* Say something with descriptors as the service that we are. */
static void
say(struct fixture *f, const char *text, const int *fds, unsigned int n)
{
	assert_true(sd_pid_notify_with_fds(0, 0, text, fds, n) > 0);
	notify_receive(&f->notify, getpid());
}

static int
open_null(void)
{
	int	fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	assert_int_not_equal(fd, -1);
	return fd;
}

static void
ready__said__known(void **state)
{
	struct fixture	*f = *state;

	say(f, "STATUS=nearly", NULL, 0);
	assert_false(f->notify.ready);
	say(f, "STATUS=there\nREADY=1", NULL, 0);
	assert_true(f->notify.ready);
}

static void
ready__said_by_another_process__ignored(void **state)
{
	struct fixture	*f = *state;
	pid_t		 pid;

	if ((pid = fork()) == 0)
		_exit(sd_notify(0, "READY=1") > 0 ? 0 : 1);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	notify_receive(&f->notify, getpid());
	assert_false(f->notify.ready);
}

static void
ready__without_a_service__ignored(void **state)
{
	struct fixture	*f = *state;

	assert_true(sd_notify(0, "READY=1") > 0);
	notify_receive(&f->notify, 0);
	assert_false(f->notify.ready);
}

static void
store__names__kept_as_systemd_would(void **state)
{
	static const struct {
		const char	*text, *name;
	} rows[] = {
		{ "FDSTORE=1\nFDNAME=port-1", "port-1" },
		{ "FDNAME=behind\nFDSTORE=1", "behind" },
		{ "FDSTORE=1", "stored" },
		{ "FDSTORE=1\nFDNAME=", "stored" },
		{ "FDSTORE=1\nFDNAME=a:b", "stored" },
		{ "FDSTORE=1\nFDNAME=a\tb", "stored" },
		{ "FDSTORE=1\nFDNAME=/run/x y", "/run/x y" },
	};
	struct fixture	*f = *state;
	int		 fd;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fd = open_null();
		say(f, rows[i].text, &fd, 1);
		(void)close(fd);
		assert_int_equal(f->notify.n, i + 1);
		assert_string_equal(f->notify.store[i].name, rows[i].name);
	}
}

static void
store__not_asked_for__closed(void **state)
{
	struct fixture	*f = *state;
	int		 ends[2];
	char		 c;

	assert_int_equal(pipe(ends), 0);
	say(f, "STATUS=look", &ends[1], 1);
	assert_int_equal(f->notify.n, 0);
	/* Nobody holds the other end: read says so at once. */
	(void)close(ends[1]);
	assert_int_equal(read(ends[0], &c, 1), 0);
	(void)close(ends[0]);
}

static void
store__same_file_twice__once(void **state)
{
	struct fixture	*f = *state;
	int		 fd = open_null();

	say(f, "FDSTORE=1\nFDNAME=a", &fd, 1);
	say(f, "FDSTORE=1\nFDNAME=a", &fd, 1);
	assert_int_equal(f->notify.n, 1);
	(void)close(fd);
}

static void
store__full__more_are_closed(void **state)
{
	struct fixture	*f = *state;
	int		 fd;

	for (int i = 0; i < NOTIFY_STORE + 2; i++) {
		fd = open_null();
		say(f, "FDSTORE=1", &fd, 1);
		(void)close(fd);
	}
	assert_int_equal(f->notify.n, NOTIFY_STORE);
}

static void
remove__by_name__all_of_that_name(void **state)
{
	static const char *const	names[] = {
		"FDSTORE=1\nFDNAME=a", "FDSTORE=1\nFDNAME=b",
		"FDSTORE=1\nFDNAME=a" };
	struct fixture	*f = *state;
	int		 fd;

	for (int i = 0; i < 3; i++) {
		fd = open_null();
		say(f, names[i], &fd, 1);
		(void)close(fd);
	}
	say(f, "FDSTOREREMOVE=1\nFDNAME=a", NULL, 0);
	assert_int_equal(f->notify.n, 1);
	assert_string_equal(f->notify.store[0].name, "b");
	say(f, "FDSTOREREMOVE=1\nFDNAME=c", NULL, 0);
	assert_int_equal(f->notify.n, 1);
}

static void
barrier__sent__answered_by_closing(void **state)
{
	struct fixture	*f = *state;
	int		 ends[2];
	char		 c;

	assert_int_equal(pipe(ends), 0);
	say(f, "BARRIER=1", &ends[1], 1);
	(void)close(ends[1]);
	assert_int_equal(read(ends[0], &c, 1), 0);
	(void)close(ends[0]);
}

/* What the store does when the other end of a pipe goes away. */
static void
hangup(struct fixture *f, const char *text, int left)
{
	struct pollfd	fds[NOTIFY_STORE];
	int		ends[2], n;

	assert_int_equal(pipe(ends), 0);
	say(f, text, &ends[1], 1);
	(void)close(ends[1]);
	(void)close(ends[0]);
	n = notify_watch(&f->notify, fds);
	(void)poll(fds, (nfds_t)n, 0);
	notify_hung_up(&f->notify, fds, n);
	assert_int_equal(f->notify.n, left);
}

static void
hangup__watched__forgotten(void **state)
{
	hangup(*state, "FDSTORE=1\nFDNAME=port", 0);
}

static void
hangup__fdpoll_0__kept(void **state)
{
	hangup(*state, "FDSTORE=1\nFDNAME=port\nFDPOLL=0", 1);
}

static void
hangup__of_one__the_others_stay(void **state)
{
	struct fixture	*f = *state;
	int		 fd = open_null();

	say(f, "FDSTORE=1\nFDNAME=null", &fd, 1);
	(void)close(fd);
	hangup(f, "FDSTORE=1\nFDNAME=port", 1);
	assert_string_equal(f->notify.store[0].name, "null");
}

/* In a child that was handed the store: does libsystemd see two of them, in
 * order?  Anything else is this exit status. */
static int
look_at_what_came(void)
{
	char	**names = NULL;
	char	  c = 0;
	int	  n = sd_listen_fds_with_names(0, &names);

	if (n != 2 || names == NULL)
		return 1;
	if (strcmp(names[0], "first") != 0 || strcmp(names[1], "second") != 0)
		return 2;
	/* The first is the reading end of a pipe that holds an x. */
	if (read(SD_LISTEN_FDS_START, &c, 1) != 1 || c != 'x')
		return 3;
	return getenv("NOTIFY_SOCKET") != NULL ? 0 : 4;
}

static void
hand_over__stored__libsystemd_finds_them(void **state)
{
	struct fixture	*f = *state;
	int		 ends[2], fd = open_null(), status;
	pid_t		 pid;

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "x", 1), 1);
	say(f, "FDSTORE=1\nFDNAME=first\nFDPOLL=0", &ends[0], 1);
	say(f, "FDSTORE=1\nFDNAME=second", &fd, 1);
	(void)close(fd);
	(void)close(ends[0]);
	(void)close(ends[1]);
	if ((pid = fork()) == 0)
		_exit(notify_hand_over(&f->notify) == 0 ?
		    look_at_what_came() : 99);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void
hand_over__nothing_stored__nothing_announced(void **state)
{
	struct fixture	*f = *state;
	int		 status;
	pid_t		 pid;

	if ((pid = fork()) == 0)
		_exit(notify_hand_over(&f->notify) == 0 &&
		    getenv("LISTEN_FDS") == NULL ? 0 : 1);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void
open__path_too_long__refused(void **state)
{
	struct notify	n;
	char		path[200];

	(void)state;
	(void)memset(path, 'a', sizeof(path) - 1);
	path[0] = '/';
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(notify_open(&n, path), -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	static const struct CMUnitTest	tests[] = {
		TEST(ready__said__known),
		TEST(ready__said_by_another_process__ignored),
		TEST(ready__without_a_service__ignored),
		TEST(store__names__kept_as_systemd_would),
		TEST(store__not_asked_for__closed),
		TEST(store__same_file_twice__once),
		TEST(store__full__more_are_closed),
		TEST(remove__by_name__all_of_that_name),
		TEST(barrier__sent__answered_by_closing),
		TEST(hangup__watched__forgotten),
		TEST(hangup__fdpoll_0__kept),
		TEST(hangup__of_one__the_others_stay),
		TEST(hand_over__stored__libsystemd_finds_them),
		TEST(hand_over__nothing_stored__nothing_announced),
		TEST(open__path_too_long__refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
