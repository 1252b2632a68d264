/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One print, and what was said of its end.
 */
#include <sys/mman.h>
#include <sys/stat.h>

#include <err.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "firmware/marlin/simulator.h"
#include "spoolerd/drain/jobrun.h"
#include "spoolerd/drain/progress.h"
#include "spoolerd/filter/analyze.h"
#include "tests/forecast.h"

#define JOB		9
#define CHUNK		512
#define SAMPLES		100000
#define BREATH_US	INT64_C(3000000)
#define SECOND_US	INT64_C(1000000)
#define MONTH_US	(INT64_C(30) * 24 * 3600 * SECOND_US)
#define FROM		0.05	/* of the print: what is said counts */

struct sample {
	int64_t	at_us;		/* of the print, without its pause */
	int64_t	left_ms;
};

struct forecast {
	const struct forecast_plan *plan;
	struct message_profile	 profile;
	struct message_job	 job;
	struct jobrun		 run;
	struct books		 books;
	struct simulator	 machine;
	struct analyze		 analysis;
	struct message_checkpoint record;
	int64_t			 now_us, begin_us, idle_us, resume_us;
	bool			 ready, done, half;
	enum message_end	 end;
	double			 starved;
	struct sample		 samples[SAMPLES];
	size_t			 n;
};

const double forecast_parts[FORECAST_POINTS] = { 5, 10, 25, 50, 75, 90 };

static void
executed(void *arg, const char *command, long number)
{
	(void)arg;
	(void)command;
	(void)number;
}

static void
read_file(struct forecast *f)
{
	static char chunk[1 << 16];
	off_t at = 0;
	ssize_t n;

	analyze_begin(&f->analysis);
	while ((n = pread(f->plan->fd, chunk, sizeof(chunk), at)) > 0) {
		analyze_add(&f->analysis, chunk, (size_t)n);
		at += n;
	}
	analyze_end(&f->analysis);
	f->job = (struct message_job){ .printer = 1, .job = JOB,
	    .bytes = at, .commands = f->analysis.commands };
}

/* As the keeper sends it. */
static void
give_course(struct forecast *f)
{
	const size_t size = f->analysis.survey.n *
	    sizeof(f->analysis.survey.stops[0]);
	int fd = memfd_create("course", MFD_CLOEXEC);

	if (fd == -1 || write(fd, f->analysis.survey.stops, size) !=
	    (ssize_t)size)
		err(1, "memfd");
	progress_course(&f->run, JOB, fd);
}

/* --- the host --- */

static void
hear_telemetry(struct forecast *f, const struct message_telemetry *t)
{
	if (t->job == JOB && t->phase == PHASE_PRINTING && f->n < SAMPLES)
		f->samples[f->n++] = (struct sample){
		    f->now_us - f->begin_us - f->idle_us, t->left_ms };
}

static void
say(void *arg, const struct message *m)
{
	struct forecast *f = arg;

	if (m->type == MESSAGE_READY) {
		f->ready = true;
	} else if (m->type == MESSAGE_TELEMETRY) {
		hear_telemetry(f, &m->telemetry);
	} else if (m->type == MESSAGE_CHECKPOINT) {
		f->record = m->checkpoint;
	} else if (m->type == MESSAGE_DONE) {
		f->done = true;
		f->end = (enum message_end)m->done.end;
	}
}

static void
start_host(struct forecast *f)
{
	f->ready = false;
	jobrun_init(&f->run, &f->profile, dialect_find("marlin"), &f->books,
	    f->now_us / 1000, say, f);
}

static void
host_turn(struct forecast *f)
{
	char out[FRAME_SIZE];
	size_t n;

	do {
		jobrun_turn(&f->run, f->now_us / 1000);
		n = link_output(&f->run.link, f->now_us / 1000, out);
		(void)simulator_hear(&f->machine, out, n);
	} while (n > 0);
}

static void
hear(struct forecast *f)
{
	char bytes[CHUNK];
	size_t n;

	while ((n = simulator_said(&f->machine, bytes, sizeof(bytes))) > 0)
		link_receive(&f->run.link, f->now_us / 1000, bytes, n);
}

/* --- time --- */

