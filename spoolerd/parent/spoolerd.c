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
#include <getopt.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "spoolerd/parent/fleet.h"
#include "spoolerd/news.h"
#include "spoolerd/parent/parent.h"
#include "spoolerd/parent/request.h"

#define END_MS		1500	/* so long children may take to end */

static void	options_read(struct options *, int, char *[]);
static void	option(struct options *, int, const char *);
static void	absolute(char [OPTIONS_DIR], const char *);
static char	*pattern(const char *);
static void	web_user(struct options *, const char *);
static void	beside_us(char [OPTIONS_DIR]);
static void	usage(void) __attribute__((noreturn));
static void	prepare(struct parent *);
static void	folder(const char *, const char *);
static void	lock(const char *, const char *);
static void	watch_signals(struct parent *, struct watch *);
static void	signal_ready(void *, uint32_t);
static void	turn(struct parent *);
static void	end(struct parent *);
static int64_t	clock_ms(void);

static const struct option long_options[] = {
	{ "run",	required_argument, NULL, 'r' },
	{ "spool",	required_argument, NULL, 's' },
	{ "glob",	required_argument, NULL, 'g' },
	{ "web-user",	required_argument, NULL, 'w' },
	{ "sys",	required_argument, NULL, 'S' },
	{ "dev",	required_argument, NULL, 'D' },
	{ "udev",	required_argument, NULL, 'U' },
	{ "libexec",	required_argument, NULL, 'l' },
	{ "speed",	required_argument, NULL, 'x' },
	{ NULL, 0, NULL, 0 }
};

int
main(int argc, char *argv[])
{
	static struct parent p;		/* far too big for the stack */
	struct watch signals;

	options_read(&p.options, argc, argv);
	p.now_ms = p.born_ms = clock_ms();
	watch_signals(&p, &signals);
	prepare(&p);
	handover_ready();
	news("ready: %s/control.sock", p.options.run);
	while (!p.ending)
		turn(&p);
	end(&p);
	return 0;
}

/* --- options --- */

static void
options_read(struct options *o, int argc, char *argv[])
{
	int c;

	o->sys = "/sys";
	o->speed = 1;
	o->dev = "/dev";
	o->udev = "/run/udev";
	while ((c = getopt_long(argc, argv, "", long_options, NULL)) != -1)
		option(o, c, optarg);
	if (optind != argc || o->run[0] == '\0' || o->spool[0] == '\0')
		usage();
	if (o->libexec[0] == '\0')
		beside_us(o->libexec);
}

static void
option(struct options *o, int c, const char *value)
{
	switch (c) {
	case 'r':
		absolute(o->run, value);
		break;
	case 's':
		absolute(o->spool, value);
		break;
	case 'g':
		if (o->n_globs == PARENT_GLOBS)
			errx(1, "more than %d --glob", PARENT_GLOBS);
		o->globs[o->n_globs++] = pattern(value);
		break;
	case 'w':
		web_user(o, value);
		break;
	case 'S':
		o->sys = value;
		break;
	case 'D':
		o->dev = value;
		break;
	case 'U':
		o->udev = value;
		break;
	case 'l':
		absolute(o->libexec, value);
		break;
	case 'x':
		o->speed = strtod(value, NULL);
		if (!(o->speed >= 0.01 && o->speed <= 10000))
			errx(1, "--speed is a number from 0.01 to 10000");
		break;
	default:
		usage();
	}
}

/* Paths are kept absolute: they are compared with those of rows. */
static void
absolute(char path[OPTIONS_DIR], const char *value)
{
	char here[OPTIONS_DIR] = "";
	int n;

	if (value[0] != '/' && getcwd(here, sizeof(here)) == NULL)
		err(1, "the working directory");
	n = snprintf(path, OPTIONS_DIR, "%s%s%s", here,
	    value[0] != '/' ? "/" : "", value);
	if (n < 0 || n >= OPTIONS_DIR)
		errx(1, "the path %s is too long", value);
}

/* The working directory's own special characters mean themselves. */
static char *
pattern(const char *value)
{
	char path[OPTIONS_DIR], *made, *to;
	size_t here, i;

	absolute(path, value);
	here = strlen(path) - strlen(value);
	made = calloc(2, sizeof(path));
	if (made == NULL)
		err(1, NULL);
	to = made;
	for (i = 0; path[i] != '\0'; i++) {
		if (i < here && strchr("*?[\\", path[i]) != NULL)
			*to++ = '\\';
		*to++ = path[i];
	}
	return made;
}

static void
web_user(struct options *o, const char *name)
{
	const struct passwd *pw = getpwnam(name);

	if (pw == NULL)
		errx(1, "there is no user \"%s\"", name);
	o->web = pw->pw_uid;
	o->has_web = true;
}

static void
beside_us(char dir[OPTIONS_DIR])
{
	ssize_t n;

	n = readlink("/proc/self/exe", dir, OPTIONS_DIR - 1);
	if (n <= 0 || n == OPTIONS_DIR - 1)
		err(1, "/proc/self/exe");
	dir[n] = '\0';
	*strrchr(dir, '/') = '\0';
}

static void
usage(void)
{
	(void)fprintf(stderr, "usage: spoolerd --run DIR --spool FILE "
	    "[--glob PATTERN]... [--web-user NAME]\n"
	    "\t[--sys DIR] [--dev DIR] [--udev DIR] [--libexec DIR] "
	    "[--speed N]\n");
	exit(1);
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
	if (server_open(p, control, path) == -1)
		err(1, "%s", path);
	fleet_open(p);
	clerk_init(p);
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

/* --- the loop --- */

static void
turn(struct parent *p)
{
	struct watch *w;
	uint32_t events;
	int64_t wait_ms = p->tick_ms - p->now_ms;

	w = loop_wait(p->loop, wait_ms > 0 ? (int)wait_ms : 0, &events);
	p->now_ms = clock_ms();
	if (w != NULL)
		w->ready(w->arg, events);
	if (p->now_ms < p->tick_ms)
		return;
	p->tick_ms = p->now_ms + PARENT_TICK_MS;
	clerk_tick(p);
	fleet_tick(p);
	autodetect_tick(p);
	adoption_tick(p);
	request_expire(p, false);
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
	int64_t until_ms = clock_ms() + END_MS;

	handover_stopping();
	news("ending");
	fleet_end(p);
	adoption_end(p);
	request_expire(p, true);
	clerk_end(p);
	while (child_left() && clock_ms() < until_ms)
		(void)nanosleep(&(struct timespec){ .tv_nsec = 10000000 },
		    NULL);
	server_close(p);
}

static int64_t
clock_ms(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}
