/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The run of a job against the strict little printer: phases, orders, ends,
 * and crashes at every line.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "spoolerd/drain/jobrun.h"
#include "tests/strict.h"

#define JOB		7
#define SAID		512

struct bench {
	struct jobrun	run;
	struct books	books;
	struct strict	printer;
	int64_t		now_ms;
	struct message	said[SAID];
	unsigned int	said_n;
};

static void
say(void *arg, const struct message *m)
{
	struct bench *b = arg;

	if (m->type == MESSAGE_TELEMETRY && b->said_n > SAID / 2)
		return;
	assert_true(b->said_n < SAID);
	b->said[b->said_n++] = *m;
}

static void
begin(struct bench *b)
{
	struct message_profile profile = {
		.printer = 1, .name = "test", .dialect = "marlin",
		.window_lines = 3, .window_bytes = 126,
		.stop_gcode = "M104 S0\nM140 S0\nM107",
		.park_gcode = "G28 X Y\nM84",
	};

	jobrun_init(&b->run, &profile, dialect_find("marlin"), &b->books,
	    b->now_ms, say, b);
}

static int
set_up(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));

	b->now_ms = 1000;
	begin(b);
	*state = b;
	return 0;
}

static int
tear_down(void **state)
{
	struct bench *b = *state;

	if (b->run.fd != -1)
		(void)close(b->run.fd);
	free(b);
	return 0;
}

static void
hear(struct bench *b)
{
	size_t n = b->printer.said_used;

	b->printer.said_used = 0;
	link_receive(&b->run.link, b->now_ms, b->printer.said, n);
}

/* Everything that happens at this moment; frames: at most so many. */
static unsigned int
turn(struct bench *b, unsigned int frames)
{
	char out[FRAME_SIZE];
	unsigned int done = 0;
	size_t n;

	for (;;) {
		jobrun_turn(&b->run, b->now_ms);
		if (done == frames)
			return done;
		n = link_output(&b->run.link, b->now_ms, out);
		if (n == 0)
			return done;
		done++;
		strict_carry(&b->printer, out, n);
		hear(b);
	}
}

/* Let time pass until the phase is reached. */
static void
until(struct bench *b, enum message_phase phase)
{
	int64_t wake;
	int i;

	for (i = 0; i < 1000; i++) {
		(void)turn(b, UINT32_MAX);
		if (b->run.phase == phase)
			return;
		wake = jobrun_wake(&b->run);
		b->now_ms = wake > b->now_ms ? wake : b->now_ms + 1;
	}
	fail_msg("phase %s instead of %s", message_phase_name(b->run.phase),
	    message_phase_name(phase));
}

static int
file_of(const char *text)
{
	int fd = memfd_create("job", MFD_CLOEXEC);

	assert_true(fd != -1);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	return fd;
}

static void
take(struct bench *b, const char *text, bool resume)
{
	struct message_job job = { .printer = 1, .job = JOB,
	    .bytes = (int64_t)strlen(text), .commands = 4, .resume = resume };

	jobrun_take(&b->run, b->now_ms, &job, file_of(text));
}

static void
order(struct bench *b, enum message_order what, int64_t job)
{
	struct message_order_to_drain o = { .job = job,
	    .order = (int32_t)what };

	jobrun_order(&b->run, b->now_ms, &o);
}

/* The only message of a type; NULL: there is none. */
static const struct message *
told(struct bench *b, enum message_type type)
{
	const struct message *found = NULL;
	unsigned int i;

	for (i = 0; i < b->said_n; i++)
		if (b->said[i].type == type)
			found = &b->said[i];
	return found;
}

static unsigned int
count_told(struct bench *b, enum message_type type)
{
	unsigned int i, n = 0;

	for (i = 0; i < b->said_n; i++)
		n += b->said[i].type == type;
	return n;
}

static void
assert_executed(struct bench *b, const char *expected)
{
	char all[65536] = "";
	unsigned int i;

	for (i = 0; i < b->printer.executed_n; i++) {
		(void)strcat(all, b->printer.executed[i]);
		(void)strcat(all, "\n");
	}
	assert_string_equal(all, expected);
}

static void
assert_done(struct bench *b, enum message_end end, bool halted)
{
	const struct message *m = told(b, MESSAGE_DONE);

	assert_non_null(m);
	assert_int_equal(count_told(b, MESSAGE_DONE), 1);
	assert_int_equal(m->done.job, JOB);
	assert_int_equal(m->done.end, end);
	assert_int_equal(m->done.halted, halted);
}

static void
jobrun__connected__says_ready(void **state)
{
	struct bench *b = *state;
	const struct message *m;

	until(b, PHASE_IDLE);
	m = told(b, MESSAGE_READY);
	assert_non_null(m);
	assert_string_equal(m->ready.machine_type, "Test");
}

static void
jobrun__whole_file__is_executed_and_finished(void **state)
{
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	take(b, "; a comment\nG28\n\nG1 X1 ; there\nG1 X2\nM84", false);
	assert_int_equal(b->run.phase, PHASE_PRINTING);
	until(b, PHASE_IDLE);
	assert_executed(b, "G28\nG1 X1\nG1 X2\nM84\n");
	assert_done(b, END_FINISHED, false);
	assert_int_equal(told(b, MESSAGE_DONE)->done.commands, 4);
	assert_int_equal(b->books.job, 0);
}

static void
jobrun__empty_file__finishes(void **state)
{
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	take(b, "; nothing\n", false);
	until(b, PHASE_IDLE);
	assert_done(b, END_FINISHED, false);
}

