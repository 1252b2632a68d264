/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The daemon in captivity: started, heard, killed.  Nothing sleeps: what is
 * waited for is a datagram, a telemetry event or the end of a child.
 */
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
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
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/captive.h"

/* Never reached but by a failure: until something is heard, until it is what
 * was waited for. */
#define WAIT_MS		60000
#define PATIENCE_S	300

/* --- processes --- */

pid_t
captive_spawn(const struct captive *f, const char *program,
    const char *const *args, int pass)
{
	const char *argv[24];
	char path[PATH_MAX], log[128], number[16];
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
	if (pass != -1) {
		(void)dup2(pass, 3);
		(void)snprintf(number, sizeof(number), "%d", (int)getpid());
		(void)setenv("LISTEN_PID", number, 1);
		(void)setenv("LISTEN_FDS", "1", 1);
		(void)snprintf(number, sizeof(number), "port-%lld",
		    (long long)f->number);
		(void)setenv("LISTEN_FDNAMES", number, 1);
	}
	(void)execv(path, (char *const *)(uintptr_t)argv);
	_exit(127);
}

void
captive_drop(int *fd)
{
	if (*fd != -1)
		(void)close(*fd);
	*fd = -1;
}

/* The next datagram of the daemon; a port in it is kept, or let go. */
static void
hear_notify(struct captive *f, char text[256])
{
	struct pollfd pfd = { .fd = f->notify, .events = POLLIN };
	char control[CMSG_SPACE(sizeof(int))];
	struct iovec iov = { text, 255 };
	struct msghdr mh = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = control, .msg_controllen = sizeof(control) };
	struct cmsghdr *cm;
	ssize_t n;

	assert_int_equal(poll(&pfd, 1, WAIT_MS), 1);
	n = recvmsg(f->notify, &mh, MSG_CMSG_CLOEXEC);
	assert_true(n > 0);
	text[n] = '\0';
	if (strncmp(text, "FDSTORE", 7) == 0)
		captive_drop(&f->stored);
	cm = CMSG_FIRSTHDR(&mh);
	if (cm != NULL && cm->cmsg_type == SCM_RIGHTS)
		memcpy(&f->stored, CMSG_DATA(cm), sizeof(int));
}

void
captive_start_daemon(struct captive *f, int pass)
{
	const char *args[] = { "--run", f->run, "--spool", f->lab->path,
	    "--glob", f->tty, NULL };
	char text[256];

	f->daemon = captive_spawn(f, "spoolerd", args, pass);
	do
		hear_notify(f, text);
	while (strcmp(text, "READY=1") != 0);
}

/* How it ended; all that were its children have ended, too. */
int
captive_end_daemon(struct captive *f, int signal_number)
{
	int status;

	captive_drop(&f->monitor);
	f->in.used = 0;
	assert_int_equal(kill(f->daemon, signal_number), 0);
	assert_int_equal(waitpid(f->daemon, &status, 0), f->daemon);
	f->daemon = 0;
	return status;
}

/* How many children of the daemon that run this program were killed now. */
static int
kill_children(const struct captive *f, const char *name)
{
	char path[64], list[256], comm[32];
	FILE *in;
	char *at;
	long pid;
	int killed = 0;

	(void)snprintf(path, sizeof(path), "/proc/%d/task/%d/children",
	    (int)f->daemon, (int)f->daemon);
	in = fopen(path, "re");
	assert_non_null(in);
	list[fread(list, 1, sizeof(list) - 1, in)] = '\0';
	(void)fclose(in);
	for (at = list; (pid = strtol(at, &at, 10)) > 0;) {
		(void)snprintf(path, sizeof(path), "/proc/%ld/comm", pid);
		in = fopen(path, "re");
		if (in == NULL)
			continue;
		if (fgets(comm, sizeof(comm), in) != NULL &&
		    strncmp(comm, name, strlen(name)) == 0)
			killed += kill((pid_t)pid, SIGKILL) == 0;
		(void)fclose(in);
	}
	return killed;
}

/* Kill a child of the daemon by its program's name.  One that was killed
 * before takes a moment to be started again. */
void
captive_kill_child(const struct captive *f, const char *name)
{
	const struct timespec nap = { 0, 10000000 };
	int killed, naps = 0;

	while ((killed = kill_children(f, name)) == 0 &&
	    naps++ < WAIT_MS / 10)
		(void)nanosleep(&nap, NULL);
	assert_int_equal(killed, 1);
}

/* --- the fixture --- */

