/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Waits.  The constants are those of a machine of the DiscoEasy200's size: 40 W
 * heat its nozzle to 200 degrees in 84 s.
 */
#include <math.h>

#include "spoolerd/filter/waits.h"

#define ROOM_C		21
#define HOTTEST_C	1000	/* nobody asks for more and means it */
#define ALMOST_C	1	/* below full power's end: it comes no nearer */
#define HOME_ALL_S	8
#define HOME_S		4
#define LEVEL_S		20

static void	pass(struct warming *, double);
static double	seconds(const struct warming *);

void
waits_begin(struct waits *w)
{
	w->seconds = 0;
	w->hotend = (struct warming){ .celsius = ROOM_C, .most = 330,
	    .tau_s = 107 };
	w->bed = (struct warming){ .celsius = ROOM_C, .most = 80,
	    .tau_s = 216 };
}

void
waits_aim(struct warming *h, double celsius, double now_s)
{
	pass(h, now_s);
	h->target = celsius < HOTTEST_C ? celsius : HOTTEST_C;
}

void
waits_heat(struct waits *w, struct warming *h, double celsius, double now_s)
{
	double wait;

	waits_aim(h, celsius, now_s);
	wait = seconds(h);
	w->seconds += wait;
	pass(h, now_s + wait);
}

void
waits_home(struct waits *w, int axes)
{
	w->seconds += axes == 3 ? HOME_ALL_S : HOME_S;
}

void
waits_level(struct waits *w)
{
	w->seconds += LEVEL_S;
}

static void
pass(struct warming *h, double now_s)
{
	const double start = h->celsius;
	double towards = h->target > start ? ROOM_C + h->most : ROOM_C;

	h->celsius = towards + (start - towards) *
	    exp((h->at_s - now_s) / h->tau_s);
	h->at_s = now_s;
	/* it is held where it was to be */
	if (h->target > ROOM_C && (start < h->target) != (h->celsius <
	    h->target))
		h->celsius = h->target;
}

/* Nobody waits for what only cools down. */
static double
seconds(const struct warming *h)
{
	double most = ROOM_C + h->most, target = h->target;

	if (target > most - ALMOST_C)
		target = most - ALMOST_C;
	if (target <= h->celsius)
		return 0;
	return h->tau_s * log((most - h->celsius) / (most - target));
}
