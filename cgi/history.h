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

#endif
