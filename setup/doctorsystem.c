/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The doctor's checks of the machine around the lab: users, other programs
 * that open serial ports, nginx, cron.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <grp.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "setup/doctor.h"
#include "setup/nginxconf.h"
#include "sql/policy.h"

#define RULES	"98-connectprint.rules"

static int	 is_member(const struct doctor *, const char *, const char *);
static bool	 runs(const struct doctor *, const char *);
static bool	 has_rules(const struct doctor *);
static enum doctor_result read_site(struct doctor *, struct nginxconf *);

/* Who must be in which group, and who must not. */
static const struct {
	const char	*user, *group;
	bool		 in;
	const char	*why;
} members[] = {
	{ "connectprint", "dialout", true, "the daemon can't open a port" },
	{ "connectprint-web", "connectprint", true,
	    "the web programs can't use the spool" },
	{ "connectprint-web", "dialout", false,
	    "the web programs could open a port" },
	{ "www-data", "dialout", false, "nginx could open a port" },
	{ "www-data", "connectprint", false, "nginx could read the spool" },
};

enum doctor_result
doctor_groups(struct doctor *d)
{
	size_t	i;
	int	is;

	if (!d->installed)
		return doctor_say(d, DOCTOR_SKIPPED, "not installed");
	for (i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		is = is_member(d, members[i].user, members[i].group);
		if (is == -1)
			return doctor_say(d, DOCTOR_BAD,
			    "there is no group %s", members[i].group);
		if (is != members[i].in)
			return doctor_say(d, DOCTOR_BAD, "%s is %s %s: %s",
			    members[i].user, is ? "in the group" :
			    "not in the group", members[i].group,
			    members[i].why);
	}
	return doctor_say(d, DOCTOR_GOOD, "each user has its groups");
}

/* -1: there is no such group.  By the files of this system, where both of ours
 * are. */
static int
is_member(const struct doctor *d, const char *user, const char *group)
{
	char		 path[ADMIN_PATH];
	struct group	*gr;
	FILE		*f;
	int		 is = -1;

	(void)snprintf(path, sizeof(path), "%.1024s/etc/group", d->root);
	if ((f = fopen(path, "re")) == NULL)
		return -1;
	while (is == -1 && (gr = fgetgrent(f)) != NULL) {
		if (strcmp(gr->gr_name, group) != 0)
			continue;
		is = 0;
		for (char **m = gr->gr_mem; *m != NULL; m++)
			is |= strcmp(*m, user) == 0;
	}
	(void)fclose(f);
	return is;
}

enum doctor_result
doctor_ports(struct doctor *d)
{
	static const char *const greedy[] = { "ModemManager", "brltty" };
	size_t	i;

	for (i = 0; i < sizeof(greedy) / sizeof(greedy[0]); i++)
		if (runs(d, greedy[i]) && !has_rules(d))
			return doctor_say(d, DOCTOR_BAD, "%s runs and opens "
			    "any serial port: a board may be reset in a print",
			    greedy[i]);
	return doctor_say(d, DOCTOR_GOOD, "no other program opens them");
}

static bool
runs(const struct doctor *d, const char *name)
{
	char		 path[ADMIN_PATH], comm[32];
	struct dirent	*entry;
	bool		 found = false;
	DIR		*proc;
	FILE		*f;

	(void)snprintf(path, sizeof(path), "%.1024s/proc", d->root);
	if ((proc = opendir(path)) == NULL)
		return false;
	while (!found && (entry = readdir(proc)) != NULL) {
		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		(void)snprintf(path, sizeof(path), "%.1024s/proc/%s/comm",
		    d->root, entry->d_name);
		if ((f = fopen(path, "re")) == NULL)
			continue;
		if (fgets(comm, sizeof(comm), f) != NULL) {
			comm[strcspn(comm, "\n")] = '\0';
			found = strcmp(comm, name) == 0;
		}
		(void)fclose(f);
	}
	(void)closedir(proc);
	return found;
}