int
captive_setup(void **state)
{
	struct captive *f = calloc(1, sizeof(*f));
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	ssize_t n;
	int i;

	n = readlink("/proc/self/exe", f->bin, sizeof(f->bin) - 20);
	if (n == -1 || lab_set_up((void **)&f->lab) != 0)
		return -1;
	f->bin[n] = '\0';
	for (i = 0; i < 2; i++)
		*strrchr(f->bin, '/') = '\0';
	(void)strcat(f->bin, "/bin");
	f->stored = f->monitor = -1;
	(void)snprintf(f->tty, sizeof(f->tty), "%s/tty", f->lab->dir);
	(void)snprintf(f->executed, sizeof(f->executed), "%s/executed",
	    f->lab->dir);
	(void)snprintf(f->remote, sizeof(f->remote), "%s/remote",
	    f->lab->dir);
	(void)snprintf(f->run, sizeof(f->run), "%s/run", f->lab->dir);
	(void)snprintf(f->control, sizeof(f->control), "%s/control.sock",
	    f->run);
	(void)snprintf(sun.sun_path, sizeof(sun.sun_path), "%s/notify",
	    f->lab->dir);
	f->notify = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (bind(f->notify, (struct sockaddr *)&sun, sizeof(sun)) == -1)
		return -1;
	(void)setenv("NOTIFY_SOCKET", sun.sun_path, 1);
	*state = f;
	return 0;
}

int
captive_teardown(void **state)
{
	struct captive *f = *state;
	int result;

	if (f->daemon > 0)
		(void)kill(f->daemon, SIGKILL);
	if (f->printer > 0)
		(void)kill(f->printer, SIGKILL);
	while (wait(NULL) != -1 || errno == EINTR)
		continue;
	captive_drop(&f->stored);
	captive_drop(&f->monitor);
	captive_drop(&f->notify);
	(void)unsetenv("NOTIFY_SOCKET");
	result = lab_tear_down((void **)&f->lab);
	free(f);
	return result;
}

/* --- talking to it --- */

json_t *
captive_call(const struct captive *f, const char *function, json_t *args,
    json_t *kwargs)
{
	json_t *error, *value;

	value = control_call(f->control, function, args, kwargs, WAIT_MS,
	    &error);
	if (value == NULL)
		print_message("%s: %s\n", function, json_string_value(
		    json_object_get(error, "message")));
	json_decref(error);
	json_decref(args);
	json_decref(kwargs);
	return value;
}

bool
captive_order(const struct captive *f, const char *name, int64_t job)
{
	json_t *value = captive_call(f, "order", json_pack("[I, s, I]",
	    (json_int_t)f->number, name, (json_int_t)job), NULL);
	bool good = value != NULL;

	json_decref(value);
	return good;
}

static void
subscribe(struct captive *f)
{
	static const char line[] = "[1,\"set_monitor\",[true]]\n";
	struct sockaddr_un sun = { .sun_family = AF_UNIX };

	(void)snprintf(sun.sun_path, sizeof(sun.sun_path), "%.100s",
	    f->control);
	f->monitor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(connect(f->monitor, (struct sockaddr *)&sun,
	    sizeof(sun)), 0);
	assert_int_equal(send(f->monitor, line, strlen(line), MSG_NOSIGNAL),
	    (ssize_t)strlen(line));
}

static time_t
seconds(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec;
}

/* It never came: with the last words of the daemon and its children. */
static void
give_up(const struct captive *f)
{
	char path[PATH_MAX], line[256];
	FILE *log;

	(void)snprintf(path, sizeof(path), "%s/log", f->lab->dir);
	log = fopen(path, "re");
	while (log != NULL && fgets(line, sizeof(line), log) != NULL)
		(void)fprintf(stderr, "log: %s", line);
	if (log != NULL)
		(void)fclose(log);
	fail_msg("what was waited for did not come");
}

/* What our printer does, after the next event. */
static json_t *
next_live(struct captive *f, time_t deadline)
{
	struct pollfd fds[] = { { .events = POLLIN }, { .events = POLLIN } };
	json_t *line = NULL, *live;
	char key[24], text[256];
	ssize_t n;

	if (f->monitor == -1)
		subscribe(f);
	fds[0].fd = f->monitor;
	fds[1].fd = f->notify;
	(void)snprintf(key, sizeof(key), "%lld", (long long)f->number);
	for (;;) {
		while (control_next(&f->in, &line) == 1) {
			live = json_object_get(json_object_get(
			    json_array_get(line, 3), "printers"), key);
			live = json_incref(live);
			json_decref(line);
			if (live != NULL)
				return live;
		}
		if (poll(fds, 2, WAIT_MS) <= 0 || seconds() >= deadline)
			give_up(f);
		if (fds[1].revents != 0)
			hear_notify(f, text);
		if (fds[0].revents == 0)
			continue;
		n = recv(f->monitor, f->in.data + f->in.used,
		    sizeof(f->in.data) - f->in.used, 0);
		assert_true(n > 0);
		f->in.used += (size_t)n;
	}
}

