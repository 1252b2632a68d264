/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The program `keeper` as its parent meets it: what each message does to the
 * spool, what is answered, and what a new keeper makes of an old one's jobs.
 */
#include <sys/stat.h>
#include <sys/wait.h>

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "spoolerd/child.h"
#include "spoolerd/message.h"
#include "spoolerd/tape.h"
#include "sql/account.h"
#include "sql/event.h"
#include "sql/policy.h"
#include "sql/image.h"
#include "sql/setting.h"
#include "tests/lab.h"

#define WAIT_MS		30000	/* never reached but by a failure */

struct fixture {
	struct lab	*lab;
	struct child	 keeper;
	int64_t		 printer;
	char		 program[PATH_MAX];
};

static void	start(struct fixture *);
static void	stop(struct fixture *);

/* The program is beside the tests: BUILD/test/test_keeping, BUILD/bin. */
static int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	ssize_t n;
	int i;

	n = readlink("/proc/self/exe", f->program, sizeof(f->program) - 20);
	if (n == -1)
		return -1;
	f->program[n] = '\0';
	for (i = 0; i < 2; i++)
		*strrchr(f->program, '/') = '\0';
	(void)strcat(f->program, "/bin/keeper");
	if (lab_set_up((void **)&f->lab) != 0)
		return -1;
	f->printer = f->lab->printer.id;
	child_init(&f->keeper);
	*state = f;
	start(f);
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;
	int result;

	stop(f);
	result = lab_tear_down((void **)&f->lab);
	free(f);
	return result;
}

/* Children are looked for in the lab's folder: filters are the tests' own. */
static void
start(struct fixture *f)
{
	char a1[] = "--spool", a2[] = "--libexec", a3[] = "--books";
	char *argv[] = { f->program, a1, f->lab->path, a2, f->lab->dir, a3,
	    f->lab->dir, NULL };

	assert_int_equal(child_start(&f->keeper, argv, NULL, 0, 0), 0);
}

static void
stop(struct fixture *f)
{
	child_end(&f->keeper);
	while (wait(NULL) != -1 || errno == EINTR)
		continue;
}

static void
say(const struct fixture *f, const struct message *m)
{
	assert_int_equal(message_send(f->keeper.sock, m, -1), 0);
}

/* The keeper's next message of a type; those before it are passed over. */
static struct message
hear(const struct fixture *f, enum message_type type, int *file)
{
	struct pollfd pfd = { .fd = f->keeper.sock, .events = POLLIN };
	struct message m;
	int fd;

	for (;;) {
		assert_int_equal(poll(&pfd, 1, WAIT_MS), 1);
		assert_int_equal(message_receive(f->keeper.sock, FROM_KEEPER,
		    &m, &fd), 1);
		if (m.type == (uint32_t)type)
			break;
		if (fd != -1)
			(void)close(fd);
	}
	if (file != NULL)
		*file = fd;
	else if (fd != -1)
		(void)close(fd);
	return m;
}

/* The row of a printer once it is so: rows may come more often than asked. */
static struct message_printer
hear_row(const struct fixture *f, int64_t job, bool printing)
{
	struct message m;

	do
		m = hear(f, MESSAGE_PRINTER, NULL);
	while (m.printer.job != job || m.printer.printing != printing);
	return m.printer;
}

static void
say_free(const struct fixture *f, int64_t books_job, const char *type,
    const char *uuid)
{
	struct message m = { .type = MESSAGE_FREE };

	m.free.printer = f->printer;
	m.free.job = books_job;
	(void)strcpy(m.free.machine_type, type);
	(void)strcpy(m.free.uuid, uuid);
	say(f, &m);
}

static void
say_found(const struct fixture *f)
{
	struct message m = { .type = MESSAGE_FOUND };

	m.found.printer = f->printer;
	(void)strcpy(m.found.why, "no hope");
	say(f, &m);
}

static void
say_phase(const struct fixture *f, int64_t job, enum message_phase phase)
{
	struct message m = { .type = MESSAGE_PHASE };

	m.phase.printer = f->printer;
	m.phase.job = job;
	m.phase.phase = (int32_t)phase;
	say(f, &m);
}

static void
say_done(const struct fixture *f, int64_t job, enum message_end end,
    bool halted)
{
	struct message m = { .type = MESSAGE_DONE };

	m.done.printer = f->printer;
	m.done.job = job;
	m.done.end = (int32_t)end;
	m.done.halted = halted;
	m.done.commands = 2;
	m.done.bytes = 10;
	m.done.printed_ms = 1234;
	(void)strcpy(m.done.why, "because");
	say(f, &m);
}

static void
say_want(const struct fixture *f, enum message_order order, int64_t job,
    uint64_t ticket)
{
	struct message m = { .type = MESSAGE_WANT };

	m.want.ticket = ticket;
	m.want.printer = f->printer;
	m.want.job = job;
	m.want.order = (int32_t)order;
	(void)strcpy(m.want.who, "ann");
	say(f, &m);
}

/* Ask for an order; returns the verdict. */
static enum message_verdict
want(const struct fixture *f, enum message_order order, int64_t job)
{
	static uint64_t ticket = 100;
	struct message m;

	say_want(f, order, job, ++ticket);
	m = hear(f, MESSAGE_GRANT, NULL);
	assert_int_equal(m.grant.ticket, ticket);
	assert_int_equal(m.grant.job, job);
	assert_true(m.grant.result == VERDICT_OK || m.grant.why[0] != '\0');
	return (enum message_verdict)m.grant.result;
}

/* The same on behalf of a person. */
static enum message_verdict
want_as(const struct fixture *f, const char *who, enum message_order order,
    int64_t job)
{
	struct message m = { .type = MESSAGE_WANT };

	m.want.ticket = 7;
	m.want.printer = f->printer;
	m.want.job = job;
	m.want.order = (int32_t)order;
	m.want.for_person = 1;
	(void)snprintf(m.want.who, sizeof(m.want.who), "%s", who);
	say(f, &m);
	m = hear(f, MESSAGE_GRANT, NULL);
	return (enum message_verdict)m.grant.result;
}

static struct job
job_now(const struct fixture *f, int64_t id)
{
	struct job job;

	assert_int_equal(job_by_id(f->lab->spool, id, &job), SPOOL_OK);
	return job;
}

static struct printer
printer_now(const struct fixture *f)
{
	struct printer p;

	assert_int_equal(printer_by_id(f->lab->spool, f->printer, &p),
	    SPOOL_OK);
	return p;
}

/* Queue a job and have it started. */
static int64_t
print(const struct fixture *f)
{
	int64_t job = lab_submit(f->lab, f->printer);
	struct message m;

	say_free(f, 0, "DiscoEasy200", "");
	m = hear(f, MESSAGE_START, NULL);
	assert_int_equal(m.start.job, job);
	(void)hear_row(f, job, true);
	return job;
}

/* --- rows and jobs --- */

