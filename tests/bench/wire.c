/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How much of the wire a print uses when answers come late, as a USB chip's
 * latency timer makes them: the run of a job (spoolerd/drain/jobrun.h) drives
 * the simulated printer, in simulated time, so that this machine's load does
 * not count.  Beside it the most that the window allows:
 *
 *	min(1, n * t / (t + t_ok + L + t_proc))
 *
 * with n lines in flight, t a line's and t_ok its answer's time on the wire,
 * L the latency.  t + t_ok + t_proc is the time of a line in a bare loop with
 * one in flight and no latency.  Nor is more possible than a bare loop with n
 * in flight gets out of the machine: one without a buffer for what it says
 * does not read meanwhile.
 *
 *	wire DIR
 *
 * DIR is for a spool, which has the profiles.  Prints a line each: profile,
 * bytes of a line, latency in ms, n, share in %, the most in %.
 */
#include <sys/mman.h>

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "firmware/marlin/simulator.h"
#include "spoolerd/drain/jobrun.h"
#include "sql/printer.h"

#define LINES		4000
#define FIRST		1000	/* so that all numbers have four digits */
#define CHUNK		512
#define PIPE		64	/* answers on their way */
#define BREATH_US	INT64_C(1000000)
#define BITS_A_BYTE	10	/* 8N1 */

/* An answer that has left the machine and has not reached the host. */
struct late {
	int64_t	due_us;
	char	bytes[CHUNK];
	size_t	used;
};

struct wire {
	struct jobrun		 run;
	struct books		 books;
	struct simulator	 machine;
	int64_t			 now_us, late_us;
	struct late		 pipe[PIPE];
	unsigned int		 head, count;
	uint64_t		 sent;		/* bytes */
	bool			 ready, done;
	enum message_end	 end;
};

static const struct {
	const char	*machine_type, *firmware;
} machines[] = {
	{ "DiscoEasy200", "marlin-1.1" },
	{ "DiscoUltimate", "marlin-2.0" },
};

/* A line as it is on the wire: short moves, and the average of a slicer. */
static const int sizes[] = { 36, 42 };
static const int latencies_ms[] = { 1, 4, 16 };

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

/* A command that the machine answers at once; with "N1234 " before and
 * "*12\n" behind it, it has about so many bytes. */
static size_t
command(char line[READER_LINE], int size, unsigned int i)
{
	return (size_t)snprintf(line, READER_LINE, "M73 P%0*u", size - 16,
	    i % 100);
}

static void
switch_on(struct simulator *s, const struct printer *p, const char *firmware,
    simulator_executed *executed)
{
	struct simulator_options options = { .baud = p->baud, .ambient = 21,
	    .machine_type = p->machine_type,
	    .flavor = flavor_find(firmware) };

	if (options.flavor == NULL)
		errx(1, "%s: no such firmware", firmware);
	simulator_init(s, &options, executed, NULL);
	simulator_reset(s, 0);
}

static void
executed(void *arg, const char *text, long number)
{
	(void)arg;
	(void)text;
	(void)number;
}

/* --- the bare loop --- */

/* Until the machine says something; how many lines it says. */
static unsigned int
answers(struct simulator *s)
{
	char said[CHUNK];
	unsigned int lines = 0;
	int64_t next_us;
	size_t n, i;

	do {
		next_us = simulator_next(s);
		if (s->uart.out_used > 0 && s->said_us < next_us)
			next_us = s->said_us;
		simulator_advance(s, next_us > s->now_us ? next_us :
		    s->now_us + 1);
		n = simulator_said(s, said, sizeof(said));
	} while (n == 0);
	for (i = 0; i < n; i++)
		lines += said[i] == '\n';
	return lines;
}

/* The bare loop: n lines in flight, no latency.  Returns the time of a line;
 * *bytes is how long it is. */
static double
flood(const struct printer *p, const char *firmware, int size, unsigned int n,
    double *bytes)
{
	static struct simulator s;
	char line[READER_LINE], frame[FRAME_SIZE];
	unsigned int i = 0, done = 0;
	size_t used, sent = 0;
	int64_t from_us;

	switch_on(&s, p, firmware, executed);
	simulator_advance(&s, 10 * BREATH_US);
	while (simulator_said(&s, line, sizeof(line)) > 0)
		continue;
	used = frame_make(frame, FIRST - 1, "M110", 4);
	(void)simulator_hear(&s, frame, used);
	(void)answers(&s);
	for (from_us = s.now_us; done < LINES; done += answers(&s))
		for (; i < LINES && i < done + n; i++) {
			used = frame_make(frame, FIRST + i, line,
			    command(line, size, i));
			(void)simulator_hear(&s, frame, used);
			sent += used;
		}
	*bytes = (double)sent / LINES;
	return (double)(s.now_us - from_us) / LINES;
}

/* --- the host --- */

static void
say(void *arg, const struct message *m)
{
	struct wire *w = arg;

	if (m->type == MESSAGE_READY) {
		w->ready = true;
	} else if (m->type == MESSAGE_DONE) {
		w->done = true;
		w->end = (enum message_end)m->done.end;
	}
}

static void
host_turn(struct wire *w)
{
	char out[FRAME_SIZE];
	size_t n;

	do {
		jobrun_turn(&w->run, w->now_us / 1000);
		n = link_output(&w->run.link, w->now_us / 1000, out);
		(void)simulator_hear(&w->machine, out, n);
		w->sent += n;
	} while (n > 0);
}

