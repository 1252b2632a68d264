/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Hotplug: first the descriptor alone, on made-up folders; then the daemon
 * with simulated printers that are unplugged, swapped and plugged in again.
 * Nothing sleeps: what is waited for is the descriptor or the daemon's word.
 */
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "spoolerd/control.h"
#include "spoolerd/parent/hotplug.h"
#include "tests/lab.h"

#define WAIT_MS		60000	/* never reached but by a failure */

struct fixture {
	struct lab	*lab;
	char		 bin[PATH_MAX - 64];
	char		 dev[96], run[96], control[128], glob[128];
	pid_t		 daemon, printers[2];
};

/* --- the fixture --- */

static int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	ssize_t n;
	int i;

	n = readlink("/proc/self/exe", f->bin, sizeof(f->bin) - 20);
	if (n == -1 || lab_set_up((void **)&f->lab) != 0)
		return -1;
	f->bin[n] = '\0';
	for (i = 0; i < 2; i++)
		*strrchr(f->bin, '/') = '\0';
	(void)strcat(f->bin, "/bin");
	(void)snprintf(f->dev, sizeof(f->dev), "%s/dev", f->lab->dir);
	(void)snprintf(f->glob, sizeof(f->glob), "%s/tty*", f->dev);
	(void)snprintf(f->run, sizeof(f->run), "%s/run", f->lab->dir);
	(void)snprintf(f->control, sizeof(f->control), "%s/control.sock",
	    f->run);
	*state = f;
	return mkdir(f->dev, 0755);
}

static int
teardown(void **state)
{
	struct fixture *f = *state;
	int result, i;

	if (f->daemon > 0)
		(void)kill(f->daemon, SIGKILL);
	for (i = 0; i < 2; i++)
		if (f->printers[i] > 0)
			(void)kill(f->printers[i], SIGKILL);
	while (wait(NULL) != -1 || errno == EINTR)
		continue;
	result = lab_tear_down((void **)&f->lab);
	free(f);
	return result;
}

/* --- the descriptor alone --- */

static bool
told(struct hotplug *h)
{
	struct pollfd pfd = { .fd = h->fd, .events = POLLIN };

	do
		assert_int_equal(poll(&pfd, 1, WAIT_MS), 1);
	while (!hotplug_read(h));
	return true;
}

/* Nothing is on its way: neither a change nor the timer. */
static void
assert_quiet(struct hotplug *h)
{
	struct pollfd pfd = { .fd = h->fd, .events = POLLIN };

	assert_false(hotplug_read(h));
	assert_int_equal(poll(&pfd, 1, 2 * HOTPLUG_MS), 0);
}

static void
put(const char *dir, const char *name)
{
	char path[PATH_MAX], made[PATH_MAX + 8];

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	(void)snprintf(made, sizeof(made), "%s.new", path);
	(void)unlink(made);
	assert_int_equal(symlink("/dev/null", made), 0);
	assert_int_equal(rename(made, path), 0);
}

static void
dev__a_node_comes_and_goes__told_once_each(void **state)
{
	struct fixture *f = *state;
	struct hotplug h;
	char path[128];

	assert_int_equal(hotplug_open(&h, f->run, f->dev, NULL, 0), 0);
	assert_null(h.monitor);
	assert_quiet(&h);
	put(f->dev, "ttyUSB0");
	put(f->dev, "ttyUSB1");
	assert_false(hotplug_read(&h));
	assert_true(told(&h));
	assert_quiet(&h);
	(void)snprintf(path, sizeof(path), "%s/ttyUSB0", f->dev);
	assert_int_equal(unlink(path), 0);
	assert_true(told(&h));
	assert_quiet(&h);
	hotplug_close(&h);
}