static void
start__rows__are_told(void **state)
{
	struct fixture *f = *state;
	struct message_printer row = hear_row(f, 0, false);

	assert_int_equal(row.printer, f->printer);
	assert_string_equal(row.name, "dagoma-1");
	assert_string_equal(row.dialect, "marlin");
	assert_int_equal(row.baud, 250000);
	assert_int_equal(row.usable, 1);
	assert_true(row.stop_gcode[0] != '\0');
	/* a change of somebody else is seen without a word */
	assert_int_equal(printer_disable(f->lab->spool, f->printer, "repair",
	    "ann"), SPOOL_OK);
	do
		row = hear(f, MESSAGE_PRINTER, NULL).printer;
	while (row.usable);
}

static void
free__job_queued__starts_with_its_file(void **state)
{
	struct fixture *f = *state;
	int64_t job = lab_submit(f->lab, f->printer);
	struct message m;
	char bytes[32] = "";
	int fd;

	say_free(f, 0, "DiscoEasy200", "");
	m = hear(f, MESSAGE_START, &fd);
	assert_int_equal(m.start.printer, f->printer);
	assert_int_equal(m.start.job, job);
	assert_int_equal(m.start.bytes, 10);
	assert_int_equal(m.start.commands, 2);
	assert_int_equal(m.start.resume, 0);
	assert_int_equal(read(fd, bytes, sizeof(bytes)), 10);
	assert_string_equal(bytes, "G28\nG1 X1\n");
	(void)close(fd);
	/* on the disk before the first line can go out */
	assert_int_equal(lab_state(f->lab, job), JOB_PRINTING);
}

static void
free__nothing_queued__starts_when_something_is(void **state)
{
	struct fixture *f = *state;
	struct message m = { .type = MESSAGE_WAKE };
	int64_t job;

	say_free(f, 0, "DiscoEasy200", "");
	say(f, &m);
	job = lab_submit(f->lab, f->printer);
	say(f, &m);
	assert_int_equal(hear(f, MESSAGE_START, NULL).start.job, job);
}

static void
free__taken_back__nothing_starts(void **state)
{
	struct fixture *f = *state;
	int64_t job;

	say_free(f, 0, "DiscoEasy200", "");
	say_found(f);
	assert_int_equal(want(f, ORDER_RESET, 0), VERDICT_OK);
	job = lab_submit(f->lab, f->printer);
	assert_int_equal(want(f, ORDER_RESET, 0), VERDICT_OK);
	assert_int_equal(lab_state(f->lab, job), JOB_QUEUED);
}

/* A drain that does not have the settings yet gets no job. */
static void
free__older_settings__nothing_starts(void **state)
{
	struct fixture *f = *state;
	struct message m = { .type = MESSAGE_FREE };
	struct setting_change c = { .version = 1 };
	struct setting_refusal refusal;
	struct message_printer row;
	int64_t job;

	c.set[SETTING_BAUD] = c.to[SETTING_BAUD].own = true;
	c.to[SETTING_BAUD].number = 57600;
	assert_int_equal(setting_change(f->lab->spool, f->printer, &c, "ann",
	    &refusal), SPOOL_OK);
	do
		row = hear(f, MESSAGE_PRINTER, NULL).printer;
	while (row.settings == 0);
	assert_int_equal(row.baud, 57600);
	say_free(f, 0, "DiscoEasy200", "");
	job = lab_submit(f->lab, f->printer);
	/* it is asked for something else, so it has looked at the queue */
	assert_int_equal(want(f, ORDER_CLEANED, 0), VERDICT_OK);
	assert_int_equal(lab_state(f->lab, job), JOB_QUEUED);
	m.free.printer = f->printer;
	m.free.settings = row.settings;
	(void)strcpy(m.free.machine_type, "DiscoEasy200");
	say(f, &m);
	assert_int_equal(hear(f, MESSAGE_START, NULL).start.job, job);
}

static void
free__content_lost__job_fails(void **state)
{
	struct fixture *f = *state;
	int64_t job = lab_submit(f->lab, f->printer);
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/content/%.2s/%s", f->lab->dir,
	    f->lab->file.sha256, f->lab->file.sha256);
	assert_int_equal(unlink(path), 0);
	say_free(f, 0, "DiscoEasy200", "");
	assert_int_equal(want(f, ORDER_RESET, 0), VERDICT_OK);
	assert_int_equal(lab_state(f->lab, job), JOB_FAILED);
}

static void
done__each_end__moves_the_job(void **state)
{
	static const struct {
		enum message_end	end;
		enum job_state		state;
		bool			halted;
	} rows[] = {
		{ END_FINISHED, JOB_FINISHED, false },
		{ END_STOPPED, JOB_STOPPED, false },
		{ END_FAILED, JOB_FAILED, true },
		{ END_INTERRUPTED, JOB_INTERRUPTED, false },
	};
	struct fixture *f = *state;
	struct job job;
	int64_t id;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		id = print(f);
		say_done(f, id, rows[i].end, rows[i].halted);
		(void)hear_row(f, rows[i].end == END_INTERRUPTED ? id : 0,
		    false);
		job = job_now(f, id);
		assert_int_equal(job.state, rows[i].state);
		assert_string_equal(job.why, "because");
		assert_int_equal(job.done_commands, 2);
		assert_int_equal(job.printed_ms, 1234);
		assert_string_equal(printer_now(f).fault,
		    rows[i].halted ? "because" : "");
		/* said again, it is answered again and changes nothing */
		say_done(f, id, END_FAILED, true);
		(void)hear_row(f, rows[i].end == END_INTERRUPTED ? id : 0,
		    false);
		assert_int_equal(job_now(f, id).state, rows[i].state);
		assert_int_equal(want(f, ORDER_CLEANED, 0),
		    rows[i].end == END_INTERRUPTED ? VERDICT_REFUSED :
		    VERDICT_OK);
		assert_int_equal(want(f, ORDER_RESET, 0), VERDICT_OK);
	}
}

static void
done__out_of_range__is_only_receipted(void **state)
{
	struct fixture *f = *state;
	int64_t id = print(f);

	say_done(f, id, END__MAX, false);
	(void)hear_row(f, id, true);
	assert_int_equal(lab_state(f->lab, id), JOB_PRINTING);
}

static void
phase__paused_and_back__moves_the_job(void **state)
{
	struct fixture *f = *state;
	int64_t id = print(f);

	say_phase(f, id, PHASE_PAUSED);
	say_phase(f, id, PHASE_PAUSED);
	assert_int_equal(want(f, ORDER_RESUME, id), VERDICT_OK);
	assert_int_equal(lab_state(f->lab, id), JOB_PAUSED);
	say_phase(f, id + 1, PHASE_PRINTING);	/* of another job */
	assert_int_equal(want(f, ORDER_RESUME, id), VERDICT_OK);
	assert_int_equal(lab_state(f->lab, id), JOB_PAUSED);
	say_phase(f, id, PHASE_PRINTING);
	assert_int_equal(want(f, ORDER_RESUME, id), VERDICT_OK);
	assert_int_equal(lab_state(f->lab, id), JOB_PRINTING);
}

