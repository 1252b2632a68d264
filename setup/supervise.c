/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * supervise: what `make run` runs.  It prepares a folder, starts the whole
 * system with simulated printers under it, restarts what dies, stays in front
 * and takes everything with it when it ends.  An installed system has systemd
 * instead, and the services can't tell the difference.
 */
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <libgen.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "setup/listener.h"
#include "setup/prepare.h"
#include "setup/service.h"
#include "sql/instant.h"

#define GRACE_MS	3000	/* to end in order */
#define LOOK_MS		500	/* how often the parent is looked at */
#define WARM_UP_MS	60000	/* then say that something is not up */

struct supervisor {
	struct place	 place;
	struct system	 system;
	const char	*run;		/* as the person wrote it */
	int		 signals;	/* signalfd */
	pid_t		 parent;
	bool		 make;		/* is it make? */
	int64_t		 blocked_ms;	/* since when it blocks; 0: no */
	int64_t		 begun_ms;
	bool		 greeted;
};

static void	 read_options(struct supervisor *, int, char **);
static void	 option(struct supervisor *, int, const char *);
static void	 find_places(struct supervisor *, const char *);
static void	 catch_signals(struct supervisor *);
static void	 serve(struct supervisor *);
static bool	 handle_signals(struct supervisor *);
static void	 reap(struct supervisor *);
static bool	 is_make(pid_t);
static bool	 parent_leaves(struct supervisor *, int64_t);
static uint64_t	 blocked_by(pid_t);
static void	 greet(struct supervisor *);

static const struct option options[] = {
	{ "run", required_argument, NULL, 'r' },
	{ "source", required_argument, NULL, 's' },
	{ "bin", required_argument, NULL, 'b' },
	{ "port", required_argument, NULL, 'p' },
	{ "speed", required_argument, NULL, 'x' },
	{ NULL, 0, NULL, 0 }
};

int
main(int argc, char **argv)
{
	static struct supervisor	sv;
	int				status = 1;

	(void)umask(027);
	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	read_options(&sv, argc, argv);
	catch_signals(&sv);
	if (!listener_fits(sv.place.run) ||
	    prepare_folders(&sv.place) == -1 ||
	    !listener_port_free(sv.place.port) ||
	    prepare_spool(&sv.place) == -1 ||
	    prepare_nginx(&sv.place) == -1)
		return 1;
	if (service_open(&sv.system, &sv.place) == 0) {
		serve(&sv);
		(void)printf("stopping ...\n");
		status = 0;
	}
	service_stop(&sv.system, GRACE_MS);
	if (status == 0)
		(void)printf("stopped; the queue and the history are kept in "
		    "%s\n", sv.run);
	return status;
}

static void
read_options(struct supervisor *sv, int argc, char **argv)
{
	const char	*bin = NULL;
	int		 ch;

	sv->run = "run";
	(void)strcpy(sv->place.source, ".");
	(void)strcpy(sv->place.port, "8080");
	(void)strcpy(sv->place.speed, "1");
	while ((ch = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (ch == 'b')
			bin = optarg;
		else
			option(sv, ch, optarg);
	if (optind != argc)
		option(sv, '?', NULL);
	find_places(sv, bin);
}

/* One option; what its value must be like is said when it isn't. */
static void
option(struct supervisor *sv, int ch, const char *value)
{
	char	*end;
	double	 number = 0;

	if (ch == '?')
		errx(2, "usage: supervise [--run DIR] [--source DIR] "
		    "[--bin DIR] [--port N] [--speed N]");
	if (ch == 'p' || ch == 'x') {
		number = strtod(value, &end);
		if (*value < '0' || *value > '9' || *end != '\0')
			errx(2, "'%s' is not a number", value);
	}
	if (ch == 'r')
		sv->run = value;
	else if (ch == 's')
		(void)snprintf(sv->place.source, sizeof(sv->place.source),
		    "%s", value);
	else if (ch == 'p') {
		if (number < 1 || number > 65535 || strchr(value, '.') != NULL)
			errx(2, "PORT is a number from 1 to 65535");
		(void)snprintf(sv->place.port, sizeof(sv->place.port), "%d",
		    (int)number);
	} else if (!(number >= 0.01 && number <= 10000) || strlen(value) >=
	    sizeof(sv->place.speed))
		errx(2, "SPEED is a number from 0.01 to 10000");
	else
		(void)snprintf(sv->place.speed, sizeof(sv->place.speed), "%s",
		    value);
}

/* Make the paths absolute; our programs are beside us. */
static void
find_places(struct supervisor *sv, const char *bin)
{
	char	self[PLACE_PATH], path[PLACE_PATH];
	ssize_t	n;

	if (bin == NULL) {
		n = readlink("/proc/self/exe", self, sizeof(self) - 1);
		if (n == -1)
			err(1, "/proc/self/exe");
		self[n] = '\0';
		bin = dirname(self);
	}
	if (realpath(bin, sv->place.bin) == NULL)
		err(1, "%s", bin);
	if (realpath(sv->place.source, path) == NULL)
		err(1, "%s", sv->place.source);
	(void)snprintf(sv->place.source, sizeof(sv->place.source), "%s", path);
	if (place_make(sv->run, 0755) == -1 ||
	    realpath(sv->run, sv->place.run) == NULL)
		err(1, "%s", sv->run);
	/* nginx's workers come through here, whatever the umask was. */
	if (chmod(sv->place.run, 0755) == -1)
		err(1, "%s", sv->place.run);
}

static void
catch_signals(struct supervisor *sv)
{
	sigset_t	set;

	sv->parent = getppid();
	sv->make = is_make(sv->parent);
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGHUP);
	(void)sigaddset(&set, SIGQUIT);
	(void)sigaddset(&set, SIGCHLD);
	if (sigprocmask(SIG_BLOCK, &set, NULL) == -1 ||
	    (sv->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK)) ==
	    -1)
		err(1, "signalfd");
	/* Orphans of our services become our children, and if make is killed
	 * we are told. */
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) == -1 ||
	    prctl(PR_SET_PDEATHSIG, SIGTERM) == -1)
		err(1, "prctl");
}

