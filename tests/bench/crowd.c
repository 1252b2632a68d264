/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Many printers at once: the real daemon with its keeper and a drain a
 * printer, and light printers that take their time for each line.  What does
 * a printer cost, how long does one wait for its next line, and do the others
 * feel it when one hangs?
 *
 *	crowd BIN DIR PRINTERS SECONDS ROUNDS
 *
 * BIN has the programs; DIR is empty.  Prints one line: lines per second of
 * all printers; the daemon's processor time in ms per second, children
 * included; their private memory in kB; p99 in ms from a printer's ok to its
 * next line; the same while one hangs.  Medians of all rounds.
 */
#include <sys/prctl.h>
#include <sys/wait.h>

#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "sql/content.h"
#include "sql/job.h"
#include "sql/printer.h"
#include "tests/bench/light.h"
#include "tests/bench/tally.h"

#define LINE_US		10000	/* 100 lines/s a printer: fine curves */
#define LINES		100000	/* of the print file: 16 minutes */
#define ROUNDS_MAX	31
#define WAIT_S		60

struct crowd {
	const char	*bin, *dir;
	unsigned int	 printers;
	time_t		 seconds;
	size_t		 rounds;
	char		 run[200], spool[200];
	pid_t		 daemon;
	struct light	*light;
};

static void	make_spool(const struct crowd *);
static void	start_daemon(struct crowd *);
static void	wait_for_prints(const struct crowd *);
static void	measure(const struct crowd *);
static void	end_daemon(const struct crowd *);

static void
nap(long ms)
{
	const struct timespec ts = { ms / 1000, ms % 1000 * 1000000 };

	(void)nanosleep(&ts, NULL);
}

int
main(int argc, char **argv)
{
	struct crowd c = { 0 };
	char ports[250];

	if (argc != 6)
		errx(1, "usage: crowd BIN DIR PRINTERS SECONDS ROUNDS");
	c.bin = argv[1];
	c.dir = argv[2];
	c.printers = (unsigned int)tally_number(argv[3], LIGHT_MOST);
	c.seconds = tally_number(argv[4], 60);
	c.rounds = (size_t)tally_number(argv[5], ROUNDS_MAX);
	(void)snprintf(c.run, sizeof(c.run), "%.150s/run", c.dir);
	(void)snprintf(c.spool, sizeof(c.spool), "%.150s/spool.db", c.dir);
	(void)snprintf(ports, sizeof(ports), "%.150s/ports", c.dir);
	make_spool(&c);
	start_daemon(&c);
	c.light = light_open(ports, c.printers, LINE_US);
	wait_for_prints(&c);
	measure(&c);
	end_daemon(&c);
	light_close(c.light);
	return 0;
}

/* --- the spool --- */

/* The file, long enough for all rounds; its analysis is not measured. */
static struct file
store_file(const struct crowd *c, struct spool *spool)
{
	struct file f = { .label = "crowd.g", .who = "bench" };
	struct content *content;
	char line[64];
	int i, n;

	if (content_prepare(c->dir) == -1 ||
	    content_begin(c->dir, &content) != CONTENT_OK)
		err(1, "%s", c->dir);
	for (i = 0; i < LINES; i++) {
		n = snprintf(line, sizeof(line), "G1 X%d.%02d Y%d.%02d "
		    "E.0%04d\n", 60 + i % 40, i % 97, 60 + i % 39, i % 91,
		    i % 10000);
		if (content_add(content, line, (size_t)n) != CONTENT_OK)
			err(1, "%s", c->dir);
	}
	if (content_commit(content, spool, &f) != SPOOL_OK)
		errx(1, "%s", spool_why(spool));
	f.commands = LINES;
	(void)strcpy(f.header, "[]");
	if (file_analyzed(spool, &f) != SPOOL_OK)
		errx(1, "%s", spool_why(spool));
	return f;
}

/* A clean printer and a job for each port, before there are any. */
static void
make_spool(const struct crowd *c)
{
	struct printer p = { .machine_type = "DiscoEasy200" };
	struct job job = { .label = "crowd.g", .who = "bench" };
	struct spool *spool;
	unsigned int i;

	if (spool_open(&spool, c->spool, SPOOL_CREATE) != SPOOL_OK)
		errx(1, "%s: %s", c->spool, spool_why(NULL));
	job.file_id = store_file(c, spool).id;
	for (i = 1; i <= c->printers; i++) {
		(void)snprintf(p.name, sizeof(p.name), "bench-%u", i);
		(void)snprintf(p.path, sizeof(p.path), "%.150s/ports/%u/tty",
		    c->dir, i);
		if (printer_adopt(spool, &p, "bench") != SPOOL_OK)
			errx(1, "adopt: %s", spool_why(spool));
		job.printer_id = p.id;
		if (job_submit(spool, &job) != SPOOL_OK)
			errx(1, "submit: %s", spool_why(spool));
	}
	spool_close(spool);
}

