/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The knobs of a machine in the run of a job.
 */
#include <string.h>

#include "spoolerd/drain/jobhand.h"
#include "spoolerd/drain/jobrun.h"
#include "spoolerd/drain/supply.h"
#include "spoolerd/drain/tell.h"
#include "spoolerd/drain/trim.h"

#define BIT(knob)	(1u << (knob))

static void	turned(struct jobrun *, const char *, bool);
static void	shift(struct jobrun *, int32_t, bool);
static void	put_modes(void *, const char *);
static uint32_t	firmware_mark(const char *);

/* Factors that are put back. */
static const enum knob factors[] = { KNOB_SPEED, KNOB_FLOW };

void
trim_begin(struct jobrun *j)
{
	struct trim *t = &j->trim;
	unsigned int i;

	memset(t->now, 0, sizeof(t->now));
	memset(t->due, 0, sizeof(t->due));
	t->now[KNOB_SPEED] = t->now[KNOB_FLOW] = KNOB_FACTOR;
	memcpy(t->own, t->now, sizeof(t->own));
	t->seen = j->link.base;
	t->epoch = j->books->epoch;
	t->sent_offset = j->books->offset;
	for (i = 0; i < KNOB__MAX; i++)
		if (j->books->knobs[i] == 0)
			j->books->knobs[i] = j->job.knobs[i];
	t->baby_um = j->books->knobs[KNOB_BABY] != 0 ?
	    knob_value(j->books->knobs[KNOB_BABY]) : 0;
	t->now[KNOB_BABY] = t->baby_um;
	if (!j->job.resume)	/* of a print that was given up */
		trim_release(j);
}

/* --- on the way through the file --- */

void
trim_set(const struct jobrun *j, uint64_t set[KNOB__MAX])
{
	unsigned int i;

	for (i = 0; i < KNOB__MAX; i++)
		set[i] = j->books->knobs[i];
}

static void
put_modes(void *arg, const char *line)
{
	struct jobrun *j = arg;
	enum knob knob;
	int value;

	modes_apply(&j->modes, line);
	if (knob_read(line, &knob, &value))
		j->trim.now[knob] = value;
}

void
trim_follow(struct jobrun *j, uint64_t offset)
{
	uint64_t set[KNOB__MAX], begin = 0, end = 0;
	unsigned int given = 0;
	char line[FEED_LINE];
	enum knob knob;
	size_t length;
	int value;

	trim_set(j, set);
	while (end < offset && feed_next(&j->feed, line, &length, &end) ==
	    FEED_LINE_OK && end <= offset) {
		given = knob_until(set, given, begin, put_modes, j);
		begin = end;
		modes_apply(&j->modes, line);
		if (knob_read(line, &knob, &value) && knob != KNOB_BABY)
			j->trim.now[knob] = j->trim.own[knob] = value;
	}
	(void)knob_until(set, given, UINT64_MAX, put_modes, j);
}

void
trim_shift_again(struct jobrun *j)
{
	char line[KNOB_LINE];

	if (j->trim.baby_um == 0)
		return;
	knob_write(KNOB_BABY, j->trim.baby_um, line);
	supply_host(j, line);
}

/* --- what a person asks for --- */

void
trim_ask(struct jobrun *j, const struct manual *m)
{
	struct trim *t = &j->trim;
	char line[KNOB_LINE];
	unsigned int i;
	int value;

	for (i = 0; i < KNOB__MAX; i++) {
		if (!manual_turns(m, i, &value))
			continue;
		knob_write(i, value, line);
		supply_host(j, line);
		modes_apply(&j->modes, line);
		if (i == KNOB_BABY)
			t->baby_um += value;
		else
			t->due[i] = knob_set(value, t->sent_offset);
		if (i == KNOB_SPEED || i == KNOB_FLOW)
			j->books->put_back |= BIT(i);
	}
}

void
trim_done(struct jobrun *j)
{
	struct message m = { .type = MESSAGE_TUNED };
	unsigned int i;

	if (j->job.job == 0)
		return;
	for (i = 0; i < KNOB__MAX; i++)
		if (j->trim.due[i] != 0)
			j->books->knobs[i] = j->trim.due[i];
	memset(j->trim.due, 0, sizeof(j->trim.due));
	m.tuned.printer = j->job.printer;
	m.tuned.job = j->job.job;
	trim_set(j, m.tuned.knobs);
	j->say(j->say_arg, &m);
	j->tell_ms = j->turn_ms;	/* somebody waits for it */
}

void
trim_drop(struct jobrun *j)
{
	memset(j->trim.due, 0, sizeof(j->trim.due));
	j->trim.baby_um = j->trim.now[KNOB_BABY];
}

/* --- what the machine did --- */

