/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Limits: how much one person may print, and when.  The numbers are policies;
 * here is the one place that compares them with what the person did.  An admin
 * has no limits; the visitors of an open lab are one person together.
 *
 * A week is the last seven days.  A print counts from its start, unless it
 * failed, and with the time that it printed; one that is queued or printing
 * counts with its estimate.  What lies more than seven days ahead is the trace
 * of a clock that was wrong, and counts for nothing.
 */
#ifndef SQL_LIMIT_H
#define SQL_LIMIT_H

#include "sql/spool.h"

#define LIMIT_SIZE	256		/* of a sentence, NUL included */

enum limit_code {
	LIMIT_NOTHING,
	LIMIT_JOBS_AT_ONCE,	/* queued, printing or interrupted */
	LIMIT_WEEK_PRINTS,
	LIMIT_WEEK_HOURS,
	LIMIT_PRINT_HOURS,	/* this print alone is too long */
	LIMIT_CLOSED,		/* not an hour to begin a print */
	LIMIT__MAX
};

struct limit {
	enum limit_code	code;
	/* Of prints, or of seconds for hours. */
	int64_t		allowed;
	int64_t		used;		/* without this one */
	int64_t		asked;		/* by these; 0: not known */
	int64_t		opens_ms;	/* of LIMIT_CLOSED; 0: in no week */
};

/* May who queue this file now, so many times?  SPOOL_REFUSED: no, and *limit
 * says why.  Never LIMIT_CLOSED: a queue may grow at night.  Inside or outside
 * a transaction. */
enum spool_result	 limit_to_queue(struct spool *, const char *who,
			    int64_t file, int copies, int64_t now_ms,
			    struct limit *);
/* May this queued job start now?  SPOOL_REFUSED: no; not yet if it is
 * LIMIT_CLOSED, never if it is another, which can only be so when its file was
 * read after it was queued. */
enum spool_result	 limit_to_start(struct spool *, int64_t job,
			    int64_t now_ms, struct limit *);

/* An English sentence with the numbers; returns text. */
char			*limit_sentence(const struct limit *,
			    char text[LIMIT_SIZE]);

#endif
