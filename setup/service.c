/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of services and what happens to a process between fork and its
 * last breath.  Each runs in a process group of its own, so that Ctrl-C
 * reaches only the supervisor and the rest ends in order; each is told to end
 * when the supervisor vanishes.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "setup/listener.h"
#include "setup/orphan.h"
#include "setup/service.h"
#include "sql/instant.h"

#define ARGUMENTS	12
#define FIRST_DELAY_MS	100
#define LAST_DELAY_MS	10000
#define STEADY_MS	10000	/* ran so long: its failures are forgotten */
#define PATIENCE	5	/* failures of a task that are waited for */
#define POLL_MS		50	/* for what a service waits for */

/* Of the FastCGI programs and live: each takes its callers on a socket. */
#define WEB_ARGUMENTS							\
	{ "--spool", "@RUN@/spool.db", "--control",			\
	    "@RUN@/control.sock", "--sessions", "@RUN@/session.db" }

static const struct row {
	const char	*name;		/* of the log, too */
	const char	*program;
	const char	*args[ARGUMENTS];
	const char	*listen;	/* socket given as standard input */
	const char	*needs;		/* a file that must be there first */
	int		 last_word;	/* the signal if we vanish; 0: KILL */
	bool		 notifies;	/* speaks sd_notify */
	bool		 task;		/* ends; waits for the daemon */
} rows[SERVICE__MAX] = {
	[SERVICE_DAGOMA_1] = { .name = "dagoma-1", .program = "@BIN@/marlin",
	    .args = { "--link", "@RUN@/printers/dagoma-1/tty", "--executed",
		"@RUN@/printers/dagoma-1/executed.gcode", "--append",
		"--speed", "@SPEED@", "--remote", "@RUN@/dagoma-1.sock" } },
	[SERVICE_DAGOMA_2] = { .name = "dagoma-2", .program = "@BIN@/marlin",
	    .args = { "--link", "@RUN@/printers/dagoma-2/tty", "--executed",
		"@RUN@/printers/dagoma-2/executed.gcode", "--append",
		"--speed", "@SPEED@", "--remote", "@RUN@/dagoma-2.sock" } },
	[SERVICE_SPOOLERD] = { .name = "spoolerd", .program = "@BIN@/spoolerd",
	    .args = { "--run", "@RUN@", "--spool", "@RUN@/spool.db", "--glob",
		"@RUN@/printers/*/tty", "--speed", "@SPEED@" },
	    .notifies = true },
	[SERVICE_FILES] = { .name = "files", .program = "@BIN@/files",
	    .args = WEB_ARGUMENTS, .listen = "@RUN@/files.sock" },
	[SERVICE_JOBS] = { .name = "jobs", .program = "@BIN@/jobs",
	    .args = WEB_ARGUMENTS, .listen = "@RUN@/jobs.sock" },
	[SERVICE_PEOPLE] = { .name = "people", .program = "@BIN@/people",
	    .args = WEB_ARGUMENTS, .listen = "@RUN@/people.sock" },
	[SERVICE_PRINTERS] = { .name = "printers", .program = "@BIN@/printers",
	    .args = WEB_ARGUMENTS, .listen = "@RUN@/printers.sock" },
	[SERVICE_SESSION] = { .name = "session", .program = "@BIN@/session",
	    .args = WEB_ARGUMENTS, .listen = "@RUN@/session.sock" },
	[SERVICE_SLICERS] = { .name = "slicers", .program = "@BIN@/slicers",
	    .args = WEB_ARGUMENTS, .listen = "@RUN@/slicers.sock" },
	[SERVICE_LIVE] = { .name = "live", .program = "@BIN@/live",
	    .args = WEB_ARGUMENTS, .listen = "@RUN@/live.sock" },
	[SERVICE_HERALD] = { .name = "herald", .program = "@BIN@/herald",
	    .args = { "--spool", "@RUN@/spool.db" } },
	[SERVICE_NGINX] = { .name = "nginx", .program = "@NGINX@",
	    .args = { "-p", "@RUN@/nginx/", "-c", "@RUN@/nginx/nginx.conf",
		"-e", "@RUN@/log/nginx.log", "-g", "daemon off;" },
	    /* Killed, it would leave its workers. */
	    .last_word = SIGTERM },
	[SERVICE_ADOPT_1] = { .name = "adopt-dagoma-1",
	    .program = "@BIN@/connectprint",
	    .args = { "--run", "@RUN@", "adopt", "--clean", "--name",
		"dagoma-1", "@RUN@/printers/dagoma-1/tty" },
	    .needs = "@RUN@/printers/dagoma-1/tty", .task = true },
	[SERVICE_ADOPT_2] = { .name = "adopt-dagoma-2",
	    .program = "@BIN@/connectprint",
	    .args = { "--run", "@RUN@", "adopt", "--clean", "--name",
		"dagoma-2", "@RUN@/printers/dagoma-2/tty" },
	    .needs = "@RUN@/printers/dagoma-2/tty", .task = true },
};

