/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Long lists of rows, newest first: what of them a client asks for, and all of
 * them as a table for a spreadsheet, which is made while it is sent.
 */
#ifndef CGI_TABLE_H
#define CGI_TABLE_H

#include "cgi/csv.h"
#include "cgi/http.h"

#define TABLE_MOST	1000	/* rows that are in memory at a time */

struct table {
	const char		*file;		/* its name, "events.csv" */
	const char *const	*names;		/* of the columns */
	int			 columns;
	size_t			 row_size;
	/* The next rows of a filter, malloced, which then stands behind them;
	 * none: that was all. */
	enum spool_result	 (*next)(struct spool *, void *filter,
				    void **rows, int *n);
	void			 (*write)(struct csv *, const void *row);
};

/* These read a part of the query string; false: malformed, and that was
 * answered. */

/* ?before=ID&limit=N; 0 and usual where they are left out. */
bool	 table_page(struct http *, int usual, int64_t *before, int *limit);
/* ?from=INSTANT&to=INSTANT; 0 where they are left out. */
bool	 table_span(struct http *, int64_t *from_ms, int64_t *to_ms);
/* ?format=csv, or a form of it; CSV_NONE: JSON. */
bool	 table_wants_csv(struct http *, enum csv_form *);

/* Send all rows of a filter whose limit is TABLE_MOST.  Read some, send them,
 * read the next: no lock is held and no memory filled, however long the list
 * is.  Behind the first line nothing can be refused any more: a spool that
 * breaks on the way ends the table early, and the log says why. */
void	 table_send(struct http *, const struct table *, enum csv_form,
	    void *filter);

#endif