static void
checkpoint__is_stored(void **state)
{
	struct fixture *f = *state;
	int64_t id = print(f);
	struct message m = { .type = MESSAGE_CHECKPOINT };

	m.checkpoint.printer = f->printer;
	m.checkpoint.job = id;
	m.checkpoint.commands = 1;
	m.checkpoint.bytes = 4;
	say(f, &m);
	m.checkpoint.job = 999;		/* no such job: no harm */
	say(f, &m);
	assert_int_equal(want(f, ORDER_PAUSE, id), VERDICT_OK);
	assert_int_equal(job_now(f, id).done_bytes, 4);
}

/* --- a new keeper, a new drain --- */

static void
restart__printing__is_left_alone(void **state)
{
	struct fixture *f = *state;
	int64_t id = print(f);
	struct message_printer row;

	assert_int_equal(want(f, ORDER_PAUSE, id), VERDICT_OK);
	stop(f);
	start(f);
	row = hear_row(f, id, true);
	assert_int_equal(row.wish, ORDER_PAUSE);
	say_phase(f, id, PHASE_PAUSED);
	assert_int_equal(want(f, ORDER_STOP, id), VERDICT_OK);
	assert_int_equal(lab_state(f->lab, id), JOB_PAUSED);
}

static void
new_drain__books_hold_the_job__resumes(void **state)
{
	static const struct {
		int	order;		/* before, or -1 */
		int	paused;
		int	wish;
	} rows[] = {
		{ -1, 0, ORDER_RESUME },
		{ ORDER_PAUSE, 1, ORDER_PAUSE },
		{ ORDER_STOP, 1, ORDER_STOP },
	};
	struct fixture *f = *state;
	int64_t id = print(f);
	struct message m;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].order != -1)
			assert_int_equal(want(f,
			    (enum message_order)rows[i].order, id),
			    VERDICT_OK);
		say_free(f, id, "", "");
		m = hear(f, MESSAGE_START, NULL);
		assert_int_equal(m.start.job, id);
		assert_int_equal(m.start.resume, 1);
		assert_int_equal(m.start.paused, rows[i].paused);
		assert_int_equal(hear(f, MESSAGE_PRINTER, NULL).printer.wish,
		    rows[i].wish);
	}
}

/* Back on its cable, and nothing forgotten: it goes on by itself. */
static void
unplugged__back_with_its_books__goes_on(void **state)
{
	struct fixture *f = *state;
	int64_t id = print(f);
	struct message m = { .type = MESSAGE_DONE };

	m.done.printer = f->printer;
	m.done.job = id;
	m.done.end = END_INTERRUPTED;
	m.done.unplugged = 1;
	say(f, &m);
	(void)hear_row(f, id, false);
	assert_int_equal(lab_state(f->lab, id), JOB_INTERRUPTED);
	say_free(f, id, "", "");
	m = hear(f, MESSAGE_START, NULL);
	assert_int_equal(m.start.job, id);
	assert_int_equal(m.start.resume, 1);
	(void)hear_row(f, id, true);
	assert_int_equal(lab_state(f->lab, id), JOB_PRINTING);
}

/* A printer more, known by its serial number, its place or its path. */
static int64_t
adopt_at(const struct fixture *f, const char *serial, const char *position,
    const char *path)
{
	struct message m = { .type = MESSAGE_ADOPT };

	m.adopt = (struct message_adopt){ .ticket = 1, .baud = 250000,
	    .clean = 1, .who = "ann", .dialect = "marlin",
	    .machine_type = "DiscoEasy200" };
	(void)strcpy(m.adopt.usb_serial, serial);
	(void)strcpy(m.adopt.position, position);
	(void)strcpy(m.adopt.path, path);
	say(f, &m);
	m = hear(f, MESSAGE_GRANT, NULL);
	assert_int_equal(m.grant.result, VERDICT_OK);
	return m.grant.printer;
}

/* The parent asks: a job waits until somebody looked at a printer. */
static void
say_doubt(const struct fixture *f, int64_t printer, int64_t job)
{
	struct message m = { .type = MESSAGE_FOUND };

	m.found.printer = printer;
	m.found.doubt = job;
	(void)strcpy(m.found.why, "see that each has its own cable");
	say(f, &m);
}

static void
hear_doubt(const struct fixture *f, int64_t job)
{
	struct message m;

	do
		m = hear(f, MESSAGE_EVENT, NULL);
	while (strcmp(m.event.what, "job.doubt") != 0);
	assert_int_equal(m.event.job, job);
}

/* A person's word is kept until the printer is found: then the job goes on. */
static void
doubt__a_person_looked__goes_on_when_it_is_found(void **state)
{
	struct fixture *f = *state;
	int64_t id = print(f);

	say_doubt(f, f->printer, id);
	hear_doubt(f, id);
	assert_int_equal(lab_state(f->lab, id), JOB_INTERRUPTED);
	assert_int_equal(want(f, ORDER_RESUME, id), VERDICT_OK);
	assert_int_equal(lab_state(f->lab, id), JOB_INTERRUPTED);
	assert_int_equal(want(f, ORDER_RESUME, id), VERDICT_REFUSED);
	say_free(f, id, "", "");
	(void)hear_row(f, id, true);
	assert_int_equal(lab_state(f->lab, id), JOB_PRINTING);
}

/* It was asked about the print of another one, and moves no job of its own. */
static void
doubt__about_another_ones_job__that_is_said(void **state)
{
	struct fixture *f = *state;
	int64_t twin = adopt_at(f, "", "usb-2", ""), id = print(f);

	say_doubt(f, twin, id);
	hear_doubt(f, id);
	assert_int_equal(lab_state(f->lab, id), JOB_PRINTING);
}

/* Found, but reset, and perhaps not the right one: nothing goes on. */
static void
doubt__board_was_reset__says_so(void **state)
{
	struct fixture *f = *state;
	struct message m = { .type = MESSAGE_FREE };
	int64_t id = print(f);
	struct job job;

	say_found(f);
	(void)hear_row(f, id, false);
	m.free.printer = f->printer;
	m.free.doubt = 1;
	say(f, &m);
	hear_doubt(f, id);
	assert_int_equal(job_by_id(f->lab->spool, id, &job), SPOOL_OK);
	assert_int_equal(job.state, JOB_INTERRUPTED);
	assert_non_null(strstr(job.why, "each has its own cable"));
	assert_int_equal(want(f, ORDER_RESUME, id), VERDICT_REFUSED);
	assert_int_equal(want(f, ORDER_GIVE_UP, id), VERDICT_OK);
}

/* Too noisy, too silent: a person must say so. */
static void
interrupted__back_with_its_books__waits_for_a_person(void **state)
{
	struct fixture *f = *state;
	int64_t id = print(f);

	say_done(f, id, END_INTERRUPTED, false);
	(void)hear_row(f, id, false);
	assert_int_equal(want(f, ORDER_RESUME, id), VERDICT_REFUSED);
	say_free(f, id, "", "");
	assert_int_equal(want(f, ORDER_RESUME, id + 1), VERDICT_OTHER_JOB);
	assert_int_equal(lab_state(f->lab, id), JOB_INTERRUPTED);
	assert_int_equal(want(f, ORDER_RESUME, id), VERDICT_OK);
	assert_int_equal(lab_state(f->lab, id), JOB_PRINTING);
}