static bool	 may_start(const struct system *, enum service_id);
static bool	 settled(const struct service *);
static int	 launch(struct system *, enum service_id);
static void	 become(struct system *, enum service_id) __attribute__((
		    noreturn));
static void	 open_output(const struct place *, const struct row *);
static void	 expand_or_die(const struct place *, const char *, char *,
		    size_t);
static void	 tell(const struct row *, int, const struct service *);
static bool	 reap(struct system *);

int
service_open(struct system *sys, const struct place *place)
{
	struct service	*s;
	char		 path[PLACE_PATH];

	sys->place = place;
	for (int i = 0; i < SERVICE__MAX; i++) {
		s = &sys->services[i];
		*s = (struct service){ .listener = -1 };
		if (rows[i].listen == NULL)
			continue;
		if (place_expand(place, rows[i].listen, path,
		    sizeof(path)) == -1) {
			warn("%s", rows[i].listen);
			return -1;
		}
		if ((s->listener = listener_open(path, place->user)) == -1)
			return -1;
	}
	if (snprintf(path, sizeof(path), "%s/notify.sock", place->run) >=
	    (int)sizeof(path) || notify_open(&sys->notify, path) == -1) {
		warn("%s/notify.sock", place->run);
		return -1;
	}
	return 0;
}

int64_t
service_start(struct system *sys, int64_t now_ms)
{
	struct service	*s;
	int64_t		 next = INT64_MAX;

	for (int i = 0; i < SERVICE__MAX; i++) {
		s = &sys->services[i];
		if (s->pid != 0 || s->done)
			continue;
		if (s->due_ms <= now_ms) {
			if (!may_start(sys, (enum service_id)i))
				s->due_ms = now_ms + POLL_MS;
			else if (launch(sys, (enum service_id)i) == 0) {
				s->started_ms = now_ms;
				continue;
			} else
				s->due_ms = now_ms + LAST_DELAY_MS;
		}
		if (s->due_ms < next)
			next = s->due_ms;
	}
	return next;
}

void
service_died(struct system *sys, pid_t pid, int status, int64_t now_ms)
{
	struct service	*s;
	int		 i;

	for (i = 0; i < SERVICE__MAX && sys->services[i].pid != pid; i++)
		continue;
	if (i == SERVICE__MAX)
		return;
	s = &sys->services[i];
	s->pid = 0;
	/* What it left behind in its group belongs to nobody now. */
	(void)kill(-pid, SIGKILL);
	if (rows[i].notifies)
		sys->notify.ready = false;
	if (rows[i].task && status == 0) {
		s->done = true;
		return;
	}
	s->failures = now_ms - s->started_ms >= STEADY_MS ? 1 :
	    s->failures + 1;
	s->delay_ms = service_delay(s->failures);
	s->due_ms = now_ms + s->delay_ms;
	tell(&rows[i], status, s);
}

bool
service_all_up(const struct system *sys)
{
	const struct service	*s;

	for (int i = 0; i < SERVICE__MAX; i++) {
		s = &sys->services[i];
		if (rows[i].task ? !settled(s) : s->pid == 0)
			return false;
	}
	return sys->notify.ready;
}

void
service_stop(struct system *sys, int64_t grace_ms)
{
	int64_t	end = instant_ticks() + grace_ms;

	/* Only the head of each group: how its children end is its affair. */
	for (int i = 0; i < SERVICE__MAX; i++)
		if (sys->services[i].pid != 0)
			(void)kill(sys->services[i].pid, SIGTERM);
	while (reap(sys) && instant_ticks() < end)
		(void)usleep(10000);
	/* Orphans are our children, for we are their subreaper; a process
	 * that dies may leave more of them, so until none is left. */
	while (reap(sys)) {
		orphan_kill_all();
		(void)usleep(1000);
	}
	for (int i = 0; i < SERVICE__MAX; i++)
		if (sys->services[i].listener != -1)
			(void)close(sys->services[i].listener);
	notify_close(&sys->notify);
}

