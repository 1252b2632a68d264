/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A WebSocket client.  Its mask is zero, which the protocol can't tell from a
 * random one.
 */
#include <sys/socket.h>
#include <sys/un.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/spectator.h"

#define MASKED	0x80
#define LAST	0x80

static int	dial(const char *, int);
static bool	wait_for(int, short);
static bool	send_all(int, const void *, size_t);
static int	hear_head(struct spectator *);
static bool	frame(struct spectator *, int *, size_t *, size_t *);
static void	drop(struct spectator *, size_t);

int
spectator_open(struct spectator *s, const char *path, int port,
    const char *headers)
{
	char request[8192];
	int status = -1;

	memset(s, 0, sizeof(*s));
	s->room = SPECTATOR_ROOM;
	s->in = malloc(s->room + 1);
	s->fd = s->in != NULL ? dial(path, port) : -1;
	if (s->fd == -1)
		goto out;
	(void)snprintf(request, sizeof(request), "GET /api/live HTTP/1.1\r\n"
	    "Host: lab\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
	    "Sec-WebSocket-Version: 13\r\n"
	    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s\r\n", headers);
	if (send_all(s->fd, request, strlen(request)))
		status = hear_head(s);
out:
	if (status != 101)
		spectator_close(s);
	return status;
}

static int
dial(const char *path, int port)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	struct sockaddr_in sin = { .sin_family = AF_INET };
	int fd, result;

	fd = socket(path != NULL ? AF_UNIX : AF_INET,
	    SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd == -1)
		return -1;
	if (path != NULL) {
		(void)snprintf(sun.sun_path, sizeof(sun.sun_path), "%.100s",
		    path);
		result = connect(fd, (struct sockaddr *)&sun, sizeof(sun));
	} else {
		sin.sin_port = htons((uint16_t)port);
		sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		result = connect(fd, (struct sockaddr *)&sin, sizeof(sin));
	}
	if (result == 0)
		return fd;
	(void)close(fd);
	return -1;
}

static int
hear_head(struct spectator *s)
{
	const char *end;
	int status = -1;

	for (;;) {
		s->in[s->used] = '\0';
		end = strstr(s->in, "\r\n\r\n");
		if (end != NULL)
			break;
		if (!wait_for(s->fd, POLLIN) || !spectator_read(s))
			return -1;
	}
	/* "HTTP/1.1 101 ..." */
	if (strncmp(s->in, "HTTP/1.", 7) != 0)
		return -1;
	status = (int)strtol(s->in + 8, NULL, 10);
	drop(s, (size_t)(end - s->in) + 4);
	return status;
}

void
spectator_close(struct spectator *s)
{
	if (s->fd != -1)
		(void)close(s->fd);
	s->fd = -1;
	free(s->in);
	s->in = NULL;
}

bool
spectator_send(struct spectator *s, enum spectator_kind kind, bool last,
    const void *bytes, size_t n)
{
	unsigned char head[14] = { (unsigned char)((last ? LAST : 0) |
	    (int)kind) };
	size_t used = 2, i;

	if (n < 126) {
		head[1] = (unsigned char)(MASKED | n);
	} else if (n < 65536) {
		head[1] = MASKED | 126;
		head[2] = (unsigned char)(n >> 8);
		head[3] = (unsigned char)n;
		used = 4;
	} else {
		head[1] = MASKED | 127;
		for (i = 0; i < 8; i++)
			head[2 + i] = (unsigned char)((uint64_t)n >>
			    (56 - 8 * i));
		used = 10;
	}
	return send_all(s->fd, head, used + 4) && send_all(s->fd, bytes, n);
}

bool
spectator_say(struct spectator *s, const char *text)
{
	return spectator_send(s, SPECTATOR_TEXT, true, text, strlen(text));
}

static bool
send_all(int fd, const void *bytes, size_t n)
{
	const char *from = bytes;
	ssize_t sent;

	while (n > 0) {
		sent = send(fd, from, n, MSG_NOSIGNAL);
		if (sent <= 0)
			return false;
		from += sent;
		n -= (size_t)sent;
	}
	return true;
}

bool
spectator_read(struct spectator *s)
{
	ssize_t n;

	n = recv(s->fd, s->in + s->used, s->room - s->used, MSG_DONTWAIT);
	if (n > 0)
		s->used += (size_t)n;
	return n > 0 || (n == -1 && (errno == EAGAIN || errno == EINTR));
}

const char *
spectator_take(struct spectator *s)
{
	static char text[SPECTATOR_ROOM + 1];
	size_t begin, n;
	int kind;

	while (frame(s, &kind, &begin, &n)) {
		memcpy(text, s->in + begin, n);
		text[n] = '\0';
		drop(s, begin + n);
		if (kind == SPECTATOR_TEXT)
			return text;
		if (kind == SPECTATOR_PING) {
			s->pings++;
			if (!s->mute)
				(void)spectator_send(s, SPECTATOR_PONG, true,
				    text, n);
		} else if (kind == SPECTATOR_CLOSE && n >= 2) {
			s->code = (unsigned char)text[0] << 8 |
			    (unsigned char)text[1];
			(void)snprintf(s->reason, sizeof(s->reason), "%.*s",
			    (int)n - 2, text + 2);
		}
	}
	return NULL;
}

/* A whole frame at the begin of what came.  The gateway sends none in parts
 * and masks none. */
static bool
frame(struct spectator *s, int *kind, size_t *begin, size_t *n)
{
	const unsigned char *b = (const unsigned char *)s->in;
	size_t i;

	if (s->used < 2)
		return false;
	*kind = b[0] & 15;
	*n = b[1];
	*begin = 2;
	if (b[1] == 126 || b[1] == 127) {
		*begin = b[1] == 126 ? 4 : 10;
		if (s->used < *begin)
			return false;
		for (*n = 0, i = 2; i < *begin; i++)
			*n = *n << 8 | b[i];
	}
	return *n <= s->room && s->used >= *begin + *n;
}

static void
drop(struct spectator *s, size_t n)
{
	s->used -= n;
	memmove(s->in, s->in + n, s->used);
}

const char *
spectator_next(struct spectator *s)
{
	const char *text;

	for (;;) {
		text = spectator_take(s);
		if (text != NULL)
			return text;
		if (!wait_for(s->fd, POLLIN) || !spectator_read(s))
			return NULL;
	}
}

const char *
spectator_find(struct spectator *s, const char *what)
{
	const char *text;

	do
		text = spectator_next(s);
	while (text != NULL && strstr(text, what) == NULL);
	return text;
}

static bool
wait_for(int fd, short events)
{
	struct pollfd pfd = { .fd = fd, .events = events };

	return poll(&pfd, 1, SPECTATOR_MS) == 1;
}