/* Until somebody wants us to stop. */
static void
serve(struct supervisor *sv)
{
	struct pollfd	 fds[2 + NOTIFY_STORE];
	struct notify	*notify = &sv->system.notify;
	int64_t		 now, next;
	int		 watched;

	sv->begun_ms = instant_ticks();
	for (;;) {
		now = instant_ticks();
		next = service_start(&sv->system, now) - now;
		greet(sv);
		fds[0] = (struct pollfd){ sv->signals, POLLIN, 0 };
		fds[1] = (struct pollfd){ notify->sock, POLLIN, 0 };
		watched = notify_watch(notify, fds + 2);
		if (poll(fds, (nfds_t)watched + 2,
		    next < LOOK_MS ? (int)next : LOOK_MS) == -1 &&
		    errno != EINTR)
			err(1, "poll");
		/* First what was said, then who died: a service may store a
		 * descriptor with its last breath. */
		notify_hung_up(notify, fds + 2, watched);
		notify_receive(notify,
		    sv->system.services[SERVICE_SPOOLERD].pid);
		if (handle_signals(sv) || parent_leaves(sv, now))
			return;
	}
}

/* True when one of them means the end. */
static bool
handle_signals(struct supervisor *sv)
{
	struct signalfd_siginfo	info;
	bool			end = false;

	while (read(sv->signals, &info, sizeof(info)) == sizeof(info))
		if (info.ssi_signo == SIGCHLD)
			reap(sv);
		else
			end = true;
	return end;
}

static void
reap(struct supervisor *sv)
{
	pid_t	pid;
	int	status;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		service_died(&sv->system, pid, status, instant_ticks());
}

/*
 * A SIGINT or SIGHUP that only make gets (kill, not Ctrl-C) is not passed on:
 * make just waits for us, inside its handler, where that signal is blocked.
 * For a moment it also blocks them when it starts a child.  SIGTERM it does
 * pass on.
 */
static bool
parent_leaves(struct supervisor *sv, int64_t now_ms)
{
	const uint64_t	ends = UINT64_C(1) << (SIGINT - 1) |
			    UINT64_C(1) << (SIGHUP - 1);

	if (!sv->make || getppid() != sv->parent ||
	    (blocked_by(sv->parent) & ends) == 0)
		sv->blocked_ms = 0;
	else if (sv->blocked_ms == 0)
		sv->blocked_ms = now_ms;
	return sv->blocked_ms != 0 && now_ms - sv->blocked_ms > LOOK_MS;
}

static bool
is_make(pid_t pid)
{
	char	 path[64], name[32] = "";
	FILE	*comm;

	(void)snprintf(path, sizeof(path), "/proc/%d/comm", (int)pid);
	if ((comm = fopen(path, "re")) == NULL)
		return false;
	if (fgets(name, sizeof(name), comm) == NULL)
		name[0] = '\0';
	(void)fclose(comm);
	return strcmp(name, "make\n") == 0 || strcmp(name, "gmake\n") == 0;
}

static uint64_t
blocked_by(pid_t pid)
{
	char		 path[64], line[256];
	FILE		*status;
	uint64_t	 set = 0;

	(void)snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	if ((status = fopen(path, "re")) == NULL)
		return 0;
	while (fgets(line, sizeof(line), status) != NULL)
		if (strncmp(line, "SigBlk:", 7) == 0)
			set = strtoull(line + 7, NULL, 16);
	(void)fclose(status);
	return set;
}

/* Once, when everything is up (or will not come up by itself). */
static void
greet(struct supervisor *sv)
{
	bool	up;

	if (sv->greeted)
		return;
	up = service_all_up(&sv->system) &&
	    listener_port_answers(sv->place.port);
	if (!up && instant_ticks() - sv->begun_ms < WARM_UP_MS)
		return;
	sv->greeted = true;
	if (!up)
		(void)printf("\nNot everything came up; %s/log/ says why.\n",
		    sv->run);
	(void)printf("\nConnectprint is at  http://127.0.0.1:%s/\n"
	    "  login     none needed: on this machine every visitor may print\n"
	    "  printers  dagoma-1 and dagoma-2, simulated, at %s times the "
	    "speed of life;\n"
	    "            what they execute is in %s/printers/NAME/"
	    "executed.gcode\n"
	    "  API key   of an administrator, in %s/api-key (header "
	    "X-Api-Key)\n"
	    "  logs      %s/log/\n\n"
	    "Open the address, choose a printer, upload tests/sample/cube.g "
	    "and press\n\"Start printing\".  Ctrl-C stops everything; the "
	    "queue and the history stay\nuntil `make clean-run`.\n\n",
	    sv->place.port, sv->place.speed, sv->run, sv->run, sv->run);
}