/* The board was reset: nobody knows where it was. */
static void
interrupted__back_without_books__is_not_resumed(void **state)
{
	struct fixture *f = *state;
	int64_t id = print(f);

	say_found(f);
	(void)hear_row(f, id, false);
	say_free(f, 0, "DiscoEasy200", "");
	assert_int_equal(want(f, ORDER_RESUME, id), VERDICT_REFUSED);
	assert_int_equal(lab_state(f->lab, id), JOB_INTERRUPTED);
	assert_int_equal(want(f, ORDER_GIVE_UP, id), VERDICT_OK);
}

/* A person may send it back into its last layer, if all of that is so. */
static void
interrupted__resume_layer__only_with_a_way_back(void **state)
{
	enum { IS_AWAY, IS_ANOTHER, IS_RESET };
	static const struct {
		enum printer_recovery	recovery;
		int			machine;
		int			bytes, lifted_um;
		enum message_verdict	verdict;
	} rows[] = {
		{ PRINTER_NO_RECOVERY, IS_RESET, 3, 0, VERDICT_REFUSED },
		{ PRINTER_RECORD, IS_AWAY, 3, 0, VERDICT_REFUSED },
		{ PRINTER_RECORD, IS_ANOTHER, 3, 0, VERDICT_REFUSED },
		{ PRINTER_RECORD, IS_RESET, 0, 0, VERDICT_REFUSED },
		{ PRINTER_RECORD, IS_RESET, 3, -1, VERDICT_REFUSED },
		{ PRINTER_RECORD, IS_RESET, 3, 5000, VERDICT_OK },
		{ PRINTER_Z_AWAY, IS_RESET, 3, -1, VERDICT_OK },
	};
	struct fixture *f;
	struct message m;
	int64_t id;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(teardown(state), 0);
		assert_int_equal(setup(state), 0);
		f = *state;
		id = print(f);
		say_found(f);
		(void)hear_row(f, id, false);
		assert_int_equal(job_checkpoint(f->lab->spool, id, 1,
		    rows[i].bytes, 9000, rows[i].lifted_um), SPOOL_OK);
		assert_int_equal(printer_set_recovery(f->lab->spool,
		    f->printer, rows[i].recovery, "root"), SPOOL_OK);
		if (rows[i].machine == IS_ANOTHER)
			say_free(f, 0, "DiscoUltimate", "");
		else if (rows[i].machine == IS_RESET)
			say_free(f, 0, "DiscoEasy200", "");
		if (rows[i].verdict != VERDICT_OK) {
			assert_int_equal(want(f, ORDER_RESUME_LAYER, id),
			    rows[i].verdict);
			continue;
		}
		say_want(f, ORDER_RESUME_LAYER, id, 1);
		m = hear(f, MESSAGE_START, NULL);
		assert_int_equal(m.start.job, id);
		assert_int_equal(m.start.resume, 0);
		assert_int_equal(m.start.reentry, rows[i].recovery);
		assert_int_equal(m.start.lifted_um, rows[i].lifted_um);
		assert_int_equal(m.start.done_bytes, rows[i].bytes);
		assert_int_equal(m.start.printed_ms, 9000);
		assert_int_equal(m.start.ceiling_um, 205000);
		/* until the next checkpoint */
		assert_int_equal(job_now(f, id).lifted_um, -1);
	}
}

static void
new_drain__books_lost__interrupts_and_waits(void **state)
{
	struct fixture *f = *state;
	int64_t id = print(f), next = lab_submit(f->lab, f->printer);

	say_free(f, 0, "DiscoEasy200", "");
	(void)hear_row(f, id, false);
	assert_int_equal(lab_state(f->lab, id), JOB_INTERRUPTED);
	assert_int_equal(lab_state(f->lab, next), JOB_QUEUED);
	assert_int_equal(want(f, ORDER_GIVE_UP, id), VERDICT_OK);
	assert_int_equal(lab_state(f->lab, id), JOB_STOPPED);
	/* the bed first, then the next */
	assert_int_equal(lab_state(f->lab, next), JOB_QUEUED);
	assert_int_equal(want(f, ORDER_CLEANED, 0), VERDICT_OK);
	assert_int_equal(hear(f, MESSAGE_START, NULL).start.job, next);
}

static void
found__printing__interrupted_or_as_wished(void **state)
{
	struct fixture *f = *state;
	int64_t id = print(f);

	say_found(f);
	(void)hear_row(f, id, false);
	assert_int_equal(lab_state(f->lab, id), JOB_INTERRUPTED);
	assert_string_equal(job_now(f, id).why, "no hope");
	assert_int_equal(want(f, ORDER_GIVE_UP, id), VERDICT_OK);
	assert_int_equal(want(f, ORDER_CLEANED, 0), VERDICT_OK);
	id = print(f);
	assert_int_equal(want(f, ORDER_STOP, id), VERDICT_OK);
	say_found(f);
	(void)hear_row(f, 0, false);
	assert_int_equal(lab_state(f->lab, id), JOB_STOPPED);
}

/* --- identity --- */

static void
identity__another_machine__must_not_move(void **state)
{
	struct fixture *f = *state;
	int64_t id = lab_submit(f->lab, f->printer);

	say_free(f, 0, "DiscoUltimate", "");
	while (hear(f, MESSAGE_PRINTER, NULL).printer.usable)
		continue;
	assert_int_equal(lab_state(f->lab, id), JOB_QUEUED);
	assert_non_null(strstr(printer_now(f).fault, "DiscoUltimate"));
	/* the right one is back */
	assert_int_equal(want(f, ORDER_RESET, 0), VERDICT_OK);
	say_free(f, 0, "DiscoEasy200", "");
	assert_int_equal(hear(f, MESSAGE_START, NULL).start.job, id);
}

static void
identity__another_machine_in_a_job__interrupts(void **state)
{
	struct fixture *f = *state;
	int64_t id = print(f);

	say_free(f, id, "DiscoUltimate", "");
	(void)hear_row(f, id, false);
	assert_int_equal(lab_state(f->lab, id), JOB_INTERRUPTED);
	assert_true(printer_now(f).fault[0] != '\0');
}

/* --- orders --- */

