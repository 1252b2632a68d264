/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The daemon's end of the control socket.  A client can cost no more than one
 * line in, a few lines out and its share of the loop: who sends an over-long
 * line, or does not read, is cut off; telemetry is merged, never queued.
 */
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <err.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "spoolerd/parent/live.h"
#include "spoolerd/parent/parent.h"

#define BACKLOG		64

static int	listen_at(const char *);
static void	listener_ready(void *, uint32_t);
static void	welcome(struct parent *, int);
static void	client_ready(void *, uint32_t);
static void	hear(struct client *);
static void	flush(struct client *);
static void	put(struct client *, const char *, size_t);
static void	say(struct parent *, uint64_t, const char *, json_t *,
		    json_t *);
static void	tell(struct client *);
static void	tell_all(struct parent *, const char *, json_t *);
static void	cut_off(struct client *, const char *);
static struct client *find(struct parent *, uint64_t);

int
server_open(struct parent *p, int passed, const char *path,
    server_call *call)
{
	int s = passed;

	if (s == -1)
		s = listen_at(path);
	if (s == -1)
		return -1;
	p->server.call = call;
	p->server.watch = (struct watch){ s, listener_ready, p };
	return loop_add(p->loop, &p->server.watch);
}

/* Anybody may connect; what one may do depends on who one is. */
static int
listen_at(const char *path)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int s;

	if (strlen(path) >= sizeof(sun.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(sun.sun_path, path, strlen(path) + 1);
	s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (s == -1)
		return -1;
	(void)unlink(path);
	if (bind(s, (struct sockaddr *)&sun, sizeof(sun)) == 0 &&
	    chmod(path, 0666) == 0 && listen(s, BACKLOG) == 0)
		return s;
	(void)close(s);
	return -1;
}

void
server_close(struct parent *p)
{
	struct client *c;

	for (c = p->server.clients; c < p->server.clients + SERVER_CLIENTS;
	    c++) {
		if (c->number == 0)
			continue;
		flush(c);
		if (c->number != 0)
			cut_off(c, NULL);
	}
	loop_remove(p->loop, &p->server.watch);
	(void)close(p->server.watch.fd);
}

static void
listener_ready(void *arg, uint32_t events)
{
	struct parent *p = arg;
	int s;

	(void)events;
	s = accept4(p->server.watch.fd, NULL, NULL,
	    SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (s != -1)
		welcome(p, s);
	else if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED)
		warn("accept");
}

static void
welcome(struct parent *p, int s)
{
	struct client *c;
	struct ucred who;
	socklen_t size = sizeof(who);

	for (c = p->server.clients; c < p->server.clients + SERVER_CLIENTS;
	    c++)
		if (c->number == 0)
			break;
	if (c == p->server.clients + SERVER_CLIENTS ||
	    getsockopt(s, SOL_SOCKET, SO_PEERCRED, &who, &size) == -1) {
		(void)close(s);
		return;
	}
	memset(c, 0, sizeof(*c));
	c->in = calloc(1, sizeof(*c->in));
	if (c->in == NULL)
		err(1, NULL);
	c->parent = p;
	c->uid = who.uid;
	c->moved_ms = p->now_ms;
	c->watch = (struct watch){ s, client_ready, c };
	if (loop_add(p->loop, &c->watch) == -1) {
		free(c->in);
		(void)close(s);
		return;
	}
	c->number = ++p->server.last;
}

static void
client_ready(void *arg, uint32_t events)
{
	struct client *c = arg;

	if (events & EPOLLOUT)
		flush(c);
	if (c->number != 0 && (events & ~(uint32_t)EPOLLOUT))
		hear(c);
}

/* A function may cut its own caller off, so look before each line. */
static void
hear(struct client *c)
{
	struct control_buffer *in = c->in;
	uint64_t number = c->number;
	json_t *line;
	ssize_t n;
	int got = 0;

	n = recv(c->watch.fd, in->data + in->used,
	    sizeof(in->data) - in->used, 0);
	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		cut_off(c, NULL);
		return;
	}
	in->used += (size_t)n;
	while (c->number == number && (got = control_next(in, &line)) == 1) {
		c->parent->server.call(c->parent, number, c->uid, line);
		json_decref(line);
	}
	if (c->number == number && got == -1)
		cut_off(c, "a line is too long");
}

static void
flush(struct client *c)
{
	ssize_t n;

	while (c->used > 0) {
		n = send(c->watch.fd, c->out, c->used, MSG_NOSIGNAL);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1 && errno == EAGAIN)
			return;
		if (n == -1) {
			cut_off(c, NULL);
			return;
		}
		c->moved_ms = c->parent->now_ms;
		c->used -= (size_t)n;
		memmove(c->out, c->out + n, c->used);
	}
	free(c->out);
	c->out = NULL;
	(void)loop_change(c->parent->loop, &c->watch, false);
}

