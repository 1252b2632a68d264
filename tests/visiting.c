/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The live gateway between its visitors and a daemon.
 */
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

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

#include "sql/account.h"
#include "sql/instant.h"
#include "sql/login.h"
#include "tests/visiting.h"

static int
listen_at(const char *path)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)snprintf(sun.sun_path, sizeof(sun.sun_path), "%.100s", path);
	(void)unlink(path);
	assert_int_equal(bind(s, (struct sockaddr *)&sun, sizeof(sun)), 0);
	assert_int_equal(listen(s, 128), 0);
	return s;
}

void
start_gateway(struct fixture *f)
{
	f->gateway = fork();
	if (f->gateway != 0)
		return;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)dup2(f->listener, STDIN_FILENO);
	(void)execl(f->program, "live", "--spool", f->lab->path, "--control",
	    f->control, "--sessions", f->sessions, (char *)NULL);
	_exit(127);
}

json_t *
daemon_hears(struct fixture *f)
{
	struct pollfd pfd = { .fd = f->peer, .events = POLLIN };
	json_t *line = NULL;
	ssize_t n;

	while (control_next(&f->in, &line) != 1) {
		assert_int_equal(poll(&pfd, 1, WAIT_MS), 1);
		n = recv(f->peer, f->in.data + f->in.used,
		    sizeof(f->in.data) - f->in.used, 0);
		assert_true(n > 0);
		f->in.used += (size_t)n;
	}
	assert_non_null(line);
	return line;
}

void
daemon_says(const struct fixture *f, const char *line)
{
	size_t n = strlen(line);

	assert_int_equal(send(f->peer, line, n, MSG_NOSIGNAL), (ssize_t)n);
}

void
daemon_accepts(struct fixture *f)
{
	struct pollfd pfd = { .fd = f->daemon, .events = POLLIN };
	json_t *line;

	assert_int_equal(poll(&pfd, 1, WAIT_MS), 1);
	f->peer = accept(f->daemon, NULL, NULL);
	assert_int_not_equal(f->peer, -1);
	f->in.used = 0;
	line = daemon_hears(f);
	assert_string_equal(json_string_value(json_array_get(line, 1)),
	    "set_monitor");
	json_decref(line);
	daemon_says(f, "[0,\"return\",{}]\n");
}

int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct person bob = { .name = "bob", .role = PERSON_USER };
	ssize_t n;
	int i;

	n = readlink("/proc/self/exe", f->program, sizeof(f->program) - 20);
	if (n == -1)
		return -1;
	for (i = 0; i < 2; i++)
		*strrchr(f->program, '/') = '\0';
	(void)strcat(f->program, "/bin/live");
	if (lab_set_up((void **)&f->lab) != 0)
		return -1;
	(void)snprintf(f->sessions, sizeof(f->sessions), "%s/session.db",
	    f->lab->dir);
	(void)snprintf(f->live, sizeof(f->live), "%s/live", f->lab->dir);
	(void)snprintf(f->control, sizeof(f->control), "%s/control",
	    f->lab->dir);
	assert_int_equal(login_attach(f->lab->spool, f->sessions), SPOOL_OK);
	assert_int_equal(account_add(f->lab->spool, &bob, "", 0, "admin"),
	    SPOOL_OK);
	f->listener = listen_at(f->live);
	f->daemon = listen_at(f->control);
	start_gateway(f);
	daemon_accepts(f);
	*state = f;
	return 0;
}

int
teardown(void **state)
{
	struct fixture *f = *state;

	if (f->gateway != 0) {
		(void)kill(f->gateway, SIGKILL);
		(void)waitpid(f->gateway, NULL, 0);
	}
	(void)close(f->listener);
	(void)close(f->daemon);
	(void)close(f->peer);
	(void)lab_tear_down((void **)&f->lab);
	free(f);
	return 0;
}

struct spectator
visit(const struct fixture *f, const char *headers)
{
	struct spectator s;

	assert_int_equal(spectator_open(&s, f->live, 0, headers), 101);
	return s;
}

struct spectator
watch(const struct fixture *f, const char *headers)
{
	struct spectator s = visit(f, headers);

	assert_true(spectator_say(&s, "[1,\"set_monitor\",[true]]"));
	assert_string_equal(spectator_next(&s), "[1,\"return\",{}]");
	assert_string_equal(spectator_next(&s),
	    "[null,\"event\",\"daemon\",{\"live\":true}]");
	return s;
}

void
cookie_of(struct fixture *f, char headers[256])
{
	const struct login_from from = { "192.0.2.1", "a browser" };
	char token[LOGIN_TOKEN_SIZE];
	struct account a;

	assert_int_equal(account_by_name(f->lab->spool, "bob", &a), SPOOL_OK);
	assert_int_equal(login_begin(f->lab->spool, a.person.id, &from,
	    instant_now(), token), SPOOL_OK);
	(void)snprintf(headers, 256, PAGE "Cookie: x=y; connectprint=%s\r\n",
	    token);
}

void
expect_end(struct spectator *s, int code, const char *reason)
{
	while (spectator_next(s) != NULL)
		continue;
	assert_int_equal(s->code, code);
	assert_string_equal(s->reason, reason);
	spectator_close(s);
}
