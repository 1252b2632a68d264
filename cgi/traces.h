/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a print looked like, of the jobs program: its trace as a table of a
 * point a second, and thinned out for a chart.
 */
#ifndef CGI_TRACES_H
#define CGI_TRACES_H

#include "cgi/http.h"

/* GET /api/jobs/ID/telemetry.csv */
void	traces_csv(struct http *);
/* GET /api/jobs/ID/temperatures */
void	traces_chart(struct http *);

#endif
