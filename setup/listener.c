/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sockets made before the programs that use them start, so that no request is
 * lost while one restarts, and the checks whose failure a newcomer must be
 * able to read.
 */
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <grp.h>
#include <netinet/in.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "setup/listener.h"

#define BACKLOG		128
#define LONGEST_NAME	"/printers.sock"
#define PATH_SIZE	4096

static int	loopback(const char *, struct sockaddr_in *);
static void	look_as(const char *, const char *, int) __attribute__((
		    noreturn));
static size_t	first_barrier(const char *);

bool
listener_fits(const char *folder)
{
	struct sockaddr_un	sun;
	size_t			most = sizeof(sun.sun_path) -
				    sizeof(LONGEST_NAME);

	if (strlen(folder) <= most)
		return true;
	warnx("%s: this path is too long for sockets: %zu characters, at most "
	    "%zu.\nChoose a shorter one: make run RUN=/tmp/connectprint",
	    folder, strlen(folder), most);
	return false;
}

int
listener_open(const char *path, const char *user)
{
	struct sockaddr_un	 sun = { .sun_family = AF_UNIX };
	struct passwd		*pw = NULL;
	int			 fd;

	if (strlen(path) >= sizeof(sun.sun_path)) {
		warnx("%s: too long for a socket", path);
		return -1;
	}
	(void)snprintf(sun.sun_path, sizeof(sun.sun_path), "%s", path);
	(void)unlink(path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd == -1 || bind(fd, (struct sockaddr *)&sun, sizeof(sun)) == -1)
		goto fail;
	if (geteuid() == 0)
		pw = getpwnam(user);
	if (pw != NULL && chown(path, (uid_t)-1, pw->pw_gid) == -1)
		goto fail;
	if (chmod(path, 0660) == -1 || listen(fd, BACKLOG) == -1)
		goto fail;
	return fd;
fail:
	warn("%s", path);
	if (fd != -1)
		(void)close(fd);
	return -1;
}

bool
listener_port_free(const char *port)
{
	struct sockaddr_in	sin;
	int			fd, on = 1, status;

	if ((fd = loopback(port, &sin)) == -1)
		return false;
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	status = bind(fd, (struct sockaddr *)&sin, sizeof(sin));
	if (status == 0)
		status = listen(fd, 1);
	if (status == -1 && errno == EADDRINUSE)
		warnx("port %s is in use by another program (or another "
		    "`make run`).\nChoose another one: make run PORT=8081",
		    port);
	else if (status == -1)
		warn("port %s", port);
	(void)close(fd);
	return status == 0;
}

bool
listener_port_answers(const char *port)
{
	struct sockaddr_in	sin;
	int			fd;
	bool			answers;

	if ((fd = loopback(port, &sin)) == -1)
		return false;
	answers = connect(fd, (struct sockaddr *)&sin, sizeof(sin)) == 0;
	(void)close(fd);
	return answers;
}

bool
listener_reaches(const char *user, const char *folder, char *barrier,
    size_t size)
{
	ssize_t	got;
	pid_t	pid;
	int	ends[2], status;

	barrier[0] = '\0';
	if (pipe(ends) == -1)
		return false;
	if ((pid = fork()) == 0)
		look_as(user, folder, ends[1]);
	(void)close(ends[1]);
	got = pid == -1 ? 0 : read(ends[0], barrier, size - 1);
	barrier[got > 0 ? got : 0] = '\0';
	(void)close(ends[0]);
	return pid != -1 && waitpid(pid, &status, 0) == pid && status == 0;
}

/* In a child: become the user and say the first folder that shuts it out. */
static void
look_as(const char *user, const char *folder, int out)
{
	struct passwd	*pw = getpwnam(user);
	size_t		 length;

	if (pw == NULL || initgroups(user, pw->pw_gid) == -1 ||
	    setgid(pw->pw_gid) == -1 || setuid(pw->pw_uid) == -1)
		_exit(2);
	if (access(folder, R_OK | X_OK) == 0)
		_exit(0);
	length = first_barrier(folder);
	_exit(write(out, folder, length) == (ssize_t)length ? 1 : 2);
}

/* How much of the path names the first folder that can't be entered. */
static size_t
first_barrier(const char *folder)
{
	char	path[PATH_SIZE];
	size_t	length;

	for (length = 1; folder[length] != '\0'; length++) {
		if (folder[length] != '/')
			continue;
		(void)snprintf(path, sizeof(path), "%.*s", (int)length, folder);
		if (access(path, X_OK) == -1)
			return length;
	}
	return length;
}

/* A TCP socket and the address of a port on loopback, or -1 and why. */
static int
loopback(const char *port, struct sockaddr_in *sin)
{
	int	fd;

	*sin = (struct sockaddr_in){ .sin_family = AF_INET,
	    .sin_port = htons((uint16_t)strtoul(port, NULL, 10)),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd == -1)
		warn("socket");
	return fd;
}