/* fault: pause/resume/stop sometimes do nothing */
static void
fault__pause_resume_and_stop_do_nothing(void **state)
{
	struct bench *b = *state;
	const struct message *m;

	until(b, PHASE_IDLE);
	take(b, "G28\nG1 X1\nG1 X2\nG1 X3\nG1 X4\nG1 X5\nG1 X6\n", false);
	(void)turn(b, 2);
	order(b, ORDER_PAUSE, JOB);
	until(b, PHASE_PAUSED);
	m = told(b, MESSAGE_PHASE);
	assert_int_equal(m->phase.phase, PHASE_PAUSED);
	assert_int_equal(m->phase.job, JOB);
	b->now_ms += 60000;
	(void)turn(b, UINT32_MAX);
	assert_true(b->printer.executed_n < 7);	/* nothing more meanwhile */
	order(b, ORDER_RESUME, JOB);
	m = told(b, MESSAGE_PHASE);
	assert_int_equal(m->phase.phase, PHASE_PRINTING);
	(void)turn(b, 1);
	order(b, ORDER_STOP, JOB);
	assert_int_equal(b->run.phase, PHASE_STOPPING);
	until(b, PHASE_IDLE);
	assert_done(b, END_STOPPED, false);
}

static void
jobrun__order_for_another_job__does_nothing(void **state)
{
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	order(b, ORDER_STOP, JOB);
	take(b, "G28\nG1 X1\n", false);
	order(b, ORDER_STOP, JOB - 1);
	order(b, ORDER_PAUSE, 0);
	order(b, (enum message_order)99, JOB);
	assert_int_equal(b->run.phase, PHASE_PRINTING);
	until(b, PHASE_IDLE);
	assert_done(b, END_FINISHED, false);
}

/* Only what was on the way when the order came is executed still.
 * fault: stop left heaters and motors as they were */
static void
fault__stop_leaves_the_heaters_on(void **state)
{
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	take(b, "G28\nG1 X1\nG1 X2\nG1 X3\nG1 X4\nG1 X5\nG1 X6\n", false);
	(void)turn(b, 3);
	order(b, ORDER_STOP, JOB);
	until(b, PHASE_IDLE);
	assert_executed(b, "G28\nG1 X1\nG1 X2\nG1 X3\n"
	    "M104 S0\nM140 S0\nM107\nG28 X Y\nM84\n");
	assert_non_null(strstr(told(b, MESSAGE_DONE)->done.why, "parked"));
}

static void
jobrun__stop_before_homing__does_not_move(void **state)
{
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	take(b, "M104 S200\nG1 X1\nG28\n", false);
	(void)turn(b, 1);
	order(b, ORDER_STOP, JOB);
	until(b, PHASE_IDLE);
	assert_executed(b, "M104 S200\nG1 X1\nM104 S0\nM140 S0\nM107\n");
	assert_non_null(strstr(told(b, MESSAGE_DONE)->done.why,
	    "not parked"));
}

/* The wait for heat is broken off; the lines behind it are not lost. */
static void
jobrun__stop_in_a_blocking_wait__gets_through(void **state)
{
	struct bench *b = *state;

	b->printer.heats_for_ever = true;
	until(b, PHASE_IDLE);
	take(b, "G28\nM109 S220\nG1 X1\nG1 X2\n", false);
	(void)turn(b, UINT32_MAX);
	assert_true(b->printer.blocked);
	order(b, ORDER_STOP, JOB);
	until(b, PHASE_IDLE);
	assert_done(b, END_STOPPED, false);
	assert_executed(b, "G28\nM109 S220\nG1 X1\nG1 X2\nM108\n"
	    "M104 S0\nM140 S0\nM107\nG28 X Y\nM84\n");
}

static void
jobrun__killed_printer__fails_the_job(void **state)
{
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	take(b, "G28\nG1 X1\n", false);
	(void)turn(b, 1);
	strict_say(&b->printer, "Error:Printer halted. kill() called!\n");
	hear(b);
	(void)turn(b, 0);
	assert_int_equal(b->run.phase, PHASE_HALTED);
	assert_done(b, END_FAILED, true);
}

static void
jobrun__emergency__stops_and_halts(void **state)
{
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	take(b, "G28\nG1 X1\n", false);
	(void)turn(b, 1);
	strict_carry(&b->printer, (char[]){ "\nM112\n" }, 6);
	order(b, ORDER_EMERGENCY, 0);
	hear(b);
	(void)turn(b, UINT32_MAX);
	assert_int_equal(b->run.phase, PHASE_HALTED);
	assert_done(b, END_STOPPED, true);
}

/* In the middle of a resend, too: nothing of ours may go out then, but the
 * parent's line does. */
static void
jobrun__orders_in_a_resend__are_obeyed(void **state)
{
	static const struct {
		enum message_order	order;
		enum message_phase	phase;
	} rows[] = {
		{ ORDER_PAUSE, PHASE_PAUSED }, { ORDER_STOP, PHASE_IDLE },
		{ ORDER_EMERGENCY, PHASE_HALTED },
	};
	struct bench *b;
	unsigned int at;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (at = 1; at < 10; at++) {
			assert_int_equal(tear_down(state), 0);
			assert_int_equal(set_up(state), 0);
			b = *state;
			until(b, PHASE_IDLE);
			take(b, "G28\nG1 X1\nG1 X2\nG1 X3\nG1 X4\nG1 X5\n",
			    false);
			b->printer.frames = 0;
			b->printer.fault = LINE_FLIPPED;
			b->printer.at = at;
			(void)turn(b, at < 4 ? at : 4);
			if (rows[i].order == ORDER_EMERGENCY)
				strict_carry(&b->printer,
				    (char[]){ "\nM112\n" }, 6);
			order(b, rows[i].order, JOB);
			hear(b);
			until(b, rows[i].phase);
			if (rows[i].phase == PHASE_PAUSED) {
				order(b, ORDER_RESUME, JOB);
				until(b, PHASE_IDLE);
				assert_executed(b, "G28\nG1 X1\nG1 X2\n"
				    "G1 X3\nG1 X4\nG1 X5\n");
			}
		}
}

