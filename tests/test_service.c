/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Services with made-up programs: when one starts again, and what counts as
 * being up.  tests/supervise.sh has the rest, with a real supervisor.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "setup/service.h"

#define NOW	INT64_C(1000000)

struct fixture {
	struct place	place;
	struct system	system;
};

/* A program in the fixture's folder: a shell script. */
static void
make_program(const struct fixture *f, const char *name, const char *text)
{
	char	 path[PLACE_PATH + 32];
	FILE	*file;

	(void)snprintf(path, sizeof(path), "%s/%s", f->place.bin, name);
	file = fopen(path, "we");
	assert_non_null(file);
	assert_true(fprintf(file, "#!/bin/sh\n%s\n", text) > 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, 0755), 0);
}

static int
setup(void **state)
{
	static const char *const	names[] = {
		"marlin", "spoolerd", "files", "herald", "jobs", "people",
		"printers",
		"slicers", "nginx" };
	static struct fixture		f;
	char				path[PLACE_PATH + 32];

	(void)memset(&f, 0, sizeof(f));
	(void)snprintf(f.place.run, sizeof(f.place.run),
	    "/tmp/service.XXXXXX");
	if (mkdtemp(f.place.run) == NULL)
		return -1;
	(void)snprintf(path, sizeof(path), "%s/log", f.place.run);
	if (mkdir(path, 0700) == -1)
		return -1;
	(void)snprintf(path, sizeof(path), "%s/bin", f.place.run);
	if (mkdir(path, 0700) == -1)
		return -1;
	(void)memcpy(f.place.bin, path, sizeof(f.place.bin));
	(void)snprintf(path, sizeof(path), "%s/bin/nginx", f.place.run);
	(void)memcpy(f.place.nginx, path, sizeof(f.place.nginx));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		make_program(&f, names[i], "exec sleep 1000");
	make_program(&f, "connectprint", "exit 1");
	*state = &f;
	return service_open(&f.system, &f.place);
}

static int
teardown(void **state)
{
	struct fixture	*f = *state;
	pid_t		 pid;
	int		 status;

	service_stop(&f->system, 1000);
	if ((pid = fork()) == 0) {
		(void)execlp("rm", "rm", "-rf", f->place.run, (char *)NULL);
		_exit(127);
	}
	return waitpid(pid, &status, 0) == pid && status == 0 ? 0 : -1;
}

/* Let a service die and tell; returns how long until it starts again. */
static int64_t
kill_and_tell(struct fixture *f, enum service_id id, int64_t now_ms)
{
	pid_t	pid = f->system.services[id].pid;
	int	status;

	assert_int_not_equal(pid, 0);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	service_died(&f->system, pid, status, now_ms);
	assert_int_equal(f->system.services[id].pid, 0);
	return f->system.services[id].due_ms - now_ms;
}

static void
start__first__all_but_tasks(void **state)
{
	struct fixture	*f = *state;

	(void)service_start(&f->system, NOW);
	for (int i = 0; i < SERVICE__MAX; i++)
		if (i < SERVICE_ADOPT_1)
			assert_int_not_equal(f->system.services[i].pid, 0);
		else
			assert_int_equal(f->system.services[i].pid, 0);
	assert_false(service_all_up(&f->system));
}

static void
start__running__not_twice(void **state)
{
	struct fixture	*f = *state;
	pid_t		 pid;

	(void)service_start(&f->system, NOW);
	pid = f->system.services[SERVICE_FILES].pid;
	(void)service_start(&f->system, NOW + 100000);
	assert_int_equal(f->system.services[SERVICE_FILES].pid, pid);
}

static void
death__again_and_again__delay_grows(void **state)
{
	struct fixture	*f = *state;
	int64_t		 now = NOW, delay, last = 0;

	(void)service_start(&f->system, now);
	for (int i = 0; i < 10; i++) {
		delay = kill_and_tell(f, SERVICE_FILES, now);
		assert_true(delay >= last);
		assert_true(delay > 0 && delay <= 10000);
		(void)service_start(&f->system, now + delay - 1);
		assert_int_equal(f->system.services[SERVICE_FILES].pid, 0);
		now += delay;
		(void)service_start(&f->system, now);
		last = delay;
	}
	assert_int_equal(last, 10000);
}

static void
death__after_a_long_life__delay_is_short_again(void **state)
{
	struct fixture	*f = *state;
	int64_t		 now = NOW;

	(void)service_start(&f->system, now);
	for (int i = 0; i < 4; i++) {
		now += kill_and_tell(f, SERVICE_FILES, now);
		(void)service_start(&f->system, now);
	}
	assert_int_equal(kill_and_tell(f, SERVICE_FILES, now + 10000), 100);
}

