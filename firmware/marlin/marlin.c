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
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "firmware/marlin/fault.h"
#include "firmware/marlin/option.h"
#include "firmware/marlin/rate.h"
#include "firmware/marlin/remote.h"
#include "firmware/marlin/simulator.h"
#include "firmware/marlin/truth.h"

#define AWAY_MS		50	/* how often to look for a host */
#define CHUNK		1024

struct process {
	struct simulator	 machine;
	struct fault		 fault;
	struct truth		 truth;
	int			 remote;	/* a socket, or -1 */
	const char		*values[OPTION__MAX];
	int			 terminal, executed;
	double			 speed;
	int64_t			 start_ns;
	bool			 host;		/* somebody has it open */
	char			 link[REMOTE_WORDS];
};

static volatile sig_atomic_t over;

static void	read_options(struct process *, int, char **);
static unsigned int ring_size(const struct process *);
static void	open_terminal(struct process *);
static void	put_link(const char *, const char *);
static void	turn(struct process *);
static void	look_for_host(struct process *, bool);
static void	remote(struct process *);
static bool	is_deaf(const struct process *);
static void	hear(struct process *);
static void	speak(struct process *);
static void	executed(void *, const char *, long);
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
	p.start_ns = clock_ns();
	simulator_reset(&p.machine, 0);
	while (!over)
		turn(&p);
	if (p.values[LINK] != NULL)
		(void)unlink(p.values[LINK]);
	if (p.values[REMOTE] != NULL)
		(void)unlink(p.values[REMOTE]);
	return 0;
}

static const struct flavor *
flavor(const char *name)
{
	const struct flavor *f = name == NULL ? flavor_at(0) :
	    flavor_find(name);
	unsigned int i;

	if (f != NULL)
		return f;
	for (i = 0; flavor_at(i) != NULL; i++)
		warnx("--firmware %s", flavor_at(i)->name);
	errx(2, "--firmware %s: not one of these", name);
}

static unsigned int
ring_size(const struct process *p)
{
	double n = option_number(p->values, RING, UART_RING);

	if (n < 2 || n > UART_RING_MAX)
		errx(2, "--ring: 2 to %d bytes", UART_RING_MAX);
	return (unsigned int)n;
}

static void
read_options(struct process *p, int argc, char **argv)
{
	struct simulator_options o;

	option_read(p->values, argc, argv);
	p->speed = option_number(p->values, SPEED, 1);
	fault_init(&p->fault, 1);
	truth_init(&p->truth);
	if (p->values[FAULTS] != NULL &&
	    !fault_set(&p->fault, p->values[FAULTS]))
		errx(2, "--fault %s: not understood", p->values[FAULTS]);
	p->remote = p->values[REMOTE] != NULL ?
	    remote_open(p->values[REMOTE]) : -1;
	o = (struct simulator_options){
		.flavor = flavor(p->values[FIRMWARE]),
		.baud = (int)option_number(p->values, BAUD, 250000),
		.ring = ring_size(p),
		.ambient = option_number(p->values, AMBIENT, 21),
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
	struct pollfd fds[] = {
		{ .fd = p->terminal },
		{ .fd = p->remote, .events = POLLIN },
	}, *pfd = fds;
	const struct timespec nap = { 0, AWAY_MS * 1000000L };
	struct timespec wait = patience(p);

	/* A full cable holds the host back, as the driver's buffer would. */
	if (p->machine.uart.cable_used + CHUNK * FAULT_GROWTH <= UART_CABLE)
		pfd->events = POLLIN;
	if (ppoll(fds, 2, &wait, NULL) == -1 && errno != EINTR)
		err(1, "ppoll");
	if (fds[1].revents & POLLIN)
		remote(p);
	look_for_host(p, p->terminal != -1 && !(pfd->revents & POLLHUP));
	simulator_advance(&p->machine, simulated_us(p));
	if (pfd->revents & POLLIN)
		hear(p);
	simulator_advance(&p->machine, simulated_us(p));
	if (p->host)
		speak(p);
	else
		(void)nanosleep(&nap, NULL);
}

/* Somebody changes what is wrong. */
static void
remote(struct process *p)
{
	char words[REMOTE_WORDS];
	const char *rest;

	switch (remote_read(p->remote, words, &rest)) {
	case REMOTE_FAULT:
		if (!fault_set(&p->fault, rest))
			warnx("fault %s: not understood", rest);
		break;
	case REMOTE_RESET:
		simulator_reset(&p->machine, simulated_us(p));
		break;
	case REMOTE_UNPLUG:
		if (p->terminal != -1)
			(void)close(p->terminal);
		p->terminal = -1;
		p->host = false;
		if (p->values[LINK] != NULL)
			(void)unlink(p->values[LINK]);
		break;
	case REMOTE_PLUG:
		if (*rest != '\0')
			p->values[LINK] = memcpy(p->link, rest,
			    strlen(rest) + 1);
		if (p->terminal == -1)
			open_terminal(p);
		break;
	case REMOTE_SENSOR:
		p->machine.hotend.stray = strtod(rest, NULL);
		break;
	case REMOTE__MAX:
		warnx("%s: not understood", words);
		break;
	}
}

/* Opening the port pulses DTR, which resets the board. */
static void
look_for_host(struct process *p, bool host)
{
	if (host && !p->host && p->values[NO_RESET] == NULL)
		simulator_reset(&p->machine, simulated_us(p));
	p->host = host;
}

/* The two ends do not speak at the same rate. */
static bool
is_deaf(const struct process *p)
{
	return p->values[STRICT_BAUD] != NULL &&
	    rate_differs(p->terminal, p->machine.options.baud);
}

static void
hear(struct process *p)
{
	char bytes[CHUNK], changed[CHUNK * FAULT_GROWTH];
	size_t used;
	ssize_t n;

	n = read(p->terminal, bytes, sizeof(bytes));
	if (n <= 0)
		return;
	truth_sent(&p->truth, bytes, (size_t)n);
	used = fault_to_machine(&p->fault, bytes, (size_t)n, changed);
	if (is_deaf(p))
		rate_spoil(changed, used);
	(void)simulator_hear(&p->machine, changed, used);
}

/* What a host does not read in time is lost, as on a real line. */
static void
speak(struct process *p)
{
	char bytes[CHUNK], changed[FAULT_GROWTH * (CHUNK + FAULT_LINE *
	    (FAULT_LATE + 1))];
	size_t n, used;

	do {
		n = simulator_said(&p->machine, bytes, sizeof(bytes));
		used = fault_from_machine(&p->fault, p->machine.now_us, bytes,
		    n, changed);
		if (is_deaf(p))
			rate_spoil(changed, used);
		if (used > 0 && write(p->terminal, changed, used) == -1 &&
		    errno != EAGAIN && errno != EIO)
			err(1, "write");
	} while (n > 0);
}

/* What the cable changed so that the dialect could not show it. */
static void
mark(const struct process *p, const char *command, long number)
{
	unsigned long mask = p->machine.flavor->rules.number_mask != 0 ?
	    p->machine.flavor->rules.number_mask : ~0UL;
	const char *sent = truth_command(&p->truth, number, mask);

	if (truth_judge(&p->truth, command, number, mask) != TRUTH_SENT)
		warnx("deviation: N%ld executed \"%s\", sent \"%s\"",
		    number, command, sent != NULL ? sent : "");
}

static void
executed(void *arg, const char *command, long number)
{
	struct process *p = arg;
	char line[READER_LINE + 1];
	size_t n;

	mark(p, command, number);
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
	if (fault_next(&p->fault) < next_us)
		next_us = fault_next(&p->fault);
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
