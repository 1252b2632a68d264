/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How much of a pseudo-terminal's speed the drain leaves: the real program
 * `drain` (feed, books, link, its poll loop) prints a file on a printer that
 * answers at once, against a loop that writes a line made before and reads
 * until `ok`, an ideal sender with the same window, and Printrun's printcore,
 * on the same terminal and printer.  The runs take turns, because a machine's
 * load does too.
 *
 *	streaming DRAIN LINES ROUNDS PRINTCORE
 *
 * PRINTCORE is the path of printcore.py.
 *
 * Prints one line a way of sending: its name, lines per second, processor
 * seconds per million lines, medians of all rounds.
 */
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "spoolerd/books.h"
#include "spoolerd/link/frame.h"
#include "spoolerd/message.h"
#include "tests/bench/figure.h"
#include "tests/bench/terminal.h"

#define ROUNDS_MAX	31
#define WINDOW_LINES	3	/* of the profiles of our printers */
#define WINDOW_BYTES	126
#define PRINTCORE_PART	8	/* it is slow: so much of the file is enough */
/* The one that Debian's modules are for. */
#define PYTHON		"/usr/bin/python3"

struct bench {
	const char	*drain;		/* the program */
	const char	*printcore;	/* the script */
	int		 file;		/* the print file */
	int		 lines;
	char		*frames;	/* its lines, numbered and summed up */
	size_t		*ends;		/* where each ends in frames */
};

struct figure {
	double	lines_s;		/* per second */
	double	cpu_s;			/* per million lines */
};

static struct figure	ping_pong(const struct bench *);
static struct figure	drain_one(const struct bench *);
static struct figure	drain_window(const struct bench *);
static struct figure	ideal(const struct bench *);
static struct figure	printcore(const struct bench *);

static const struct {
	const char	*name;
	struct figure	(*run)(const struct bench *);
} ways[] = {
	{ "ping-pong",	ping_pong },
	{ "drain-1",	drain_one },
	{ "ideal-3",	ideal },
	{ "drain-3",	drain_window },
	{ "printcore",	printcore },
};

#define WAYS	(sizeof(ways) / sizeof(ways[0]))

static double
seconds(clockid_t clock)
{
	struct timespec ts;

	if (clock_gettime(clock, &ts) == -1)
		err(1, "clock");
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* --- the bare loop --- */

static struct figure
ping_pong(const struct bench *b)
{
	struct terminal t = terminal_open();
	double cpu, wall;
	size_t at = 0;
	char in[64];
	ssize_t n;
	int i;

	wall = seconds(CLOCK_MONOTONIC);
	cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
	for (i = 0; i < b->lines; at = b->ends[i++]) {
		if (write(t.port, b->frames + at, b->ends[i] - at) == -1)
			err(1, "write");
		do
			n = read(t.port, in, sizeof(in));
		while (n > 0 && in[n - 1] != '\n');
		if (n <= 0)
			err(1, "read");
	}
	wall = seconds(CLOCK_MONOTONIC) - wall;
	cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	terminal_close(&t);
	return (struct figure){ b->lines / wall, cpu / b->lines * 1e6 };
}

/* --- the ideal sender --- */

/* How many lines of those from `sent` on may be sent now, when all before
 * `done` are answered. */
static int
room(const struct bench *b, int done, int sent)
{
	size_t from = done == 0 ? 0 : b->ends[done - 1];
	int n = sent;

	while (n < b->lines && n < done + WINDOW_LINES &&
	    b->ends[n] - from <= WINDOW_BYTES)
		n++;
	return n - sent;
}

/* As many lines as the window has room for, in one write. */
static struct figure
ideal(const struct bench *b)
{
	struct terminal t = terminal_open();
	double cpu, wall;
	int done = 0, sent = 0, n;
	size_t from = 0;
	char in[64];
	ssize_t got;

	wall = seconds(CLOCK_MONOTONIC);
	cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
	while (done < b->lines) {
		n = room(b, done, sent);
		if (n > 0) {
			sent += n;
			if (write(t.port, b->frames + from,
			    b->ends[sent - 1] - from) == -1)
				err(1, "write");
			from = b->ends[sent - 1];
		}
		got = read(t.port, in, sizeof(in));
		if (got <= 0)
			err(1, "read");
		while (got > 0)
			done += in[--got] == '\n';
	}
	wall = seconds(CLOCK_MONOTONIC) - wall;
	cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	terminal_close(&t);
	return (struct figure){ b->lines / wall, cpu / b->lines * 1e6 };
}

/* --- printcore --- */

static struct figure
printcore(const struct bench *b)
{
	struct terminal t = terminal_open();
	char command[1024], words[128] = "", *end;
	int lines = (b->lines + PRINTCORE_PART - 1) / PRINTCORE_PART;
	double wall, cpu;
	FILE *out;

	/* Printrun does not start in the locale C */
	(void)snprintf(command, sizeof(command), "LC_ALL=C.UTF-8 " PYTHON
	    " '%s' '%s' /proc/%d/fd/%d %d", b->printcore, ttyname(t.port),
	    (int)getpid(), b->file, lines);
	out = popen(command, "re");
	if (out == NULL)
		err(1, "%s", command);
	if (fgets(words, sizeof(words), out) == NULL || pclose(out) != 0)
		errx(1, "printcore did not print");
	wall = strtod(words, &end);
	cpu = strtod(end, NULL);
	terminal_close(&t);
	return (struct figure){ lines / wall, cpu / lines * 1e6 };
}

/* --- the drain --- */

static pid_t
drain_start(const struct bench *b, int channel, int port, int books)
{
	const int fds[] = { channel, port, books };
	int high[3], quiet, i;
	pid_t pid = fork();

	if (pid == -1)
		err(1, "fork");
	if (pid > 0)
		return pid;
	for (i = 0; i < 3; i++)
		high[i] = fcntl(fds[i], F_DUPFD, 100);
	for (i = 0; i < 3; i++)
		(void)dup2(high[i], 3 + i);
	quiet = open("/dev/null", O_WRONLY);
	(void)dup2(quiet, STDERR_FILENO);
	(void)close_range(6, ~0U, 0);
	(void)execl(b->drain, "drain", (char *)NULL);
	_exit(127);
}

/* What the drain says, until it says this. */
static struct message
await(int channel, enum message_type type)
{
	struct message m;
	int fd;

	do
		if (message_receive(channel, FROM_DRAIN, &m, &fd) != 1)
			errx(1, "the drain died");
	while (m.type != type);
	return m;
}

static void
tell(int channel, const struct message *m, int fd)
{
	if (message_send(channel, m, fd) == -1)
		err(1, "message");
}

/* The job alone is measured, not the greeting before it. */
static struct figure
print_job(const struct bench *b, int channel, pid_t pid)
{
	struct message job = { .type = MESSAGE_JOB }, done;
	double wall, cpu;
	clockid_t clock;

	job.job.printer = job.job.job = 1;
	job.job.commands = b->lines;
	if (clock_getcpuclockid(pid, &clock) != 0)
		errx(1, "the drain's clock");
	wall = seconds(CLOCK_MONOTONIC);
	cpu = seconds(clock);
	tell(channel, &job, b->file);
	done = await(channel, MESSAGE_DONE);
	wall = seconds(CLOCK_MONOTONIC) - wall;
	cpu = seconds(clock) - cpu;
	if (done.done.end != END_FINISHED || done.done.commands != b->lines)
		errx(1, "the job ended: %s", done.done.why);
	return (struct figure){ b->lines / wall, cpu / b->lines * 1e6 };
}

static struct figure
drain(const struct bench *b, int lines, int bytes)
{
	struct message profile = { .type = MESSAGE_PROFILE };
	struct terminal t = terminal_open();
	struct figure figure;
	int pair[2], books = memfd_create("books", MFD_CLOEXEC);
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == -1)
		err(1, "socketpair");
	if (books == -1 || ftruncate(books, BOOKS_SIZE) == -1)
		err(1, "books");
	pid = drain_start(b, pair[1], t.port, books);
	(void)close(pair[1]);
	(void)strcpy(profile.profile.name, "bench");
	(void)strcpy(profile.profile.dialect, "marlin");
	profile.profile.window_lines = lines;
	profile.profile.window_bytes = bytes;
	tell(pair[0], &profile, -1);
	(void)await(pair[0], MESSAGE_READY);
	figure = print_job(b, pair[0], pid);
	(void)close(pair[0]);
	if (waitpid(pid, NULL, 0) == -1)
		err(1, "waitpid");
	(void)close(books);
	terminal_close(&t);
	return figure;
}