/* No sign of it: the parent resets a lost printer. */
static void
jobrun__emergency_unconfirmed__is_lost(void **state)
{
	struct bench *b = *state;

	b->printer.heats_for_ever = true;
	until(b, PHASE_IDLE);
	take(b, "G28\nM109 S200\nG1 X1\nG1 X2\n", false);
	(void)turn(b, UINT32_MAX);
	order(b, ORDER_EMERGENCY, 0);
	b->now_ms += 1000;
	(void)turn(b, 0);
	assert_int_equal(b->run.phase, PHASE_LOST);
	assert_done(b, END_STOPPED, true);
}

static void
jobrun__reset_in_a_print__interrupts(void **state)
{
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	take(b, "G28\nG1 X1\n", false);
	(void)turn(b, 1);
	b->printer.last = 0;
	strict_say(&b->printer, "start\n");
	hear(b);
	(void)turn(b, 0);
	assert_done(b, END_INTERRUPTED, false);
	until(b, PHASE_IDLE);		/* and it is greeted again */
}

static void
jobrun__hangup__interrupts(void **state)
{
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	take(b, "G28\nG1 X1\n", false);
	jobrun_hangup(&b->run, b->now_ms);
	assert_int_equal(b->run.phase, PHASE_LOST);
	assert_done(b, END_INTERRUPTED, false);
}

static void
jobrun__too_long_line__fails_with_the_heaters_off(void **state)
{
	struct bench *b = *state;
	char text[512] = "G28\n";

	memset(text + 4, 'X', 300);
	until(b, PHASE_IDLE);
	take(b, text, false);
	until(b, PHASE_IDLE);
	assert_done(b, END_FAILED, false);
	assert_executed(b, "G28\nM104 S0\nM140 S0\nM107\nG28 X Y\nM84\n");
}

/* Killed after any write: a new drain asks the printer where it is. */
static void
jobrun__crash_at_any_line__executes_every_line_once(void **state)
{
	static const char text[] = "G28\nG1 X1\nG1 X2\nG1 X3\nG1 X4\nG1 X5\n";
	struct bench *b;
	unsigned int at;

	for (at = 0; at <= 8; at++) {
		(void)tear_down(state);
		(void)set_up(state);
		b = *state;
		until(b, PHASE_IDLE);
		take(b, text, false);
		(void)turn(b, at);
		if (b->run.phase != PHASE_PRINTING)
			break;
		(void)close(b->run.fd);
		begin(b);
		until(b, PHASE_IDLE);
		take(b, text, true);
		until(b, PHASE_IDLE);
		assert_executed(b, text);
		assert_done(b, END_FINISHED, false);
	}
	assert_true(at > 6);
}

static void
jobrun__crash_and_reset__is_interrupted(void **state)
{
	static const char text[] = "G28\nG1 X1\nG1 X2\nG1 X3\nG1 X4\nG1 X5\n";
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	take(b, text, false);
	(void)turn(b, 4);
	(void)close(b->run.fd);
	b->printer.last = 0;
	begin(b);
	until(b, PHASE_IDLE);
	assert_done(b, END_INTERRUPTED, false);
	assert_int_equal(b->books.job, 0);
	/* whoever did not hear that yet is told again */
	b->said_n = 0;
	take(b, text, true);
	assert_done(b, END_INTERRUPTED, false);
	assert_int_equal(b->run.phase, PHASE_IDLE);
}

static void
reenter(struct bench *b, const char *text, int lifted_um)
{
	struct message_job job = { .printer = 1, .job = JOB,
	    .bytes = (int64_t)strlen(text), .commands = 4,
	    .reentry = REENTRY_RECORD, .lifted_um = lifted_um,
	    .done_commands = 5, .done_bytes = (int64_t)strlen(text),
	    .printed_ms = 60000 };

	jobrun_take(&b->run, b->now_ms, &job, file_of(text));
}

/* Nothing moved, so the record stays as it was. */
static void
reenter__nothing_printed__interrupted_as_it_was(void **state)
{
	static const int lifted[] = { 0, 5000, -1 };
	const struct message_done *done;
	struct bench *b;
	size_t i;

	for (i = 0; i < sizeof(lifted) / sizeof(lifted[0]); i++) {
		(void)tear_down(state);
		(void)set_up(state);
		b = *state;
		b->run.profile.pause_lift_um = 5000;
		until(b, PHASE_IDLE);
		reenter(b, "G28\nG1 X1 Y1 Z1\nG1 X2 E1\n", lifted[i]);
		assert_done(b, END_INTERRUPTED, false);
		done = &told(b, MESSAGE_DONE)->done;
		assert_string_equal(done->why,
		    reentry_strerror(REENTRY_NOTHING_YET));
		assert_int_equal(done->commands, 5);
		assert_int_equal(done->bytes, 25);
		assert_int_equal(done->printed_ms, 60000);
		assert_int_equal(done->lifted_um, lifted[i]);
		assert_int_equal(b->books.job, 0);
		assert_int_equal(b->run.phase, PHASE_IDLE);
		(void)turn(b, UINT32_MAX);
		assert_executed(b, "");
	}
}

