/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * marlin: the simulated printer as a process on a pseudo-terminal.  Here are
 * the options, the terminal, the clock and executed.gcode; the machine is
 * simulator.c.
 */
#include <sys/stat.h>

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "firmware/marlin/simulator.h"

#define AWAY_MS		50	/* how often to look for a host */
#define CHUNK		1024

enum flag { LINK, EXECUTED, SPEED, BAUD, MACHINE_TYPE, AMBIENT, BED,
	INSTANT, NO_RESET, APPEND, HELP, OPTION__MAX };

static const struct {
	const char	*name, *value, *help;
} options[] = {
	[LINK]		= { "link", "PATH", "symbolic link to the terminal" },
	[EXECUTED]	= { "executed", "FILE", "every executed command" },
	[SPEED]		= { "speed", "N", "run N times faster than life" },
	[BAUD]		= { "baud", "N", "of the wire, 250000" },
	[MACHINE_TYPE]	= { "machine-type", "NAME", "as M115 says it" },
	[AMBIENT]	= { "ambient", "C", "temperature of the room, 21" },
	[BED]		= { "bed", NULL, "with a heated bed" },
	[INSTANT]	= { "instant", NULL, "nothing takes any time" },
	[NO_RESET]	= { "no-reset-on-open", NULL,
			    "a board that opening the port does not reset" },
	[APPEND]	= { "append", NULL, "keep the executed commands" },
	[HELP]		= { "help", NULL, "this text" },
};
_Static_assert(sizeof(options) / sizeof(options[0]) == OPTION__MAX,
    "every option has its row");

struct process {
	struct simulator	 machine;
	const char		*values[OPTION__MAX];
	int			 terminal, executed;
	double			 speed;
	int64_t			 start_ns;
	bool			 host;		/* somebody has it open */
};

static volatile sig_atomic_t over;

static void	read_options(struct process *, int, char **);
static void	open_terminal(struct process *);
static void	put_link(const char *, const char *);
static void	turn(struct process *);
static void	look_for_host(struct process *, bool);
static void	hear(struct process *);
static void	speak(struct process *);
static void	executed(void *, const char *);
static int64_t	clock_ns(void);
static int64_t	simulated_us(const struct process *);
static struct timespec patience(const struct process *);
static void	stop(int);

int
main(int argc, char **argv)
{
	static struct process p;
	struct sigaction sa = { .sa_handler = stop };

	read_options(&p, argc, argv);
	(void)sigaction(SIGTERM, &sa, NULL);
	(void)sigaction(SIGINT, &sa, NULL);
	(void)sigaction(SIGHUP, &sa, NULL);
	open_terminal(&p);
	while (!over)
		turn(&p);
	if (p.values[LINK] != NULL)
		(void)unlink(p.values[LINK]);
	return 0;
}

static void
usage(FILE *out)
{
	int i;

	(void)fprintf(out, "usage: marlin [options]\n");
	for (i = 0; i < OPTION__MAX; i++)
		(void)fprintf(out, "  --%s %s\n\t%s\n", options[i].name,
		    options[i].value == NULL ? "" : options[i].value,
		    options[i].help);
}

static double
number(const struct process *p, enum flag option, double normal)
{
	const char *text = p->values[option];
	char *end;
	double value;

	if (text == NULL)
		return normal;
	value = strtod(text, &end);
	if (*text == '\0' || *end != '\0' || !(value > 0) || value > 1e7)
		errx(2, "--%s %s: not a good number", options[option].name,
		    text);
	return value;
}

