/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The control socket's lines, for both ends, and the caller's end.  The
 * daemon's end is server.c.  A line is hostile input here as there.
 */
#include <sys/socket.h>
#include <sys/un.h>

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "spoolerd/control.h"
#include "spoolerd/ticks.h"

#define CALL_ID		1

static json_t	*failure(const char *, const char *, ...)
		    __attribute__((format(printf, 2, 3)));
static json_t	*request(const char *, json_t *, json_t *);
static int	 dial(const char *, json_t **);
static json_t	*converse(int, const json_t *, int64_t, json_t **);
static json_t	*listen_for(int, struct control_buffer *, int64_t, json_t **);
static int	 receive(int, struct control_buffer *, int64_t);
static json_t	*went_away(void);
static int	 send_all(int, const char *, size_t, int64_t);
static int	 wait_for(int, short, int64_t);
static json_t	*answer(const json_t *, json_t **, int *);

json_t *
control_call(const char *socket_path, const char *function, json_t *args,
    json_t *kwargs, int timeout_ms, json_t **error)
{
	int64_t until_ms = ticks_ms() + timeout_ms;
	json_t *line, *value = NULL;
	int s;

	*error = NULL;
	line = request(function, args, kwargs);
	if (line == NULL) {
		*error = failure("broken", "There is no memory left.");
		return NULL;
	}
	s = dial(socket_path, error);
	if (s != -1) {
		value = converse(s, line, until_ms, error);
		(void)close(s);
	}
	json_decref(line);
	return value;
}

json_t *
control_fleet(const char *socket_path, json_t *kwargs, int timeout_ms,
    json_t **error)
{
	json_t *all = NULL, *part, *args, *next;
	int64_t from = 0, last;

	do {
		last = from;
		args = json_pack("[I]", (json_int_t)from);
		part = control_call(socket_path, "telemetry", args, kwargs,
		    timeout_ms, error);
		json_decref(args);
		if (part == NULL) {
			json_decref(all);
			return NULL;
		}
		next = json_object_get(part, "next");
		from = json_integer_value(next);
		if (all == NULL)
			all = json_incref(part);
		else
			(void)json_object_update(json_object_get(all,
			    "printers"), json_object_get(part, "printers"));
		json_decref(part);
	} while (from > last);	/* a daemon that leads nowhere ends it, too */
	(void)json_object_del(all, "next");
	return all;
}

static json_t *
failure(const char *code, const char *format, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, format);
	(void)vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	return json_pack("{s:s, s:s+}", "error", code, "message", text, "");
}

static json_t *
request(const char *function, json_t *args, json_t *kwargs)
{
	json_t *a, *k;

	a = args != NULL ? json_incref(args) : json_array();
	k = kwargs != NULL ? json_incref(kwargs) : json_object();
	return json_pack("[i, s, o, o]", CALL_ID, function, a, k);
}

static int
dial(const char *path, json_t **error)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int s;

	if (strlen(path) >= sizeof(sun.sun_path)) {
		*error = failure("no-daemon", "The path of the control socket "
		    "is longer than %zu bytes.", sizeof(sun.sun_path) - 1);
		return -1;
	}
	memcpy(sun.sun_path, path, strlen(path) + 1);
	s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (s == -1 ||
	    connect(s, (struct sockaddr *)&sun, sizeof(sun)) == -1) {
		*error = failure(errno == EAGAIN ? "busy" : "no-daemon",
		    "The spooler can't be reached (%s).", strerror(errno));
		if (s != -1)
			(void)close(s);
		return -1;
	}
	return s;
}

/* Say the line, then listen until its answer comes. */
static json_t *
converse(int s, const json_t *line, int64_t until_ms, json_t **error)
{
	struct control_buffer *in = NULL;
	json_t *value = NULL;
	size_t length;
	char *text;

	text = control_line(line, &length);
	if (text == NULL) {
		*error = failure("bad-request", "The request is too long.");
		return NULL;
	}
	in = calloc(1, sizeof(*in));
	if (in == NULL)
		*error = failure("broken", "There is no memory left.");
	else if (send_all(s, text, length, until_ms) == -1)
		*error = went_away();
	else
		value = listen_for(s, in, until_ms, error);
	free(in);
	free(text);
	return value;
}