static void
globs__folders_that_come_later__told(void **state)
{
	struct fixture *f = *state;
	char folder[128], deep[PATH_MAX], pattern[PATH_MAX];
	const char *globs[] = { pattern };
	struct hotplug h;

	(void)snprintf(folder, sizeof(folder), "%s/sim", f->lab->dir);
	(void)snprintf(deep, sizeof(deep), "%s/p1", folder);
	(void)snprintf(pattern, sizeof(pattern), "%s/p*/tty", folder);
	assert_int_equal(hotplug_open(&h, f->run, f->dev, globs, 1), 0);
	assert_int_equal(mkdir(folder, 0755), 0);
	assert_true(told(&h));
	assert_int_equal(mkdir(deep, 0755), 0);
	assert_true(told(&h));
	put(deep, "tty");
	assert_true(told(&h));
	put(deep, "tty");	/* renamed over what was there */
	assert_true(told(&h));
	assert_quiet(&h);
	hotplug_close(&h);
}

static void
fault__no_dev__refused(void **state)
{
	struct fixture *f = *state;
	struct hotplug h;

	assert_int_equal(hotplug_open(&h, f->run, f->control, NULL, 0), -1);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(h.fd, -1);
}

static void
udev__one_runs__asked_instead_of_dev(void **state)
{
	struct fixture *f = *state;
	struct hotplug h;

	put(f->lab->dir, "control");
	assert_int_equal(hotplug_open(&h, f->lab->dir, f->dev, NULL, 0), 0);
	assert_non_null(h.monitor);
	put(f->dev, "ttyUSB0");
	assert_quiet(&h);
	hotplug_close(&h);
}

/* --- the daemon --- */

static pid_t
spawn(const struct fixture *f, const char *program, const char *const *args)
{
	const char *argv[16];
	char path[PATH_MAX], log[128];
	pid_t pid;
	int i, fd;

	(void)snprintf(path, sizeof(path), "%s/%s", f->bin, program);
	(void)snprintf(log, sizeof(log), "%s/log", f->lab->dir);
	argv[0] = path;
	for (i = 0; args[i] != NULL; i++)
		argv[i + 1] = args[i];
	argv[i + 1] = NULL;
	pid = fork();
	if (pid != 0)
		return pid;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
	(void)dup2(fd, STDERR_FILENO);
	(void)execv(path, (char *const *)(uintptr_t)argv);
	_exit(127);
}

/* The answer, or NULL; a daemon that starts is waited for. */
static json_t *
call(const struct fixture *f, const char *function, json_t *args,
    json_t *kwargs)
{
	json_t *error = NULL, *value;

	value = control_call(f->control, function, args, kwargs, WAIT_MS,
	    &error);
	json_decref(error);
	json_decref(args);
	json_decref(kwargs);
	return value;
}

static void
start_daemon(struct fixture *f)
{
	const char *args[] = { "--run", f->run, "--spool", f->lab->path,
	    "--glob", f->glob, "--dev", f->dev, "--udev", f->run, NULL };
	json_t *value;

	f->daemon = spawn(f, "spoolerd", args);
	do
		value = call(f, "ports", NULL, NULL);
	while (value == NULL);
	json_decref(value);
}

static void
plug_in(struct fixture *f, int i, const char *tty)
{
	char link[128];
	const char *args[] = { "--link", link, "--speed", "50", NULL };

	(void)snprintf(link, sizeof(link), "%s/%s", f->dev, tty);
	f->printers[i] = spawn(f, "marlin", args);
}

/* The terminal hangs up, and its name goes. */
static void
unplug(struct fixture *f, int i, const char *tty)
{
	char link[128];

	(void)snprintf(link, sizeof(link), "%s/%s", f->dev, tty);
	assert_int_equal(kill(f->printers[i], SIGKILL), 0);
	assert_int_equal(waitpid(f->printers[i], NULL, 0), f->printers[i]);
	f->printers[i] = 0;
	(void)unlink(link);
}