static void
order__each__only_where_it_fits(void **state)
{
	enum { NONE, RUNS, IS_INTERRUPTED };
	static const struct {
		int			when;
		enum message_order	order;
		int			off;	/* job meant, beside ours */
		enum message_verdict	verdict;
	} rows[] = {
		{ NONE, ORDER_PAUSE, 0, VERDICT_OTHER_JOB },
		{ NONE, ORDER_STOP, 0, VERDICT_OTHER_JOB },
		{ NONE, ORDER_GIVE_UP, 0, VERDICT_OTHER_JOB },
		{ NONE, ORDER_CLEANED, 0, VERDICT_OK },
		{ NONE, ORDER_RESET, 0, VERDICT_OK },
		{ NONE, ORDER__MAX, 0, VERDICT_REFUSED },
		{ RUNS, ORDER_PAUSE, 1, VERDICT_OTHER_JOB },
		{ RUNS, ORDER_STOP, 1, VERDICT_OTHER_JOB },
		{ RUNS, ORDER_PAUSE, 0, VERDICT_OK },
		{ RUNS, ORDER_RESUME, 0, VERDICT_OK },
		{ RUNS, ORDER_GIVE_UP, 0, VERDICT_REFUSED },
		{ RUNS, ORDER_CLEANED, 0, VERDICT_REFUSED },
		{ RUNS, ORDER_RESET, 0, VERDICT_REFUSED },
		{ RUNS, ORDER_STOP, 0, VERDICT_OK },
		{ IS_INTERRUPTED, ORDER_PAUSE, 0, VERDICT_REFUSED },
		{ IS_INTERRUPTED, ORDER_RESUME, 0, VERDICT_REFUSED },
		{ IS_INTERRUPTED, ORDER_STOP, 0, VERDICT_REFUSED },
		{ IS_INTERRUPTED, ORDER_CLEANED, 0, VERDICT_REFUSED },
		{ IS_INTERRUPTED, ORDER_GIVE_UP, 1, VERDICT_OTHER_JOB },
		{ IS_INTERRUPTED, ORDER_RESET, 0, VERDICT_OK },
		{ IS_INTERRUPTED, ORDER_GIVE_UP, 0, VERDICT_OK },
	};
	struct fixture *f = *state;
	int when = NONE;
	int64_t id = 1;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].when == RUNS && when == NONE)
			id = print(f);
		if (rows[i].when == IS_INTERRUPTED && when == RUNS) {
			/* out of the way of the wish to stop */
			assert_int_equal(want(f, ORDER_RESUME, id),
			    VERDICT_OK);
			say_found(f);
		}
		when = rows[i].when;
		if (want(f, rows[i].order, id + rows[i].off) !=
		    rows[i].verdict)
			fail_msg("row %zu", i);
	}
	f->printer += 1000;
	assert_int_equal(want(f, ORDER_CLEANED, 0), VERDICT_NO_PRINTER);
	assert_int_equal(want(f, ORDER_EMERGENCY, 0), VERDICT_NO_PRINTER);
}

/* What the spool says of a person decides, not what the caller claimed; the
 * job is alice's. */
static void
order__for_a_person__by_the_rights_of_the_spool(void **state)
{
	static const struct {
		const char		*who;
		int64_t			 open_lab;
		enum message_order	 order;
		enum message_verdict	 verdict;
	} rows[] = {
		{ "visitor", 0, ORDER_PAUSE, VERDICT_NO_RIGHT },
		{ "nobody-known", 0, ORDER_PAUSE, VERDICT_NO_RIGHT },
		{ "visitor", 1, ORDER_PAUSE, VERDICT_OK },
		{ "ursula", 0, ORDER_PAUSE, VERDICT_NO_RIGHT },
		{ "alice", 0, ORDER_PAUSE, VERDICT_OK },
		{ "otto", 0, ORDER_PAUSE, VERDICT_OK },
		{ "disabled", 0, ORDER_PAUSE, VERDICT_NO_RIGHT },
		{ "ursula", 0, ORDER_RESET, VERDICT_NO_RIGHT },
		{ "otto", 0, ORDER_RESET, VERDICT_REFUSED },
		{ "visitor", 0, ORDER_CLEANED, VERDICT_NO_RIGHT },
		{ "ursula", 0, ORDER_CLEANED, VERDICT_REFUSED },
		{ "admin", 0, ORDER_RESUME, VERDICT_OK },
	};
	static const struct person people[] = {
		{ .name = "ursula", .role = PERSON_USER },
		{ .name = "alice", .role = PERSON_USER },
		{ .name = "otto", .role = PERSON_OPERATOR },
		{ .name = "admin", .role = PERSON_ADMIN },
		{ .name = "disabled", .role = PERSON_OPERATOR },
	};
	struct fixture *f = *state;
	const struct account_change disable = { .set_disabled = true,
	    .disabled_ms = 1 };
	struct message m = { .type = MESSAGE_FORGET };
	enum account_clash clash;
	int64_t id = print(f);
	size_t i;

	for (i = 0; i < sizeof(people) / sizeof(people[0]); i++)
		assert_int_equal(account_add(f->lab->spool, &people[i], "", 0,
		    "x"), SPOOL_OK);
	assert_int_equal(account_change(f->lab->spool, "disabled", &disable,
	    "x", &clash), SPOOL_OK);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(policy_set(f->lab->spool, POLICY_OPEN_LAB,
		    rows[i].open_lab, "x"), SPOOL_OK);
		if (want_as(f, rows[i].who, rows[i].order, id) !=
		    rows[i].verdict)
			fail_msg("row %zu", i);
	}
	m.forget.printer = f->printer;
	m.forget.for_person = 1;
	(void)strcpy(m.forget.who, "otto");
	say(f, &m);
	assert_int_equal(hear(f, MESSAGE_GRANT, NULL).grant.result,
	    VERDICT_NO_RIGHT);
	m = (struct message){ .type = MESSAGE_ADOPT };
	m.adopt.for_person = 1;
	(void)strcpy(m.adopt.name, "new");
	(void)strcpy(m.adopt.position, "usb-9");
	(void)strcpy(m.adopt.who, "otto");
	say(f, &m);
	assert_int_equal(hear(f, MESSAGE_GRANT, NULL).grant.result,
	    VERDICT_NO_RIGHT);
	(void)strcpy(m.adopt.who, "admin");
	say(f, &m);
	assert_int_equal(hear(f, MESSAGE_GRANT, NULL).grant.result,
	    VERDICT_OK);
}

static void
emergency__printing__stops_the_job_and_sets_a_fault(void **state)
{
	struct fixture *f = *state;
	int64_t id = print(f), next = lab_submit(f->lab, f->printer);
	struct job job;

	assert_int_equal(want(f, ORDER_EMERGENCY, id), VERDICT_OK);
	job = job_now(f, id);
	assert_int_equal(job.state, JOB_STOPPED);
	assert_string_equal(job.why, "emergency stop");
	assert_non_null(strstr(printer_now(f).fault, "Emergency stop"));
	/* the drain's word comes later and says how far it came */
	say_done(f, id, END_STOPPED, true);
	assert_int_equal(want(f, ORDER_CLEANED, 0), VERDICT_OK);
	assert_int_equal(job_now(f, id).done_commands, 2);
	say_free(f, 0, "DiscoEasy200", "");
	assert_int_equal(want(f, ORDER_CLEANED, 0), VERDICT_OK);
	assert_int_equal(lab_state(f->lab, next), JOB_QUEUED);
	assert_int_equal(want(f, ORDER_RESET, 0), VERDICT_OK);
	assert_int_equal(hear(f, MESSAGE_START, NULL).start.job, next);
}

