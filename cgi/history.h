/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * History: jobs by filter, as JSON a page at a time or whole as CSV, and the
 * statistics of what has ended.
 */
#ifndef CGI_HISTORY_H
#define CGI_HISTORY_H

#include "cgi/http.h"

/* The handlers of GET /api/jobs and GET /api/statistics. */
void	 history_jobs(struct http *);
void	 history_statistics(struct http *);

/* ?before=ID&limit=N, for any list; false: malformed, and that was
 * answered. */
bool	 history_page(struct http *, int64_t *before, int *limit);

#endif