/* What the machine says now reaches the host later. */
static void
carry(struct wire *w)
{
	struct late *l = &w->pipe[(w->head + w->count) % PIPE];

	while (w->count < PIPE && (l->used = simulator_said(&w->machine,
	    l->bytes, sizeof(l->bytes))) > 0) {
		l->due_us = w->now_us + w->late_us;
		w->count++;
		l = &w->pipe[(w->head + w->count) % PIPE];
	}
	for (l = &w->pipe[w->head]; w->count > 0 && l->due_us <= w->now_us;
	    l = &w->pipe[w->head]) {
		link_receive(&w->run.link, w->now_us / 1000, l->bytes,
		    l->used);
		w->head = (w->head + 1) % PIPE;
		w->count--;
	}
}

static void
pass(struct wire *w)
{
	int64_t wake_ms = jobrun_wake(&w->run);
	const int64_t times[] = { simulator_next(&w->machine),
	    w->machine.uart.out_used > 0 ? w->machine.said_us : INT64_MAX,
	    w->count > 0 ? w->pipe[w->head].due_us : INT64_MAX,
	    wake_ms < INT64_MAX / 1000 ? wake_ms * 1000 : INT64_MAX };
	int64_t next_us = w->now_us + BREATH_US;
	size_t i;

	for (i = 0; i < COUNT(times); i++)
		if (times[i] < next_us)
			next_us = times[i];
	w->now_us = next_us > w->now_us ? next_us : w->now_us + 1;
	simulator_advance(&w->machine, w->now_us);
	carry(w);
	host_turn(w);
}

static int
make_file(int size)
{
	char line[READER_LINE];
	int fd = memfd_create("wire", MFD_CLOEXEC);
	unsigned int i;
	FILE *out = fd == -1 ? NULL : fdopen(dup(fd), "w");

	if (out == NULL)
		err(1, "memfd");
	for (i = 0; i < LINES; i++) {
		(void)command(line, size, i);
		(void)fprintf(out, "%s\n", line);
	}
	if (fclose(out) != 0)
		err(1, "memfd");
	return fd;
}

/* One print; the share of its time in which the wire to the machine carried
 * something. */
static double
share(const struct printer *p, const char *firmware, int size, int late_ms)
{
	static struct wire w;
	struct message_profile profile = { .printer = 1, .name = "wire",
	    .window_lines = p->window_lines, .window_bytes = p->window_bytes };
	struct message_job job = { .printer = 1, .job = 1,
	    .commands = LINES };
	int64_t from_us;

	memset(&w, 0, sizeof(w));
	w.late_us = (int64_t)late_ms * 1000;
	switch_on(&w.machine, p, firmware, executed);
	jobrun_init(&w.run, &profile, dialect_find(p->dialect), &w.books, 0,
	    say, &w);
	while (!w.ready)
		pass(&w);
	from_us = w.now_us;
	w.sent = 0;
	jobrun_take(&w.run, w.now_us / 1000, &job, make_file(size));
	host_turn(&w);
	while (!w.done)
		pass(&w);
	if (w.end != END_FINISHED)
		errx(1, "%s: the print did not finish", firmware);
	return (double)w.sent * BITS_A_BYTE * 1e6 / p->baud /
	    (double)(w.now_us - from_us);
}

/* --- side by side --- */

/* The most; *n is how many lines the window holds. */
static double
most_share(const struct printer *p, const char *firmware, int size, int late_ms,
    int *n)
{
	const double byte_us = 1e6 * BITS_A_BYTE / p->baud;
	double frame, alone_us, least, own_us;

	alone_us = flood(p, firmware, size, 1, &frame);
	*n = (int)(p->window_bytes / frame);
	if (*n > p->window_lines)
		*n = p->window_lines;
	/* alone_us is t + t_ok + t_proc */
	least = (alone_us + late_ms * 1e3) / *n;
	own_us = flood(p, firmware, size, (unsigned int)*n, &frame);
	if (least < own_us)
		least = own_us;
	return frame * byte_us < least ? frame * byte_us / least : 1;
}

static void
compare(const struct printer *p, const char *firmware, int size, int late_ms)
{
	int n;
	double most = most_share(p, firmware, size, late_ms, &n);

	printf("%s %d %d %d %.1f %.1f\n", p->profile, size, late_ms, n,
	    100 * share(p, firmware, size, late_ms), 100 * most);
}

int
main(int argc, char **argv)
{
	struct printer p;
	struct spool *spool;
	char path[256];
	size_t m, s, l;

	if (argc != 2)
		errx(1, "usage: wire DIR");
	(void)snprintf(path, sizeof(path), "%s/wire.db", argv[1]);
	if (spool_open(&spool, path, SPOOL_CREATE) != SPOOL_OK)
		errx(1, "%s: %s", path, spool_why(NULL));
	for (m = 0; m < COUNT(machines); m++) {
		memset(&p, 0, sizeof(p));
		(void)snprintf(p.name, sizeof(p.name), "wire-%zu", m);
		(void)snprintf(p.path, sizeof(p.path), "/wire/%zu", m);
		(void)strcpy(p.machine_type, machines[m].machine_type);
		if (printer_adopt(spool, &p, "bench") != SPOOL_OK)
			errx(1, "%s", spool_why(spool));
		for (s = 0; s < COUNT(sizes); s++)
			for (l = 0; l < COUNT(latencies_ms); l++)
				compare(&p, machines[m].firmware, sizes[s],
				    latencies_ms[l]);
	}
	spool_close(spool);
	return 0;
}
