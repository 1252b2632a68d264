/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Many who look on: WebSockets through nginx, each of which watches the whole
 * fleet and answers pings, as a browser does.
 *
 *	viewers PORT VIEWERS SECONDS LIVE DAEMON
 *
 * LIVE and DAEMON are the processes of the gateway and of spoolerd.  Prints
 * one line: the frames that came; the median and p99 in ms of how old the
 * state of a printer was when it came, counted from when the daemon heard of
 * it; the processor time of both processes in ms per second; the gateway's
 * private memory in kB before the first viewer came, and with all of them.
 */
#include <err.h>
#include <jansson.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/bench/figure.h"
#include "tests/spectator.h"

#define MOST		1000
#define AGES		1000000
#define WARM_MS		2000	/* what comes at first is not new */

struct audience {
	struct spectator	 viewers[MOST];
	struct pollfd		 fds[MOST];
	nfds_t			 n;
	double			*ages;
	size_t			 n_ages, frames;
	bool			 warming;	/* nothing is counted yet */
};

static void	admit(struct audience *, int);
static void	watch(struct audience *, int64_t);
static void	hear(struct audience *, const char *);
static double	number_in(const char *, const char *, const char *);
static double	cpu_ms(const char *);
static double	private_kb(const char *);
static int64_t	clock_ms(void);

int
main(int argc, char *argv[])
{
	static struct audience a;
	double before_kb, with_kb, live_ms, daemon_ms, seconds;
	int i, port;

	if (argc != 6)
		errx(2, "usage: viewers PORT VIEWERS SECONDS LIVE DAEMON");
	port = (int)figure_number(argv[1], 65535);
	a.n = (nfds_t)figure_number(argv[2], MOST);
	seconds = (double)figure_number(argv[3], 600);
	a.ages = calloc(AGES, sizeof(*a.ages));
	if (a.ages == NULL)
		err(1, NULL);
	before_kb = private_kb(argv[4]);
	for (i = 0; i < (int)a.n; i++)
		admit(&a, port);
	a.warming = true;
	watch(&a, clock_ms() + WARM_MS);
	a.warming = false;
	live_ms = cpu_ms(argv[4]);
	daemon_ms = cpu_ms(argv[5]);
	watch(&a, clock_ms() + (int64_t)(seconds * 1000));
	live_ms = cpu_ms(argv[4]) - live_ms;
	daemon_ms = cpu_ms(argv[5]) - daemon_ms;
	with_kb = private_kb(argv[4]);
	if (a.n_ages == 0)
		errx(1, "nothing was seen");
	(void)printf("%zu %.1f %.1f %.3f %.3f %.0f %.0f\n", a.frames,
	    figure_median(a.ages, a.n_ages),
	    figure_percent(a.ages, a.n_ages, 99), live_ms / seconds,
	    daemon_ms / seconds, before_kb, with_kb);
	return 0;
}

static void
admit(struct audience *a, int port)
{
	static int next;
	struct spectator *s = &a->viewers[next];

	if (spectator_open(s, NULL, port, "") != 101 ||
	    !spectator_say(s, "[1,\"set_monitor\",[true]]"))
		errx(1, "viewer %d is not let in", next + 1);
	a->fds[next++] = (struct pollfd){ .fd = s->fd, .events = POLLIN };
}

static void
watch(struct audience *a, int64_t until_ms)
{
	const char *text;
	nfds_t i;

	while (clock_ms() < until_ms) {
		(void)poll(a->fds, a->n, 100);
		for (i = 0; i < a->n; i++) {
			if (a->fds[i].revents == 0)
				continue;
			if (!spectator_read(&a->viewers[i]))
				errx(1, "a viewer was cut off");
			while ((text = spectator_take(&a->viewers[i])) !=
			    NULL)
				hear(a, text);
		}
	}
}

/* Every state in it was age_ms old at at_ms. */
static void
hear(struct audience *a, const char *text)
{
	json_t *line, *live, *printers;
	double at_ms, now_ms;
	struct timespec ts;
	const char *key;

	if (a->warming || strstr(text, "\"telemetry\"") == NULL)
		return;
	(void)clock_gettime(CLOCK_REALTIME, &ts);
	now_ms = (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
	line = json_loads(text, 0, NULL);
	at_ms = json_number_value(json_object_get(json_array_get(line, 3),
	    "at_ms"));
	printers = json_object_get(json_array_get(line, 3), "printers");
	json_object_foreach(printers, key, live)
		if (json_is_object(live) && a->n_ages < AGES)
			a->ages[a->n_ages++] = now_ms - at_ms +
			    json_number_value(json_object_get(live,
			    "age_ms"));
	a->frames++;
	json_decref(line);
}

/* The number behind a word in a file of /proc. */
static double
number_in(const char *pid, const char *file, const char *word)
{
	char path[64], line[256];
	double number = -1;
	FILE *f;

	(void)snprintf(path, sizeof(path), "/proc/%.20s/%s", pid, file);
	f = fopen(path, "re");
	if (f == NULL)
		err(1, "%s", path);
	while (fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, word, strlen(word)) == 0) {
			number = strtod(line + strlen(word), NULL);
			break;
		}
	(void)fclose(f);
	if (number < 0)
		errx(1, "%s: no %s", path, word);
	return number;
}

static double
cpu_ms(const char *pid)
{
	return number_in(pid, "schedstat", "") / 1e6;
}

static double
private_kb(const char *pid)
{
	return number_in(pid, "smaps_rollup", "Private_Dirty:");
}

static int64_t
clock_ms(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}