/* "G1 X1 E1" and so on: a layer of so many lines, then the next. */
static void
make_layers(char text[4096], int layers, int lines)
{
	int i, n = 0, used;

	used = snprintf(text, 4096, "G28\nG1 X0 Y0 Z1\n");
	for (; layers > 0; layers--) {
		used += snprintf(text + used, 32, "G1 Z%d\n", ++n);
		for (i = 1; i <= lines; i++)
			used += snprintf(text + used, 64, "G1 X%d E%d\n", i,
			    n * 100 + i);
	}
}

/* What a checkpoint or an end says while the way back in is not done must not
 * replace the record; a pause steps aside behind it. */
static void
reenter__stopped_on_the_way__height_not_known(void **state)
{
	struct bench *b = *state;
	const struct message_done *done;
	char text[4096];

	until(b, PHASE_IDLE);
	make_layers(text, 1, 40);
	reenter(b, text, 0);
	(void)turn(b, 3);
	b->now_ms += 60000;
	(void)turn(b, 0);
	assert_null(told(b, MESSAGE_CHECKPOINT));
	assert_int_equal(b->books.aside, BOOKS_ENTERING);
	order(b, ORDER_STOP, JOB);
	until(b, PHASE_IDLE);
	assert_done(b, END_STOPPED, false);
	done = &told(b, MESSAGE_DONE)->done;
	assert_int_equal(done->bytes, strlen(text));
	assert_int_equal(done->lifted_um, -1);
}

static void
reenter__done__goes_on_at_the_layer(void **state)
{
	struct bench *b = *state;
	const struct message *m;
	char text[4096];

	until(b, PHASE_IDLE);
	make_layers(text, 2, 40);
	reenter(b, text, 0);
	until(b, PHASE_IDLE);
	assert_done(b, END_FINISHED, false);
	m = told(b, MESSAGE_PHASE);
	assert_non_null(m);
	assert_true(m->phase.reentered);
	/* G28, G1, G1 Z1, 40 of the first layer, G1 Z2 */
	assert_int_equal(m->phase.commands, 44);
	assert_int_equal(told(b, MESSAGE_DONE)->done.commands, 84);
	assert_string_equal(b->printer.executed[b->printer.executed_n - 40],
	    "G1 X1 E201");
}

/* Each layer is on record, but not each line of a spiral. */
static void
checkpoint__layers__each_but_one_a_second(void **state)
{
	static const struct {
		int		layers, lines, step_ms;
		unsigned int	least, most;
	} rows[] = {
		{ 6, 10, 200, 6, 8 },	/* a layer takes two seconds */
		{ 30, 1, 10, 0, 2 },	/* all of it half a second */
		{ 1, 40, 1000, 4, 6 },	/* one long layer: now and then */
	};
	struct bench *b;
	char text[4096];
	size_t r;
	int i;

	for (r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
		(void)tear_down(state);
		(void)set_up(state);
		b = *state;
		until(b, PHASE_IDLE);
		make_layers(text, rows[r].layers, rows[r].lines);
		take(b, text, false);
		for (i = 0; i < 1000 && b->run.phase != PHASE_IDLE; i++) {
			(void)turn(b, 1);
			b->now_ms += rows[r].step_ms;
		}
		assert_done(b, END_FINISHED, false);
		assert_in_range(count_told(b, MESSAGE_CHECKPOINT),
		    rows[r].least, rows[r].most);
	}
}

/* The head steps aside and comes back, hot, to where it was. */
static void
pause__known_place__steps_aside_and_back(void **state)
{
	static const char text[] = "M109 S200\nG28\nG90\nM82\n"
	    "G1 X10 Y20 Z0.3 F1200\nG1 X11 E1.5\nG1 X12 E1.6\nG1 X13 E1.7\n";
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	b->run.profile.pause_retract_um = 2000;
	b->run.profile.pause_lift_um = 5000;
	(void)strcpy(b->run.profile.pause_gcode, "G1 X0 Y180 F6000");
	take(b, text, false);
	while (b->printer.executed_n < 6)
		(void)turn(b, 1);
	order(b, ORDER_PAUSE, JOB);
	order(b, ORDER_RESUME, JOB);	/* nothing was moved yet */
	order(b, ORDER_PAUSE, JOB);
	until(b, PHASE_PAUSED);
	assert_int_equal(b->books.aside, BOOKS_ASIDE);
	order(b, ORDER_RESUME, JOB);
	until(b, PHASE_IDLE);
	assert_done(b, END_FINISHED, false);
	assert_executed(b, "M109 S200\nG28\nG90\nM82\n"
	    "G1 X10 Y20 Z0.3 F1200\nG1 X11 E1.5\nG1 X12 E1.6\n"
	    "G91\nM83\nG1 E-2.00 F2100\nG1 Z5.00 F600\nG90\n"
	    "G1 X0 Y180 F6000\n"
	    "M109 S200\nG90\nG1 X12.000 Y20.000 F6000\nG1 Z0.300 F600\n"
	    "M83\nG1 E2.00 F2100\nG92 E1.60000\nG90\nM82\nG1 F1200\n"
	    "G1 X13 E1.7\n");
}

/* The drain dies with the head aside, or on its way: the next one brings it
 * back, and pushes the filament only if it knows that it was pulled. */
