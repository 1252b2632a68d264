/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names of cameras, by whatever this machine knows names from: /etc/hosts, a
 * name server, the neighbors (.local).  What an answer means for others is
 * decided in sql/host.h.
 */
#include <sys/socket.h>

#include <arpa/inet.h>
#include <err.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "setup/lookout.h"

#define ALL_S	60	/* between two looks at all of them */

static void	look_up(struct spool *, const struct webcam_name *);
static bool	write_numbers(const struct addrinfo *,
		    char[WEBCAM_NUMBERS_SIZE]);

void
lookout_look(struct spool *sp)
{
	static time_t next;		/* by the clock that nobody sets */
	struct webcam_name *list;
	struct timespec now;
	bool all;
	int n, i;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	all = now.tv_sec >= next;
	if (webcam_names(sp, all, &list, &n) != SPOOL_OK) {
		warnx("%s", spool_why(sp));
		return;
	}
	for (i = 0; i < n; i++)
		look_up(sp, &list[i]);
	free(list);
	if (all)
		next = now.tv_sec + ALL_S;
}

/* A name server that does not answer just now takes nothing back. */
static void
look_up(struct spool *sp, const struct webcam_name *one)
{
	const struct addrinfo hints = { .ai_family = AF_UNSPEC,
	    .ai_socktype = SOCK_STREAM };
	char numbers[WEBCAM_NUMBERS_SIZE] = "";
	struct addrinfo *answer = NULL;
	enum spool_result result;
	int code;

	code = getaddrinfo(one->name, NULL, &hints, &answer);
	if (code == EAI_AGAIN)
		memcpy(numbers, one->numbers, sizeof(numbers));
	if (code == 0) {
		lookout_choose(answer, numbers);
		freeaddrinfo(answer);
	}
	if (strcmp(numbers, one->numbers) == 0 && one->looked)
		return;
	warnx("camera %s: %s", one->name, numbers[0] != '\0' ? numbers :
	    code != 0 ? gai_strerror(code) : "at no address that may be one");
	result = webcam_found(sp, one, numbers);
	if (result != SPOOL_OK && result != SPOOL_NONE)
		warnx("%s", spool_why(sp));
}

void
lookout_choose(const struct addrinfo *answer,
    char numbers[WEBCAM_NUMBERS_SIZE])
{
	static const int families[] = { AF_INET, AF_INET6 };
	const struct addrinfo *a;
	size_t i;

	for (i = 0; i < 2; i++)
		for (a = answer; a != NULL; a = a->ai_next)
			if (a->ai_family == families[i] &&
			    write_numbers(a, numbers))
				return;
	numbers[0] = '\0';
}

static bool
write_numbers(const struct addrinfo *a, char numbers[WEBCAM_NUMBERS_SIZE])
{
	const void *socket = a->ai_addr;
	const struct sockaddr_in *four = socket;
	const struct sockaddr_in6 *six = socket;
	const void *address = a->ai_family == AF_INET ?
	    (const void *)&four->sin_addr : &six->sin6_addr;

	return host_allows(a->ai_family, address, true) &&
	    inet_ntop(a->ai_family, address, numbers,
	    WEBCAM_NUMBERS_SIZE) != NULL;
}
