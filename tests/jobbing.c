/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The run of a job, and the strict little printer at its cable.
 */
#include <sys/mman.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/jobbing.h"

static void
say(void *arg, const struct message *m)
{
	struct bench *b = arg;

	if (m->type == MESSAGE_TELEMETRY && b->said_n > SAID / 2)
		return;
	assert_true(b->said_n < SAID);
	b->said[b->said_n++] = *m;
}

void
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

int
set_up(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));

	b->now_ms = 1000;
	begin(b);
	*state = b;
	return 0;
}

int
tear_down(void **state)
{
	struct bench *b = *state;

	if (b->run.fd != -1)
		(void)close(b->run.fd);
	free(b);
	return 0;
}

void
hear(struct bench *b)
{
	size_t n = b->printer.said_used;

	b->printer.said_used = 0;
	link_receive(&b->run.link, b->now_ms, b->printer.said, n);
}

unsigned int
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

void
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

int
file_of(const char *text)
{
	int fd = memfd_create("job", MFD_CLOEXEC);

	assert_true(fd != -1);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	return fd;
}

void
take(struct bench *b, const char *text, bool resume)
{
	struct message_job job = { .printer = 1, .job = JOB,
	    .bytes = (int64_t)strlen(text), .commands = 4, .resume = resume };

	jobrun_take(&b->run, b->now_ms, &job, file_of(text));
}

void
order(struct bench *b, enum message_order what, int64_t job)
{
	struct message_order_to_drain o = { .job = job,
	    .order = (int32_t)what };

	jobrun_order(&b->run, b->now_ms, &o);
}

const struct message *
told(struct bench *b, enum message_type type)
{
	const struct message *found = NULL;
	unsigned int i;

	for (i = 0; i < b->said_n; i++)
		if (b->said[i].type == type)
			found = &b->said[i];
	return found;
}

unsigned int
count_told(struct bench *b, enum message_type type)
{
	unsigned int i, n = 0;

	for (i = 0; i < b->said_n; i++)
		n += b->said[i].type == type;
	return n;
}

void
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

void
assert_done(struct bench *b, enum message_end end, bool halted)
{
	const struct message *m = told(b, MESSAGE_DONE);

	assert_non_null(m);
	assert_int_equal(count_told(b, MESSAGE_DONE), 1);
	assert_int_equal(m->done.job, JOB);
	assert_int_equal(m->done.end, end);
	assert_int_equal(m->done.halted, halted);
}