static void
pause__crash__comes_back_once(void **state)
{
	static const char text[] = "G1 X1 Y2 Z3 F1200\nG1 X2\nG1 X3\nG1 X4\n";
	static const struct {
		unsigned int	frames;		/* of the way aside */
		bool		pushes;
	} rows[] = { { 1, false }, { 3, false }, { UINT32_MAX, true } };
	struct bench *b;
	char all[4096];
	unsigned int i;
	size_t r;

	for (r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
		(void)tear_down(state);
		(void)set_up(state);
		b = *state;
		until(b, PHASE_IDLE);
		b->run.profile.pause_retract_um = 2000;
		take(b, text, false);
		while (b->printer.executed_n < 2)
			(void)turn(b, 1);
		order(b, ORDER_PAUSE, JOB);
		while (b->books.aside == BOOKS_IN_PLACE)
			(void)turn(b, 1);
		(void)turn(b, rows[r].frames);
		(void)close(b->run.fd);
		begin(b);
		b->run.profile.pause_retract_um = 2000;
		until(b, PHASE_IDLE);
		take(b, text, true);
		until(b, PHASE_IDLE);
		assert_int_equal(told(b, MESSAGE_DONE)->done.end,
		    END_FINISHED);
		for (i = 0, all[0] = '\0'; i < b->printer.executed_n; i++)
			(void)strcat(strcat(all, b->printer.executed[i]),
			    "\n");
		assert_int_equal(strstr(all, "G1 E2.00") != NULL,
		    rows[r].pushes);
		assert_non_null(strstr(all, "\nG1 F1200\n"));
		assert_null(strstr(strstr(all, "G1 X4") + 1, "G1 X"));
	}
}

/* M0 and M600 would block a machine without a display for ever. */
static void
ask__file_asks_for_a_person__waits_for_an_answer(void **state)
{
	static const char *const rows[] = { "M0", "M1 S5", "M600", "@pause" };
	char text[64];
	struct bench *b;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)tear_down(state);
		(void)set_up(state);
		b = *state;
		until(b, PHASE_IDLE);
		(void)snprintf(text, sizeof(text), "G1 X1\n%s\nG1 X2\n",
		    rows[i]);
		take(b, text, false);
		until(b, PHASE_PAUSED);
		assert_executed(b, "G1 X1\n");
		b->now_ms += 2000;
		(void)turn(b, UINT32_MAX);
		assert_true(b->run.question[0] != '\0');
		order(b, ORDER_RESUME, JOB);
		until(b, PHASE_IDLE);
		assert_executed(b, "G1 X1\nG1 X2\n");
		assert_string_equal(b->run.question, "");
	}
}

/* The printer says that its filament is out. */
static void
ask__printer_pauses__is_asked_on_the_page(void **state)
{
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	take(b, "G1 X1\nG1 X2\nG1 X3\nG1 X4\nG1 X5\nG1 X6\n", false);
	(void)turn(b, 1);
	strict_say(&b->printer, "//action:prompt_begin Filament is out\n"
	    "//action:prompt_show\n//action:paused\n");
	until(b, PHASE_PAUSED);
	assert_string_equal(b->run.question, "Filament is out");
	order(b, ORDER_RESUME, JOB);
	until(b, PHASE_IDLE);
	assert_executed(b, "G1 X1\nG1 X2\nM876 S0\nG1 X3\nG1 X4\nG1 X5\n"
	    "G1 X6\n");
}

/* It goes on without doing what it was told: a person is asked. */
static void
ask__printer_leaves_lines_out__pauses(void **state)
{
	static const struct {
		const char *says, *question;
	} rows[] = {
		{ "echo: cold extrusion prevented\n",
		    "The printer moves no plastic: its hotend is too cold." },
		{ "Error:Probing Failed\n", "Error:Probing Failed" },
	};
	struct bench *b;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)tear_down(state);
		(void)set_up(state);
		b = *state;
		until(b, PHASE_IDLE);
		strict_say(&b->printer, rows[i].says);
		hear(b);
		(void)turn(b, UINT32_MAX);	/* nobody to ask yet */
		take(b, "G1 X1\nG1 X2\nG1 X3\nG1 X4\n", false);
		(void)turn(b, 1);
		assert_int_equal(b->run.phase, PHASE_PRINTING);
		strict_say(&b->printer, rows[i].says);
		until(b, PHASE_PAUSED);
		assert_string_equal(b->run.question, rows[i].question);
		order(b, ORDER_RESUME, JOB);
		until(b, PHASE_IDLE);
		assert_executed(b, "G1 X1\nG1 X2\nG1 X3\nG1 X4\n");
	}
}

/* Marlin can't count past 31 bits; between two jobs there is time to begin
 * anew, in a job there is not. */
static void
jobrun__large_numbers__begin_anew_between_jobs(void **state)
{
	struct bench *b = *state;
	uint64_t next = JOBRUN_NUMBERS - 4;

	until(b, PHASE_IDLE);
	(void)turn(b, UINT32_MAX);
	books_new_epoch(&b->books, next);
	b->run.link.base = b->run.link.sent = b->run.link.high =
	    b->run.link.first = next;
	b->printer.last = next - 1;
	take(b, "G28\nG1 X1\nG1 X2\nG1 X3\nG1 X4\nG1 X5\n", false);
	until(b, PHASE_CONNECTING);
	assert_true(b->printer.last > JOBRUN_NUMBERS);
	assert_done(b, END_FINISHED, false);
	until(b, PHASE_IDLE);
	assert_true(b->printer.last < JOBRUN_NUMBERS);
	b->said_n = 0;
	take(b, "M84\n", false);
	until(b, PHASE_IDLE);
	assert_executed(b, "G28\nG1 X1\nG1 X2\nG1 X3\nG1 X4\nG1 X5\n"
	    "M84\n");
}

