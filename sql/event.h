/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Events: the append-only record of every order and every move.
 */
#ifndef SQL_EVENT_H
#define SQL_EVENT_H

#include "sql/spool.h"

struct query;

/* An event to be: its texts are borrowed, NULL is "", and what a column has no
 * room for is cut off. */
struct event_note {
	const char	*who;
	const char	*what;		/* "job.move", "printer.cleaned" */
	const char	*old, *new, *why;
	int64_t		 printer_id;	/* 0: none */
	int64_t		 job_id;	/* 0: none */
	int64_t		 file_id;	/* 0: none, or the job's */
	int64_t		 at_ms;		/* 0: now */
};

/* An event that was. */
struct event {
	int64_t	id;
	int64_t	at_ms;
	char	who[SPOOL_WHO_SIZE];
	char	what[SPOOL_NAME_SIZE];
	int64_t	printer_id;		/* 0: none */
	int64_t	job_id;			/* 0: none */
	int64_t	file_id;		/* its own, or its job's; 0: none */
	char	old[SPOOL_TEXT_SIZE];
	char	new[SPOOL_TEXT_SIZE];
	char	why[SPOOL_TEXT_SIZE];
	char	sha256[SPOOL_HASH_SIZE];	/* of that file */
	char	printer[SPOOL_NAME_SIZE];
};

/* Which events event_list returns; "" and 0 choose all. */
struct event_filter {
	char	who[SPOOL_WHO_SIZE];	/* who did it, or whom it is about */
	char	what[SPOOL_NAME_SIZE];	/* "job.move", or "job": all of job.* */
	char	printer[SPOOL_NAME_SIZE];
	int64_t	from_ms, to_ms;		/* to_ms is not included; 0: no end */
	int64_t	before;			/* ids below this one */
	int	limit;
};

/* Inside or outside a transaction. */
enum spool_result event_add(struct spool *, const struct event_note *);
/* For sql/: run a query that must change a row, with its event, in one sure
 * transaction.  SPOOL_NONE: it changed none, and there is no event. */
enum spool_result event_change(struct query *, const struct event_note *);
/* When the newest event was written; 0: there is none. */
enum spool_result event_newest(struct spool *, int64_t *at_ms);
/* The number of the newest; 0: there is none. */
enum spool_result event_last(struct spool *, int64_t *id);
/* Those after a number, oldest first, `most` at most.  *list is malloced. */
enum spool_result event_since(struct spool *, int64_t id, int most,
		    struct event **list, int *n);
/* The events of a job, oldest first.  *list is malloced. */
enum spool_result event_of_job(struct spool *, int64_t job_id,
		    struct event **list, int *n);

/* What happened to a printer itself, below an id, newest first.  *list is
 * malloced. */
enum spool_result event_of_printer(struct spool *, int64_t printer_id,
		    int64_t before, int limit, struct event **list, int *n);

/* Newest first.  *list is malloced. */
enum spool_result event_list(struct spool *, const struct event_filter *,
		    struct event **list, int *n);

#endif
