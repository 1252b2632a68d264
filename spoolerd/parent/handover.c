/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The supervisor's protocol through libsystemd.  Without a supervisor all of
 * it does nothing.
 */
#include <sys/socket.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <systemd/sd-daemon.h>

#include "spoolerd/parent/handover.h"

#define PREFIX		"port-"

static int64_t	number(const char *);

int
handover_take(int *control, struct handover_port *ports, int max)
{
	char **names = NULL;
	int64_t printer;
	int n, i, fd, used = 0;

	*control = -1;
	n = sd_listen_fds_with_names(1, &names);
	for (i = 0; i < n; i++) {
		fd = SD_LISTEN_FDS_START + i;
		(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
		printer = names != NULL ? number(names[i]) : 0;
		if (*control == -1 &&
		    sd_is_socket(fd, AF_UNIX, SOCK_STREAM, 1) > 0)
			*control = fd;
		else if (printer > 0 && used < max && isatty(fd))
			ports[used++] = (struct handover_port){ printer, fd };
		else
			(void)close(fd);
		if (names != NULL)
			free(names[i]);
	}
	free(names);
	return used;
}

/* The printer's number in "port-12", else 0. */
static int64_t
number(const char *name)
{
	long long n;
	char *end;

	if (strncmp(name, PREFIX, strlen(PREFIX)) != 0)
		return 0;
	name += strlen(PREFIX);
	if (strspn(name, "0123456789") != strlen(name) || strlen(name) > 18)
		return 0;
	n = strtoll(name, &end, 10);
	return n;
}

void
handover_ready(void)
{
	(void)sd_notify(0, "READY=1");
}

void
handover_stopping(void)
{
	(void)sd_notify(0, "STOPPING=1");
}

void
handover_store(int64_t printer, int fd)
{
	char text[64];

	(void)snprintf(text, sizeof(text), "FDSTORE=1\nFDNAME=" PREFIX "%lld",
	    (long long)printer);
	(void)sd_pid_notify_with_fds(0, 0, text, &fd, 1);
}

void
handover_remove(int64_t printer)
{
	char text[64];

	(void)snprintf(text, sizeof(text), "FDSTOREREMOVE=1\nFDNAME=" PREFIX
	    "%lld", (long long)printer);
	(void)sd_notify(0, text);
}
