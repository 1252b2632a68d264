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

static int64_t	here(const struct jobrun *, int64_t);
static int64_t	at_this_speed(const struct jobrun *, int64_t, int64_t);
static int64_t	waits_left(const struct jobrun *,
		    const struct course_place *);

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

/* How long it waited before, under a drain that is gone, nobody wrote down: as
 * long as was to be expected. */
void
progress_begin(struct jobrun *j)
{
	struct course_place place;

	(void)progress_place(j, &place);
	j->waited_ms = here(j, place.wait_ms);
	j->wait_ms = 0;
}

void
progress_wait(struct jobrun *j, int64_t ms)
{
	if (j->wait_commands != j->books->commands)
		j->wait_ms = 0;
	j->wait_commands = j->books->commands;
	j->wait_ms += ms;
	j->waited_ms += ms;
}

bool
progress_place(const struct jobrun *j, struct course_place *place)
{
	if (j->course.job == j->job.job)
		return course_find(&j->course, (int64_t)j->books->commands,
		    place);
	memset(place, 0, sizeof(*place));
	return false;
}

int64_t
progress_left(const struct jobrun *j)
{
	struct course_place place;
	int64_t left, waits;

	(void)progress_place(j, &place);
	waits = waits_left(j, &place);
	left = estimate_left(&(struct estimate){
	    .slicer_seconds = j->job.seconds,
	    .commands = (int64_t)j->books->commands,
	    .commands_total = j->job.commands,
	    .bytes = (int64_t)j->books->offset,
	    .bytes_total = j->job.bytes,
	    .printed_ms = (int64_t)j->books->printed_ms +
		j->books->tuned_us / 1000,
	    .waited_ms = j->waited_ms,
	    .move_ms = here(j, place.move_ms),
	    .move_total_ms = here(j, place.move_total_ms),
	    .wait_left_ms = waits });
	return at_this_speed(j, left, place.move_total_ms > 0 ? waits : 0);
}

/* The estimate is of a print at 100 %, to which what was printed is brought
 * back (trim_count()): so a factor counts at once, and none teaches the pace
 * what is not the machine's.  Heating takes its time at any speed. */
static int64_t
at_this_speed(const struct jobrun *j, int64_t left, int64_t waits)
{
	const int64_t percent = j->trim.now[KNOB_SPEED] > 0 ?
	    j->trim.now[KNOB_SPEED] : KNOB_FACTOR;

	if (left < waits)
		return left;
	return waits + (left - waits) * KNOB_FACTOR / percent;
}

/* Time of a machine in time that passes here. */
static int64_t
here(const struct jobrun *j, int64_t ms)
{
	const int64_t percent = j->profile.speed_percent > 0 ?
	    j->profile.speed_percent : 100;

	return ms * 100 / percent;
}

/* Of the wait that is under way, what it lasted so far is over. */
static int64_t
waits_left(const struct jobrun *j, const struct course_place *place)
{
	int64_t left = here(j, place->wait_total_ms - place->wait_ms);
	int64_t most = here(j, place->wait_here_ms);

	if (j->wait_commands != j->books->commands)
		return left;
	return left - (j->wait_ms < most ? j->wait_ms : most);
}
