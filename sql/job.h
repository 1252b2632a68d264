/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Jobs: a file, a printer, and a state.  The allowed moves are the rows of
 * job_move in schema.sql; job_move() is the only function that changes a
 * state, and it writes one event row for each change.
 */
#ifndef SQL_JOB_H
#define SQL_JOB_H

#include "sql/limit.h"
#include "sql/spool.h"

#define JOB_COPIES_MAX	100		/* of a file in one go */

enum job_state {
	JOB_QUEUED, JOB_PRINTING, JOB_PAUSED, JOB_FINISHED, JOB_STOPPED,
	JOB_FAILED, JOB_INTERRUPTED, JOB_CANCELLED,
	JOB__MAX
};

enum job_wish { JOB_RUN, JOB_PAUSE, JOB_STOP, JOB_WISH__MAX };

struct job_link {			/* how the cable did */
	int64_t		resends;
	int64_t		timeouts;
	int64_t		starved_ms;	/* no move to make, though printing */
};

struct job {
	int64_t		id;
	int64_t		file_id;
	int64_t		printer_id;			/* 0: the pool */
	char		printer[SPOOL_NAME_SIZE];	/* its name, or "any" */
	char		label[SPOOL_LABEL_SIZE];
	char		who[SPOOL_WHO_SIZE];
	enum job_state	state;
	enum job_wish	wish;
	char		why[SPOOL_TEXT_SIZE];
	int64_t		queued_ms;
	int64_t		started_ms;			/* 0: not yet */
	int64_t		ended_ms;			/* 0: not yet */
	int64_t		done_commands;
	int64_t		done_bytes;
	int64_t		printed_ms;
	struct job_link	link;
	/* Of its file. */
	char		sha256[SPOOL_HASH_SIZE];
	int64_t		bytes;
	int64_t		commands;			/* 0: not analyzed */
	int64_t		seconds;	/* by our estimate, or the slicer's;
					 * 0: not known */
	bool		thumbnail;			/* its file has one */
	int64_t		filament_um;			/* used so far */
	/* The head above where the file left it, at the last checkpoint; -1:
	 * not known. */
	int		lifted_um;
	int64_t		layer;		/* at the last checkpoint; 0: before
					 * the first, or not known */
	int64_t		layers;		/* of its file; 0: not known */
};

const char	*job_state_name(enum job_state);	/* "queued", ... */
const char	*job_wish_name(enum job_wish);

/* Put a job into the queue.  file_id, printer_id, label and who are read; id
 * is set.  SPOOL_REFUSED: no such file or printer, the printer is forgotten,
 * the file's analysis refused it, or a limit on its person did. */
enum spool_result job_submit(struct spool *, struct job *);

/* The same so many times (1 to JOB_COPIES_MAX) in one transaction: all of them
 * or none.  Each counts against the limits; which one refused them is in
 * *limit, else that is LIMIT_NOTHING.  id is the first one's, and the others
 * have those that follow it. */
enum spool_result job_submit_copies(struct spool *, struct job *, int copies,
		    struct limit *);

/*
 * Claim the first queued job of a printer or of the pool that may run now
 * (analyzed file, printer clean, not disabled, no fault, no current job) and
 * move it to printing, all in one sure transaction: two daemons can never run
 * one job, nor two printers one job of the pool.  What the pool has for
 * another kind of machine, or what this one can't print, is passed over (see
 * sql/whynot.h), and so is what may not start at this hour (sql/limit.h); a
 * job that names its printer was sent there by a person.  SPOOL_NONE: there is
 * nothing to start.  SPOOL_REFUSED: it would have been a job that its printer
 * can't or mustn't print (see sql/objection.h), or that its person may not,
 * which is failed now; the next one may do.
 */
enum spool_result job_claim(struct spool *, int64_t printer_id, struct job *);

/*
 * Move a job to another state; one event row; sure.  Moving to finished,
 * stopped or failed also sets ended_ms and makes the printer need cleaning if
 * its profile says so and it was started; to printing sets wish back to run.
 * SPOOL_REFUSED: the table has no such move.
 */
enum spool_result job_move(struct spool *, int64_t id, enum job_state,
		    const char *who, const char *why);

/* The same within a transaction of the caller, who knows the old state. */
enum spool_result job_move_within(struct spool *, int64_t id,
		    enum job_state old, enum job_state, const char *who,
		    const char *why);

/* Store what a person wants, with an event row; sure.  SPOOL_REFUSED unless
 * the job is printing, paused or interrupted. */
enum spool_result job_wish(struct spool *, int64_t id, enum job_wish,
		    const char *who);

/* The web's one exception: queued -> cancelled, only if still queued.
 * SPOOL_REFUSED: it is not queued any more. */
enum spool_result job_cancel(struct spool *, int64_t id, const char *who);

/* How far the machine acknowledged it; usual care, no event. */
enum spool_result job_checkpoint(struct spool *, int64_t id,
		    int64_t commands, int64_t bytes, int64_t printed_ms,
		    int lifted_um);
/* Why an interrupted job of this printer still waits, from here on; another
 * one stays as it is. */
enum spool_result job_because(struct spool *, int64_t id, int64_t printer,
		    const char *why);
/* In which of its layers it is, from 1; usual care, no event. */
enum spool_result job_layer(struct spool *, int64_t id, int64_t layer);
/*
 * An interrupted job goes on at its last layer: to printing, as job_move()
 * does.  The height of its head counts no more from here on, until the next
 * checkpoint.
 */
enum spool_result job_reenter(struct spool *, int64_t id, const char *who,
		    const char *why);

/* How its cable did; usual care, no event. */
enum spool_result job_link(struct spool *, int64_t id,
		    const struct job_link *);

enum spool_result job_by_id(struct spool *, int64_t, struct job *);
/* The job that holds the printer (printing, paused, interrupted). */
enum spool_result job_current(struct spool *, int64_t printer_id,
		    struct job *);

/* The job of the printer that ended last (finished, stopped or failed),
 * whatever the clock said then. */
enum spool_result job_last_ended(struct spool *, int64_t printer_id,
		    struct job *);
/* The first that is queued for this very printer; SPOOL_NONE: none is. */
enum spool_result job_first(struct spool *, int64_t printer_id, struct job *);

/* Which jobs job_list returns. */
struct job_filter {
	int64_t	printer_id;	/* 0: all printers */
	bool	pool;		/* only those that wait for any printer */
	bool	open;		/* only queued, printing, paused, interrupted */
	bool	ended;		/* only the other ones */
	char	state[16];	/* only this state's; "": of all */
	char	who[SPOOL_WHO_SIZE];	/* only this person's; "": all */
	char	text[SPOOL_LABEL_SIZE];	/* only labels with it; "": all */
	int64_t	from_ms;	/* ended, or else queued, since then */
	int64_t	to_ms;		/* and before then; 0: no limit */
	int64_t	before;		/* ids below this one; 0: no limit */
	int	limit;		/* at most this many (1 to 1000) */
};
/* Newest first.  *list is malloced, the caller frees it. */
enum spool_result job_list(struct spool *, const struct job_filter *,
		    struct job **list, int *n);
/* How many are queued for this very printer; 0: for the pool. */
enum spool_result job_count(struct spool *, int64_t printer_id, int *n);
/* What is queued for a printer, the pool's jobs among it, the next one first.
 * printer_id 0: the pool alone. */
enum spool_result job_queue(struct spool *, int64_t printer_id, int limit,
		    struct job **list, int *n);

#endif