static bool
has_rules(const struct doctor *d)
{
	static const char *const folders[] = { "/etc/udev/rules.d",
	    "/usr/lib/udev/rules.d", "/lib/udev/rules.d" };
	char	path[ADMIN_PATH];
	size_t	i;

	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		(void)snprintf(path, sizeof(path), "%.1024s%s/" RULES,
		    d->root, folders[i]);
		if (access(path, R_OK) == 0)
			return true;
	}
	return false;
}

enum doctor_result
doctor_uploads(struct doctor *d)
{
	struct nginxconf	conf;
	enum doctor_result	result;
	int64_t			most;

	if ((result = read_site(d, &conf)) != DOCTOR_GOOD)
		return result;
	if (d->spool == NULL ||
	    policy_get(d->spool, POLICY_UPLOAD_BYTES, &most) != SPOOL_OK)
		return doctor_say(d, DOCTOR_SKIPPED, "no spool");
	if (!conf.has_uploads)
		return doctor_say(d, DOCTOR_BAD, "nginx passes no uploads to "
		    "us");
	if (conf.upload_bytes < most)
		return doctor_say(d, DOCTOR_BAD, "nginx accepts %" PRId64
		    " bytes, the policy upload-bytes is %" PRId64,
		    conf.upload_bytes, most);
	return doctor_say(d, DOCTOR_GOOD, "nginx accepts what the policy "
	    "allows");
}

enum doctor_result
doctor_public(struct doctor *d)
{
	struct nginxconf	conf;
	int64_t			open_lab;

	if (read_site(d, &conf) != DOCTOR_GOOD)
		return DOCTOR_SKIPPED;	/* the check before said why */
	if (d->spool == NULL ||
	    policy_get(d->spool, POLICY_OPEN_LAB, &open_lab) != SPOOL_OK)
		return doctor_say(d, DOCTOR_SKIPPED, "no spool");
	if (open_lab != 0 && conf.is_public && !conf.is_fenced &&
	    !conf.is_named)
		return doctor_say(d, DOCTOR_BAD, "an open lab, and nginx "
		    "listens on %s: anybody who reaches it may print",
		    conf.listen);
	if (conf.is_public && !conf.is_https)
		return doctor_say(d, DOCTOR_DOUBTFUL, "nginx listens on %s "
		    "without HTTPS: who is on the way reads passwords and "
		    "keys", conf.listen);
	return doctor_say(d, DOCTOR_GOOD, "%s", open_lab == 0 ||
	    conf.is_named ? "people need a key or a password" :
	    conf.is_public ? "an open lab, for some addresses only" :
	    "an open lab, for this machine only");
}

/* As make install puts it, or as make run wrote it. */
static enum doctor_result
read_site(struct doctor *d, struct nginxconf *conf)
{
	char		path[ADMIN_PATH + 32], dir[ADMIN_PATH + 16];
	const char	*root = d->root;

	if (d->installed) {
		(void)snprintf(dir, sizeof(dir), "/etc/nginx");
		(void)snprintf(path, sizeof(path),
		    "/etc/nginx/sites-enabled/connectprint");
	} else {
		root = "";
		(void)snprintf(dir, sizeof(dir), "%s/nginx", d->run);
		(void)snprintf(path, sizeof(path), "%s/nginx.conf", dir);
	}
	if (nginxconf_read(root, dir, path, conf) == 0)
		return DOCTOR_GOOD;
	if (!d->installed && errno == ENOENT)
		return doctor_say(d, DOCTOR_SKIPPED, "there is no nginx here");
	return doctor_say(d, DOCTOR_BAD, "%s: %s", path, strerror(errno));
}

enum doctor_result
doctor_cron(struct doctor *d)
{
	char	path[ADMIN_PATH];

	if (!d->installed)
		return doctor_say(d, DOCTOR_SKIPPED, "not installed");
	(void)snprintf(path, sizeof(path), "%.1024s/etc/cron.d/connectprint",
	    d->root);
	if (access(path, R_OK) == -1)
		return doctor_say(d, DOCTOR_DOUBTFUL, "%s: %s", path,
		    strerror(errno));
	return doctor_say(d, DOCTOR_GOOD, "the archive is cleaned every "
	    "night");
}
