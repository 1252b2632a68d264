/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The program `keeper` at an hour when no print may begin, and when that hour
 * is over: nobody says a word to it then, nor writes the spool.  Its wall clock
 * is the test's (clock.c).
 */
#include <sys/mman.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
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
#include <time.h>
#include <unistd.h>

#include "spoolerd/parent/child.h"
#include "spoolerd/message.h"
#include "sql/account.h"
#include "sql/hours.h"
#include "sql/policy.h"
#include "tests/lab.h"

#define WAIT_MS		30000	/* never reached but by a failure */
#define AT(h, m)	((h) * 3600 + (m) * 60)

struct fixture {
	struct lab	*lab;
	struct child	 keeper;
	volatile int64_t *offset;	/* of the keeper's clock, in seconds */
};

/* It is this time of the day for the keeper, in UTC. */
static void
set_time(const struct fixture *f, int seconds)
{
	*f->offset = seconds - time(NULL) % 86400;
}

/* The program and the clock are beside this: BUILD/test/test_opening. */
static void
start(struct fixture *f)
{
	char a1[] = "--spool", a2[] = "--libexec", a3[] = "--hour-ms";
	char ms[] = "100", path[PATH_MAX], program[PATH_MAX + 16];
	char *argv[] = { program, a1, f->lab->path, a2, f->lab->dir, a3, ms,
	    NULL };
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	assert_true(n > 0);
	path[n] = '\0';
	*strrchr(path, '/') = '\0';
	(void)snprintf(program, sizeof(program), "%s/clock.so", path);
	assert_int_equal(setenv("LD_PRELOAD", program, 1), 0);
	*strrchr(path, '/') = '\0';
	(void)snprintf(program, sizeof(program), "%s/bin/keeper", path);
	assert_int_equal(child_start(&f->keeper, argv, NULL, 0, 0), 0);
	assert_int_equal(unsetenv("LD_PRELOAD"), 0);
}

static int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	char clock[PATH_MAX];
	int fd;

	if (f == NULL || lab_set_up((void **)&f->lab) != 0)
		return -1;
	*state = f;
	(void)snprintf(clock, sizeof(clock), "%s/clock", f->lab->dir);
	fd = open(clock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd == -1 || ftruncate(fd, sizeof(*f->offset)) == -1)
		return -1;
	f->offset = mmap(NULL, sizeof(*f->offset), PROT_READ | PROT_WRITE,
	    MAP_SHARED, fd, 0);
	(void)close(fd);
	if (f->offset == MAP_FAILED || setenv("TZ", "UTC0", 1) == -1 ||
	    setenv("CLOCK_OFFSET", clock, 1) == -1 ||
	    setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 1) == -1)
		return -1;
	child_init(&f->keeper);
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;
	int result;

	child_end(&f->keeper);
	while (wait(NULL) != -1 || errno == EINTR)
		continue;
	(void)munmap((void *)(uintptr_t)f->offset, sizeof(*f->offset));
	result = lab_tear_down((void **)&f->lab);
	free(f);
	return result;
}

/* The keeper's next message of a type; those before it are passed over. */
static struct message
hear(const struct fixture *f, enum message_type type)
{
	struct pollfd pfd = { .fd = f->keeper.sock, .events = POLLIN };
	struct message m;
	int fd;

	do {
		assert_int_equal(poll(&pfd, 1, WAIT_MS), 1);
		assert_int_equal(message_receive(f->keeper.sock, FROM_KEEPER,
		    &m, &fd), 1);
		if (fd != -1)
			(void)close(fd);
	} while (m.type != (uint32_t)type);
	return m;
}

static void
say_free(const struct fixture *f)
{
	struct message m = { .type = MESSAGE_FREE };

	m.free.printer = f->lab->printer.id;
	(void)strcpy(m.free.machine_type, "DiscoEasy200");
	assert_int_equal(message_send(f->keeper.sock, &m, -1), 0);
}

/* The keeper has looked what it could do with a free printer: it answers a
 * question that came later. */
static void
let_it_look(const struct fixture *f)
{
	struct message m = { .type = MESSAGE_WANT };

	m.want.ticket = 1;
	m.want.printer = f->lab->printer.id;
	m.want.order = ORDER_RESET;
	(void)strcpy(m.want.who, "ann");
	assert_int_equal(message_send(f->keeper.sock, &m, -1), 0);
	assert_int_equal(hear(f, MESSAGE_GRANT).grant.result, VERDICT_OK);
}

static void
open_hours(const struct fixture *f, const char *text)
{
	int64_t slots;
	int day;

	assert_true(hours_parse(text, &slots));
	for (day = POLICY_OPEN_SUNDAY; day <= POLICY_OPEN_SATURDAY; day++)
		assert_int_equal(policy_set(f->lab->spool, (enum policy)day,
		    slots, "ann"), SPOOL_OK);
}

static void
opening__comes__the_queued_job_starts_by_itself(void **state)
{
	struct fixture *f = *state;
	int64_t job;

	open_hours(f, "08:00-12:00");
	set_time(f, AT(7, 58));
	start(f);
	job = lab_submit(f->lab, f->lab->printer.id);
	say_free(f);
	let_it_look(f);
	assert_int_equal(lab_state(f->lab, job), JOB_QUEUED);
	set_time(f, AT(8, 0));
	assert_int_equal(hear(f, MESSAGE_START).start.job, job);
	assert_int_equal(lab_state(f->lab, job), JOB_PRINTING);
}

static void
closing__comes__what_prints_goes_on_and_the_next_waits(void **state)
{
	struct fixture *f = *state;
	struct message m = { .type = MESSAGE_DONE };
	int64_t job, next;

	open_hours(f, "08:00-12:00");
	set_time(f, AT(11, 58));
	start(f);
	job = lab_submit(f->lab, f->lab->printer.id);
	say_free(f);
	assert_int_equal(hear(f, MESSAGE_START).start.job, job);
	while (hear(f, MESSAGE_PRINTER).printer.job != job)
		continue;
	next = lab_submit(f->lab, f->lab->printer.id);
	set_time(f, AT(12, 0));
	assert_int_equal(lab_state(f->lab, job), JOB_PRINTING);
	m.done.printer = f->lab->printer.id;
	m.done.job = job;
	m.done.end = END_FINISHED;
	assert_int_equal(message_send(f->keeper.sock, &m, -1), 0);
	while (hear(f, MESSAGE_PRINTER).printer.job != 0)
		continue;
	assert_int_equal(printer_cleaned(f->lab->spool, f->lab->printer.id,
	    "ann"), SPOOL_OK);
	say_free(f);
	let_it_look(f);
	assert_int_equal(lab_state(f->lab, job), JOB_FINISHED);
	assert_int_equal(lab_state(f->lab, next), JOB_QUEUED);
	/* the next day */
	set_time(f, 86400 + AT(8, 0));
	assert_int_equal(hear(f, MESSAGE_START).start.job, next);
}

#define T(test)		cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(opening__comes__the_queued_job_starts_by_itself),
		T(closing__comes__what_prints_goes_on_and_the_next_waits),
	};

	(void)signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
