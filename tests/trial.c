/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One print over a faulty cable, judged.
 */
#include <sys/mman.h>

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "firmware/marlin/simulator.h"
#include "firmware/marlin/truth.h"
#include "spoolerd/drain/jobrun.h"
#include "tests/trial.h"

#define JOB		9
#define CHUNK		512
#define MONTH_US	(INT64_C(30) * 24 * 3600 * 1000000)
#define RECENT		8
#define BREATH_US	INT64_C(3000000)
#define SECOND_US	INT64_C(1000000)

struct trial {
	struct trial_plan	 plan;
	struct trial_result	 result;
	const struct dialect	*dialect;
	struct message_profile	 profile;
	struct jobrun		 run;
	struct books		 books;
	struct simulator	 machine;
	struct fault		 fault;
	struct truth		 truth;
	unsigned long		 mask;		/* of line numbers */
	int64_t			 now_us;
	int			 file;		/* a memfd */
	unsigned int		 writes;
	bool			 ready, done, over;
	unsigned int		 resets;	/* that happened */
	int64_t			 reset_us;	/* the last one */
	unsigned long		 struck[RECENT]; /* faults, at the last lines */
	struct message_done	 end;
};

static const char *const ends[TRIAL__MAX] = {
	[TRIAL_FINISHED]	= "finished",
	[TRIAL_INTERRUPTED]	= "interrupted",
	[TRIAL_FAILED]		= "failed",
	[TRIAL_WRONG]		= "WRONG",
	[TRIAL_STUCK]		= "STUCK",
};

static void	executed(void *, const char *, long);
static void	say(void *, const struct message *);

const char *
trial_end_name(enum trial_end end)
{
	return ends[end];
}

/* Line i of the print file: no two are the same. */
static void
file_line(const struct trial *t, unsigned int i, char line[READER_LINE])
{
	if (t->plan.seconds_a_line > 0 && i % 2 == 1)
		(void)snprintf(line, READER_LINE, "G4 P%.0f I%u",
		    t->plan.seconds_a_line * 2000, i);
	else if (t->plan.seconds_a_move > 0)
		(void)snprintf(line, READER_LINE, "G1 X%u E%u.%03u F%.0f",
		    i % 2 ? 110 : 10, i / 1000, i % 1000,
		    6000 / t->plan.seconds_a_move);
	else if (i % 50 == 49)
		(void)snprintf(line, READER_LINE, "M106 S%u I%u", i % 256, i);
	else
		(void)snprintf(line, READER_LINE, "G1 X%u.%u Y%u.%u E%u.%03u "
		    "F6000", 50 + i % 7, i % 10, 60 + i % 11, i % 9, i / 1000,
		    i % 1000);
}

static int
make_file(const struct trial *t)
{
	char line[READER_LINE];
	unsigned int i;
	FILE *out;
	int fd = memfd_create("trial", MFD_CLOEXEC);

	out = fd == -1 ? NULL : fdopen(dup(fd), "w");
	if (out == NULL)
		err(1, "memfd");
	for (i = 0; i < t->plan.lines; i++) {
		file_line(t, i, line);
		(void)fprintf(out, "%s ; line %u\n", line, i);
	}
	if (fclose(out) != 0)
		err(1, "memfd");
	return fd;
}

/* --- the judge --- */

static void
wrong(struct trial *t, const char *what, const char *command)
{
	char expected[READER_LINE] = "the end";

	if (t->result.executed < t->plan.lines)
		file_line(t, t->result.executed, expected);
	if (!t->over)
		(void)snprintf(t->result.why, sizeof(t->result.why),
		    "%s \"%s\" instead of \"%s\"", what, command, expected);
	t->result.end = TRIAL_WRONG;
	t->over = true;
}

