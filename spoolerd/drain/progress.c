/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How far the run of a job is.
 */
#include <err.h>
#include <string.h>
#include <unistd.h>

#include "spoolerd/drain/estimate.h"
#include "spoolerd/drain/progress.h"

/* A line of a file is short, where that has no long comments; around it come
 * number and sum. */
#define LINE_MOST	40
#define FRAME_MORE	10
#define BITS_A_BYTE	10	/* 8N1 */
/* Moves that the planner of a board holds. */
#define PLANNED		15
/* A move takes a while, and when it began is not known. */
#define PRIOR_MS	10000

static bool	place_at(const struct jobrun *, int64_t,
		    struct course_place *);
static double	line_us(const struct jobrun *);
static int64_t	commands(const struct jobrun *);
static int64_t	here(const struct jobrun *, int64_t);
static int64_t	at_this_speed(const struct jobrun *, int64_t);
static int64_t	machine(const struct jobrun *, int64_t);
static int64_t	percent(const struct jobrun *);
static int64_t	here_for(const struct jobrun *);
static int64_t	moved_since(const struct jobrun *,
		    const struct course_place *);
static int64_t	waits_left(const struct jobrun *,
		    const struct course_place *);
static int64_t	least(int64_t, int64_t);

void
progress_course(struct jobrun *j, int64_t job, int fd)
{
	if (j->job.job == 0) {
		j->course.job = job;
		if (!course_read(&j->course, fd))
			warnx("%s: the course of job %lld is none",
			    j->profile.name, (long long)job);
	}
	(void)close(fd);
}

/* How long it waited before nobody wrote down where the books are new: as long
 * as was to be expected.  Nor is what is printed again a measure. */
void
progress_begin(struct jobrun *j)
{
	struct course_place done, place;

	if (j->course.job == j->job.job)
		course_least(&j->course, line_us(j));
	(void)place_at(j, (int64_t)j->books->commands, &done);
	(void)progress_place(j, &place);
	if (j->books->waited_ms == 0)
		j->books->waited_ms = (uint64_t)here(j, done.wait_ms +
		    done.move_ms - place.move_ms);
	j->here_ms = 0;
	j->warmup = (struct warmup){ .number = 0 };
}

/* How long the cable needs for a line of this file, about. */
static double
line_us(const struct jobrun *j)
{
	double bytes = LINE_MOST;

	if (j->profile.baud <= 0 || j->job.commands <= 0)
		return 0;
	if (bytes > (double)j->job.bytes / (double)j->job.commands)
		bytes = (double)j->job.bytes / (double)j->job.commands;
	return (bytes + FRAME_MORE) * BITS_A_BYTE * 1e6 / j->profile.baud;
}

/* Before such a command is begun all moves that were taken in end: what they
 * need, as far as that is known, is no wait. */
void
progress_pass(struct jobrun *j, int64_t ms, unsigned int traits)
{
	const struct link *l = &j->link;
	struct course_place place;
	int64_t waits;

	j->books->printed_ms += (uint64_t)ms;
	if (j->here_commands != j->books->commands)
		j->here_ms = 0;
	j->here_commands = j->books->commands;
	j->here_ms += ms;
	j->here_traits = traits;
	if (!(traits & DIALECT_SLOW)) {
		trim_count(j, ms);
		return;
	}
	if (traits & DIALECT_HEAT)
		warmup_pass(&j->warmup, l->base, l->lines[l->base %
		    LINK_HISTORY].command, &l->heat, machine(j, ms));
	(void)progress_place(j, &place);
	waits = j->here_ms - at_this_speed(j, here(j, place.move_here_ms));
	if (waits > 0)
		j->books->waited_ms += (uint64_t)least(waits, ms);
}

bool
progress_place(const struct jobrun *j, struct course_place *place)
{
	return place_at(j, commands(j), place);
}

static bool
place_at(const struct jobrun *j, int64_t n, struct course_place *place)
{
	if (j->course.job == j->job.job)
		return course_find(&j->course, n, place);
	memset(place, 0, sizeof(*place));
	return false;
}

