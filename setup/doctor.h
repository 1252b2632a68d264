/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `connectprint doctor`: what the table of checks in admindoctor.c is made of.
 * Checks of the lab are in doctorlab.c, those of the machine around it in
 * doctorsystem.c.  A check looks, and changes nothing.
 */
#ifndef SETUP_DOCTOR_H
#define SETUP_DOCTOR_H

#include "setup/admin.h"

#define DOCTOR_TEXT	512

enum doctor_result {
	DOCTOR_GOOD,
	DOCTOR_SKIPPED,		/* there is nothing to look at */
	DOCTOR_DOUBTFUL,	/* it works, and may not be what is wanted */
	DOCTOR_BAD,		/* something has to be mended */
	DOCTOR_RESULT__MAX
};

struct doctor {
	struct admin	*admin;
	const char	*root;		/* before /etc and /proc; "" is usual */
	char		 run[ADMIN_PATH];	/* of the daemon's socket */
	bool		 installed;	/* by make install, not make run */
	struct spool	*spool;		/* NULL: it can't be opened */
	const char	*spool_why;	/* then why not */
	int64_t		 now_ms;
	char		 why[DOCTOR_TEXT];	/* what was found */
};

typedef enum doctor_result (doctor_check)(struct doctor *);

doctor_check	 doctor_folder, doctor_database, doctor_store, doctor_spool,
		 doctor_records, doctor_daemon, doctor_web, doctor_disk,
		 doctor_clock;
doctor_check	 doctor_groups, doctor_ports, doctor_uploads, doctor_public,
		 doctor_cron;

/* Say what was found; returns its first argument. */
enum doctor_result	 doctor_say(struct doctor *, enum doctor_result,
			    const char *, ...)
			    __attribute__((format(printf, 3, 4)));

#endif
