/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the simulated printer says, and how long that keeps it busy.
 */
#include <stdarg.h>
#include <stdio.h>

#include "firmware/marlin/simulator.h"

void
simulator_say(struct simulator *s, const char *format, ...)
{
	char text[512];
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	if (n >= (int)sizeof(text))
		n = sizeof(text) - 1;
	if (s->free_us < s->now_us)
		s->free_us = s->now_us;
	s->free_us += uart_put(&s->uart, text, (size_t)n);
	s->said_us = s->free_us;
}

void
simulator_say_heat(struct simulator *s)
{
	heater_advance(&s->hotend, s->now_us);
	heater_advance(&s->bed, s->now_us);
	simulator_say(s, " T:%.2f /%.2f", s->hotend.celsius +
	    s->hotend.stray, s->hotend.target);
	if (s->options.bed)
		simulator_say(s, " B:%.2f /%.2f", s->bed.celsius,
		    s->bed.target);
	simulator_say(s, " @:%d", heater_power(&s->hotend));
	if (s->options.bed)
		simulator_say(s, " B@:%d", heater_power(&s->bed));
}

void
simulator_say_ok(struct simulator *s, long number)
{
	if (s->flavor->ok == OK_ADVANCED && number != READER_NONE)
		simulator_say(s, "ok N%ld P%u B%u\n", number,
		    planner_room(&s->planner),
		    s->flavor->slots - s->waiting);
	else if (s->flavor->ok == OK_ADVANCED)
		simulator_say(s, "ok P%u B%u\n", planner_room(&s->planner),
		    s->flavor->slots - s->waiting);
	else if (s->flavor->ok == OK_NUMBERED && number != READER_NONE)
		simulator_say(s, "ok %ld\n", number & 0xffff);
	else
		simulator_say(s, "ok\n");
}