/* Wait until it is in a phase with a job that has acknowledged so much. */
void
captive_wait_for(struct captive *f, const char *phase, int64_t job,
    int64_t commands)
{
	const time_t deadline = seconds() + PATIENCE_S;
	json_t *live;
	bool so = false;

	/* a new subscriber is told at once how things are */
	captive_drop(&f->monitor);
	f->in.used = 0;
	while (!so) {
		live = next_live(f, deadline);
		so = strcmp(json_string_value(json_object_get(live, "phase")),
		    phase) == 0 && json_integer_value(json_object_get(live,
		    "job")) == job && json_integer_value(json_object_get(live,
		    "commands")) >= commands;
		json_decref(live);
	}
}

void
captive_wait_reading(struct captive *f)
{
	const time_t deadline = seconds() + PATIENCE_S;
	json_t *live;
	bool has = false;

	captive_drop(&f->monitor);
	f->in.used = 0;
	while (!has) {
		live = next_live(f, deadline);
		has = json_is_number(json_object_get(live, "hotend"));
		json_decref(live);
	}
}

/* It need not be followed by any news of what the machine does. */
void
captive_wait_fault(const struct captive *f, char why[SPOOL_TEXT_SIZE])
{
	const time_t deadline = seconds() + PATIENCE_S;
	struct printer p;

	for (;;) {
		assert_int_equal(printer_by_id(f->lab->spool, f->number, &p),
		    SPOOL_OK);
		if (p.fault[0] != '\0')
			break;
		if (seconds() >= deadline)
			give_up(f);
		(void)usleep(20000);
	}
	(void)snprintf(why, SPOOL_TEXT_SIZE, "%s", p.fault);
}

/* Until the record says so, too. */
void
captive_wait_state(struct captive *f, int64_t job, enum job_state state)
{
	const time_t deadline = seconds() + PATIENCE_S;

	while (lab_state(f->lab, job) != state)
		json_decref(next_live(f, deadline));
}

void
captive_power_on(struct captive *f, const char *tty)
{
	const char *args[] = { "--link", tty, "--executed", f->executed,
	    "--append", "--speed", "50", "--remote", f->remote,
	    "--firmware", f->firmware != NULL ? f->firmware : "marlin-1.1",
	    "--machine-type", f->firmware != NULL ? "Unknown" :
	    "DiscoEasy200", "--baud", f->baud != NULL ? f->baud : "250000",
	    f->baud != NULL ? "--strict-baud" : "--append",
	    f->keeps_state ? "--no-reset-on-open" : NULL, NULL };

	f->printer = captive_spawn(f, "marlin", args, -1);
}

void
captive_remote(const struct captive *f, const char *words)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int sock = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	(void)snprintf(sun.sun_path, sizeof(sun.sun_path), "%s", f->remote);
	assert_int_equal(sendto(sock, words, strlen(words), 0,
	    (struct sockaddr *)&sun, sizeof(sun)), (ssize_t)strlen(words));
	(void)close(sock);
}

void
captive_adopt(struct captive *f)
{
	struct stat st;
	json_t *list, *value;

	captive_power_on(f, f->tty);
	captive_start_daemon(f, -1);
	/* it makes its link when it is ready; asking takes time enough */
	while (stat(f->tty, &st) == -1) {
		list = captive_call(f, "ports", NULL, NULL);
		json_decref(list);
	}
	value = captive_call(f, "adopt", json_pack("[s]", f->tty),
	    json_pack("{s:s, s:b}", "name", "sim", "clean", 1));
	assert_non_null(value);
	f->number = json_integer_value(json_object_get(value, "number"));
	json_decref(value);
	captive_wait_for(f, "idle", 0, 0);
	assert_true(f->stored != -1);
}

/* Line i of the file: no two are alike. */
static int
line_of(int i, char line[64])
{
	return snprintf(line, 64, "G1 X%d Y%d.%02d F3000\n", i % 2 * 20,
	    i / 100, i % 100);
}

int64_t
captive_print(struct captive *f)
{
	static char bytes[CAPTIVE_LINES * 64];
	size_t used = 0;
	int64_t job;
	int i;

	for (i = 0; i < CAPTIVE_LINES; i++)
		used += (size_t)line_of(i, bytes + used);
	f->lab->file = lab_file(f->lab, bytes, "part.g", false);
	job = lab_submit(f->lab, f->number);
	json_decref(captive_call(f, "wake", NULL, NULL));
	captive_wait_for(f, "printing", job, 50);
	return job;
}

/* How many lines of the file were executed: a beginning of it, each once and
 * in order, or the test fails.  Lines of our own are passed over. */
int
captive_executed(const struct captive *f)
{
	char line[256], expected[64];
	FILE *in = fopen(f->executed, "re");
	int n = 0;

	assert_non_null(in);
	while (fgets(line, sizeof(line), in) != NULL) {
		if (strncmp(line, "G1 X", 4) != 0)
			continue;
		(void)line_of(n++, expected);
		assert_string_equal(line, expected);
	}
	(void)fclose(in);
	return n;
}