static void
death__of_the_daemon__not_ready_any_more(void **state)
{
	struct fixture	*f = *state;

	(void)service_start(&f->system, NOW);
	f->system.notify.ready = true;
	(void)kill_and_tell(f, SERVICE_SPOOLERD, NOW);
	assert_false(f->system.notify.ready);
}

static void
death__of_a_stranger__ignored(void **state)
{
	struct fixture	*f = *state;
	struct service	 before[SERVICE__MAX];

	(void)service_start(&f->system, NOW);
	(void)memcpy(before, f->system.services, sizeof(before));
	service_died(&f->system, 1, 0, NOW);
	assert_memory_equal(before, f->system.services, sizeof(before));
}

/* Put a printer's terminal where an adopting task waits for it. */
static void
make_printer(const struct fixture *f, const char *name)
{
	char	folder[PLACE_PATH + 64], path[PLACE_PATH + 80];

	(void)snprintf(folder, sizeof(folder), "%s/printers/%s", f->place.run,
	    name);
	assert_int_equal(place_make(folder, 0700), 0);
	(void)snprintf(path, sizeof(path), "%s/tty", folder);
	assert_int_equal(symlink("/dev/null", path), 0);
}

static void
task__printer_not_there__waits(void **state)
{
	struct fixture	*f = *state;

	f->system.notify.ready = true;
	(void)service_start(&f->system, NOW);
	assert_int_equal(f->system.services[SERVICE_ADOPT_1].pid, 0);
	make_printer(f, "dagoma-1");
	(void)service_start(&f->system, NOW + 50);
	assert_int_not_equal(f->system.services[SERVICE_ADOPT_1].pid, 0);
}

static void
task__another_before_it__waits(void **state)
{
	struct fixture	*f = *state;

	f->system.notify.ready = true;
	make_printer(f, "dagoma-2");
	(void)service_start(&f->system, NOW);
	assert_int_equal(f->system.services[SERVICE_ADOPT_2].pid, 0);
	f->system.services[SERVICE_ADOPT_1].done = true;
	(void)service_start(&f->system, NOW + 50);
	assert_int_not_equal(f->system.services[SERVICE_ADOPT_2].pid, 0);
}

static void
task__succeeded__done_for_good(void **state)
{
	struct fixture	*f = *state;
	int		 status;
	pid_t		 pid;

	make_program(f, "connectprint", "exit 0");
	make_printer(f, "dagoma-1");
	make_printer(f, "dagoma-2");
	f->system.notify.ready = true;
	for (int i = SERVICE_ADOPT_1; i <= SERVICE_ADOPT_2; i++) {
		(void)service_start(&f->system, NOW + i * 50);
		assert_false(service_all_up(&f->system));
		pid = f->system.services[i].pid;
		assert_int_equal(waitpid(pid, &status, 0), pid);
		service_died(&f->system, pid, status, NOW);
	}
	assert_true(service_all_up(&f->system));
	(void)service_start(&f->system, NOW + 100000);
	assert_int_equal(f->system.services[SERVICE_ADOPT_1].pid, 0);
}

static void
task__failed__tried_again(void **state)
{
	struct fixture	*f = *state;
	int		 status;
	pid_t		 pid;

	make_printer(f, "dagoma-1");
	f->system.notify.ready = true;
	(void)service_start(&f->system, NOW);
	pid = f->system.services[SERVICE_ADOPT_1].pid;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	service_died(&f->system, pid, status, NOW);
	assert_false(service_all_up(&f->system));
	(void)service_start(&f->system, NOW + 100);
	assert_int_not_equal(f->system.services[SERVICE_ADOPT_1].pid, 0);
}

static void
delay__rows__double_up_to_ten_seconds(void **state)
{
	static const int64_t	rows[] = { 100, 200, 400, 800, 1600, 3200,
		6400, 10000, 10000 };

	(void)state;
	for (int i = 0; i < (int)(sizeof(rows) / sizeof(rows[0])); i++)
		assert_int_equal(service_delay(i + 1), rows[i]);
	assert_int_equal(service_delay(1000000), 10000);
}

static void
stop__all__nobody_left(void **state)
{
	struct fixture	*f = *state;

	(void)service_start(&f->system, NOW);
	service_stop(&f->system, 1000);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	static const struct CMUnitTest	tests[] = {
		TEST(start__first__all_but_tasks),
		TEST(start__running__not_twice),
		TEST(death__again_and_again__delay_grows),
		TEST(death__after_a_long_life__delay_is_short_again),
		TEST(death__of_the_daemon__not_ready_any_more),
		TEST(death__of_a_stranger__ignored),
		TEST(task__printer_not_there__waits),
		TEST(task__another_before_it__waits),
		TEST(task__succeeded__done_for_good),
		TEST(task__failed__tried_again),
		cmocka_unit_test(delay__rows__double_up_to_ten_seconds),
		TEST(stop__all__nobody_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
