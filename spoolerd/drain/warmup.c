/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The warm-up.
 */
#include <string.h>

#include "spoolerd/drain/warmup.h"
#include "spoolerd/link/frame.h"
#include "spoolerd/warming.h"
#include "spoolerd/words.h"

#define MS		1000
#define DECI		10.0
#define SURE_S		10	/* what was expected is worth so much */
#define SLOWEST		5.0
#define FASTEST		0.2

static bool	waits_for(const char *, bool *, double *);
static double	celsius(const struct reply_heat *, bool);
static const struct warming *heater(bool);
static void	end(struct warmup *);
static double	expected(const struct warmup *);

void
warmup_pass(struct warmup *w, uint64_t number, const char *command,
    const struct reply_heat *heat, int64_t ms)
{
	if (w->number != number) {
		end(w);
		w->number = number;
		if (!waits_for(command, &w->bed, &w->target))
			w->target = 0;
		w->from = celsius(heat, w->bed);
	}
	w->took_s += (double)ms / MS;
	w->now = celsius(heat, w->bed);
}

int64_t
warmup_left_ms(const struct warmup *w)
{
	if (w->number == 0 || w->target <= 0 || w->now <= 0)
		return -1;
	return (int64_t)(MS * warmup_scale(w) *
	    warming_seconds(heater(w->bed), w->now, w->target));
}

int64_t
warmup_of_ms(const struct warmup *w, const char *command,
    const struct reply_heat *heat)
{
	double target, now;
	bool bed;

	if (!waits_for(command, &bed, &target))
		return 0;
	now = celsius(heat, bed);
	if (now <= 0)
		return 0;
	return (int64_t)(MS * warmup_scale(w) *
	    warming_seconds(heater(bed), now, target));
}

double
warmup_scale(const struct warmup *w)
{
	double took = w->before_s, thought = w->expected_s, scale;

	if (w->target > 0 && w->from > 0) {
		took += w->took_s;
		thought += expected(w);
	}
	scale = (took + SURE_S) / (thought + SURE_S);
	if (scale > SLOWEST)
		return SLOWEST;
	return scale < FASTEST ? FASTEST : scale;
}

/* The wait before is over: it got where it was to go. */
static void
end(struct warmup *w)
{
	if (w->target > 0 && w->from > 0 && w->from < w->target) {
		w->before_s += w->took_s;
		w->expected_s += warming_seconds(heater(w->bed), w->from,
		    w->target);
	}
	w->took_s = 0;
}

static double
expected(const struct warmup *w)
{
	return warming_seconds(heater(w->bed), w->from, w->now);
}

static bool
waits_for(const char *command, bool *bed, double *target)
{
	const uint32_t code = words_code(command);
	struct words words;

	if (code != WORDS_CODE('M', 109) && code != WORDS_CODE('M', 190))
		return false;
	*bed = code == WORDS_CODE('M', 190);
	return words_read(command, strlen(command), &words) &&
	    (words_number(&words, 'S', target) ||
	    words_number(&words, 'R', target)) && *target > 0;
}

/* 0: not known. */
static double
celsius(const struct reply_heat *heat, bool bed)
{
	const int32_t dC = bed ? heat->bed_dC : heat->hotend_dC;

	return dC > 0 ? dC / DECI : 0;
}

static const struct warming *
heater(bool bed)
{
	return bed ? &warming_bed : &warming_hotend;
}
