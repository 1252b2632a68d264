/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The simulated printer's main loop, as a sequence of events in simulated
 * time: read what arrived, go on with the command at the queue's head, report,
 * say that it is busy.
 */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "firmware/marlin/command.h"
#include "firmware/marlin/simulator.h"
#include "firmware/marlin/urgent.h"

#define COMMAND_US	INT64_C(1200)		/* parse and plan, ATmega2560 */
#define BUSY_US		INT64_C(2000000)	/* HOST_KEEPALIVE_INTERVAL */
#define WORDS_US	INT64_C(1000000)	/* M109's line each second */
#define WAIT_US		INT64_C(1000000)	/* NO_TIMEOUTS */

static void	step(struct simulator *);
static void	read_serial(struct simulator *);
static void	take(struct simulator *);
static void	repeat(struct simulator *);
static bool	wants_again(const struct simulator *);
static void	run_head(struct simulator *);
static bool	is_over(const struct simulator *);
static void	stay_alive(struct simulator *);
static int64_t	head_next(const struct simulator *);

void
simulator_init(struct simulator *s, const struct simulator_options *options,
    simulator_executed *executed, void *arg)
{
	memset(s, 0, sizeof(*s));
	s->options = *options;
	s->flavor = options->flavor != NULL ? options->flavor : flavor_at(0);
	assert(s->flavor->slots <= SIMULATOR_SLOTS);
	s->executed = executed;
	s->executed_arg = arg;
	uart_init(&s->uart, options->instant ? 0 : options->baud,
	    options->ring);
	if (s->flavor->emergency) {
		s->uart.watch = urgent_watch;
		s->uart.watch_arg = s;
	}
	heater_init_hotend(&s->hotend, options->ambient);
	heater_init_bed(&s->bed, options->ambient);
}

void
simulator_reset(struct simulator *s, int64_t now_us)
{
	s->now_us = now_us;
	s->free_us = now_us;
	uart_reset(&s->uart);
	reader_reset(&s->reader, &s->flavor->rules);
	planner_reset(&s->planner, s->flavor->blocks);
	s->hotend.target = s->bed.target = 0;
	s->killed = s->halted = s->begun = false;
	s->slot = s->waiting = 0;
	s->wait = WAIT_NOTHING;
	s->relative = s->relative_e = false;
	s->feed = 25;
	s->percent = 100;
	s->shift = 0;
	memset(s->offset, 0, sizeof(s->offset));
	s->report_every_us = 0;
	s->busy_every_us = BUSY_US;
	s->fan = 0;
	s->skips = 0;
	s->heard_us = s->idle_us = now_us;
	s->arrived = 0;
	simulator_say(s, "%s", s->flavor->banner);
	s->booting = true;
	s->wait_us = now_us + (s->options.instant ? 0 : s->flavor->boot_us);
}

size_t
simulator_hear(struct simulator *s, const char *bytes, size_t n)
{
	return uart_carry(&s->uart, s->now_us, bytes, n);
}

void
simulator_advance(struct simulator *s, int64_t until_us)
{
	int64_t next_us;

	while ((next_us = simulator_next(s)) <= until_us) {
		if (next_us > s->now_us)
			s->now_us = next_us;
		step(s);
	}
	if (until_us > s->now_us)
		s->now_us = until_us;
	uart_arrive(&s->uart, s->now_us);
	planner_run(&s->planner, s->now_us);
}

int64_t
simulator_next(const struct simulator *s)
{
	int64_t next_us = INT64_MAX, bytes_us;

	if (s->killed)
		return INT64_MAX;
	if (s->booting)
		return s->wait_us;
	if (s->waiting > 0)
		next_us = head_next(s);
	if (s->waiting < s->flavor->slots) {
		bytes_us = s->uart.ring_head != s->uart.ring_tail ?
		    s->now_us : uart_next(&s->uart);
		next_us = bytes_us < next_us ? bytes_us : next_us;
	}
	if (s->report_every_us > 0 && s->report_us < next_us)
		next_us = s->report_us;
	if (s->flavor->waits && s->waiting == 0 && s->idle_us < next_us)
		next_us = s->idle_us;
	if (wants_again(s) && s->heard_us + s->flavor->again_us < next_us)
		next_us = s->heard_us + s->flavor->again_us;
	return next_us > s->free_us ? next_us : s->free_us;
}

size_t
simulator_said(struct simulator *s, char *out, size_t size)
{
	struct uart *u = &s->uart;
	size_t n = u->out_used < size ? u->out_used : size;

	if (s->now_us < s->said_us)
		return 0;
	memcpy(out, u->out, n);
	u->out_used -= n;
	memmove(u->out, u->out + n, u->out_used);
	return n;
}

/* One turn of the firmware's loop. */
static void
step(struct simulator *s)
{
	uart_arrive(&s->uart, s->now_us);
	planner_run(&s->planner, s->now_us);
	if (s->booting) {
		s->booting = false;
		simulator_say(s, "%s", s->flavor->ready);
		return;
	}
	read_serial(s);
	if (s->killed)
		return;
	if (s->report_every_us > 0 && s->now_us >= s->report_us) {
		s->report_us = s->now_us + s->report_every_us;
		simulator_say_heat(s);
		simulator_say(s, "\n");
	}
	repeat(s);
	if (s->waiting > 0)
		run_head(s);
}