/* Why it died is in its last lines, not only in the very last. */
static void
jobrun__killed_by_heat__says_why(void **state)
{
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	take(b, "G1 X1\nG1 X2\nG1 X3\nG1 X4\n", false);
	(void)turn(b, 1);
	strict_say(&b->printer, "Error:0\n: Extruder switched off. MAXTEMP "
	    "triggered !\nError:Printer halted. kill() called!\n");
	until(b, PHASE_HALTED);
	assert_done(b, END_FAILED, true);
	assert_string_equal(told(b, MESSAGE_DONE)->done.why, "Error:0: "
	    "Extruder switched off. MAXTEMP triggered !; Error:Printer "
	    "halted. kill() called!");
}

/* What the cable did to a print is counted with it: not what was before, nor
 * a pause, and a drain that dies takes none of it away. */
static void
health__each_fault__is_counted_with_the_job(void **state)
{
	static const struct {
		enum strict_fault	fault;
		unsigned int		at;
		bool			resends, timeouts, starves, crash;
	} rows[] = {
		{ STRICT_NONE, 6, false, false, false, false },
		{ LINE_FLIPPED, 6, true, false, true, false },
		{ LINE_FLIPPED, 6, true, false, true, true },
		/* the last question: nothing is behind it that would show that
		 * it is missing, and the file was sent */
		{ LINE_DROPPED, 10, true, true, false, false },
	};
	const struct message_done *done;
	struct bench *b;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(tear_down(state), 0);
		assert_int_equal(set_up(state), 0);
		b = *state;
		until(b, PHASE_IDLE);
		b->now_ms += 3600000;
		b->printer.fault = rows[i].fault;
		b->printer.frames = 0;
		b->printer.at = rows[i].at;
		take(b, "G28\nG1 X1\nG1 X2\nG1 X3\nG1 X4\nG1 X5\nG1 X6\n",
		    false);
		(void)turn(b, 3);
		order(b, ORDER_PAUSE, JOB);
		until(b, PHASE_PAUSED);
		b->now_ms += 3600000;
		order(b, ORDER_RESUME, JOB);
		(void)turn(b, 6);
		if (rows[i].crash) {
			b->now_ms += 1000;
			(void)turn(b, 1);
			(void)close(b->run.fd);
			begin(b);
			until(b, PHASE_IDLE);
			take(b, "G28\nG1 X1\nG1 X2\nG1 X3\nG1 X4\nG1 X5\n"
			    "G1 X6\n", true);
		}
		until(b, PHASE_IDLE);
		assert_done(b, END_FINISHED, false);
		done = &told(b, MESSAGE_DONE)->done;
		if ((done->resends > 0) != rows[i].resends ||
		    (done->timeouts > 0) != rows[i].timeouts ||
		    (done->starved_ms > 0) != rows[i].starves ||
		    done->starved_ms > 20000)
			fail_msg("row %zu: %d resends, %d time-outs, %d ms",
			    i, (int)done->resends, (int)done->timeouts,
			    (int)done->starved_ms);
	}
}

/* Lines that it answered, a second: said with the telemetry. */
static void
health__rate__is_of_the_last_second(void **state)
{
	const struct message *m;
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	b->now_ms += 10000;
	(void)turn(b, UINT32_MAX);
	take(b, "G1 X1\nG1 X2\nG1 X3\nG1 X4\nG1 X5\nG1 X6\n", false);
	(void)turn(b, 4);
	b->said_n = 0;
	b->now_ms += 2000;
	jobrun_turn(&b->run, b->now_ms);
	m = told(b, MESSAGE_TELEMETRY);
	assert_non_null(m);
	/* these, and an M105 */
	assert_int_equal(m->telemetry.rate_mHz, 5 * 1000000 / 2000);
	assert_int_equal(m->telemetry.window, 3);
}

/* The hot end is told to be at 200 degrees, is there, and then cools down. */
static void
run_away(struct bench *b)
{
	char said[64];
	int i;

	for (i = 0; i < 300 && told(b, MESSAGE_ALARM) == NULL; i++) {
		(void)snprintf(said, sizeof(said), " T:%d.0 /200.0\n",
		    i < 60 ? 200 : 200 - (i - 60) / 2);
		strict_say(&b->printer, said);
		hear(b);
		b->now_ms += 1000;
		b->said_n = 0;
		jobrun_turn(&b->run, b->now_ms);
	}
	assert_non_null(told(b, MESSAGE_ALARM));
	assert_int_equal(told(b, MESSAGE_ALARM)->alarm.measure,
	    HEATGUARD_EMERGENCY);
}

/* What the parent does then: a bare line on its own copy of the descriptor,
 * and the order. */
static void
parent_stops(struct bench *b)
{
	strict_carry(&b->printer, (char[]){ "\nM112\n" }, 6);
	order(b, ORDER_EMERGENCY, b->run.job.job);
	hear(b);
	(void)turn(b, UINT32_MAX);
}

/* Outside the firmware, too, somebody looks at the temperatures. */
static void
heat__runs_away__alarm_and_killed(void **state)
{
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	take(b, "G28\nG1 X1\nG4 S9000\nG1 X2\n", false);
	(void)turn(b, 2);
	run_away(b);
	parent_stops(b);
	assert_true(b->printer.killed);
	assert_int_equal(b->run.phase, PHASE_HALTED);
	assert_done(b, END_FAILED, true);
	assert_non_null(strstr(told(b, MESSAGE_DONE)->done.why, "hot end"));
}