static void
fault__from_the_parent__is_stored(void **state)
{
	struct fixture *f = *state;
	const struct event_filter faults = { .what = "printer.fault",
	    .limit = 10 };
	struct message m = { .type = MESSAGE_FAULT };
	struct event *list;
	int n;

	m.fault.printer = f->printer;
	(void)strcpy(m.fault.why, "smoke");
	say(f, &m);
	assert_int_equal(want(f, ORDER_CLEANED, 0), VERDICT_OK);
	assert_string_equal(printer_now(f).fault, "smoke");
	assert_int_equal(event_list(f->lab->spool, &faults, &list, &n),
	    SPOOL_OK);
	assert_int_equal(n, 1);
	assert_string_equal(list[0].why, "smoke");
	assert_string_equal(list[0].printer, "dagoma-1");
	free(list);
}

/* --- printers come and go --- */

static void
adopt__names__given_made_and_refused(void **state)
{
	static const struct {
		const char		*name, *path, *type;
		enum message_verdict	 verdict;
		const char		*got;
	} rows[] = {
		{ "left", "/dev/pts/1", "DiscoEasy200", VERDICT_OK, "left" },
		{ "", "/dev/pts/2", "DiscoEasy200", VERDICT_OK,
		    "discoeasy200-1" },
		{ "", "/dev/pts/3", "DiscoEasy200", VERDICT_OK,
		    "discoeasy200-2" },
		{ "", "/dev/pts/4", "", VERDICT_OK, "printer-1" },
		{ "", "/dev/pts/5", "Ender 3 (V2)!\xff\x01", VERDICT_OK,
		    "ender-3-v2-1" },
		{ "", "/dev/pts/6", "A machine with a name that is much too "
		    "long for one", VERDICT_OK,
		    "a-machine-with-a-name-that-1" },
		{ "left", "/dev/pts/7", "x", VERDICT_REFUSED, NULL },
		{ "any", "/dev/pts/7", "x", VERDICT_REFUSED, NULL },
		{ "Left", "/dev/pts/7", "x", VERDICT_REFUSED, NULL },
		/* adopted before: the same row */
		{ "other", "/dev/pts/1", "DiscoEasy200", VERDICT_OK, "left" },
	};
	struct fixture *f = *state;
	struct message m;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memset(&m, 0, sizeof(m));
		m.type = MESSAGE_ADOPT;
		m.adopt.ticket = 7;
		(void)strcpy(m.adopt.name, rows[i].name);
		(void)strcpy(m.adopt.path, rows[i].path);
		(void)strcpy(m.adopt.machine_type, rows[i].type);
		(void)strcpy(m.adopt.who, "ann");
		m.adopt.baud = 250000;
		say(f, &m);
		m = hear(f, MESSAGE_GRANT, NULL);
		assert_int_equal(m.grant.ticket, 7);
		assert_int_equal(m.grant.result, rows[i].verdict);
		if (rows[i].got != NULL)
			assert_string_equal(m.grant.name, rows[i].got);
		if (rows[i].got != NULL)
			assert_true(m.grant.printer > 0);
	}
}

static void
adopt__moved__keeps_its_number_or_is_refused(void **state)
{
	struct fixture *f = *state;
	struct message m = { .type = MESSAGE_ADOPT };
	int64_t number;

	(void)strcpy(m.adopt.name, "new");
	(void)strcpy(m.adopt.position, "usb-9");
	(void)strcpy(m.adopt.machine_type, "DiscoUltimate");
	say(f, &m);
	number = hear(f, MESSAGE_GRANT, NULL).grant.printer;
	m.adopt.printer = number;
	(void)strcpy(m.adopt.position, "usb-8");
	(void)strcpy(m.adopt.machine_type, "Impostor");
	say(f, &m);
	assert_int_equal(hear(f, MESSAGE_GRANT, NULL).grant.result,
	    VERDICT_REFUSED);
	(void)strcpy(m.adopt.machine_type, "DiscoUltimate");
	say(f, &m);
	do
		m = hear(f, MESSAGE_PRINTER, NULL);
	while (strcmp(m.printer.position, "usb-8") != 0);
	assert_int_equal(m.printer.printer, number);
	assert_int_equal(hear(f, MESSAGE_GRANT, NULL).grant.printer, number);
}

static void
adopt__row__comes_before_the_grant(void **state)
{
	struct fixture *f = *state;
	struct message m = { .type = MESSAGE_ADOPT };

	(void)strcpy(m.adopt.name, "new");
	(void)strcpy(m.adopt.position, "pci-0000:00:14.0-usb-0:1:1.0");
	m.adopt.clean = 1;
	(void)strcpy(m.adopt.who, "ann");
	say(f, &m);
	do
		m = hear(f, MESSAGE_PRINTER, NULL);
	while (strcmp(m.printer.name, "new") != 0);
	assert_int_equal(hear(f, MESSAGE_GRANT, NULL).grant.printer,
	    m.printer.printer);
	f->printer = m.printer.printer;
	assert_false(printer_now(f).needs_cleaning);
}

static void
forget__idle_goes__busy_stays(void **state)
{
	struct fixture *f = *state;
	int64_t id = print(f);
	struct message m = { .type = MESSAGE_FORGET };
	struct message got;

	m.forget.ticket = 9;
	m.forget.printer = f->printer;
	(void)strcpy(m.forget.who, "ann");
	say(f, &m);
	assert_int_equal(hear(f, MESSAGE_GRANT, NULL).grant.result,
	    VERDICT_REFUSED);
	say_done(f, id, END_FINISHED, false);
	say(f, &m);
	do
		got = hear(f, MESSAGE_PRINTER, NULL);
	while (!got.printer.gone);
	assert_int_equal(got.printer.printer, f->printer);
	assert_int_equal(hear(f, MESSAGE_GRANT, NULL).grant.result,
	    VERDICT_OK);
	say(f, &m);
	assert_int_equal(hear(f, MESSAGE_GRANT, NULL).grant.result,
	    VERDICT_NO_PRINTER);
}

/* --- analyses, by filters that are shell scripts --- */

static void
make_filter(const struct fixture *f, const char *script)
{
	char path[128];
	FILE *out;

	(void)snprintf(path, sizeof(path), "%s/filter", f->lab->dir);
	(void)unlink(path);
	out = fopen(path, "w");
	assert_non_null(out);
	assert_true(fprintf(out, "#!/bin/sh\n%s\n", script) > 0);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(chmod(path, 0700), 0);
}

/* The file once it is analyzed: the keeper is asked something, and answers
 * between two turns, until it is. */
static struct file
analyzed(const struct fixture *f, int64_t id)
{
	struct file file;
	int i;

	for (i = 0; i < 1000000; i++) {
		(void)want(f, ORDER_PAUSE, 0);
		assert_int_equal(file_by_id(f->lab->spool, id, &file),
		    SPOOL_OK);
		if (file.analyzed_ms != 0)
			return file;
	}
	fail_msg("no analysis of file %lld", (long long)id);
	return file;
}

