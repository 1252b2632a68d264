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

/* Moves that the planner of a board holds. */
#define PLANNED		15
/* A move takes a while, and when it began is not known. */
#define PRIOR_MS	10000

static bool	place_behind(const struct jobrun *, int64_t,
		    struct course_place *);
static int64_t	here(const struct jobrun *, int64_t);
static int64_t	at_this_speed(const struct jobrun *, int64_t);
static void	since(const struct jobrun *, const struct course_place *,
		    int64_t *, int64_t *);
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

/* How long it waited before, under a drain that is gone, nobody wrote down: as
 * long as was to be expected. */
void
progress_begin(struct jobrun *j)
{
	struct course_place place;

	(void)progress_place(j, &place);
	j->waited_ms = here(j, place.wait_ms);
	j->here_ms = 0;
}

/* Before such a command is begun all moves that were taken in end: what they
 * need, as far as that is known, is no wait. */
void
progress_pass(struct jobrun *j, int64_t ms, bool slow)
{
	struct course_place place;
	int64_t waits;

	if (j->here_commands != j->books->commands)
		j->here_ms = 0;
	j->here_commands = j->books->commands;
	j->here_ms += ms;
	j->here_slow = slow;
	if (!slow) {
		trim_count(j, ms);
		return;
	}
	(void)progress_place(j, &place);
	waits = j->here_ms - at_this_speed(j, here(j, place.move_here_ms));
	if (waits > 0)
		j->waited_ms += waits < ms ? waits : ms;
}

bool
progress_place(const struct jobrun *j, struct course_place *place)
{
	return place_behind(j, 0, place);
}

/* When the machine has answered so many commands more. */
static bool
place_behind(const struct jobrun *j, int64_t more, struct course_place *place)
{
	if (j->course.job == j->job.job)
		return course_find(&j->course,
		    (int64_t)j->books->commands + more, place);
	memset(place, 0, sizeof(*place));
	return false;
}

/* The estimate is of a print at 100 %, to which what was printed is brought
 * back (trim_count()): so a factor counts at once, and none teaches the pace
 * what is not the machine's.  Heating takes its time at any speed. */
int64_t
progress_left(const struct jobrun *j)
{
	struct course_place place;
	int64_t moved, waited, waits, left;

	(void)progress_place(j, &place);
	since(j, &place, &moved, &waited);
	waits = here(j, place.wait_total_ms - place.wait_ms) - waited;
	left = estimate_left(&(struct estimate){
	    .slicer_seconds = j->job.seconds,
	    .commands = (int64_t)j->books->commands,
	    .commands_total = j->job.commands,
	    .bytes = (int64_t)j->books->offset,
	    .bytes_total = j->job.bytes,
	    .printed_ms = (int64_t)j->books->printed_ms +
	    j->books->tuned_us / 1000,
	    .waited_ms = j->waited_ms,
	    .move_ms = here(j, place.move_ms) + moved,
	    .move_total_ms = here(j, place.move_total_ms),
	    .prior_ms = here(j, PRIOR_MS),
	    .wait_left_ms = waits });
	if (place.move_total_ms == 0)
		waits = 0;
	return left < waits ? left : waits + at_this_speed(j, left - waits);
}

/* What moves take at 100 %, with the speed factor as it is now. */
static int64_t
at_this_speed(const struct jobrun *j, int64_t ms)
{
	const int64_t percent = j->trim.now[KNOB_SPEED] > 0 ?
	    j->trim.now[KNOB_SPEED] : KNOB_FACTOR;

	return ms * KNOB_FACTOR / percent;
}

/* Time of a machine in time that passes here. */
static int64_t
here(const struct jobrun *j, int64_t ms)
{
	const int64_t percent = j->profile.speed_percent > 0 ?
	    j->profile.speed_percent : 100;

	return ms * 100 / percent;
}

/* What of the course has gone by since its last answer: the moves that it had
 * taken in, one by one; before a wait all of them. */
static void
since(const struct jobrun *j, const struct course_place *place,
    int64_t *moved, int64_t *waited)
{
	struct course_place ahead;
	int64_t ms = j->here_commands == j->books->commands ? j->here_ms : 0;
	int64_t most = here(j, place->move_here_ms);
	int64_t takes = at_this_speed(j, most);

	*waited = least(ms > takes ? ms - takes : 0,
	    here(j, place->wait_here_ms));
	if (!j->here_slow && place_behind(j, PLANNED, &ahead))
		most = here(j, ahead.move_ms - place->move_ms);
	takes = at_this_speed(j, most);
	*moved = takes > 0 ? least(ms, takes) * most / takes : 0;
}

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}
