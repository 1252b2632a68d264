/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The run of a job on one printer.  jobrun.h draws the phases; the table
 * below is the only place that allows a change of phase.
 */
#include <assert.h>
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "spoolerd/drain/heatwatch.h"
#include "spoolerd/drain/jobevent.h"
#include "spoolerd/drain/jobhand.h"
#include "spoolerd/drain/jobrun.h"
#include "spoolerd/news.h"
#include "spoolerd/drain/pause.h"
#include "spoolerd/drain/progress.h"
#include "spoolerd/drain/supply.h"
#include "spoolerd/drain/tell.h"

#define CHECKPOINT_MS	10000	/* at the latest */
#define CHECKPOINT_LAYER_MS 1000 /* in a spiral, each line is a layer */
#define EMERGENCY_MS	1000	/* a killed printer has said so by then */

static void	unconfirmed(struct jobrun *, int64_t);
static void	settle(struct jobrun *, int64_t);
static void	renumber(struct jobrun *, int64_t);
static bool	go_to_start(struct jobrun *, int64_t);
static void	count_hunger(struct jobrun *, int64_t);
static bool	checkpoint_is_due(const struct jobrun *, int64_t);

#define BIT(phase)	(1u << (phase))

/* From each phase, the phases that may follow. */
static const unsigned int moves[] = {
	[PHASE_CONNECTING] = BIT(PHASE_IDLE) | BIT(PHASE_HALTED) |
	    BIT(PHASE_LOST),
	[PHASE_IDLE] = BIT(PHASE_CONNECTING) | BIT(PHASE_PRINTING) |
	    BIT(PHASE_PAUSED) | BIT(PHASE_STOPPING) | BIT(PHASE_HALTED) |
	    BIT(PHASE_LOST),
	[PHASE_PRINTING] = BIT(PHASE_CONNECTING) | BIT(PHASE_IDLE) |
	    BIT(PHASE_PAUSING) | BIT(PHASE_STOPPING) | BIT(PHASE_HALTED) |
	    BIT(PHASE_LOST),
	[PHASE_PAUSING] = BIT(PHASE_CONNECTING) | BIT(PHASE_PRINTING) |
	    BIT(PHASE_PAUSED) | BIT(PHASE_STOPPING) | BIT(PHASE_HALTED) |
	    BIT(PHASE_LOST),
	[PHASE_PAUSED] = BIT(PHASE_CONNECTING) | BIT(PHASE_PRINTING) |
	    BIT(PHASE_STOPPING) | BIT(PHASE_HALTED) | BIT(PHASE_LOST),
	[PHASE_STOPPING] = BIT(PHASE_CONNECTING) | BIT(PHASE_IDLE) |
	    BIT(PHASE_HALTED) | BIT(PHASE_LOST),
	[PHASE_HALTED] = BIT(PHASE_CONNECTING) | BIT(PHASE_LOST),
	[PHASE_LOST] = BIT(PHASE_CONNECTING),
};
_Static_assert(sizeof(moves) / sizeof(moves[0]) == PHASE__MAX,
    "every phase has its moves");

/* --- what people order --- */

typedef void (order_handler)(struct jobrun *, int64_t);
static order_handler do_pause, do_resume, do_stop, do_emergency;

static order_handler *const order_handlers[ORDER__MAX] = {
	[ORDER_PAUSE]		= do_pause,
	[ORDER_RESUME]		= do_resume,
	[ORDER_STOP]		= do_stop,
	[ORDER_EMERGENCY]	= do_emergency,
};

void
jobrun_init(struct jobrun *j, const struct message_profile *profile,
    const struct dialect *dialect, struct books *books, int64_t now_ms,
    void (*say)(void *, const struct message *), void *say_arg)
{
	memset(j, 0, sizeof(*j));
	j->profile = *profile;
	j->books = books;
	j->fd = -1;
	j->phase = PHASE_CONNECTING;
	j->turn_ms = now_ms;
	j->say = say;
	j->say_arg = say_arg;
	heatwatch_begin(j);
	jobhand_begin(j);
	link_init(&j->link, dialect, books, (struct link_limits){
	    (unsigned int)profile->window_lines,
	    (unsigned int)profile->window_bytes });
	j->link.unsure = profile->unsure != 0;
	j->link.asks = profile->asks != 0;
	if (books->job != 0 || profile->unsure)
		link_reattach(&j->link, now_ms);
	else
		link_greet(&j->link, now_ms);
	if (profile->revive != 0)
		link_revive(&j->link);
}

void
jobrun_take(struct jobrun *j, int64_t now_ms, const struct message_job *job,
    int fd)
{
	if (j->job.job != 0 || j->phase != PHASE_IDLE) {
		warnx("%s: job %lld came in the phase %s", j->profile.name,
		    (long long)job->job, message_phase_name(j->phase));
		(void)close(fd);
		return;
	}
	j->job = *job;
	j->fd = fd;
	j->confirming = false;
	j->length = 0;
	j->ending.why[0] = '\0';
	j->go_on = false;
	j->layer_offset = 0;
	j->aside_told = BOOKS_IN_PLACE;
	if (!job->resume || j->books->commands == 0)
		jobhand_end(j);
	if (!go_to_start(j, now_ms))
		return;
	progress_begin(j);
	j->checkpoint_ms = now_ms + CHECKPOINT_MS;
	jobrun_move(j, now_ms, job->paused ? PHASE_PAUSED : PHASE_PRINTING);
	if (job->resume)
		tell_phase(j);
}

