/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why not: what keeps each printer from taking a job of the pool, or a job's
 * own printer from starting it.  The claim and this page look at the same rows
 * by the same words of SQL.
 */
#ifndef SQL_WHYNOT_H
#define SQL_WHYNOT_H

#include "sql/objection.h"
#include "sql/printer.h"

/* From what will pass by itself to what never will. */
enum whynot {
	WHYNOT_NOTHING,		/* the printer takes it now */
	WHYNOT_UNREAD,		/* the file was not analyzed yet */
	WHYNOT_QUEUED,		/* others that it may run stand before it */
	WHYNOT_PRINTING,
	WHYNOT_CLOSED,		/* no print starts at this hour */
	WHYNOT_PAUSED,
	WHYNOT_TO_CLEAN,
	WHYNOT_OFFLINE,
	WHYNOT_ERROR,		/* a fault, or an interrupted job */
	WHYNOT_DISABLED,
	WHYNOT_LOADED,		/* it has another material or nozzle in it */
	WHYNOT_UNKNOWN,		/* the file needs one machine; this is? */
	WHYNOT_MACHINE,		/* the file is made for another machine */
	WHYNOT_OBJECTION,	/* this machine can't or mustn't print it */
	WHYNOT__MAX
};

struct whynot_row {
	char		printer[SPOOL_NAME_SIZE];
	enum whynot	whynot;
	char		sentence[OBJECTION_SIZE];	/* English, whole */
};

const char	*whynot_code(enum whynot);	/* "to-clean", ... */

/* Does the daemon hold a live machine of this number? */
typedef bool (whynot_connected)(void *arg, int64_t printer_id);

/* One row for each printer, by number, for a queued job of the pool; one for
 * the printer that a queued job names; none when it is not queued any more.
 * *list is malloced. */
enum spool_result whynot_list(struct spool *, int64_t job_id,
		    whynot_connected *, void *arg, struct whynot_row **list,
		    int *n);

/* What stands between the job and the printer that is nearest to taking it.
 * No printer at all is offline. */
enum whynot	  whynot_nearest(const struct whynot_row *, int n);

#endif
