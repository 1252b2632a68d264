/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The receiving end of sd_notify(3).  It owns the socket and the store; what
 * a service says about itself beyond READY and the store is for people's eyes
 * only and is not kept.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/kcmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "setup/notify.h"

#define MESSAGE_SIZE	4096
#define FDS_SIZE	253	/* SCM_MAX_FD: more never come in one message */
#define FIRST_FD	3	/* SD_LISTEN_FDS_START */

/* One message, understood. */
struct said {
	bool		ready;
	bool		store, remove;	/* FDSTORE=1, FDSTOREREMOVE=1 */
	bool		unwatched;	/* FDPOLL=0 */
	char		name[NOTIFY_NAME];
};

static bool	 receive_one(struct notify *, pid_t);
static void	 take(struct notify *, char *, int *, int);
static int	 descriptors(struct msghdr *, int *, pid_t *);
static void	 understand(char *, struct said *);
static bool	 good_name(const char *);
static void	 keep(struct notify *, int, const struct said *);
static bool	 same_file(int, int);
static void	 forget(struct notify *, int);

int
notify_open(struct notify *n, const char *path)
{
	struct sockaddr_un	sun = { .sun_family = AF_UNIX };
	const int		on = 1;

	n->sock = -1;
	n->n = 0;
	n->ready = false;
	if (strlen(path) >= sizeof(sun.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	(void)snprintf(sun.sun_path, sizeof(sun.sun_path), "%s", path);
	(void)snprintf(n->path, sizeof(n->path), "%s", path);
	(void)unlink(path);
	n->sock = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (n->sock == -1)
		return -1;
	if (bind(n->sock, (struct sockaddr *)&sun, sizeof(sun)) == -1 ||
	    chmod(path, 0600) == -1 ||
	    setsockopt(n->sock, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) ==
	    -1) {
		(void)close(n->sock);
		n->sock = -1;
		return -1;
	}
	return 0;
}

void
notify_close(struct notify *n)
{
	while (n->n > 0)
		forget(n, n->n - 1);
	if (n->sock != -1) {
		(void)close(n->sock);
		(void)unlink(n->path);
	}
	n->sock = -1;
}

void
notify_receive(struct notify *n, pid_t from)
{
	while (receive_one(n, from))
		continue;
}

int
notify_watch(const struct notify *n, struct pollfd *fds)
{
	for (int i = 0; i < n->n; i++)
		fds[i] = (struct pollfd){
			.fd = n->store[i].watched ? n->store[i].fd : -1 };
	return n->n;
}

void
notify_hung_up(struct notify *n, const struct pollfd *fds, int count)
{
	/* From behind, so that dropping one doesn't move the others. */
	for (int i = count - 1; i >= 0; i--)
		if ((fds[i].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0)
			forget(n, i);
}

int
notify_hand_over(const struct notify *n)
{
	/* A name has no ':' and less than NOTIFY_NAME characters. */
	static char	names[NOTIFY_STORE * NOTIFY_NAME];
	char		text[24];
	size_t		used = 0;
	int		moved[NOTIFY_STORE];

	if (setenv("NOTIFY_SOCKET", n->path, 1) == -1)
		return -1;
	if (n->n == 0)
		return 0;
	/* First out of the way, for they may sit on each other's places. */
	for (int i = 0; i < n->n; i++) {
		moved[i] = fcntl(n->store[i].fd, F_DUPFD_CLOEXEC,
		    FIRST_FD + n->n);
		if (moved[i] == -1)
			return -1;
		used += (size_t)snprintf(names + used, sizeof(names) - used,
		    "%s%s", i == 0 ? "" : ":", n->store[i].name);
	}
	for (int i = 0; i < n->n; i++)
		if (dup2(moved[i], FIRST_FD + i) == -1)
			return -1;
	(void)snprintf(text, sizeof(text), "%d", (int)getpid());
	if (setenv("LISTEN_PID", text, 1) == -1)
		return -1;
	(void)snprintf(text, sizeof(text), "%d", n->n);
	if (setenv("LISTEN_FDS", text, 1) == -1)
		return -1;
	return setenv("LISTEN_FDNAMES", names, 1);
}

/* Take one message; false when none is waiting. */
static bool
receive_one(struct notify *n, pid_t from)
{
	char		text[MESSAGE_SIZE];
	union {		/* aligned as a cmsghdr must be */
		struct cmsghdr	header;
		char		space[CMSG_SPACE(sizeof(struct ucred)) +
				    CMSG_SPACE(FDS_SIZE * sizeof(int))];
	} control;
	struct iovec	iov = { text, sizeof(text) - 1 };
	struct msghdr	msg = { .msg_iov = &iov, .msg_iovlen = 1,
			    .msg_control = &control,
			    .msg_controllen = sizeof(control) };
	int		fds[FDS_SIZE], count;
	pid_t		pid = 0;
	ssize_t		got;

	do
		got = recvmsg(n->sock, &msg, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
	while (got == -1 && errno == EINTR);
	if (got == -1)
		return false;
	count = descriptors(&msg, fds, &pid);
	text[got] = '\0';
	if (pid == from && pid != 0 &&
	    (msg.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0)
		take(n, text, fds, count);
	/* What was not kept is closed; for BARRIER=1 that is the answer. */
	for (int i = 0; i < count; i++)
		if (fds[i] != -1)
			(void)close(fds[i]);
	return true;
}

/* Act on a message.  A descriptor that is kept becomes -1 in fds. */
static void
take(struct notify *n, char *text, int *fds, int count)
{
	struct said	said = { .name = "stored" };

	understand(text, &said);
	if (said.ready)
		n->ready = true;
	if (said.remove)
		for (int i = n->n - 1; i >= 0; i--)
			if (strcmp(n->store[i].name, said.name) == 0)
				forget(n, i);
	if (!said.store)
		return;
	for (int i = 0; i < count; i++) {
		keep(n, fds[i], &said);
		fds[i] = -1;
	}
}

/* The descriptors of a message and who sent it; returns how many. */
static int
descriptors(struct msghdr *msg, int *fds, pid_t *pid)
{
	struct cmsghdr	*c;
	struct ucred	 cred;
	size_t		 bytes;
	int		 count = 0;

	for (c = CMSG_FIRSTHDR(msg); c != NULL; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level != SOL_SOCKET)
			continue;
		bytes = c->cmsg_len - CMSG_LEN(0);
		if (c->cmsg_type == SCM_CREDENTIALS &&
		    bytes == sizeof(cred)) {
			(void)memcpy(&cred, CMSG_DATA(c), sizeof(cred));
			*pid = cred.pid;
		} else if (c->cmsg_type == SCM_RIGHTS) {
			(void)memcpy(fds, CMSG_DATA(c), bytes);
			count = (int)(bytes / sizeof(int));
		}
	}
	return count;
}

static void
understand(char *text, struct said *said)
{
	char	*line, *rest = NULL;

	for (line = strtok_r(text, "\n", &rest); line != NULL;
	    line = strtok_r(NULL, "\n", &rest)) {
		if (strcmp(line, "READY=1") == 0)
			said->ready = true;
		else if (strcmp(line, "FDSTORE=1") == 0)
			said->store = true;
		else if (strcmp(line, "FDSTOREREMOVE=1") == 0)
			said->remove = true;
		else if (strcmp(line, "FDPOLL=0") == 0)
			said->unwatched = true;
		else if (strncmp(line, "FDNAME=", 7) == 0 &&
		    good_name(line + 7))
			(void)snprintf(said->name, sizeof(said->name), "%s",
			    line + 7);
	}
}

/* Printable ASCII without ':', which separates the names later. */
static bool
good_name(const char *s)
{
	if (*s == '\0' || strlen(s) >= NOTIFY_NAME)
		return false;
	for (; *s != '\0'; s++)
		if (*s < ' ' || *s > '~' || *s == ':')
			return false;
	return true;
}

/* Put a descriptor into the store; one that is in it already (the same open
 * file) or that does not fit is closed, as systemd does. */
static void
keep(struct notify *n, int fd, const struct said *said)
{
	struct notify_stored	*s;

	for (int i = 0; i < n->n; i++)
		if (same_file(n->store[i].fd, fd)) {
			(void)close(fd);
			return;
		}
	if (n->n == NOTIFY_STORE) {
		(void)close(fd);
		return;
	}
	s = &n->store[n->n++];
	s->fd = fd;
	s->watched = !said->unwatched;
	(void)memcpy(s->name, said->name, sizeof(s->name));
}

static bool
same_file(int a, int b)
{
	return syscall(SYS_kcmp, getpid(), getpid(), KCMP_FILE, a, b) == 0;
}

static void
forget(struct notify *n, int i)
{
	(void)close(n->store[i].fd);
	n->n--;
	(void)memmove(&n->store[i], &n->store[i + 1],
	    (size_t)(n->n - i) * sizeof(n->store[0]));
}