static json_t *
listen_for(int s, struct control_buffer *in, int64_t until_ms,
    json_t **error)
{
	json_t *value = NULL, *heard;
	int got, is_answer = 0;

	while (!is_answer) {
		got = control_next(in, &heard);
		if (got == 1) {
			value = answer(heard, error, &is_answer);
			json_decref(heard);
		} else if (got == -1) {
			*error = failure("broken",
			    "The spooler's answer is too long.");
			return NULL;
		} else if (receive(s, in, until_ms) == -1) {
			*error = went_away();
			return NULL;
		}
	}
	return value;
}

/* 0, also when nothing came; -1 with errno: it went away or is late. */
static int
receive(int s, struct control_buffer *in, int64_t until_ms)
{
	ssize_t n;

	if (wait_for(s, POLLIN, until_ms) == -1)
		return -1;
	n = recv(s, in->data + in->used, sizeof(in->data) - in->used, 0);
	if (n == 0)
		errno = ECONNRESET;
	if (n == 0 || (n == -1 && errno != EAGAIN && errno != EINTR))
		return -1;
	in->used += n > 0 ? (size_t)n : 0;
	return 0;
}

static json_t *
went_away(void)
{
	if (errno == ETIMEDOUT)
		return failure("timeout",
		    "The spooler did not answer in time.");
	return failure("no-daemon", "The spooler went away (%s).",
	    strerror(errno));
}

static int
send_all(int s, const char *text, size_t length, int64_t until_ms)
{
	ssize_t n;

	while (length > 0) {
		n = send(s, text, length, MSG_NOSIGNAL);
		if (n == -1 && errno != EAGAIN && errno != EINTR)
			return -1;
		if (n == -1 && wait_for(s, POLLOUT, until_ms) == -1)
			return -1;
		if (n > 0) {
			text += n;
			length -= (size_t)n;
		}
	}
	return 0;
}

/* 0: something happened; -1: an error, or ETIMEDOUT. */
static int
wait_for(int s, short events, int64_t until_ms)
{
	struct pollfd pfd = { .fd = s, .events = events };
	int64_t left_ms = until_ms - ticks_ms();
	int n;

	n = poll(&pfd, 1, left_ms > 0 ? (int)left_ms : 0);
	if (n == 0) {
		errno = ETIMEDOUT;
		return -1;
	}
	return n == -1 && errno != EINTR ? -1 : 0;
}

/* Events and answers to others are passed over. */
static json_t *
answer(const json_t *heard, json_t **error, int *is_answer)
{
	const json_t *id = json_array_get(heard, 0);
	const char *kind = json_string_value(json_array_get(heard, 1));
	json_t *value = json_array_get(heard, 2);

	*is_answer = 1;
	if (heard == NULL || kind == NULL || value == NULL) {
		*error = failure("broken", "The spooler's answer is none.");
		return NULL;
	}
	if (json_integer_value(id) != CALL_ID) {
		*is_answer = 0;
		return NULL;
	}
	if (strcmp(kind, "return") == 0)
		return json_incref(value);
	if (json_is_string(json_object_get(value, "error")) &&
	    json_is_string(json_object_get(value, "message")))
		*error = json_incref(value);
	else
		*error = failure("broken", "The spooler's answer is none.");
	return NULL;
}

int
control_next(struct control_buffer *b, json_t **value)
{
	const char *end;
	size_t length;

	*value = NULL;
	end = memchr(b->data, '\n', b->used);
	if (end == NULL)
		return b->used == sizeof(b->data) ? -1 : 0;
	length = (size_t)(end - b->data);
	*value = json_loadb(b->data, length, 0, NULL);
	if (*value != NULL && !json_is_array(*value)) {
		json_decref(*value);
		*value = NULL;
	}
	b->used -= length + 1;
	memmove(b->data, b->data + length + 1, b->used);
	return 1;
}

char *
control_line(const json_t *value, size_t *length)
{
	char *text, *line;
	size_t n;

	text = json_dumps(value, JSON_COMPACT | JSON_REAL_PRECISION(9));
	if (text == NULL)
		return NULL;
	n = strlen(text);
	line = n + 1 <= CONTROL_LINE ? realloc(text, n + 2) : NULL;
	if (line == NULL) {
		free(text);
		return NULL;
	}
	line[n] = '\n';
	line[n + 1] = '\0';
	*length = n + 1;
	return line;
}
