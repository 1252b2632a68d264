/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * spoolerd: the parent.  It opens ports, starts and restarts its children,
 * answers the control socket and keeps the telemetry.  One thread, one loop;
 * it never opens the spool and so never waits for a disk: the emergency stop
 * is an order like any other here.
 */
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/stat.h>

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "spoolerd/parent/ask.h"
#include "spoolerd/parent/autodetect.h"
#include "spoolerd/parent/fleet.h"
#include "spoolerd/parent/function.h"
#include "spoolerd/news.h"
#include "spoolerd/parent/parent.h"
#include "spoolerd/ticks.h"

#define END_MS		1500	/* so long children may take to end */

static void	prepare(struct parent *);
static void	folder(const char *, const char *);
static void	lock(const char *, const char *);
static void	watch_signals(struct parent *, struct watch *);
static void	signal_ready(void *, uint32_t);
static clerk_heard keeper_heard;
static clerk_died keeper_died;
static void	turn(struct parent *);
static void	end(struct parent *);

static clerk_heard on_printer, on_course, on_start, on_grant, on_event,
    on_autodetect;

static clerk_heard *const handlers[MESSAGE__MAX] = {
	[MESSAGE_PRINTER]	= on_printer,
	[MESSAGE_COURSE]	= on_course,
	[MESSAGE_START]		= on_start,
	[MESSAGE_GRANT]		= on_grant,
	[MESSAGE_EVENT]		= on_event,
	[MESSAGE_AUTODETECT]	= on_autodetect,
};

int
main(int argc, char *argv[])
{
	static struct parent p;		/* far too big for the stack */
	struct watch signals;

	options_read(&p.options, argc, argv);
	p.now_ms = p.born_ms = ticks_ms();
	watch_signals(&p, &signals);
	prepare(&p);
	handover_ready();
	news("ready: %s/control.sock", p.options.run);
	while (!p.ending)
		turn(&p);
	end(&p);
	return 0;
}

/* --- start --- */

static void
prepare(struct parent *p)
{
	char path[PATH_MAX];
	int control, null;

	null = open("/dev/null", O_RDWR);
	if (null == -1 || dup2(null, STDIN_FILENO) == -1)
		err(1, "/dev/null");
	if (null > STDERR_FILENO)
		(void)close(null);
	p->own = getuid();
	folder(p->options.run, "");
	folder(p->options.run, "/books");
	lock(p->options.run, "/spoolerd.lock");
	lock(p->options.spool, ".lock");
	p->n_survivors = handover_take(&control, p->survivors,
	    PARENT_MACHINES);
	(void)snprintf(path, sizeof(path), "%s/control.sock",
	    p->options.run);
	if (server_open(p, control, path, function_call) == -1)
		err(1, "%s", path);
	fleet_open(p);
	clerk_init(p, keeper_heard, keeper_died);
}

static void
folder(const char *dir, const char *name)
{
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "%s%s", dir, name);
	if (mkdir(path, 0755) == -1 && errno != EEXIST)
		err(1, "%s", path);
}

/* Held as long as we live. */
static void
lock(const char *base, const char *name)
{
	char path[PATH_MAX];
	int fd;

	(void)snprintf(path, sizeof(path), "%s%s", base, name);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd == -1)
		err(1, "%s", path);
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return;
	if (errno == EWOULDBLOCK)
		errx(1, "another spoolerd runs already: it holds %s", path);
	err(1, "%s", path);
}

static void
watch_signals(struct parent *p, struct watch *w)
{
	static const int numbers[] = { SIGCHLD, SIGHUP, SIGINT, SIGTERM };
	sigset_t set;
	size_t i;

	(void)sigemptyset(&set);
	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		(void)sigaddset(&set, numbers[i]);
	if (sigprocmask(SIG_BLOCK, &set, NULL) == -1 ||
	    signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		err(1, "signals");
	p->loop = loop_open();
	if (p->loop == -1)
		err(1, "epoll_create1");
	*w = (struct watch){ signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK),
	    signal_ready, p };
	if (w->fd == -1 || loop_add(p->loop, w) == -1)
		err(1, "signalfd");
	p->signals = w->fd;
}

static void
signal_ready(void *arg, uint32_t events)
{
	struct parent *p = arg;
	struct signalfd_siginfo info;

	(void)events;
	if (read(p->signals, &info, sizeof(info)) != sizeof(info))
		return;
	if (info.ssi_signo == SIGCHLD)
		child_reap();
	else if (info.ssi_signo != SIGHUP)
		p->ending = true;
}

/* --- the keeper's words --- */

static void
keeper_heard(struct parent *p, const struct message *m, int fd)
{
	handlers[m->type](p, m, fd);
}

static void
on_printer(struct parent *p, const struct message *m, int fd)
{
	bool known = fleet_find(p, m->printer.printer) != NULL;

	(void)fd;
	fleet_row(p, &m->printer);
	if (known && m->printer.gone)
		server_gone(p, m->printer.printer);
}

static void
on_course(struct parent *p, const struct message *m, int fd)
{
	struct machine *machine = fleet_find(p, m->course.printer);

	if (machine != NULL)
		machine_course(machine, &m->course, fd);
}

static void
on_start(struct parent *p, const struct message *m, int fd)
{
	struct machine *machine = fleet_find(p, m->start.printer);

	if (machine != NULL)
		machine_start(machine, &m->start, fd);
}

static void
on_grant(struct parent *p, const struct message *m, int fd)
{
	struct machine *machine = fleet_find(p, m->grant.printer);

	(void)fd;
	if (machine != NULL)
		machine_granted(machine, m->grant.ticket);
	ask_granted(p, &m->grant);
}

static void
on_event(struct parent *p, const struct message *m, int fd)
{
	(void)fd;
	server_event(p, &m->event);
}

static void
on_autodetect(struct parent *p, const struct message *m, int fd)
{
	(void)fd;
	autodetect_policy(p, &m->autodetect);
	/* it comes behind the rows: ports may be opened now */
	p->scan = p->scan || !p->told;
	p->told = true;
}

/* Printing goes on; who waits for the keeper is told. */
static void
keeper_died(struct parent *p)
{
	fleet_unsync(p);
	adoption_unsync(p);
	ask_expire(p, true);
}

/* --- the loop --- */

static void
turn(struct parent *p)
{
	struct watch *w;
	uint32_t events;
	int64_t wait_ms = p->tick_ms - p->now_ms;

	w = loop_wait(p->loop, wait_ms > 0 ? (int)wait_ms : 0, &events);
	p->now_ms = ticks_ms();
	if (w != NULL)
		w->ready(w->arg, events);
	if (p->now_ms < p->tick_ms)
		return;
	p->tick_ms = p->now_ms + PARENT_TICK_MS;
	clerk_tick(p);
	fleet_tick(p);
	autodetect_tick(p);
	adoption_tick(p);
	ask_expire(p, false);
	server_tick(p);
}

/*
 * The keeper ends by the end of its channel, what it was told is stored; the
 * drains are ended.  A machine does what is in its buffers and then waits: if
 * a supervisor keeps the ports, the next daemon takes the job up again, else
 * it finds it interrupted.
 */
static void
end(struct parent *p)
{
	int64_t until_ms = ticks_ms() + END_MS;

	handover_stopping();
	news("ending");
	fleet_end(p);
	adoption_end(p);
	ask_expire(p, true);
	clerk_end(p);
	while (child_left() && ticks_ms() < until_ms)
		(void)nanosleep(&(struct timespec){ .tv_nsec = 10000000 },
		    NULL);
	server_close(p);
}