/* Commands that every connection asks or sets up by itself. */
static bool
is_hosts(const char *command)
{
	static const char *const words[] = { "M105", "M110", "M115", "M155",
	    "M104 S0", "M140 S0", "M107", "G28 X Y", "M84", "M113" };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strncmp(command, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

static bool
struck_lately(const struct trial *t)
{
	return !t->machine.flavor->rules.numbers &&
	    t->fault.struck != t->struck[(t->result.executed + 1) % RECENT];
}

/* Where line numbers are not looked at, a fault of the cable can take a line
 * away, or double it, and nothing shows it.  Only just after a fault. */
static bool
goes_on(struct trial *t, const char *command)
{
	char line[READER_LINE];
	unsigned int i, from = t->result.executed;

	if (!struck_lately(t))
		return false;
	for (i = from > 2 ? from - 2 : 0; i < from + 3; i++) {
		file_line(t, i, line);
		if (strcmp(command, line) != 0)
			continue;
		t->result.hidden++;
		t->result.executed = i + 1;
		return true;
	}
	return false;
}

static void
executed(void *arg, const char *command, long number)
{
	struct trial *t = arg;
	enum truth_verdict verdict = truth_judge(&t->truth, command, number,
	    t->mask);
	char expected[READER_LINE] = "";

	/* of words that are no command the machine does nothing */
	if (verdict == TRUTH_STRAY && (command[0] == '\0' ||
	    strchr("GMT", command[0]) == NULL))
		return;
	if (verdict != TRUTH_SENT)
		t->result.hidden++;
	if (verdict == TRUTH_STRAY)
		return;
	if (verdict == TRUTH_ALTERED)
		command = truth_command(&t->truth, number, t->mask);
	if (command == NULL || is_hosts(command))
		return;
	if (t->result.executed < t->plan.lines)
		file_line(t, t->result.executed, expected);
	if (strcmp(command, expected) == 0)
		t->result.executed++;
	else if (!goes_on(t, command))
		wrong(t, "executed", command);
	t->struck[t->result.executed % RECENT] = t->fault.struck;
}

/* --- the host --- */

static void
say(void *arg, const struct message *m)
{
	struct trial *t = arg;

	if (m->type == MESSAGE_READY) {
		t->ready = true;
	} else if (m->type == MESSAGE_DONE) {
		t->done = true;
		t->end = m->done;
	}
}

static void
start_host(struct trial *t)
{
	t->ready = t->done = false;
	t->end = (struct message_done){ .end = END_INTERRUPTED,
	    .why = "the printer does not answer any more" };
	t->result.resends += t->run.link.resends;
	t->result.timeouts += t->run.link.timeouts;
	jobrun_init(&t->run, &t->profile, t->dialect, &t->books,
	    t->now_us / 1000, say, t);
}

static void
give_job(struct trial *t)
{
	struct message_job job = { .printer = 1, .job = JOB,
	    .commands = t->plan.lines, .resume = t->books.job == JOB };

	if (t->run.phase == PHASE_IDLE && t->run.job.job == 0 && !t->done)
		jobrun_take(&t->run, t->now_us / 1000, &job, dup(t->file));
}

/* Everything that the host does at this moment. */
static void
host_turn(struct trial *t)
{
	char out[FRAME_SIZE], changed[FRAME_SIZE * FAULT_GROWTH];
	size_t n;

	for (;;) {
		jobrun_turn(&t->run, t->now_us / 1000);
		if (t->ready)
			give_job(t);
		n = link_output(&t->run.link, t->now_us / 1000, out);
		if (n == 0)
			return;
		truth_sent(&t->truth, out, n);
		n = fault_to_machine(&t->fault, out, n, changed);
		(void)simulator_hear(&t->machine, changed, n);
		if (t->plan.crash_every != 0 &&
		    ++t->writes % t->plan.crash_every == 0) {
			if (t->run.fd != -1)
				(void)close(t->run.fd);
			start_host(t);
		}
	}
}

static void
hear(struct trial *t)
{
	char bytes[CHUNK], changed[FAULT_GROWTH * (CHUNK + FAULT_LINE *
	    (FAULT_LATE + 1))];
	size_t n, used;

	do {
		n = simulator_said(&t->machine, bytes, sizeof(bytes));
		used = fault_from_machine(&t->fault, t->now_us, bytes, n,
		    changed);
		link_receive(&t->run.link, t->now_us / 1000, changed, used);
	} while (n > 0);
}

/* --- time --- */

static int64_t
next_us(const struct trial *t)
{
	const int64_t times[] = {
		simulator_next(&t->machine), fault_next(&t->fault),
		t->machine.uart.out_used > 0 ? t->machine.said_us : INT64_MAX,
		jobrun_wake(&t->run) < INT64_MAX / 1000 ?
		    jobrun_wake(&t->run) * 1000 : INT64_MAX,
	};
	int64_t next = t->now_us + BREATH_US;
	size_t i;

	for (i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		if (times[i] < next)
			next = times[i];
	return next > t->now_us ? next : t->now_us + 1;
}

/* A brown-out, or its watchdog. */
static void
reset_itself(struct trial *t)
{
	if (t->plan.reset_at == 0 || t->resets > t->plan.resets ||
	    t->result.executed < t->plan.reset_at ||
	    (t->resets > 0 && t->now_us < t->reset_us + SECOND_US))
		return;
	t->resets++;
	t->reset_us = t->now_us;
	simulator_reset(&t->machine, t->now_us);
	if (t->plan.no_banner)
		t->machine.uart.out_used = 0;
}

static void
pass(struct trial *t)
{
	bool deaf = t->machine.waiting == t->machine.flavor->slots;
	int64_t was_us = t->machine.now_us;

	simulator_advance(&t->machine, t->now_us);
	if (deaf)
		t->result.deaf_seconds +=
		    (double)(t->machine.now_us - was_us) / 1e6;
	reset_itself(t);
	hear(t);
}

static void
pass_until(struct trial *t, bool (*so)(const struct trial *))
{
	while (!t->over && !so(t)) {
		host_turn(t);
		t->now_us = next_us(t);
		pass(t);
		if (t->now_us > MONTH_US) {
			t->result.end = TRIAL_STUCK;
			t->over = true;
		}
	}
}

static bool
is_done(const struct trial *t)
{
	return t->done || t->run.phase == PHASE_LOST ||
	    t->run.phase == PHASE_HALTED;
}

/* The machine works off what it had accepted. */
static bool
is_still(const struct trial *t)
{
	return t->machine.waiting == 0 || t->machine.killed;
}

/* --- the trial --- */

static void
conclude(struct trial *t)
{
	static const enum trial_end named[END__MAX] = {
		[END_FINISHED] = TRIAL_FINISHED,
		[END_STOPPED] = TRIAL_FAILED,
		[END_FAILED] = TRIAL_FAILED,
		[END_INTERRUPTED] = TRIAL_INTERRUPTED,
	};

	if (t->over)
		return;
	t->result.end = named[t->end.end];
	(void)snprintf(t->result.why, sizeof(t->result.why), "%.150s",
	    t->end.why);
	pass_until(t, is_still);
	if (!t->over && t->result.end == TRIAL_FINISHED &&
	    t->result.executed < t->plan.lines && !struck_lately(t))
		wrong(t, "finished with", "no more");
}

/* A person says *resume*, as long as that is possible. */
static bool
resumes(struct trial *t)
{
	if (t->over || t->end.end != END_INTERRUPTED ||
	    t->books.job != JOB || t->result.resumed == t->plan.resumes)
		return false;
	t->result.resumed++;
	start_host(t);
	return true;
}

static void
prepare(struct trial *t, const struct trial_plan *plan)
{
	struct simulator_options options = { .baud = 250000, .ambient = 21,
	    .ring = plan->ring,
	    .machine_type = "Trial", .flavor = flavor_find(plan->firmware) };

	t->plan = *plan;
	t->dialect = dialect_find(plan->dialect);
	if (t->dialect == NULL || options.flavor == NULL)
		errx(1, "%s, %s: no such dialect", plan->firmware,
		    plan->dialect);
	t->profile = (struct message_profile){ .printer = 1, .name = "trial",
	    .window_lines = plan->window != 0 ? (int32_t)plan->window : 3,
	    .window_bytes = 126, .stop_gcode = "M104 S0\nM140 S0\nM107",
	    .park_gcode = "G28 X Y\nM84" };
	t->mask = options.flavor->rules.number_mask != 0 ?
	    options.flavor->rules.number_mask : ~0UL;
	t->file = make_file(t);
	fault_init(&t->fault, plan->seed);
	truth_init(&t->truth);
	simulator_init(&t->machine, &options, executed, t);
	simulator_reset(&t->machine, 0);
	start_host(t);
}

struct trial_result
trial_run(const struct trial_plan *plan)
{
	struct trial *t = calloc(1, sizeof(*t));
	struct trial_result result;

	if (t == NULL)
		err(1, "calloc");
	prepare(t, plan);
	/* the cable is good until the job begins */
	while (!t->ready && !t->over) {
		t->now_us = next_us(t);
		pass(t);
		host_turn(t);
	}
	if (!fault_set(&t->fault, plan->faults))
		errx(1, "%s: not understood", plan->faults);
	do
		pass_until(t, is_done);
	while (resumes(t));
	conclude(t);
	t->result.resends += t->run.link.resends;
	t->result.timeouts += t->run.link.timeouts;
	t->result.window = t->run.link.limits.lines;
	t->result.overruns = t->machine.uart.overruns;
	t->result.struck = t->fault.struck;
	t->result.seconds = (double)t->now_us / 1e6;
	result = t->result;
	if (t->run.fd != -1)
		(void)close(t->run.fd);
	(void)close(t->file);
	free(t);
	return result;
}