static void
heat__runs_away_without_a_job__killed(void **state)
{
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	run_away(b);
	parent_stops(b);
	assert_true(b->printer.killed);
	assert_int_equal(b->run.phase, PHASE_HALTED);
	assert_null(told(b, MESSAGE_DONE));
}

/* The numbered M112 may kill it before the parent's order comes back; that
 * must not look like a printer that does not confirm. */
static void
heat__killed_before_the_order_comes_back__stays_halted(void **state)
{
	struct bench *b = *state;

	until(b, PHASE_IDLE);
	run_away(b);
	(void)turn(b, UINT32_MAX);
	assert_int_equal(b->run.phase, PHASE_HALTED);
	order(b, ORDER_EMERGENCY, 0);
	b->now_ms += 5000;
	(void)turn(b, UINT32_MAX);
	assert_int_equal(b->run.phase, PHASE_HALTED);
}

/* It does not even hear M112: the alarm is the reason, all the same. */
static void
heat__not_confirmed__lost_for_the_alarms_reason(void **state)
{
	struct bench *b = *state;

	b->printer.heats_for_ever = true;
	until(b, PHASE_IDLE);
	take(b, "M109 S200\nG1 X1\nG1 X2\n", false);
	(void)turn(b, UINT32_MAX);
	run_away(b);
	order(b, ORDER_EMERGENCY, JOB);
	b->now_ms += 1000;
	(void)turn(b, 0);
	assert_int_equal(b->run.phase, PHASE_LOST);
	assert_done(b, END_FAILED, true);
	assert_non_null(strstr(told(b, MESSAGE_DONE)->done.why, "hot end"));
}

/* fault: time left and percentage vanish after a pause */
static void
fault__progress_vanishes_after_a_pause(void **state)
{
	struct bench *b = *state;
	const struct message *m;

	until(b, PHASE_IDLE);
	take(b, "G28\nG1 X1\nG1 X2\nG1 X3\n", false);
	b->now_ms += 4000;
	(void)turn(b, 2);
	order(b, ORDER_PAUSE, JOB);
	until(b, PHASE_PAUSED);
	b->now_ms += 3600000;
	(void)turn(b, UINT32_MAX);
	m = told(b, MESSAGE_TELEMETRY);
	assert_int_equal(m->telemetry.job, JOB);
	assert_true(m->telemetry.commands >= 2);
	assert_int_equal(m->telemetry.commands_total, 4);
	assert_true(m->telemetry.printed_ms >= 4000);
	assert_true(m->telemetry.printed_ms < 60000);
}

static void
manual__idle_and_printing__only_idle_moves(void **state)
{
	struct message_order_to_drain o = { .order = ORDER_CONTROL,
	    .manual = { .control = MANUAL_JOG, .given = 1 << MANUAL_X_UM,
	    .values = { [MANUAL_X_UM] = 10000 } } };
	struct bench *b = *state;
	unsigned int before;

	until(b, PHASE_IDLE);
	before = b->printer.executed_n;
	jobrun_order(&b->run, b->now_ms, &o);
	(void)turn(b, UINT32_MAX);
	assert_true(b->printer.executed_n >= before + 3);
	assert_string_equal(b->printer.executed[before], "G91");
	assert_string_equal(b->printer.executed[before + 1],
	    "G1 X10.000 F3000");
	assert_string_equal(b->printer.executed[before + 2], "G90");
	take(b, "G28\nG1 X1\n", false);
	jobrun_order(&b->run, b->now_ms, &o);
	assert_int_equal(b->run.host_count, 0);
}

/* Relative coordinates that somebody typed are not the next print's. */
static void
manual__typed_before_a_job__absolute_again(void **state)
{
	struct message_order_to_drain o = { .order = ORDER_CONTROL,
	    .manual = { .control = MANUAL_GCODE, .line = "G91" } };
	struct bench *b = *state;
	unsigned int before;

	until(b, PHASE_IDLE);
	before = b->printer.executed_n;
	jobrun_order(&b->run, b->now_ms, &o);
	(void)turn(b, UINT32_MAX);
	take(b, "G1 X1\n", false);
	until(b, PHASE_IDLE);
	assert_string_equal(b->printer.executed[before], "G91");
	assert_string_equal(b->printer.executed[before + 1], "G90");
	assert_string_equal(b->printer.executed[before + 2], "M82");
	assert_string_equal(b->printer.executed[before + 3], "G1 X1");
}

static void
jog(struct bench *b)
{
	struct message_order_to_drain o = { .order = ORDER_CONTROL,
	    .manual = { .control = MANUAL_JOG, .given = 1 << MANUAL_X_UM,
	    .values = { [MANUAL_X_UM] = 10000 } } };

	b->books.hand_given++;
	jobrun_order(&b->run, b->now_ms, &o);
}

/* All lines of a jog are G91, G1, G90: the drain dies behind each of them, and
 * nothing of it is done again; the next print is never relative. */