static void
analysis__each_answer__is_understood_or_unreadable(void **state)
{
	static const struct {
		const char		*script;
		enum file_refusal	 refused;
		int64_t			 commands;
	} rows[] = {
		{ "cat > /dev/null; echo '{\"commands\":5,\"seconds\":60,"
		    "\"layers\":2,\"header\":[[\"a\",\"b\"],[1,2],[\"c\"]],"
		    "\"refused\":\"\",\"refused_line\":0,"
		    "\"facts\":{\"bbox_max_x_um\":-7,\"bed_dC\":\"x\"},"
		    "\"findings\":[{\"code\":\"sets-steps\"}]}'",
		    FILE_PRINTABLE, 5 },
		{ "echo '{\"commands\":1,\"seconds\":0,\"layers\":0,"
		    "\"header\":[],\"refused\":\"long-line\","
		    "\"refused_line\":7}'", FILE_LONG_LINE, 1 },
		{ "echo nonsense", FILE_UNREADABLE, 0 },
		{ "exit 0", FILE_UNREADABLE, 0 },
		{ "kill -SEGV $$", FILE_UNREADABLE, 0 },
		{ "echo '{\"commands\":-1,\"seconds\":0,\"layers\":0,"
		    "\"header\":[],\"refused\":\"\",\"refused_line\":0}'",
		    FILE_UNREADABLE, 0 },
		{ "echo '{\"commands\":1,\"seconds\":0,\"layers\":0,"
		    "\"header\":[],\"refused\":\"ugly\",\"refused_line\":0}'",
		    FILE_UNREADABLE, 0 },
		{ "echo '{\"commands\":9,\"seconds\":0,\"layers\":0,"
		    "\"header\":[],\"refused\":\"\",\"refused_line\":0}'; "
		    "exit 1", FILE_UNREADABLE, 0 },
		{ "yes", FILE_UNREADABLE, 0 },
		{ "exec 1>&-; exec sleep 1000", FILE_UNREADABLE, 0 },
	};
	struct fixture *f = *state;
	struct file file;
	char bytes[32];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		make_filter(f, rows[i].script);
		(void)snprintf(bytes, sizeof(bytes), "G28\nG1 Y%zu\n", i);
		file = lab_file(f->lab, bytes, "part.g", false);
		file = analyzed(f, file.id);
		if (file.refused != rows[i].refused)
			fail_msg("row %zu: %s", i,
			    file_refusal_name(file.refused));
		assert_int_equal(file.commands, rows[i].commands);
		assert_string_equal(file.header,
		    i == 0 ? "[[\"a\",\"b\"]]" : "[]");
		assert_int_equal(file.facts[FILE_BBOX_MAX_X_UM],
		    i == 0 ? -7 : 0);
		assert_int_equal(file.facts[FILE_BED_DC], 0);
		assert_string_equal(file.findings,
		    i == 0 ? "[{\"code\":\"sets-steps\"}]" : "[]");
	}
}

#define SAYS(said, thumbnail)	"cat > /dev/null; echo '{\"commands\":5," \
	"\"seconds\":0,\"layers\":0,\"header\":[],\"refused\":\"\"," \
	"\"refused_line\":0,\"said\":" said ",\"thumbnail\":" thumbnail \
	"}'; "
#define PNG	"printf '\\211PNG\\r\\n\\032\\nrest'"

/* Words and a picture: kept as they are, or not at all. */
static void
analysis__words_and_thumbnail__rows(void **state)
{
	static const struct {
		const char	*script, *material, *slicer, *thumbnail;
		bool		 good;
	} rows[] = {
		{ SAYS("{\"material\":\"PLA\",\"slicer\":\"S 1\"}", "12") PNG,
		    "PLA", "S 1", "image/png", true },
		{ SAYS("{}", "0"), "", "", "", true },
		{ SAYS("{\"material\":5,\"slicer\":\"12345678901234567890"
		    "12345678901234567890123456789012345678901234567890\"}",
		    "0"), "", "", "", true },
		{ SAYS("[]", "6") "printf '\\377\\330\\377abc'", "", "",
		    "image/jpeg", true },
		/* not so many bytes, or no picture */
		{ SAYS("{\"material\":\"PLA\"}", "11") PNG, "", "", "", false },
		{ SAYS("{}", "13") PNG, "", "", "", false },
		{ SAYS("{}", "12"), "", "", "", false },
		{ SAYS("{}", "6") "printf '<html>'", "", "", "", false },
		{ SAYS("{}", "600000") "head -c 600000 /dev/zero", "", "", "",
		    false },
	};
	struct fixture *f = *state;
	struct file file;
	char bytes[32], type[FILE_THUMBNAIL_SIZE];
	void *image;
	size_t i, n;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		make_filter(f, rows[i].script);
		(void)snprintf(bytes, sizeof(bytes), "G28\nG1 Z%zu\n", i);
		file = lab_file(f->lab, bytes, "part.g", false);
		file = analyzed(f, file.id);
		assert_int_equal(file.refused, rows[i].good ? FILE_PRINTABLE :
		    FILE_UNREADABLE);
		assert_string_equal(file.material, rows[i].material);
		assert_string_equal(file.slicer, rows[i].slicer);
		assert_string_equal(file.thumbnail, rows[i].thumbnail);
		assert_int_equal(image_get(f->lab->spool, file.id, type,
		    &image, &n), rows[i].thumbnail[0] != '\0' ? SPOOL_OK :
		    SPOOL_NONE);
		assert_true(image == NULL || strcmp(type, rows[i].thumbnail) ==
		    0);
		free(image);
	}
}

static void
analysis__job_waits_for_it__then_starts_or_is_cancelled(void **state)
{
	struct fixture *f = *state;
	int64_t good, bad;

	make_filter(f, "if grep -q bad; then r=binary; fi; "
	    "echo '{\"commands\":1,\"seconds\":0,\"layers\":0,\"header\":[],"
	    "\"refused\":\"'$r'\",\"refused_line\":3}'");
	stop(f);			/* so that both are queued before */
	f->lab->file = lab_file(f->lab, "bad\n", "bad.g", false);
	bad = lab_submit(f->lab, f->printer);
	f->lab->file = lab_file(f->lab, "G1 X7\n", "good.g", false);
	good = lab_submit(f->lab, f->printer);
	start(f);
	say_free(f, 0, "DiscoEasy200", "");
	assert_int_equal(hear(f, MESSAGE_START, NULL).start.job, good);
	assert_int_equal(lab_state(f->lab, bad), JOB_CANCELLED);
	assert_non_null(strstr(job_now(f, bad).why, "binary (line 3)"));
}

/* A file may be read after it was queued: the same filter, that finds M500. */
static void
analysis__objection__fails_the_job_at_once(void **state)
{
	struct fixture *f = *state;
	int64_t first, bad;

	make_filter(f, "cat > /dev/null; echo '{\"commands\":1,\"seconds\":0,"
	    "\"layers\":0,\"header\":[],\"refused\":\"\","
	    "\"refused_line\":0,\"findings\":[{\"code\":"
	    "\"saves-settings\",\"count\":1,\"lines\":[4]}]}'");
	stop(f);
	first = lab_submit(f->lab, f->printer);
	f->lab->file = lab_file(f->lab, "M500\n", "bad.g", false);
	bad = lab_submit(f->lab, f->printer);
	start(f);
	/* it is the second in the queue, and nothing prints */
	(void)analyzed(f, f->lab->file.id);
	(void)want(f, ORDER_PAUSE, 0);
	assert_int_equal(lab_state(f->lab, bad), JOB_FAILED);
	assert_non_null(strstr(job_now(f, bad).why, "M500 (line 4)"));
	assert_int_equal(lab_state(f->lab, first), JOB_QUEUED);
	assert_false(printer_now(f).needs_cleaning);
}