int64_t
service_delay(int failures)
{
	int64_t	delay = FIRST_DELAY_MS;

	while (--failures > 0 && delay < LAST_DELAY_MS)
		delay *= 2;
	return delay < LAST_DELAY_MS ? delay : LAST_DELAY_MS;
}

/* Is there what the row waits for?  Tasks wait for the daemon and then go one
 * after the other, so that the first printer gets the first number. */
static bool
may_start(const struct system *sys, enum service_id id)
{
	const struct row	*row = &rows[id];
	char			 path[PLACE_PATH];

	if (row->task && !sys->notify.ready)
		return false;
	if (row->task && rows[id - 1].task && !settled(&sys->services[id - 1]))
		return false;
	return row->needs == NULL ||
	    (place_expand(sys->place, row->needs, path, sizeof(path)) == 0 &&
	    access(path, F_OK) == 0);
}

/* Is a task done, or has it failed so often that nobody waits for it? */
static bool
settled(const struct service *s)
{
	return s->done || s->failures >= PATIENCE;
}

static int
launch(struct system *sys, enum service_id id)
{
	pid_t	pid, parent = getpid();

	if ((pid = fork()) == -1) {
		warn("%s: fork", rows[id].name);
		return -1;
	}
	if (pid == 0) {
		/* Die with the supervisor, also if it is gone already. */
		if (prctl(PR_SET_PDEATHSIG, rows[id].last_word != 0 ?
		    rows[id].last_word : SIGKILL) == -1 ||
		    getppid() != parent)
			_exit(1);
		become(sys, id);
	}
	/* Both sides, for either may come first. */
	(void)setpgid(pid, pid);
	sys->services[id].pid = pid;
	return 0;
}

/* In the child: everything up to exec.  What goes wrong is in its log. */
static void
become(struct system *sys, enum service_id id)
{
	static char		 words[ARGUMENTS + 1][PLACE_PATH];
	const struct row	*row = &rows[id];
	char			*argv[ARGUMENTS + 2];
	sigset_t		 none;
	int			 n;

	(void)setpgid(0, 0);
	open_output(sys->place, row);
	(void)signal(SIGINT, SIG_DFL);
	(void)signal(SIGHUP, SIG_DFL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	if (sys->services[id].listener != -1 &&
	    dup2(sys->services[id].listener, STDIN_FILENO) == -1)
		err(127, "standard input");
	expand_or_die(sys->place, row->program, words[0], PLACE_PATH);
	argv[0] = words[0];
	for (n = 1; n <= ARGUMENTS && row->args[n - 1] != NULL; n++) {
		expand_or_die(sys->place, row->args[n - 1], words[n],
		    PLACE_PATH);
		argv[n] = words[n];
	}
	argv[n] = NULL;
	if (row->notifies && notify_hand_over(&sys->notify) == -1)
		err(127, "can't hand the descriptors over");
	(void)execv(argv[0], argv);
	err(127, "%s", argv[0]);
}

/* Standard output and error go to the log, input is nothing. */
static void
open_output(const struct place *place, const struct row *row)
{
	char	path[PLACE_PATH + 64];
	int	fd;

	(void)snprintf(path, sizeof(path), "%s/log/%s.log", place->run,
	    row->name);
	if ((fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
	    0640)) == -1)
		err(127, "%s", path);
	if (dup2(fd, STDOUT_FILENO) == -1 || dup2(fd, STDERR_FILENO) == -1)
		err(127, "%s", path);
	if ((fd = open("/dev/null", O_RDONLY | O_CLOEXEC)) == -1 ||
	    dup2(fd, STDIN_FILENO) == -1)
		err(127, "/dev/null");
}

static void
expand_or_die(const struct place *place, const char *text, char *out,
    size_t size)
{
	if (place_expand(place, text, out, size) == -1)
		err(127, "%s", text);
}

/* One line about an end that was not asked for. */
static void
tell(const struct row *row, int status, const struct service *s)
{
	if (WIFSIGNALED(status))
		warnx("%s: killed by signal %d (%s); starts again in %.1f s",
		    row->name, WTERMSIG(status), strsignal(WTERMSIG(status)),
		    (double)s->delay_ms / 1000);
	else
		warnx("%s: ended with status %d, see log/%s.log; starts again "
		    "in %.1f s", row->name, WEXITSTATUS(status), row->name,
		    (double)s->delay_ms / 1000);
}

/* Collect who has ended; false when no child is left. */
static bool
reap(struct system *sys)
{
	pid_t	pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
		for (int i = 0; i < SERVICE__MAX; i++)
			if (sys->services[i].pid == pid)
				sys->services[i].pid = 0;
	return pid == 0 || errno != ECHILD;
}