/* --- the daemon --- */

static void
start_daemon(struct crowd *c)
{
	char program[250], ports[250], log[250];

	(void)snprintf(program, sizeof(program), "%.150s/spoolerd", c->bin);
	(void)snprintf(ports, sizeof(ports), "%.150s/ports/*/tty", c->dir);
	(void)snprintf(log, sizeof(log), "%.150s/log", c->dir);
	c->daemon = fork();
	if (c->daemon == -1)
		err(1, "fork");
	if (c->daemon > 0)
		return;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (freopen(log, "w", stderr) == NULL)
		_exit(127);
	(void)execl(program, "spoolerd", "--run", c->run, "--spool",
	    c->spool, "--glob", ports, (char *)NULL);
	_exit(127);
}

static void
end_daemon(const struct crowd *c)
{
	(void)kill(c->daemon, SIGTERM);
	if (waitpid(c->daemon, NULL, 0) == -1)
		err(1, "waitpid");
}

/* Until each of them executed some lines of its job. */
static void
wait_for_prints(const struct crowd *c)
{
	unsigned int i, tries = 0;

	for (i = 0; i < c->printers;) {
		if (light_lines(c->light, i) > 100) {
			i++;
			continue;
		}
		if (++tries > WAIT_S * 10 ||
		    waitpid(c->daemon, NULL, WNOHANG) != 0)
			errx(1, "printer %u does not print; see %s/log", i + 1,
			    c->dir);
		nap(100);
	}
}

/* --- what it costs --- */

/* Of one process; it may have ended by now. */
static double
private_kB(pid_t pid)
{
	static const char *const names[] = { "Private_Clean:",
	    "Private_Dirty:" };
	char path[64], line[256];
	double sum = 0;
	size_t i, n;
	FILE *in;

	(void)snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)pid);
	in = fopen(path, "re");
	if (in == NULL)
		return 0;
	while (fgets(line, sizeof(line), in) != NULL)
		for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
			n = strlen(names[i]);
			if (strncmp(line, names[i], n) == 0)
				sum += strtod(line + n, NULL);
		}
	(void)fclose(in);
	return sum;
}

static double
cpu_s(pid_t pid)
{
	struct timespec ts;
	clockid_t clock;

	if (clock_getcpuclockid(pid, &clock) != 0 ||
	    clock_gettime(clock, &ts) == -1)
		return 0;
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* The sum over the daemon and its children. */
static double
all(const struct crowd *c, double (*of)(pid_t))
{
	char path[64], list[8192], *at, *next;
	double sum = of(c->daemon);
	FILE *in;
	long pid;

	(void)snprintf(path, sizeof(path), "/proc/%d/task/%d/children",
	    (int)c->daemon, (int)c->daemon);
	in = fopen(path, "re");
	if (in == NULL)
		err(1, "%s", path);
	list[fread(list, 1, sizeof(list) - 1, in)] = '\0';
	(void)fclose(in);
	for (at = list; (pid = strtol(at, &next, 10)) > 0; at = next)
		sum += of((pid_t)pid);
	return sum;
}

/* Rounds with all well and rounds with one that hangs take turns. */
static void
measure(const struct crowd *c)
{
	double lines_s[ROUNDS_MAX], cpu_ms[ROUNDS_MAX], calm_ms[ROUNDS_MAX],
	    hung_ms[ROUNDS_MAX], seconds = (double)c->seconds;
	struct light_figures f;
	size_t i;

	for (i = 0; i < c->rounds; i++) {
		light_begin(c->light);
		cpu_ms[i] = all(c, cpu_s);
		nap(c->seconds * 1000);
		cpu_ms[i] = (all(c, cpu_s) - cpu_ms[i]) * 1000 / seconds;
		f = light_end(c->light);
		lines_s[i] = (double)f.lines / seconds;
		calm_ms[i] = f.p99_ms;
		light_hang(c->light, 0, true);
		light_begin(c->light);
		nap(c->seconds * 1000);
		hung_ms[i] = light_end(c->light).p99_ms;
		light_hang(c->light, 0, false);
		nap(500);
	}
	printf("%u %.0f %.1f %.0f %.2f %.2f\n", c->printers,
	    tally_median(lines_s, c->rounds), tally_median(cpu_ms, c->rounds),
	    all(c, private_kB), tally_median(calm_ms, c->rounds),
	    tally_median(hung_ms, c->rounds));
}