/* The estimate is of a print as its file has it, to which what was printed is
 * brought back (trim_count()): so a factor counts at once, and none teaches the
 * pace what is not the machine's.  Heating takes its time at any speed. */
int64_t
progress_left(const struct jobrun *j)
{
	struct course_place place;
	int64_t moved, waits, left;

	(void)progress_place(j, &place);
	moved = moved_since(j, &place);
	waits = here(j, waits_left(j, &place));
	left = estimate_left(&(struct estimate){
	    .slicer_seconds = j->job.seconds,
	    .commands = (int64_t)j->books->commands,
	    .commands_total = j->job.commands,
	    .bytes = (int64_t)j->books->offset,
	    .bytes_total = j->job.bytes,
	    .printed_ms = (int64_t)j->books->printed_ms +
	    j->books->tuned_us / 1000,
	    .waited_ms = (int64_t)j->books->waited_ms,
	    .move_ms = here(j, place.move_ms) + moved,
	    .move_total_ms = here(j, place.move_total_ms),
	    .prior_ms = here(j, PRIOR_MS),
	    .wait_left_ms = waits,
	    .pace = (double)machine(j, j->job.pace) / 1000 });
	if (place.move_total_ms == 0)
		waits = 0;
	return left < waits ? left : waits + at_this_speed(j, left - waits);
}

/* What moves that take so long by the file take as it is tuned now. */
static int64_t
at_this_speed(const struct jobrun *j, int64_t ms)
{
	return ms * KNOB_FACTOR / trim_pace(j);
}

/* Where the file goes on when it does. */
static int64_t
commands(const struct jobrun *j)
{
	return (int64_t)(j->books->aside == BOOKS_ENTERING ?
	    j->entry_commands : j->books->commands);
}

/* Time of a machine in time that passes here. */
static int64_t
here(const struct jobrun *j, int64_t ms)
{
	return ms * 100 / percent(j);
}

/* And back. */
static int64_t
machine(const struct jobrun *j, int64_t ms)
{
	return ms * percent(j) / 100;
}

static int64_t
percent(const struct jobrun *j)
{
	return j->profile.speed_percent > 0 ? j->profile.speed_percent : 100;
}

/* How long it has been at its next command. */
static int64_t
here_for(const struct jobrun *j)
{
	return j->here_commands == j->books->commands ? j->here_ms : 0;
}

/* The moves of the course that were made since its last answer: those that it
 * had taken in, one by one; before a wait all of them. */
static int64_t
moved_since(const struct jobrun *j, const struct course_place *place)
{
	struct course_place ahead;
	int64_t most = place->move_here_ms, takes;

	if (!(j->here_traits & DIALECT_SLOW) &&
	    place_at(j, commands(j) + PLANNED, &ahead))
		most = ahead.move_ms - place->move_ms;
	most = here(j, most);
	takes = at_this_speed(j, most);
	return takes > 0 ? least(here_for(j), takes) * most / takes : 0;
}

/* In the machine's time: of the wait that is under way, by its temperatures if
 * they are known, else what of it is not over; those behind it, as this
 * machine's heaters do; and ours, which no course knows. */
static int64_t
waits_left(const struct jobrun *j, const struct course_place *place)
{
	int64_t left = place->wait_total_ms - place->wait_ms, under_way = -1;
	int64_t waited = machine(j, here_for(j)) -
	    at_this_speed(j, place->move_here_ms);
	unsigned int i;

	if (here_for(j) > 0 && (j->here_traits & DIALECT_HEAT))
		under_way = warmup_left_ms(&j->warmup);
	if (under_way < 0)
		under_way = place->wait_here_ms -
		    least(waited > 0 ? waited : 0, place->wait_here_ms);
	left = (int64_t)((double)(left - place->wait_here_ms) *
	    warmup_scale(&j->warmup)) + under_way;
	for (i = 0; i < j->host_count; i++)
		left += warmup_of_ms(&j->warmup, j->host[(j->host_head + i) %
		    JOBRUN_HOST], &j->link.heat);
	return left;
}

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}