static void
read_options(struct process *p, int argc, char **argv)
{
	struct option long_options[OPTION__MAX + 1] = { { 0 } };
	struct simulator_options o;
	int i, c;

	for (i = 0; i < OPTION__MAX; i++) {
		long_options[i].name = options[i].name;
		long_options[i].has_arg = options[i].value == NULL ?
		    no_argument : required_argument;
		long_options[i].val = i;
	}
	while ((c = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		if (c == '?' || c == HELP) {
			usage(c == '?' ? stderr : stdout);
			exit(c == '?' ? 2 : 0);
		}
		p->values[c] = optarg != NULL ? optarg : "";
	}
	p->speed = number(p, SPEED, 1);
	o = (struct simulator_options){
		.baud = (int)number(p, BAUD, 250000),
		.ambient = number(p, AMBIENT, 21),
		.bed = p->values[BED] != NULL,
		.instant = p->values[INSTANT] != NULL,
		.machine_type = p->values[MACHINE_TYPE] != NULL ?
		    p->values[MACHINE_TYPE] : "DiscoEasy200",
	};
	simulator_init(&p->machine, &o, executed, p);
	p->executed = -1;
	if (p->values[EXECUTED] == NULL)
		return;
	p->executed = open(p->values[EXECUTED], O_WRONLY | O_CREAT | O_APPEND |
	    O_CLOEXEC | (p->values[APPEND] != NULL ? 0 : O_TRUNC), 0644);
	if (p->executed == -1)
		err(1, "%s", p->values[EXECUTED]);
}

/* A raw terminal, that was opened and closed once, so that a host's opening
 * can be seen as the end of a hang-up. */
static void
open_terminal(struct process *p)
{
	struct termios mode;
	const char *name;
	int slave;

	p->terminal = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK |
	    O_CLOEXEC);
	if (p->terminal == -1 || grantpt(p->terminal) == -1 ||
	    unlockpt(p->terminal) == -1)
		err(1, "pseudo-terminal");
	name = ptsname(p->terminal);
	slave = name == NULL ? -1 : open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (slave == -1 || tcgetattr(slave, &mode) == -1)
		err(1, "pseudo-terminal");
	cfmakeraw(&mode);
	if (tcsetattr(slave, TCSANOW, &mode) == -1)
		err(1, "%s", name);
	(void)close(slave);
	if (p->values[LINK] != NULL)
		put_link(name, p->values[LINK]);
	else
		(void)printf("%s\n", name);
	(void)fflush(stdout);
	p->start_ns = clock_ns();
	simulator_reset(&p->machine, 0);
}

static void
put_link(const char *name, const char *path)
{
	char temp[4096];

	(void)snprintf(temp, sizeof(temp), "%s.new", path);
	(void)unlink(temp);
	if (symlink(name, temp) == -1 || rename(temp, path) == -1)
		err(1, "%s", path);
}

static void
turn(struct process *p)
{
	struct pollfd pfd = { .fd = p->terminal };
	const struct timespec nap = { 0, AWAY_MS * 1000000L };
	struct timespec wait = patience(p);

	/* A full cable holds the host back, as the driver's buffer would. */
	if (p->machine.uart.cable_used + CHUNK <= UART_CABLE)
		pfd.events = POLLIN;
	if (ppoll(&pfd, 1, &wait, NULL) == -1 && errno != EINTR)
		err(1, "ppoll");
	look_for_host(p, !(pfd.revents & POLLHUP));
	simulator_advance(&p->machine, simulated_us(p));
	if (pfd.revents & POLLIN)
		hear(p);
	simulator_advance(&p->machine, simulated_us(p));
	if (p->host)
		speak(p);
	else
		(void)nanosleep(&nap, NULL);
}

/* Opening the port pulses DTR, which resets the board. */
static void
look_for_host(struct process *p, bool host)
{
	if (host && !p->host && p->values[NO_RESET] == NULL)
		simulator_reset(&p->machine, simulated_us(p));
	p->host = host;
}

static void
hear(struct process *p)
{
	char bytes[CHUNK];
	ssize_t n;

	n = read(p->terminal, bytes, sizeof(bytes));
	if (n > 0)
		(void)simulator_hear(&p->machine, bytes, (size_t)n);
}

/* What a host does not read in time is lost, as on a real line. */
static void
speak(struct process *p)
{
	char bytes[CHUNK];
	size_t n;

	while ((n = simulator_said(&p->machine, bytes, sizeof(bytes))) > 0)
		if (write(p->terminal, bytes, n) == -1 && errno != EAGAIN &&
		    errno != EIO)
			err(1, "write");
}

static void
executed(void *arg, const char *command)
{
	struct process *p = arg;
	char line[READER_LINE + 1];
	size_t n;

	if (p->executed == -1)
		return;
	n = strnlen(command, READER_LINE);
	memcpy(line, command, n);
	line[n++] = '\n';
	if (write(p->executed, line, n) != (ssize_t)n)
		err(1, "%s", p->values[EXECUTED]);
}

static int64_t
clock_ns(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int64_t
simulated_us(const struct process *p)
{
	return (int64_t)((double)(clock_ns() - p->start_ns) / 1000 *
	    p->speed);
}

/* Until something happens in the machine by itself. */
static struct timespec
patience(const struct process *p)
{
	int64_t next_us = simulator_next(&p->machine), ns;

	if (!p->host)
		return (struct timespec){ 0, 0 };
	if (p->machine.uart.out_used > 0 && p->machine.said_us < next_us)
		next_us = p->machine.said_us;
	if (next_us == INT64_MAX)
		return (struct timespec){ 0, AWAY_MS * 1000000L };
	ns = (int64_t)((double)next_us * 1000 / p->speed) + 1000 -
	    (clock_ns() - p->start_ns);
	if (ns < 0)
		ns = 0;
	return (struct timespec){ ns / 1000000000, ns % 1000000000 };
}

static void
stop(int signo)
{
	(void)signo;
	over = 1;
}
