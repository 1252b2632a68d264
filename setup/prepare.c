/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Preparing a run folder.  Keys and policies are made by the admin command,
 * so that this program needs no database; everything here runs before the
 * first service and may take its time.
 */
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "setup/listener.h"
#include "setup/prepare.h"

#define LOG_MOST	(8 * 1024 * 1024)
#define WEB_USER	"www-data"

static int	 lock(const struct place *);
static void	 trim_logs(const struct place *);
static void	 forget_executed(const struct place *);
static int	 admin(const struct place *, int, const char *const *);
static int	 expect(const struct place *, const char *);
static int	 make_key(const struct place *, const char *);
static void	 choose_user(struct place *);
static bool	 find_nginx(struct place *);

/* Folders below the run folder.  nginx's workers go through the first.  The
 * file named is removed: a machine that is switched on has executed nothing,
 * but what it executes is kept when its program has to start again. */
static const struct {
	const char	*name;
	mode_t		 mode;
	const char	*remove;
} folders[] = {
	{ "nginx", 0755, NULL },
	{ "log", 0750, NULL },
	{ "printers/dagoma-1", 0755, "executed.gcode" },
	{ "printers/dagoma-2", 0755, "executed.gcode" },
};

int
prepare_folders(const struct place *p)
{
	char	path[PLACE_PATH];

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (snprintf(path, sizeof(path), "%s/%s", p->run,
		    folders[i].name) >= (int)sizeof(path) ||
		    place_make(path, folders[i].mode) == -1 ||
		    chmod(path, folders[i].mode) == -1) {
			warn("%s/%s", p->run, folders[i].name);
			return -1;
		}
	if (lock(p) == -1)
		return -1;
	trim_logs(p);
	forget_executed(p);
	return 0;
}

int
prepare_spool(const struct place *p)
{
	static const char *const	open_lab[] = {
		"policy", "open-lab", "1", NULL };
	char				path[PLACE_PATH + 16];

	/* Only in a new folder: what an admin decided later is kept. */
	(void)snprintf(path, sizeof(path), "%s/api-key", p->run);
	if (access(path, F_OK) == 0)
		return 0;
	if (admin(p, -1, open_lab) == -1 || expect(p, "dagoma-1") == -1 ||
	    expect(p, "dagoma-2") == -1)
		return -1;
	return make_key(p, path);
}

/* A simulated printer has its row before the site is there: who is quick must
 * not be told that there is no such printer. */
static int
expect(const struct place *p, const char *name)
{
	char		 path[PLACE_PATH + 64];
	const char	*words[] = { "expect", "--clean", name, path,
			    "DiscoEasy200", NULL };

	(void)snprintf(path, sizeof(path), "%s/printers/%s/tty", p->run,
	    name);
	return admin(p, -1, words);
}

int
prepare_nginx(struct place *p)
{
	char	from[PLACE_PATH + 16], to[PLACE_PATH + 16];

	if (!find_nginx(p)) {
		warnx("nginx is not installed: setup/depends.sh run");
		return -1;
	}
	choose_user(p);
	/* On loopback nobody listens, and no browser trusts our certificate. */
	(void)strcpy(p->https, "#");
	p->plain[0] = '\0';
	(void)snprintf(from, sizeof(from), "%s/nginx", p->source);
	(void)snprintf(to, sizeof(to), "%s/nginx", p->run);
	(void)snprintf(p->site, sizeof(p->site), "%.*s", PLACE_PATH - 1, to);
	return place_render_all(p, from, to);
}

