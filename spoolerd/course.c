/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The course of a print.
 */
#include <string.h>
#include <unistd.h>

#include "spoolerd/course.h"

static bool	follows(const struct course_stop *,
		    const struct course_stop *);

bool
course_take(struct course *c, const void *bytes, size_t n)
{
	size_t i;

	c->n = 0;
	if (n < 2 * sizeof(c->stops[0]) || n > sizeof(c->stops) ||
	    n % sizeof(c->stops[0]) != 0)
		return false;
	memcpy(c->stops, bytes, n);
	n /= sizeof(c->stops[0]);
	for (i = 1; i < n; i++)
		if (!follows(&c->stops[i - 1], &c->stops[i]))
			return false;
	if (c->stops[0].commands != 0)
		return false;
	c->n = n;
	return true;
}

static bool
follows(const struct course_stop *a, const struct course_stop *b)
{
	return a->commands <= b->commands && a->layer <= b->layer &&
	    a->move_ms <= b->move_ms && a->wait_ms <= b->wait_ms;
}

bool
course_read(struct course *c, int fd)
{
	struct course_stop stops[COURSE_STOPS];
	ssize_t n = pread(fd, stops, sizeof(stops), 0);

	return course_take(c, stops, n > 0 ? (size_t)n : 0);
}

void
course_least(struct course *c, double us)
{
	uint32_t before = 0, commands, ms;
	double sum = 0, least;
	size_t i;

	for (i = 1; i < c->n; i++) {
		commands = c->stops[i].commands - c->stops[i - 1].commands;
		ms = c->stops[i].move_ms - before;
		before = c->stops[i].move_ms;
		least = commands * us / 1000;
		sum += ms > least ? ms : least;
		c->stops[i].move_ms = sum < INT32_MAX ? (uint32_t)sum :
		    INT32_MAX;
	}
}

bool
course_find(const struct course *c, int64_t commands,
    struct course_place *place)
{
	const struct course_stop *stop, *next, *last;
	size_t low = 0, high = c->n, middle;
	double part = 0, each = 0;

	memset(place, 0, sizeof(*place));
	if (c->n == 0)
		return false;
	/* the last one that is not ahead */
	while (high - low > 1) {
		middle = (low + high) / 2;
		if (c->stops[middle].commands <= commands)
			low = middle;
		else
			high = middle;
	}
	last = &c->stops[c->n - 1];
	stop = &c->stops[low];
	next = stop < last ? stop + 1 : last;
	if (next->commands > stop->commands)
		each = 1 / (double)(next->commands - stop->commands);
	if (commands > stop->commands && next > stop)
		part = (double)(commands - stop->commands) * each;
	place->layer = stop->layer;
	place->layers = last->layer;
	place->z_um = stop->z_um;
	place->move_ms = stop->move_ms +
	    (int64_t)(part * (next->move_ms - stop->move_ms));
	place->move_total_ms = last->move_ms;
	place->wait_ms = stop->wait_ms +
	    (int64_t)(part * (next->wait_ms - stop->wait_ms));
	place->wait_total_ms = last->wait_ms;
	place->move_here_ms = (int64_t)(each * (next->move_ms - stop->move_ms));
	place->wait_here_ms = next->wait_ms - place->wait_ms;
	return true;
}
