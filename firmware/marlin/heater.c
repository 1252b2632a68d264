/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A simulated heater.
 */
#include <math.h>

#include "firmware/marlin/heater.h"

void
heater_init_hotend(struct heater *h, double ambient)
{
	*h = (struct heater){ .celsius = ambient, .ambient = ambient,
	    .most = ambient + 330, .tau_s = 107 };
}

void
heater_init_bed(struct heater *h, double ambient)
{
	*h = (struct heater){ .celsius = ambient, .ambient = ambient,
	    .most = ambient + 80, .tau_s = 216 };
}

/* Newton's law towards the room or towards full power's end; the target is
 * never crossed. */
void
heater_advance(struct heater *h, int64_t now_us)
{
	double seconds = (double)(now_us - h->at_us) / 1e6, towards;
	bool heating = h->target > h->celsius;

	h->at_us = now_us;
	if (seconds <= 0)
		return;
	towards = heating ? h->most : h->ambient;
	h->celsius = towards + (h->celsius - towards) *
	    exp(-seconds / h->tau_s);
	if (h->target > h->ambient && heating != (h->target > h->celsius))
		h->celsius = h->target;
}

int
heater_power(const struct heater *h)
{
	if (h->target <= h->ambient || h->celsius > h->target)
		return 0;
	if (h->celsius < h->target)
		return 127;
	/* what it takes to stay there */
	return (int)(127 * (h->target - h->ambient) / (h->most - h->ambient));
}
