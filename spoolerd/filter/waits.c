/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Waits.
 */
#include <math.h>

#include "spoolerd/filter/waits.h"

#define HOTTEST_C	1000	/* nobody asks for more and means it */
#define HOME_ALL_S	8
#define HOME_S		4
#define LEVEL_S		20

static void	pass(struct waits_heater *, double);

void
waits_begin(struct waits *w)
{
	w->seconds = 0;
	w->hotend = (struct waits_heater){ .kind = &warming_hotend,
	    .celsius = WARMING_ROOM_C };
	w->bed = (struct waits_heater){ .kind = &warming_bed,
	    .celsius = WARMING_ROOM_C };
}

void
waits_aim(struct waits_heater *h, double celsius, double now_s)
{
	pass(h, now_s);
	h->target = celsius < HOTTEST_C ? celsius : HOTTEST_C;
}

void
waits_heat(struct waits *w, struct waits_heater *h, double celsius,
    double now_s)
{
	double wait;

	waits_aim(h, celsius, now_s);
	wait = warming_seconds(h->kind, h->celsius, h->target);
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
pass(struct waits_heater *h, double now_s)
{
	const double start = h->celsius;
	double towards = WARMING_ROOM_C;

	if (h->target > start)
		towards += h->kind->most;

	h->celsius = towards + (start - towards) *
	    exp((h->at_s - now_s) / h->kind->tau_s);
	h->at_s = now_s;
	/* it is held where it was to be */
	if (h->target > WARMING_ROOM_C && (start < h->target) != (h->celsius <
	    h->target))
		h->celsius = h->target;
}
