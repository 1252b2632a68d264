/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * /metrics: the fleet in the text format of Prometheus, for whoever may see it
 * and for this machine itself.
 */
#ifndef CGI_METRICS_H
#define CGI_METRICS_H

#include <stdio.h>

#include "cgi/http.h"
#include "sql/printer.h"
#include "sql/census.h"

/* The handler. */
void	 metrics_get(struct http *);

/* What is known; telemetry is as daemon_telemetry gives it, or NULL. */
struct metrics {
	const json_t		*telemetry;
	const struct printer	*printers;
	int			 n_printers;
	int64_t			 jobs[JOB__MAX];
	struct census_files	 files;
	int64_t			 disk_bytes, disk_free_bytes;
};
/* Write it, a family of metrics after the other. */
void	 metrics_write(FILE *, const struct metrics *);

#endif