static void
manual__killed_in_a_jog__next_print_is_absolute(void **state)
{
	struct bench *b;
	unsigned int sent, before, i;
	uint64_t done;
	bool absolute;

	for (sent = 0; sent <= 3; sent++) {
		(void)tear_down(state);
		(void)set_up(state);
		b = *state;
		until(b, PHASE_IDLE);
		(void)turn(b, UINT32_MAX);
		before = b->printer.executed_n;
		jog(b);
		(void)turn(b, sent);
		done = b->books.hand_done;
		assert_int_equal(done, sent < 3 ? 0 : 1);
		/* as the parent says it to the keeper */
		b->books.hand_done = b->books.hand_given;
		begin(b);
		until(b, PHASE_IDLE);
		(void)turn(b, UINT32_MAX);
		take(b, "G1 X1\n", false);
		until(b, PHASE_IDLE);
		absolute = true;
		for (i = before; strcmp(b->printer.executed[i], "G1 X1") != 0;
		    i++) {
			assert_true(i < b->printer.executed_n);
			if (strcmp(b->printer.executed[i], "G91") == 0)
				absolute = false;
			if (strcmp(b->printer.executed[i], "G90") == 0)
				absolute = true;
		}
		assert_true(absolute);
	}
}

/* What is not done of it is said, once. */
static void
manual__not_done__said(void **state)
{
	enum { IS_PRINTING, IS_RESET, IS_KILLED, IS_UNPLUGGED, IS_DONE };
	struct bench *b;
	uint64_t done;
	int i;

	for (i = IS_PRINTING; i <= IS_DONE; i++) {
		(void)tear_down(state);
		(void)set_up(state);
		b = *state;
		until(b, PHASE_IDLE);
		(void)turn(b, UINT32_MAX);
		if (i == IS_PRINTING)
			take(b, "G28\nG1 X1\n", false);
		jog(b);
		(void)turn(b, i == IS_DONE ? UINT32_MAX : 1);
		if (i == IS_RESET)
			strict_say(&b->printer, "start\n");
		else if (i == IS_KILLED)
			strict_say(&b->printer,
			    "Error:Printer halted. kill() called!\n");
		hear(b);
		if (i == IS_UNPLUGGED)
			jobrun_hangup(&b->run, b->now_ms);
		(void)turn(b, UINT32_MAX);
		assert_int_equal(told(b, MESSAGE_UNDONE) != NULL,
		    i != IS_DONE);
		done = b->books.hand_done;
		assert_int_equal(done, b->books.hand_given);
	}
}

/* Switched off in a long pause, by a guard or by hand: nothing goes through a
 * cold nozzle. */
static void
resume__heaters_are_off__heats_first(void **state)
{
	static const struct {
		int32_t	target_dC;
		bool	heats;
	} rows[] = { { 0, true }, { 2000, false }, { INT32_MIN, false } };
	struct bench *b;
	unsigned int k, heated;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)tear_down(state);
		(void)set_up(state);
		b = *state;
		until(b, PHASE_IDLE);
		take(b, "M104 S200\nG28\nG1 X1\nG1 X2\nG1 X3\nG1 X4\n",
		    false);
		(void)turn(b, 3);
		order(b, ORDER_PAUSE, JOB);
		until(b, PHASE_PAUSED);
		b->run.link.heat.hotend_target_dC = rows[i].target_dC;
		order(b, ORDER_RESUME, JOB);
		until(b, PHASE_IDLE);
		for (k = heated = 0; k < b->printer.executed_n; k++) {
			heated += strcmp(b->printer.executed[k],
			    "M109 S200") == 0;
			if (strcmp(b->printer.executed[k], "G1 X4") == 0)
				assert_int_equal(heated, rows[i].heats);
		}
		assert_int_equal(heated, rows[i].heats);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)
		T(jobrun__connected__says_ready),
		T(jobrun__whole_file__is_executed_and_finished),
		T(jobrun__empty_file__finishes),
		T(fault__pause_resume_and_stop_do_nothing),
		T(jobrun__order_for_another_job__does_nothing),
		T(fault__stop_leaves_the_heaters_on),
		T(jobrun__stop_before_homing__does_not_move),
		T(jobrun__stop_in_a_blocking_wait__gets_through),
		T(jobrun__killed_printer__fails_the_job),
		T(jobrun__emergency__stops_and_halts),
		T(jobrun__orders_in_a_resend__are_obeyed),
		T(jobrun__emergency_unconfirmed__is_lost),
		T(jobrun__reset_in_a_print__interrupts),
		T(jobrun__hangup__interrupts),
		T(jobrun__too_long_line__fails_with_the_heaters_off),
		T(jobrun__crash_at_any_line__executes_every_line_once),
		T(jobrun__crash_and_reset__is_interrupted),
		T(fault__progress_vanishes_after_a_pause),
		T(reenter__nothing_printed__interrupted_as_it_was),
		T(reenter__stopped_on_the_way__height_not_known),
		T(reenter__done__goes_on_at_the_layer),
		T(checkpoint__layers__each_but_one_a_second),
		T(pause__known_place__steps_aside_and_back),
		T(pause__crash__comes_back_once),
		T(ask__file_asks_for_a_person__waits_for_an_answer),
		T(ask__printer_pauses__is_asked_on_the_page),
		T(ask__printer_leaves_lines_out__pauses),
		T(jobrun__large_numbers__begin_anew_between_jobs),
		T(jobrun__killed_by_heat__says_why),
		T(health__each_fault__is_counted_with_the_job),
		T(health__rate__is_of_the_last_second),
		T(manual__idle_and_printing__only_idle_moves),
		T(manual__typed_before_a_job__absolute_again),
		T(manual__killed_in_a_jog__next_print_is_absolute),
		T(manual__not_done__said),
		T(resume__heaters_are_off__heats_first),
		T(heat__runs_away__alarm_and_killed),
		T(heat__runs_away_without_a_job__killed),
		T(heat__killed_before_the_order_comes_back__stays_halted),
		T(heat__not_confirmed__lost_for_the_alarms_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
