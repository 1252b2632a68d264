/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How well the analysis guesses: each file is read by it and printed by the
 * simulated printer (firmware/marlin), in simulated time, over a good cable
 * with two lines in flight.
 *
 *	guess FILE ...
 *
 * Prints a line each: the file, the seconds that the print took from its first
 * line until the machine stood still, what the analysis says, and what a model
 * without acceleration or waits would.
 */
#include <err.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "firmware/marlin/simulator.h"
#include "spoolerd/filter/analyze.h"
#include "spoolerd/link/frame.h"

#define BAUD		250000
#define WINDOW		2
#define CHUNK		512
#define BREATH_US	INT64_C(10000000)

/* Let time pass until the machine says something; how often it says ok. */
static unsigned int
answers(struct simulator *s)
{
	char said[CHUNK + 1], *at;
	unsigned int oks = 0;
	int64_t next_us;
	size_t n;

	next_us = simulator_next(s);
	if (s->uart.out_used > 0 && s->said_us < next_us)
		next_us = s->said_us;
	simulator_advance(s, next_us > s->now_us ? next_us : s->now_us + 1);
	n = simulator_said(s, said, CHUNK);
	said[n] = '\0';
	for (at = said; (at = strstr(at, "ok")) != NULL; at += 2)
		oks++;
	return oks;
}

static void
nothing(void *arg, const char *command, long number)
{
	(void)arg;
	(void)command;
	(void)number;
}

static void
switch_on(struct simulator *s)
{
	struct simulator_options options = { .baud = BAUD, .ambient = 21,
	    .bed = true,
	    .machine_type = "Guess" };
	char frame[FRAME_SIZE];
	size_t n;

	simulator_init(s, &options, nothing, NULL);
	simulator_reset(s, 0);
	simulator_advance(s, BREATH_US);
	while (simulator_said(s, frame, sizeof(frame)) > 0)
		continue;
	n = frame_make(frame, 0, "M110", 4);
	(void)simulator_hear(s, frame, n);
	while (answers(s) == 0)
		continue;
}

/* Seconds of a print. */
static double
print(int fd)
{
	static struct simulator s;
	static struct feed feed;
	char line[FEED_LINE], frame[FRAME_SIZE];
	unsigned long i = 1, done = 1;
	int64_t from_us;
	uint64_t offset;
	bool more;
	size_t n;

	switch_on(&s);
	feed_open(&feed, fd, 0);
	from_us = s.now_us;
	do {
		more = feed_next(&feed, line, &n, &offset) == FEED_LINE_OK;
		for (; i - done >= WINDOW; done += answers(&s))
			continue;
		/* the last one ends when nothing moves any more */
		n = frame_make(frame, i++, more ? line : "M400", more ? n : 4);
		(void)simulator_hear(&s, frame, n);
	} while (more);
	for (; done < i; done += answers(&s))
		continue;
	return (double)(s.now_us - from_us) / 1e6;
}

static void
read_file(int fd, struct analyze *a)
{
	static char chunk[1 << 16];
	ssize_t n;

	analyze_begin(a);
	while ((n = read(fd, chunk, sizeof(chunk))) > 0)
		analyze_add(a, chunk, (size_t)n);
	analyze_end(a);
}

/* Every move at the speed that it asks for. */
static double
naive(int fd)
{
	static const struct motion_limits none = {
	    .speed = { 1e9, 1e9, 1e9, 1e9 }, .jerk = { 1e9, 1e9, 1e9, 1e9 },
	    .accel_axis = { 1e12, 1e12, 1e12, 1e12 }, .accel = 1e12,
	    .accel_travel = 1e12, .accel_retract = 1e12, .hurry = 100 };
	static struct feed feed;
	struct walk w;
	char line[FEED_LINE];
	uint64_t offset;
	size_t n;

	walk_begin(&w, &none);
	feed_open(&feed, fd, 0);
	while (feed_next(&feed, line, &n, &offset) == FEED_LINE_OK)
		walk_command(&w, line, n, 1);
	walk_end(&w);
	return w.seconds;
}

int
main(int argc, char **argv)
{
	static struct analyze a;
	int i, fd;

	for (i = 1; i < argc; i++) {
		fd = open(argv[i], O_RDONLY | O_CLOEXEC);
		if (fd == -1)
			err(1, "%s", argv[i]);
		read_file(fd, &a);
		printf("%s %.1f %.1f %.1f\n", argv[i], print(fd),
		    a.walk.seconds + a.walk.waits.seconds, naive(fd));
		(void)close(fd);
	}
	return 0;
}