/* Answers are never merged; who can't take them is cut off. */
static void
put(struct client *c, const char *text, size_t length)
{
	char *longer;

	if (c->used + length > SERVER_OUT) {
		cut_off(c, "it does not read its answers");
		return;
	}
	longer = realloc(c->out, c->used + length);
	if (longer == NULL)
		err(1, NULL);
	memcpy(longer + c->used, text, length);
	c->out = longer;
	if (c->used == 0)
		c->moved_ms = c->parent->now_ms;
	c->used += length;
	(void)loop_change(c->parent->loop, &c->watch, true);
	flush(c);
}

void
server_return(struct parent *p, uint64_t client, json_t *id, json_t *value)
{
	say(p, client, "return", id, value);
}

void
server_error(struct parent *p, uint64_t client, json_t *id, json_t *error)
{
	say(p, client, "error", id, error);
}

static void
say(struct parent *p, uint64_t client, const char *kind, json_t *id,
    json_t *value)
{
	struct client *c = find(p, client);
	json_t *line;
	size_t length;
	char *text;

	line = json_pack("[O?, s, o]", id, kind, value);
	if (c == NULL || line == NULL)
		goto out;
	text = control_line(line, &length);
	if (text != NULL)
		put(c, text, length);
	else
		cut_off(c, "its answer would be too long");
	free(text);
out:
	json_decref(line);
}

json_t *
server_failure(const char *code, const char *format, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, format);
	(void)vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	return json_pack("{s:s, s:s}", "error", code, "message", text);
}

void
server_monitor(struct parent *p, uint64_t client, bool on)
{
	struct client *c = find(p, client);

	if (c == NULL)
		return;
	c->monitor = on;
	c->told = 0;
	c->told_ms = p->now_ms - SERVER_MERGE_MS;
}

static struct client *
find(struct parent *p, uint64_t number)
{
	struct client *c;

	for (c = p->server.clients; c < p->server.clients + SERVER_CLIENTS;
	    c++)
		if (number != 0 && c->number == number)
			return c;
	return NULL;
}

void
server_gone(struct parent *p, int64_t printer)
{
	char key[24];

	(void)snprintf(key, sizeof(key), "%lld", (long long)printer);
	tell_all(p, "telemetry", json_pack("{s:{s:n}}", "printers", key));
}

void
server_event(struct parent *p, const struct message_event *e)
{
	tell_all(p, "record", live_event(e));
}

/* An edge, to everybody who watches; value is taken. */
static void
tell_all(struct parent *p, const char *name, json_t *value)
{
	struct client *c;
	json_t *line;
	size_t length;
	char *text;

	line = json_pack("[n, s, s, o]", "event", name, value);
	text = line != NULL ? control_line(line, &length) : NULL;
	for (c = p->server.clients; c < p->server.clients + SERVER_CLIENTS;
	    c++)
		if (c->number != 0 && c->monitor && text != NULL)
			put(c, text, length);
	free(text);
	json_decref(line);
}

void
server_tick(struct parent *p)
{
	struct client *c;

	for (c = p->server.clients; c < p->server.clients + SERVER_CLIENTS;
	    c++) {
		if (c->number == 0)
			continue;
		if (c->used > 0 && p->now_ms - c->moved_ms >= SERVER_STUCK_MS)
			cut_off(c, "it does not read its answers");
		else if (c->monitor && c->told < p->change &&
		    c->used == 0 && p->now_ms - c->told_ms >= SERVER_MERGE_MS)
			tell(c);
	}
}

/* Only to who has read all before: the latest state of what changed since,
 * whatever it missed in between. */
static void
tell(struct client *c)
{
	uint64_t number = c->number, after = c->told;
	const struct machine *m = c->parent->machines;
	json_t *line;
	size_t length;
	char *text;

	c->told = c->parent->change;
	c->told_ms = c->parent->now_ms;
	while (c->number == number) {
		line = live_changes(c->parent, after, LIVE_TOGETHER, &m);
		if (line == NULL)
			break;
		line = json_pack("[n, s, s, o]", "event", "telemetry", line);
		text = control_line(line, &length);
		if (text != NULL)
			put(c, text, length);
		free(text);
		json_decref(line);
	}
}

static void
cut_off(struct client *c, const char *why)
{
	if (why != NULL)
		warnx("control: a client of uid %u is cut off: %s",
		    (unsigned int)c->uid, why);
	loop_remove(c->parent->loop, &c->watch);
	(void)close(c->watch.fd);
	free(c->in);
	free(c->out);
	memset(c, 0, sizeof(*c));
}