/* Is half a line, or the line that was asked for, missing? */
static bool
wants_again(const struct simulator *s)
{
	return s->flavor->again_us > 0 &&
	    (s->skips > 0 || s->reader.used > 0);
}

/* What some firmwares say again and again. */
static void
repeat(struct simulator *s)
{
	if (s->waiting > 0) {
		s->idle_us = s->now_us + WAIT_US;
	} else if (s->flavor->waits && s->now_us >= s->idle_us) {
		s->idle_us = s->now_us + WAIT_US;
		simulator_say(s, "wait\n");
	}
	if (wants_again(s) &&
	    s->now_us >= s->heard_us + s->flavor->again_us) {
		s->heard_us = s->now_us;
		s->flavor->refuse(s, READER_NO_CHECKSUM);
	}
}

/* Bytes are read only while a command slot is free: behind a full queue even
 * an M112 waits in the ring. */
static void
read_serial(struct simulator *s)
{
	enum reader_result result;
	int c;

	while (!s->killed && s->waiting < s->flavor->slots &&
	    (c = uart_get(&s->uart)) != -1) {
		s->heard_us = s->now_us;
		result = reader_byte(&s->reader, (char)c);
		if (result == READER_COMMAND)
			take(s);
		else if (result != READER_MORE)
			s->flavor->refuse(s, result);
		if (s->options.instant)
			uart_arrive(&s->uart, s->now_us);
	}
}

/* Without the emergency parser a line is compared as a whole, so only bare
 * ones are seen; all but M112 are queued too, and get their ok later. */
static void
take(struct simulator *s)
{
	struct slot *slot;
	const char *line = s->reader.line;

	line += strspn(line, " ");
	s->skips = 0;
	if (*line == '\0') {		/* an empty line, where that is one */
		simulator_say_ok(s, READER_NONE);
		return;
	}
	if (urgent_line(s, line))
		return;
	slot = &s->slots[(s->slot + s->waiting++) % SIMULATOR_SLOTS];
	memcpy(slot->line, s->reader.line, READER_LINE);
	slot->number = s->reader.number;
	if (s->flavor->ok_early)
		simulator_say_ok(s, slot->number);
}

static void
run_head(struct simulator *s)
{
	char line[READER_LINE];
	const char *command;
	long number = s->slots[s->slot].number;

	memcpy(line, s->slots[s->slot].line, sizeof(line));
	command = reader_command(line);
	if (!s->begun) {
		s->begun = true;
		s->stage = 0;
		s->answered = s->flavor->ok_early;
		s->no_heat_wait = false;
		s->busy_us = s->now_us + s->busy_every_us;
		s->executed(s->executed_arg, command, number);
	} else if (is_over(s)) {
		s->stage++;
	} else {
		stay_alive(s);
		return;
	}
	s->wait = WAIT_NOTHING;
	if (!command_run(s, command))
		return;
	s->begun = false;
	/* its ok counts the slot that it still holds */
	if (!s->answered)
		simulator_say_ok(s, number);
	s->slot = (s->slot + 1) % SIMULATOR_SLOTS;
	s->waiting--;
	if (!s->options.instant)
		s->free_us += COMMAND_US;
}

/* Is what the head waits for there? */
static bool
is_over(const struct simulator *s)
{
	struct heater h = s->wait == WAIT_BED ? s->bed : s->hotend;

	switch (s->wait) {
	case WAIT_ROOM:
		return !planner_full(&s->planner);
	case WAIT_STILL:
		return planner_empty(&s->planner);
	case WAIT_TIME:
		return s->now_us >= s->wait_us;
	case WAIT_HOTEND:
	case WAIT_BED:
		heater_advance(&h, s->now_us);
		return s->no_heat_wait || (h.celsius > h.target - 1 &&
		    (!s->cooling_too || h.celsius < h.target + 1 ||
		    h.target <= h.ambient));
	case WAIT_NOTHING:
		break;
	}
	return true;
}

static void
stay_alive(struct simulator *s)
{
	bool heats = s->wait == WAIT_HOTEND || s->wait == WAIT_BED;

	if (heats && s->now_us >= s->words_us) {
		s->words_us = s->now_us + WORDS_US;
		simulator_say_heat(s);
		simulator_say(s, "\n");
	}
	if (s->busy_every_us > 0 && s->now_us >= s->busy_us) {
		s->busy_us = s->now_us + s->busy_every_us;
		if (s->flavor->busy != NULL)
			simulator_say(s, "%s", s->flavor->busy);
	}
}

/* When the head wants to be looked at again. */
static int64_t
head_next(const struct simulator *s)
{
	int64_t next_us = s->now_us;

	if (!s->begun || is_over(s))
		return next_us;
	if (s->wait == WAIT_ROOM || s->wait == WAIT_STILL)
		next_us = planner_next(&s->planner);
	else if (s->wait == WAIT_TIME)
		next_us = s->wait_us;
	else
		next_us = s->words_us;
	if (s->busy_every_us > 0 && s->busy_us < next_us)
		next_us = s->busy_us;
	return next_us;
}