static void
claim__objection__the_next_one_starts(void **state)
{
	struct fixture *f = *state;
	struct file good = f->lab->file;
	int64_t bad, next;

	f->lab->file = lab_file(f->lab, "G1 X999\n", "large.g", true);
	f->lab->file.facts[FILE_BBOX_MAX_X_UM] = 999000;
	assert_int_equal(file_analyzed(f->lab->spool, &f->lab->file),
	    SPOOL_OK);
	bad = lab_submit(f->lab, f->printer);
	f->lab->file = good;
	next = lab_submit(f->lab, f->printer);
	say_free(f, 0, "DiscoEasy200", "");
	assert_int_equal(hear(f, MESSAGE_START, NULL).start.job, next);
	assert_int_equal(lab_state(f->lab, bad), JOB_FAILED);
	assert_non_null(strstr(job_now(f, bad).why, "200 × 200 × 205 mm"));
}

/* --- the keeper itself --- */

static void
keeper__parent_gone__ends_well(void **state)
{
	struct fixture *f = *state;
	int status;

	(void)hear_row(f, 0, false);
	(void)close(f->keeper.sock);
	f->keeper.sock = -1;
	assert_true(wait(&status) > 0);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void
keeper__nonsense_from_the_parent__ends(void **state)
{
	struct fixture *f = *state;
	int status;

	(void)hear_row(f, 0, false);
	assert_int_equal(write(f->keeper.sock, "nonsense", 8), 8);
	assert_true(wait(&status) > 0);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 1);
}

/* --- what a print looked like --- */

/* As the parent does: points [from, to) of a job. */
static void
write_tape(const struct fixture *f, int64_t job, int from, int to)
{
	char path[128];
	struct tape *tape;

	(void)snprintf(path, sizeof(path), "%s/%d.tape", f->lab->dir,
	    (int)f->printer);
	tape = tape_open(path);
	assert_non_null(tape);
	for (; from < to; from++)
		tape_add(tape, job, (struct trace_point){
		    .at_ms = 1000000 + 1000 * from });
	tape_close(tape);
}

static int64_t
traced(const struct fixture *f, int64_t job)
{
	int64_t n;

	assert_int_equal(trace_count(f->lab->spool, job, &n), SPOOL_OK);
	return n;
}

static void
trace__job_ends_or_keeper_dies__each_point_once(void **state)
{
	struct fixture *f = *state;
	int64_t id = print(f);

	write_tape(f, id, 0, 90);
	/* a keeper that just came looks at once */
	stop(f);
	start(f);
	(void)hear_row(f, id, true);
	say_found(f);
	(void)hear_row(f, id, false);
	assert_int_equal(traced(f, id), 90);
	write_tape(f, id, 90, 100);
	say_done(f, id, END_FINISHED, false);
	say_done(f, id, END_FINISHED, false);
	(void)hear_row(f, id, false);
	(void)hear_row(f, id, false);
	assert_int_equal(traced(f, id), 100);
}

static void
trace__tape_of_another_spool__is_passed_over(void **state)
{
	struct fixture *f = *state;
	int64_t id = print(f);

	write_tape(f, 999, 0, 10);
	say_done(f, id, END_FINISHED, false);
	(void)hear_row(f, 0, false);
	assert_int_equal(job_now(f, id).state, JOB_FINISHED);
}

/* --- what is recorded is told --- */

static void
event__anybody_writes_one__is_told_in_order(void **state)
{
	struct fixture *f = *state;
	struct message m;
	int64_t job, last = 0;

	job = lab_submit(f->lab, f->printer);
	do {
		m = hear(f, MESSAGE_EVENT, NULL);
		assert_true(m.event.event > last);
		last = m.event.event;
	} while (m.event.job != job);
	assert_int_equal(job_cancel(f->lab->spool, job, "ann"), SPOOL_OK);
	m = hear(f, MESSAGE_EVENT, NULL);
	assert_true(m.event.event > last);
	assert_int_equal(m.event.job, job);
	assert_int_equal(m.event.printer, f->printer);
	assert_string_equal(m.event.what, "job.move");
	assert_string_equal(m.event.old, "queued");
	assert_string_equal(m.event.new, "cancelled");
	last = m.event.event;
	/* a new keeper says the last one again: the old one may have died */
	stop(f);
	start(f);
	m = hear(f, MESSAGE_EVENT, NULL);
	assert_int_equal(m.event.event, last);
}

#define T(test)		cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(trace__job_ends_or_keeper_dies__each_point_once),
		T(trace__tape_of_another_spool__is_passed_over),
		T(event__anybody_writes_one__is_told_in_order),
		T(start__rows__are_told),
		T(free__job_queued__starts_with_its_file),
		T(free__nothing_queued__starts_when_something_is),
		T(free__taken_back__nothing_starts),
		T(free__older_settings__nothing_starts),
		T(free__content_lost__job_fails),
		T(done__each_end__moves_the_job),
		T(done__out_of_range__is_only_receipted),
		T(phase__paused_and_back__moves_the_job),
		T(checkpoint__is_stored),
		T(restart__printing__is_left_alone),
		T(new_drain__books_hold_the_job__resumes),
		T(unplugged__back_with_its_books__goes_on),
		T(doubt__a_person_looked__goes_on_when_it_is_found),
		T(doubt__about_another_ones_job__that_is_said),
		T(doubt__board_was_reset__says_so),
		T(interrupted__back_with_its_books__waits_for_a_person),
		T(interrupted__back_without_books__is_not_resumed),
		T(interrupted__resume_layer__only_with_a_way_back),
		T(new_drain__books_lost__interrupts_and_waits),
		T(found__printing__interrupted_or_as_wished),
		T(identity__another_machine__must_not_move),
		T(identity__another_machine_in_a_job__interrupts),
		T(order__each__only_where_it_fits),
		T(order__for_a_person__by_the_rights_of_the_spool),
		T(emergency__printing__stops_the_job_and_sets_a_fault),
		T(fault__from_the_parent__is_stored),
		T(adopt__names__given_made_and_refused),
		T(adopt__moved__keeps_its_number_or_is_refused),
		T(adopt__row__comes_before_the_grant),
		T(forget__idle_goes__busy_stays),
		T(analysis__each_answer__is_understood_or_unreadable),
		T(analysis__words_and_thumbnail__rows),
		T(analysis__job_waits_for_it__then_starts_or_is_cancelled),
		T(analysis__objection__fails_the_job_at_once),
		T(claim__objection__the_next_one_starts),
		T(keeper__parent_gone__ends_well),
		T(keeper__nonsense_from_the_parent__ends),
	};

	(void)signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
