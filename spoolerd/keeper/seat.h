/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of the keeper share: the spool, the channel to the parent,
 * and a seat for every printer.  From the bottom up:
 *
 *	seat				this
 *	grant permit reading typed	questions without a state
 *	absence bulletin tracing	a part of the record each
 *	analysis identity		of a file, of a machine
 *	steer scheduler enroll order	what the parent says
 *	keeper				the program
 */
#ifndef SPOOLERD_KEEPER_SEAT_H
#define SPOOLERD_KEEPER_SEAT_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "spoolerd/keeper/analysis.h"
#include "spoolerd/message.h"
#include "sql/printer.h"
#include "sql/spool.h"

#define KEEPER_SEATS	128
#define KEEPER_WHO	"spooler"	/* in events that nobody asked for */

struct seat {
	int64_t			printer;	/* 0: nobody sits here */
	bool			free;		/* its drain waits for a job */
	int64_t			settings;	/* that a free one has */
	int64_t			holds;		/* in the books of a free one */
	int64_t			unplugged;	/* the job that goes on by
						 * itself when it is back */
	int64_t			doubt;		/* a job that waits until a
						 * person looked; 0: none */
	bool			listed;		/* in the last printer_list */
	struct message_printer	told;		/* the row as it was sent */
};

struct keeper {
	struct spool	*spool;
	char		 dir[PATH_MAX];		/* of the database */
	const char	*libexec;
	const char	*books;		/* the folder of tapes, or NULL */
	int64_t		 trace_ms;		/* when to read them */
	int		 sock;			/* to the parent */
	int64_t		 now_ms;		/* monotonic, once a turn */
	int64_t		 look_ms;	/* look again by then */
	int64_t		 hour_ms;	/* how often to look at the hour */
	int64_t		 version;		/* spool_version() */
	int64_t		 event;			/* the last one that was told */
	struct seat	 seats[KEEPER_SEATS];
	bool		 has_told;	/* what autodetect may do: */
	struct message_autodetect autodetect;
	struct analysis	 analysis;
};

/* The seat of a printer, or NULL: no row of it was seen. */
struct seat	*keeper_seat(struct keeper *, int64_t printer);
/* Say it to the parent; without a parent the program ends. */
void		 keeper_say(struct keeper *, const struct message *, int fd);
/*
 * A result that must not be lost: busy, full and broken end the program.  The
 * parent starts it again after a while, and says again what matters.
 */
void		 keeper_need(const struct keeper *, enum spool_result,
		    const char *what);

#endif