static struct figure
drain_one(const struct bench *b)
{
	return drain(b, 1, WINDOW_BYTES);
}

static struct figure
drain_window(const struct bench *b)
{
	return drain(b, WINDOW_LINES, WINDOW_BYTES);
}

/* --- rounds --- */

/* A spiral of short moves, as long as the lines of slicers are. */
static void
make_file(struct bench *b)
{
	char line[64];
	size_t used = 0;
	int i, n;

	b->file = memfd_create("bench.g", MFD_CLOEXEC);
	b->frames = malloc((size_t)b->lines * FRAME_SIZE);
	b->ends = calloc((size_t)b->lines, sizeof(*b->ends));
	if (b->file == -1 || b->frames == NULL || b->ends == NULL)
		err(1, "print file");
	for (i = 0; i < b->lines; i++) {
		n = snprintf(line, sizeof(line), "G1 X%d.%03d Y%d.%03d E%d.%05d"
		    "\n", 60 + i % 70, i % 997, 60 + i % 59, i % 991, i / 1000,
		    i % 100000);
		if (write(b->file, line, (size_t)n) != n)
			err(1, "print file");
		used += frame_make(b->frames + used, (uint64_t)i + 1, line,
		    (size_t)n - 1);
		b->ends[i] = used;
	}
}

int
main(int argc, char **argv)
{
	static double lines_s[WAYS][ROUNDS_MAX], cpu_s[WAYS][ROUNDS_MAX];
	struct bench b = { .file = -1 };
	struct figure figure;
	size_t rounds, round, i;

	if (argc != 5)
		errx(1, "usage: streaming DRAIN LINES ROUNDS PRINTCORE");
	b.drain = argv[1];
	b.printcore = argv[4];
	b.lines = (int)figure_number(argv[2], 9999999);
	rounds = (size_t)figure_number(argv[3], ROUNDS_MAX);
	(void)signal(SIGPIPE, SIG_IGN);
	make_file(&b);
	for (round = 0; round < rounds; round++)
		for (i = 0; i < WAYS; i++) {
			figure = ways[i].run(&b);
			lines_s[i][round] = figure.lines_s;
			cpu_s[i][round] = figure.cpu_s;
		}
	for (i = 0; i < WAYS; i++)
		printf("%s %.0f %.3f\n", ways[i].name,
		    figure_median(lines_s[i], rounds),
		    figure_median(cpu_s[i], rounds));
	free(b.frames);
	free(b.ends);
	return 0;
}
