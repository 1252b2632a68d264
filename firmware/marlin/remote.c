/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The simulated printer's remote control.
 */
#include <sys/socket.h>
#include <sys/un.h>

#include <err.h>
#include <string.h>
#include <unistd.h>

#include "firmware/marlin/remote.h"

static const char *const names[REMOTE__MAX] = {
	[REMOTE_FAULT]	= "fault",
	[REMOTE_RESET]	= "reset",
	[REMOTE_UNPLUG]	= "unplug",
	[REMOTE_PLUG]	= "plug",
	[REMOTE_SENSOR]	= "sensor",
};

int
remote_open(const char *path)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int sock;

	if (strlen(path) >= sizeof(sun.sun_path))
		errx(1, "--remote %s: the path is too long", path);
	(void)memcpy(sun.sun_path, path, strlen(path) + 1);
	(void)unlink(path);
	sock = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (sock == -1 ||
	    bind(sock, (struct sockaddr *)&sun, sizeof(sun)) == -1)
		err(1, "%s", path);
	return sock;
}

enum remote_order
remote_read(int sock, char words[REMOTE_WORDS], const char **rest)
{
	size_t n;
	ssize_t got;
	int i;

	got = recv(sock, words, REMOTE_WORDS - 1, 0);
	words[got > 0 ? got : 0] = '\0';
	words[strcspn(words, "\n")] = '\0';
	n = strcspn(words, " ");
	*rest = words + n + (words[n] == ' ');
	for (i = 0; i < REMOTE__MAX; i++)
		if (strlen(names[i]) == n && strncmp(names[i], words, n) == 0)
			return (enum remote_order)i;
	return REMOTE__MAX;
}