static void
pass(struct forecast *f)
{
	const int64_t wake_ms = jobrun_wake(&f->run);
	const int64_t times[] = { simulator_next(&f->machine),
	    f->machine.uart.out_used > 0 ? f->machine.said_us : INT64_MAX,
	    wake_ms < INT64_MAX / 1000 ? wake_ms * 1000 : INT64_MAX };
	int64_t next_us = f->now_us + BREATH_US;
	size_t i;

	for (i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		if (times[i] < next_us)
			next_us = times[i];
	next_us = next_us > f->now_us ? next_us : f->now_us + 1;
	if (f->run.phase == PHASE_PAUSED)
		f->idle_us += next_us - f->now_us;
	f->now_us = next_us;
	simulator_advance(&f->machine, f->now_us);
	hear(f);
	host_turn(f);
	if (f->now_us > MONTH_US)
		errx(1, "the print does not end");
}

static void
await_host(struct forecast *f)
{
	while (!f->ready)
		pass(f);
}

/* The board as it is, not as it is built: slower, say. */
static void
switch_on(struct forecast *f)
{
	const double accel = f->plan->accel > 0 ? f->plan->accel : 1;
	const double heating = f->plan->heating > 0 ? f->plan->heating : 1;
	struct simulator_options options = { .ambient = 21, .bed = true,
	    .baud = f->plan->baud > 0 ? f->plan->baud : 250000,
	    .machine_type = "Forecast" };
	struct planner_limits *limits = &f->machine.planner.limits;

	simulator_init(&f->machine, &options, executed, f);
	simulator_reset(&f->machine, f->now_us);
	limits->print *= accel;
	limits->travel *= accel;
	limits->retract *= accel;
	f->machine.hotend.tau_s *= heating;
	f->machine.bed.tau_s *= heating;
}

/* --- what happens half way --- */

static void
pause_job(struct forecast *f)
{
	struct message_order_to_drain order = { .job = JOB,
	    .order = ORDER_PAUSE };

	jobrun_order(&f->run, f->now_us / 1000, &order);
	f->resume_us = f->now_us + (int64_t)(f->plan->pause_s * 1e6);
}

static void
go_on_after_death(struct forecast *f)
{
	(void)close(f->run.fd);
	f->starved += (double)f->run.starved_ms / 1e3;
	start_host(f);
	await_host(f);
	f->job.resume = 1;
	give_course(f);
	jobrun_take(&f->run, f->now_us / 1000, &f->job, dup(f->plan->fd));
}

/* All that is known is what was on record. */
static void
go_on_after_cut(struct forecast *f)
{
	(void)close(f->run.fd);
	f->starved += (double)f->run.starved_ms / 1e3;
	memset(&f->books, 0, sizeof(f->books));
	switch_on(f);
	start_host(f);
	f->idle_us += f->now_us;
	await_host(f);
	f->job.reentry = REENTRY_RECORD;
	f->job.done_commands = f->record.commands;
	f->job.done_bytes = f->record.bytes;
	f->job.printed_ms = f->record.printed_ms;
	f->idle_us = f->now_us - f->begin_us - f->record.printed_ms * 1000;
	give_course(f);
	jobrun_take(&f->run, f->now_us / 1000, &f->job, dup(f->plan->fd));
}

static void
half_way(struct forecast *f)
{
	if (f->plan->pause_s > 0)
		pause_job(f);
	if (f->plan->dies)
		go_on_after_death(f);
	if (f->plan->cut)
		go_on_after_cut(f);
}

static void
maybe_resume(struct forecast *f)
{
	struct message_order_to_drain order = { .job = JOB,
	    .order = ORDER_RESUME };

	if (f->run.phase == PHASE_PAUSED && f->now_us >= f->resume_us)
		jobrun_order(&f->run, f->now_us / 1000, &order);
}

/* --- the judge --- */

static double
error_of(const struct sample *s, int64_t whole_us)
{
	return 100 * (double)(s->left_ms * 1000 - (whole_us - s->at_us)) /
	    (double)whole_us;
}

static void
judge(const struct forecast *f, struct forecast_result *r)
{
	const int64_t whole_us = f->now_us - f->begin_us - f->idle_us;
	double error, last = 0, at;
	size_t i, point = 0;

	for (i = 0; i < f->n; i++) {
		at = 100 * (double)f->samples[i].at_us / (double)whole_us;
		error = error_of(&f->samples[i], whole_us);
		r->negative = r->negative || f->samples[i].left_ms < 0;
		for (; point < FORECAST_POINTS && at >= forecast_parts[point];
		    point++) {
			r->error[point] = error;
			r->late[point] = at;
		}
		if (at >= 100 * FROM)
			r->worst = fmax(r->worst, fabs(error));
		if (i > 0)
			r->jump = fmax(r->jump, fabs(error - last));
		last = error;
	}
	r->seconds = (double)whole_us / 1e6;
}

static void
print(struct forecast *f)
{
	const uint64_t half = (uint64_t)f->job.commands / 2;

	switch_on(f);
	start_host(f);
	await_host(f);
	f->begin_us = f->now_us;
	give_course(f);
	jobrun_take(&f->run, f->now_us / 1000, &f->job, dup(f->plan->fd));
	host_turn(f);
	while (!f->done) {
		pass(f);
		maybe_resume(f);
		if (!f->half && f->books.commands >= half) {
			f->half = true;
			half_way(f);
		}
	}
}

struct forecast_result
forecast_run(const struct forecast_plan *plan)
{
	struct forecast *f = calloc(1, sizeof(*f));
	struct forecast_result r = { .finished = false };

	if (f == NULL)
		err(1, "calloc");
	f->plan = plan;
	f->profile = (struct message_profile){ .printer = 1,
	    .name = "forecast", .window_lines = 3, .window_bytes = 126,
	    .baud = plan->baud > 0 ? plan->baud : 250000,
	    .pause_retract_um = 2000, .pause_lift_um = 5000,
	    .pause_gcode = "G1 X0 Y180 F6000" };
	read_file(f);
	print(f);
	r.finished = f->end == END_FINISHED;
	r.analyzed = f->analysis.walk.seconds + f->analysis.walk.waits.seconds;
	r.starved = f->starved + (double)f->run.starved_ms / 1e3;
	judge(f, &r);
	if (f->run.fd != -1)
		(void)close(f->run.fd);
	free(f);
	return r;
}