/* Asking is what takes the time here. */
static void
wait_phase(const struct fixture *f, int64_t number, const char *phase)
{
	const char *now;
	json_t *value;
	char key[24];
	bool so;

	(void)snprintf(key, sizeof(key), "%lld", (long long)number);
	do {
		value = call(f, "telemetry", NULL, NULL);
		now = json_string_value(json_object_get(json_object_get(
		    json_object_get(value, "printers"), key), "phase"));
		so = now != NULL && strcmp(now, phase) == 0;
		json_decref(value);
	} while (!so);
}

static int64_t
adopt(struct fixture *f, const char *tty, const char *name)
{
	int64_t number = 0;
	char path[128];
	json_t *value;

	(void)snprintf(path, sizeof(path), "%s/%s", f->dev, tty);
	do
		value = call(f, "adopt", json_pack("[s]", path),
		    json_pack("{s:s, s:b, s:i}", "name", name, "clean", 1,
		    "baud", 250000));
	while (value == NULL);
	number = json_integer_value(json_object_get(value, "number"));
	json_decref(value);
	wait_phase(f, number, "idle");
	return number;
}

/* Unplugged with a job in its queue, plugged in again: it prints that. */
static void
replug__job_queued__printed_without_restart(void **state)
{
	struct fixture *f = *state;
	int64_t number, job;

	plug_in(f, 0, "tty0");
	start_daemon(f);
	number = adopt(f, "tty0", "one");
	unplug(f, 0, "tty0");
	wait_phase(f, number, "lost");
	f->lab->file = lab_file(f->lab, "G28\nG1 X1 F3000\n", "a.g", false);
	job = lab_submit(f->lab, number);
	json_decref(call(f, "wake", NULL, NULL));
	assert_int_equal(lab_state(f->lab, job), JOB_QUEUED);
	plug_in(f, 0, "tty0");
	while (lab_state(f->lab, job) != JOB_FINISHED)
		json_decref(call(f, "telemetry", NULL, NULL));
}

/* In mid-print it is another matter: a person decides. */
static void
unplug__in_mid_print__interrupted(void **state)
{
	static char bytes[4000 * 16];
	struct fixture *f = *state;
	int64_t number, job;
	size_t used = 0;
	int i;

	for (i = 0; i < 4000; i++)
		used += (size_t)snprintf(bytes + used, sizeof(bytes) - used,
		    "G1 X%d F3000\n", i % 2 * 20);
	plug_in(f, 0, "tty0");
	start_daemon(f);
	number = adopt(f, "tty0", "one");
	f->lab->file = lab_file(f->lab, bytes, "a.g", false);
	job = lab_submit(f->lab, number);
	json_decref(call(f, "wake", NULL, NULL));
	wait_phase(f, number, "printing");
	unplug(f, 0, "tty0");
	while (lab_state(f->lab, job) != JOB_INTERRUPTED)
		json_decref(call(f, "telemetry", NULL, NULL));
	plug_in(f, 0, "tty0");
	wait_phase(f, number, "idle");
	assert_int_equal(lab_state(f->lab, job), JOB_INTERRUPTED);
}

/* A strange port is listed and left alone: no printer moves to it. */
static void
replug__on_a_port_nobody_knows__not_opened(void **state)
{
	struct fixture *f = *state;
	int64_t number;

	plug_in(f, 0, "tty0");
	start_daemon(f);
	number = adopt(f, "tty0", "one");
	unplug(f, 0, "tty0");
	wait_phase(f, number, "lost");
	plug_in(f, 0, "tty9");
	plug_in(f, 1, "tty0");
	wait_phase(f, number, "idle");
	json_decref(call(f, "forget", json_pack("[s]", "one"), NULL));
	/* had somebody opened it, it would be busy */
	assert_int_not_equal(adopt(f, "tty9", "two"), number);
}

int
main(void)
{
#define T(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(dev__a_node_comes_and_goes__told_once_each),
		T(globs__folders_that_come_later__told),
		T(fault__no_dev__refused),
		T(udev__one_runs__asked_instead_of_dev),
		T(replug__job_queued__printed_without_restart),
		T(unplug__in_mid_print__interrupted),
		T(replug__on_a_port_nobody_knows__not_opened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
