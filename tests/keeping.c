/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A keeper under test.
 */
#include <sys/wait.h>

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/keeping.h"

#define WAIT_MS		30000	/* never reached but by a failure */

/* The program is beside the tests: BUILD/test, BUILD/bin. */
int
keeping_set_up(void **state)
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

int
keeping_tear_down(void **state)
{
	struct fixture *f = *state;
	int result;

	stop(f);
	result = lab_tear_down((void **)&f->lab);
	free(f);
	return result;
}

/* Children are looked for in the lab's folder: filters are the tests' own. */
void
start(struct fixture *f)
{
	char a1[] = "--spool", a2[] = "--libexec", a3[] = "--books";
	char *argv[] = { f->program, a1, f->lab->path, a2, f->lab->dir, a3,
	    f->lab->dir, NULL };

	assert_int_equal(child_start(&f->keeper, argv, NULL, 0, 0), 0);
}

void
stop(struct fixture *f)
{
	child_end(&f->keeper);
	while (wait(NULL) != -1 || errno == EINTR)
		continue;
}

void
say(const struct fixture *f, const struct message *m)
{
	assert_int_equal(message_send(f->keeper.sock, m, -1), 0);
}

struct message
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

struct message_printer
hear_row(const struct fixture *f, int64_t job, bool printing)
{
	struct message m;

	do
		m = hear(f, MESSAGE_PRINTER, NULL);
	while (m.printer.job != job || m.printer.printing != printing);
	return m.printer;
}

void
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

void
say_found(const struct fixture *f)
{
	struct message m = { .type = MESSAGE_FOUND };

	m.found.printer = f->printer;
	(void)strcpy(m.found.why, "no hope");
	say(f, &m);
}

void
say_phase(const struct fixture *f, int64_t job, enum message_phase phase)
{
	struct message m = { .type = MESSAGE_PHASE };

	m.phase.printer = f->printer;
	m.phase.job = job;
	m.phase.phase = (int32_t)phase;
	say(f, &m);
}

void
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

void
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

enum message_verdict
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

enum message_verdict
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

struct job
job_now(const struct fixture *f, int64_t id)
{
	struct job job;

	assert_int_equal(job_by_id(f->lab->spool, id, &job), SPOOL_OK);
	return job;
}

struct printer
printer_now(const struct fixture *f)
{
	struct printer p;

	assert_int_equal(printer_by_id(f->lab->spool, f->printer, &p),
	    SPOOL_OK);
	return p;
}

int64_t
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