void
trim_turn(struct jobrun *j)
{
	const struct books_entry *e;
	struct trim *t = &j->trim;

	if (t->epoch != j->books->epoch || t->seen < j->link.first) {
		t->epoch = j->books->epoch;
		t->seen = j->link.base;
	}
	for (; t->seen < j->link.base; t->seen++) {
		e = books_find(j->books, t->seen);
		turned(j, j->link.lines[t->seen % LINK_HISTORY].command,
		    e != NULL && e->origin == BOOKS_FILE);
	}
	if (j->phase == PHASE_IDLE && j->job.job == 0 && j->books->job == 0 &&
	    j->books->put_back != 0 && j->emergency_ms == 0 &&
	    j->host_count == 0 && link_quiet(&j->link))
		trim_release(j);
}

/* A command was answered. */
static void
turned(struct jobrun *j, const char *command, bool of_the_file)
{
	struct trim *t = &j->trim;
	enum knob knob;
	int value;

	if (command[0] == 'G' && knob_homes(command))
		shift(j, -t->now[KNOB_BABY], true);
	if (command[0] != 'M' || !knob_read(command, &knob, &value))
		return;
	if (knob == KNOB_BABY) {
		if ((trim_lacks(j) & BIT(KNOB_BABY)) == 0)
			shift(j, value, of_the_file);
		return;
	}
	t->now[knob] = value;
	if (of_the_file)
		t->own[knob] = value;
	if (knob != KNOB_SPEED && knob != KNOB_FLOW)
		return;
	if (of_the_file || value == KNOB_FACTOR)
		j->books->put_back &= ~BIT(knob);
	else if (j->job.job != 0)
		j->books->put_back |= BIT(knob);
}

/* Z is shifted by so much more; unasked: nobody was waiting for that.  On the
 * way into a print it is homed, then told the same again. */
static void
shift(struct jobrun *j, int32_t um, bool unasked)
{
	struct trim *t = &j->trim;

	t->now[KNOB_BABY] += um;
	if (um == 0 || j->job.job == 0 || j->books->aside == BOOKS_ENTERING)
		return;
	if (unasked)
		t->baby_um += um;
	j->books->knobs[KNOB_BABY] = knob_set(t->now[KNOB_BABY], 0);
}

void
trim_release(struct jobrun *j)
{
	char line[KNOB_LINE];
	size_t i;

	for (i = 0; i < sizeof(factors) / sizeof(factors[0]); i++) {
		if ((j->books->put_back & BIT(factors[i])) == 0)
			continue;
		knob_write(factors[i], KNOB_FACTOR, line);
		supply_host(j, line);
	}
}

/* --- what it says --- */

void
trim_hear(struct jobrun *j, const char *line)
{
	enum knob knob;
	int value;

	if (knob_heard(line, &knob, &value))
		j->trim.now[knob] = value;
}

void
trim_unknown(struct jobrun *j, const char *line)
{
	enum knob knob = knob_unknown(line);

	if (knob == KNOB__MAX)
		return;
	if (j->books->lacks_of != firmware_mark(j->link.firmware) &&
	    j->link.firmware[0] != '\0') {
		j->books->lacks_of = firmware_mark(j->link.firmware);
		j->books->lacks = 0;
	}
	j->books->lacks |= BIT(knob);
	j->books->put_back &= ~BIT(knob);
	j->books->knobs[knob] = 0;
	j->trim.due[knob] = 0;
	if (knob == KNOB_BABY)
		j->trim.baby_um = j->trim.now[KNOB_BABY] = 0;
	else
		j->trim.now[knob] = KNOB_FACTOR;
	if (jobhand_waits(j))
		tell_undone(j, "its firmware does not know this command");
}

/* Another firmware may know more.  One that was found again says no name. */
uint32_t
trim_lacks(const struct jobrun *j)
{
	uint32_t lacks = ~j->link.dialect->knobs & (BIT(KNOB__MAX) - 1);

	if (j->link.firmware[0] == '\0' ||
	    j->books->lacks_of == firmware_mark(j->link.firmware))
		lacks |= j->books->lacks;
	return lacks;
}

/* FNV-1a, 32 bits. */
static uint32_t
firmware_mark(const char *name)
{
	uint32_t mark = 2166136261u;

	for (; *name != '\0'; name++)
		mark = (mark ^ (unsigned char)*name) * 16777619u;
	return mark;
}

int64_t
trim_pace(const struct jobrun *j)
{
	const struct trim *t = &j->trim;

	if (t->now[KNOB_SPEED] <= 0 || t->own[KNOB_SPEED] <= 0)
		return KNOB_FACTOR;
	return (int64_t)t->now[KNOB_SPEED] * KNOB_FACTOR / t->own[KNOB_SPEED];
}

void
trim_count(struct jobrun *j, int64_t ms)
{
	j->books->tuned_us += ms * 1000 / KNOB_FACTOR *
	    (trim_pace(j) - KNOB_FACTOR);
}