/* Feed and modes to where the job goes on; what takes the head there goes out
 * first.  false: it has ended already. */
static bool
go_to_start(struct jobrun *j, int64_t now_ms)
{
	if (j->job.reentry != REENTRY_NEVER)
		return pause_enter(j, now_ms);
	if (!j->job.resume)
		books_begin_job(j->books, (uint64_t)j->job.job);
	trim_begin(j);
	if (j->books->job != (uint64_t)j->job.job) {
		jobrun_finish(j, now_ms, END_INTERRUPTED, false, "nothing is "
		    "known of where the printer was");
		return false;
	}
	if (j->books->aside == BOOKS_ENTERING) {
		jobrun_lose(j, now_ms, "the way back into the print was "
		    "broken off");
		return false;
	}
	pause_follow(j, j->books->offset);
	if (!j->job.paused)
		pause_back(j);
	return true;
}

void
jobrun_order(struct jobrun *j, int64_t now_ms,
    const struct message_order_to_drain *order)
{
	if (order->order < 0 || order->order >= ORDER__MAX)
		return;
	if (order->order == ORDER_CONTROL || order->order == ORDER_TUNE) {
		jobhand(j, &order->manual, order->job);
		return;
	}
	/* A late order can't hit the next person's job. */
	if (order->order != ORDER_EMERGENCY &&
	    (j->job.job == 0 || order->job != j->job.job))
		return;
	jobrun_do(j, now_ms, (enum message_order)order->order);
}

void
jobrun_do(struct jobrun *j, int64_t now_ms, enum message_order order)
{
	if (order_handlers[order] != NULL)
		order_handlers[order](j, now_ms);
}

void
jobrun_hangup(struct jobrun *j, int64_t now_ms)
{
	j->hung_up = true;
	jobevent(j, now_ms, &(struct link_event){ .kind = LINK_SILENT,
	    .text = "the cable was unplugged" });
}

void
jobrun_turn(struct jobrun *j, int64_t now_ms)
{
	struct link_event ev;

	jobrun_count(j, now_ms);
	link_tick(&j->link, now_ms);
	while (link_event(&j->link, &ev))
		jobevent(j, now_ms, &ev);
	if (j->emergency_ms != 0 && now_ms >= j->emergency_ms)
		unconfirmed(j, now_ms);
	trim_turn(j);
	supply_turn(j, now_ms);
	jobhand_turn(j);
	settle(j, now_ms);
	if (now_ms >= j->tell_ms) {
		heatwatch_turn(j, now_ms);
		tell_telemetry(j, now_ms);
	}
	if (j->job.job != 0 && checkpoint_is_due(j, now_ms)) {
		j->checkpoint_ms = now_ms + CHECKPOINT_MS;
		j->aside_told = j->books->aside;
		if (j->books->offset >= j->layer_offset)
			j->layer_offset = 0;
		tell_checkpoint(j);
	}
	j->starves = j->link.base == j->link.sent;
}

/* The parent resets the board when it hears that it is lost. */
static void
unconfirmed(struct jobrun *j, int64_t now_ms)
{
	char why[MESSAGE_TEXT];

	j->emergency_ms = 0;
	(void)snprintf(why, sizeof(why), "%.150s; the printer did not confirm "
	    "the emergency stop and is being reset", j->ending.why);
	jobrun_finish(j, now_ms, j->ending.end, true, why);
	jobrun_move(j, now_ms, PHASE_LOST);
}

/* When a layer was begun, when the head went aside or came back, and now and
 * then. */
static bool
checkpoint_is_due(const struct jobrun *j, int64_t now_ms)
{
	if (j->books->aside != j->aside_told)
		return true;
	/* the way back in moves what is on record: nothing until it is done */
	if (j->books->aside == BOOKS_ENTERING)
		return false;
	return now_ms >= j->checkpoint_ms || (j->layer_offset != 0 &&
	    j->books->offset >= j->layer_offset &&
	    now_ms >= j->checkpoint_ms - CHECKPOINT_MS + CHECKPOINT_LAYER_MS);
}

