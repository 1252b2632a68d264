/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The admin command `connectprint`: what its subcommands share.  Those that
 * ask the daemon are in admindaemon.c, those about printers and jobs in the
 * spool in adminspool.c, those about people in adminpeople.c, the archive in
 * adminarchive.c, backups in adminbackup.c and adminrestore.c, taking over the
 * former system in adminimport.c, the checks of an installation in
 * admindoctor.c; connectprint.c has the table of them all.
 */
#ifndef SETUP_ADMIN_H
#define SETUP_ADMIN_H

#include <jansson.h>
#include <stdbool.h>

#include "sql/file.h"
#include "sql/printer.h"
#include "sql/spool.h"

#define ADMIN_PATH	4096

enum admin_option {
	ADMIN_RUN, ADMIN_SPOOL, ADMIN_HELP,	/* of all commands */
	ADMIN_ALL, ADMIN_NAME, ADMIN_BAUD, ADMIN_CLEAN, ADMIN_ROLE,
	ADMIN_APPLICATION, ADMIN_ANY, ADMIN_DRY_RUN, ADMIN_FORCE,
	ADMIN_JSON, ADMIN_ROOT,
	ADMIN_OPTION__MAX
};

/* What the command line says; strings are borrowed from it. */
struct admin {
	char		 socket[ADMIN_PATH];	/* of the daemon */
	char		 spool[ADMIN_PATH];	/* the database */
	char		 folder[ADMIN_PATH];	/* that it is in */
	char		 who[SPOOL_WHO_SIZE];	/* for the events */
	/* Values of options, "" for one without; NULL: not given. */
	const char	*option[ADMIN_OPTION__MAX];
	int		 argc;			/* the words of the command */
	char		**argv;
};

/* A subcommand: an exit status, 0 when all went well; errors are said by
 * warnx.  The number of words was checked against the table. */
typedef int (admin_handler)(struct admin *);

admin_handler	 admin_detect, admin_adopt, admin_forget, admin_order;
admin_handler	 admin_printers, admin_jobs, admin_submit, admin_cancel,
		 admin_move, admin_key, admin_policy, admin_add,
		 admin_person, admin_archive, admin_backup, admin_restore,
		 admin_import, admin_doctor, admin_notify, admin_recovery,
		 admin_autodetect, admin_load, admin_expect, admin_webcam;

/*
 * Call the daemon.  Returns the value (a new reference), or NULL after having
 * said why, unless the error's code is `quiet`.
 */
json_t		*admin_call(struct admin *, const char *function, json_t *args,
		    json_t *kwargs, const char *quiet);

/* The same, quietly; *error is the daemon's, or says why there is none. */
json_t		*admin_ask(struct admin *, const char *function,
		    json_t **error);

/* {"printers"} of all; NULL: it was said why not. */
json_t		*admin_fleet(struct admin *);

/* Does the daemon run?  One that doesn't answer does. */
bool		 admin_daemon_runs(struct admin *);

/* Open the spool, acting as the owner of its folder when we are root, so that
 * what is made there can be used by the daemon.  NULL after having said why. */
struct spool	*admin_open(struct admin *, enum spool_mode);
void		 admin_close(struct spool *);

/* Take the archive's lock, making the store if need be; close() gives it
 * back.  -1 after having said why.  To be called between admin_open and
 * admin_close. */
int		 admin_lock_archive(struct admin *);

/* Take the bytes behind fd into the store; file's label is read, the rest is
 * filled.  NULL, or why not. */
const char	*admin_store(struct admin *, struct spool *, int fd,
		    struct file *);

/* The printer of a name; false after having said why. */
bool		 admin_printer(struct spool *, const char *, struct printer *);
/* Say what the spool answered, with the subject before it; returns 1. */
int		 admin_failed(struct spool *, enum spool_result,
		    const char *subject);

#endif