/* The lock is held by a descriptor that stays open until we end. */
static int
lock(const struct place *p)
{
	char	path[PLACE_PATH + 32];
	int	fd;

	(void)snprintf(path, sizeof(path), "%s/supervise.lock", p->run);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
	if (fd == -1) {
		warn("%s", path);
		return -1;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return 0;
	if (errno == EWOULDBLOCK)
		warnx("%s is in use by another `make run`; stop that one, or "
		    "choose another folder: make run RUN=/tmp/connectprint "
		    "PORT=8081", p->run);
	else
		warn("%s", path);
	(void)close(fd);
	return -1;
}

/* A log that grew large is put aside; the one before it is gone then. */
static void
trim_logs(const struct place *p)
{
	char		 path[PLACE_PATH + 300], old[PLACE_PATH + 310];
	struct dirent	*entry;
	struct stat	 st;
	DIR		*dir;

	(void)snprintf(path, sizeof(path), "%s/log", p->run);
	if ((dir = opendir(path)) == NULL)
		return;
	while ((entry = readdir(dir)) != NULL) {
		(void)snprintf(path, sizeof(path), "%s/log/%s", p->run,
		    entry->d_name);
		(void)snprintf(old, sizeof(old), "%s.old", path);
		if (stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
		    strstr(entry->d_name, ".old") == NULL &&
		    st.st_size > LOG_MOST && rename(path, old) == -1)
			warn("%s", path);
	}
	(void)closedir(dir);
}

static void
forget_executed(const struct place *p)
{
	char	path[PLACE_PATH + 64];

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		if (folders[i].remove == NULL)
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s/%s", p->run,
		    folders[i].name, folders[i].remove);
		if (unlink(path) == -1 && errno != ENOENT)
			warn("%s", path);
	}
}

/* Run the admin command on our spool; its output goes to fd unless -1. */
static int
admin(const struct place *p, int fd, const char *const *words)
{
	char		 program[PLACE_PATH + 16], spool[PLACE_PATH + 16];
	const char	*argv[16] = { program, "--run", p->run, "--spool",
			    spool };
	pid_t		 pid;
	int		 n = 5, status = 0;

	(void)snprintf(program, sizeof(program), "%s/connectprint", p->bin);
	(void)snprintf(spool, sizeof(spool), "%s/spool.db", p->run);
	while (n < 15 && *words != NULL)
		argv[n++] = *words++;
	if ((pid = fork()) == -1) {
		warn("fork");
		return -1;
	}
	if (pid == 0) {
		if (dup2(fd != -1 ? fd : open("/dev/null", O_WRONLY),
		    STDOUT_FILENO) == -1)
			err(127, "standard output");
		(void)execv(program, (char *const *)(uintptr_t)argv);
		err(127, "%s", program);
	}
	while (waitpid(pid, &status, 0) == -1 && errno == EINTR)
		continue;
	return status == 0 ? 0 : -1;
}

/* Write the key beside its place and rename it, so that a key file is always
 * whole. */
static int
make_key(const struct place *p, const char *path)
{
	static const char *const	words[] = {
		"key", "admin", "--role", "admin", "--application",
		"make run", NULL };
	char				temporary[PLACE_PATH + 32];
	int				fd, status = -1;

	(void)snprintf(temporary, sizeof(temporary), "%s.new", path);
	fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd == -1) {
		warn("%s", temporary);
		return -1;
	}
	if (admin(p, fd, words) == 0 && fsync(fd) == 0)
		status = rename(temporary, path);
	if (status == -1)
		warnx("%s: the key could not be made", path);
	(void)close(fd);
	return status;
}

/* As root, nginx's workers are www-data, who must reach what they serve; when
 * a folder on the way keeps them out, they are root, and that is said. */
static void
choose_user(struct place *p)
{
	char		 htdocs[PLACE_PATH + 16], barrier[PLACE_PATH];
	struct passwd	*pw;

	if (geteuid() != 0) {
		pw = getpwuid(geteuid());
		(void)snprintf(p->user, sizeof(p->user), "%s",
		    pw != NULL ? pw->pw_name : WEB_USER);
		return;
	}
	(void)snprintf(p->user, sizeof(p->user), "root");
	(void)snprintf(htdocs, sizeof(htdocs), "%s/htdocs", p->source);
	if (listener_reaches(WEB_USER, htdocs, barrier, sizeof(barrier)) &&
	    listener_reaches(WEB_USER, p->run, barrier, sizeof(barrier)))
		(void)snprintf(p->user, sizeof(p->user), WEB_USER);
	else
		warnx("note: nginx's workers run as root here, because %s may "
		    "not enter %s", WEB_USER, barrier[0] != '\0' ? barrier :
		    htdocs);
}

static bool
find_nginx(struct place *p)
{
	static const char *const	known[] = {
		"/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx" };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (access(known[i], X_OK) == 0) {
			(void)snprintf(p->nginx, sizeof(p->nginx), "%s",
			    known[i]);
			return true;
		}
	return false;
}
