/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The subcommand `connectprint doctor`: the table of checks, each with what to
 * do when it fails, and how they are told.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "setup/doctor.h"
#include "sql/instant.h"

static void	 open_all(struct doctor *);
static int	 tell(const struct doctor *, size_t, enum doctor_result,
		    json_t *);

static const struct check {
	const char	*name;
	doctor_check	*look;
	const char	*mend;
} checks[] = {
	{ "folder", doctor_folder,
	    "give the spool's folder to connectprint:connectprint, mode 2770: "
	    "systemd-tmpfiles --create connectprint.conf" },
	{ "database", doctor_database,
	    "give spool.db to connectprint:connectprint, mode 0660" },
	{ "spool", doctor_spool,
	    "start the daemon once, it makes or updates it; one that is "
	    "damaged: stop the daemon, keep a copy of the folder, then "
	    "connectprint restore BACKUP --force" },
	{ "store", doctor_store,
	    "start the daemon once, it makes the folders; give them to its "
	    "user: chown -R connectprint:connectprint" },
	{ "records", doctor_records,
	    "upload these files again, or restore a backup" },
	{ "daemon", doctor_daemon,
	    "start it and read its log: systemctl start connectprint; "
	    "journalctl -u connectprint" },
	{ "web", doctor_web,
	    "start its socket: systemctl start connectprint-web@NAME.socket" },
	{ "disk", doctor_disk,
	    "make room: connectprint archive clean, and lower archive-days or "
	    "archive-percent" },
	{ "clock", doctor_clock,
	    "set the clock: timedatectl set-ntp true" },
	{ "groups", doctor_groups,
	    "systemd-sysusers; for a member too many: gpasswd -d USER GROUP" },
	{ "ports", doctor_ports,
	    "install the udev rules (make install) and replug, or remove the "
	    "package" },
	{ "uploads", doctor_uploads,
	    "client_max_body_size 0 where nginx passes uploads on; the limit "
	    "is the policy upload-bytes" },
	{ "public", doctor_public,
	    "connectprint policy open-lab 0, or another line in the settings "
	    "of the site: man connectprint-site" },
	{ "cron", doctor_cron,
	    "make install puts /etc/cron.d/connectprint there; without it "
	    "nothing is ever cleaned" },
};
#define N_CHECKS	(sizeof(checks) / sizeof(checks[0]))

static const char *const result_names[] = {
	[DOCTOR_GOOD]	  = "good",
	[DOCTOR_SKIPPED]  = "skipped",
	[DOCTOR_DOUBTFUL] = "doubtful",
	[DOCTOR_BAD]	  = "bad",
};
_Static_assert(sizeof(result_names) / sizeof(result_names[0]) ==
    DOCTOR_RESULT__MAX, "every result has a name");

int
admin_doctor(struct admin *a)
{
	static struct doctor	 d;
	enum doctor_result	 result;
	json_t			*list = NULL;
	int			 status = 0;

	d.admin = a;
	d.root = a->option[ADMIN_ROOT] != NULL ? a->option[ADMIN_ROOT] : "";
	d.now_ms = instant_now();
	open_all(&d);
	if (a->option[ADMIN_JSON] != NULL)
		list = json_array();
	for (size_t i = 0; i < N_CHECKS; i++) {
		d.why[0] = '\0';
		result = checks[i].look(&d);
		status |= tell(&d, i, result, list);
	}
	if (list != NULL) {
		(void)json_dumpf(list, stdout, JSON_INDENT(1));
		(void)printf("\n");
		json_decref(list);
	}
	admin_close(d.spool);
	return status;
}

static void
open_all(struct doctor *d)
{
	char	*slash;

	(void)snprintf(d->run, sizeof(d->run), "%s", d->admin->socket);
	if ((slash = strrchr(d->run, '/')) != NULL)
		*slash = '\0';
	d->installed = strcmp(d->run, "/run/connectprint") == 0;
	/* Read only, and as who we are: a doctor doesn't touch. */
	if (spool_open(&d->spool, d->admin->spool, SPOOL_READ) != SPOOL_OK)
		d->spool_why = spool_why(NULL);
}

/* 1 for what has to be mended. */
static int
tell(const struct doctor *d, size_t i, enum doctor_result result,
    json_t *list)
{
	const char	*mend = "";

	if (result == DOCTOR_BAD || result == DOCTOR_DOUBTFUL)
		mend = checks[i].mend;
	if (list != NULL)
		(void)json_array_append_new(list, json_pack(
		    "{s:s, s:s, s:s, s:s}", "check", checks[i].name,
		    "result", result_names[result], "why", d->why, "mend",
		    mend));
	else
		(void)printf("%-10s %-8s  %s%s%s\n", checks[i].name,
		    result_names[result], d->why, *mend != '\0' ?
		    "\n\t-> " : "", mend);
	return result == DOCTOR_BAD;
}

enum doctor_result
doctor_say(struct doctor *d, enum doctor_result result, const char *format,
    ...)
{
	va_list	ap;
	char	*s;

	va_start(ap, format);
	(void)vsnprintf(d->why, sizeof(d->why), format, ap);
	va_end(ap);
	for (s = d->why; (s = strchr(s, '\n')) != NULL;)
		*s = ' ';	/* SQLite says some things in lines */
	return result;
}