int64_t
jobrun_wake(const struct jobrun *j)
{
	const int64_t times[] = { link_wake(&j->link), j->tell_ms,
	    j->break_ms, j->emergency_ms, j->poll_ms };
	int64_t wake = INT64_MAX;
	size_t i;

	for (i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		if (times[i] != 0 && times[i] < wake)
			wake = times[i];
	return wake;
}

/* --- phases --- */

void
jobrun_move(struct jobrun *j, int64_t now_ms, enum message_phase phase)
{
	if (phase == j->phase)
		return;
	assert(moves[j->phase] & BIT(phase));
	news("%s: %s -> %s", j->profile.name, message_phase_name(j->phase),
	    message_phase_name(phase));
	j->phase = phase;
	j->starves = false;	/* what was before is another phase's */
	tell_telemetry(j, now_ms);
}

static void
do_pause(struct jobrun *j, int64_t now_ms)
{
	if (j->phase == PHASE_PRINTING)
		jobrun_move(j, now_ms, PHASE_PAUSING);
}

void
jobrun_ask(struct jobrun *j, int64_t now_ms, const char *question)
{
	(void)snprintf(j->question, sizeof(j->question), "%s", question);
	do_pause(j, now_ms);
}

static void
do_resume(struct jobrun *j, int64_t now_ms)
{
	if (j->phase == PHASE_PAUSING && j->books->aside != BOOKS_IN_PLACE) {
		j->go_on = true;	/* once it has stepped aside */
		return;
	}
	if (j->phase != PHASE_PAUSED && j->phase != PHASE_PAUSING)
		return;
	j->go_on = false;
	j->question[0] = '\0';
	if (j->prompted)
		supply_host(j, "M876 S0");
	j->prompted = false;
	pause_back(j);
	jobrun_move(j, now_ms, PHASE_PRINTING);
	tell_phase(j);
}

static void
do_stop(struct jobrun *j, int64_t now_ms)
{
	if (j->phase == PHASE_PRINTING || j->phase == PHASE_PAUSING ||
	    j->phase == PHASE_PAUSED)
		jobrun_stop(j, now_ms, END_STOPPED, "stopped");
}

static void
do_emergency(struct jobrun *j, int64_t now_ms)
{
	jobrun_emergency(j, now_ms, END_STOPPED, "emergency stop");
}

/* Behind the bare M112 goes a numbered one, for a line that the bare one was
 * glued to, and the heaters' off.  The order that comes back from the parent
 * for an alarm of ours says nothing new, and may find the printer killed. */
void
jobrun_emergency(struct jobrun *j, int64_t now_ms, enum message_end end,
    const char *why)
{
	if (j->emergency_ms != 0 || j->link.state == LINK_DEAD)
		return;
	j->ending.end = end;
	(void)snprintf(j->ending.why, sizeof(j->ending.why), "%s", why);
	j->host_count = 0;
	j->length = 0;
	supply_host(j, "M112\nM104 S0\nM140 S0");
	j->emergency_ms = now_ms + EMERGENCY_MS;
}

/* --- the passing of time --- */

/* Has the machine done all that this phase waits for? */
static void
settle(struct jobrun *j, int64_t now_ms)
{
	struct jobrun_end ending = j->ending;

	if (j->host_count > 0 || !link_quiet(&j->link) ||
	    j->link.state != LINK_RUNNING)
		return;
	if (j->phase == PHASE_PRINTING && j->confirming &&
	    !pause_is_returning(j)) {
		jobrun_finish(j, now_ms, END_FINISHED, false, "");
		jobrun_move(j, now_ms, PHASE_IDLE);
	} else if (j->phase == PHASE_STOPPING) {
		jobrun_finish(j, now_ms, ending.end, false, ending.why);
		jobrun_move(j, now_ms, PHASE_IDLE);
	}
	if (j->phase == PHASE_PAUSING && pause_aside(j)) {
		jobrun_move(j, now_ms, PHASE_PAUSED);
		tell_phase(j);
		if (j->go_on)
			do_resume(j, now_ms);
	}
	renumber(j, now_ms);
}

/* A printer that was on for years has had many lines. */
static void
renumber(struct jobrun *j, int64_t now_ms)
{
	if (j->phase != PHASE_IDLE || j->job.job != 0 ||
	    j->books->next < JOBRUN_NUMBERS)
		return;
	jobrun_move(j, now_ms, PHASE_CONNECTING);
	link_greet(&j->link, now_ms);
}

/* The time in this job, without its pauses; where one is coming, the machine
 * still prints. */
void
jobrun_count(struct jobrun *j, int64_t now_ms)
{
	if (j->job.job != 0 && (j->phase == PHASE_PRINTING ||
	    j->phase == PHASE_PAUSING))
		progress_pass(j, now_ms - j->turn_ms,
		    link_waits_for(&j->link));
	count_hunger(j, now_ms);
	j->turn_ms = now_ms;
}

/* A machine that prints must have a move to make: nothing was on the way
 * since the last turn, or the link knows that what was did not help it. */
static void
count_hunger(struct jobrun *j, int64_t now_ms)
{
	uint64_t ms = j->link.lean_ms - j->lean_ms;

	j->lean_ms = j->link.lean_ms;
	if (j->starves)
		ms += (uint64_t)(now_ms - j->turn_ms);
	if (j->job.job == 0 || j->phase != PHASE_PRINTING || j->confirming)
		return;
	j->starved_ms += ms;
	j->books->starved_ms += ms;
}
