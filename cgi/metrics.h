/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * /metrics: the fleet in the text format of Prometheus, for whoever may see it
 * and for this machine itself.
 */
#ifndef CGI_METRICS_H
#define CGI_METRICS_H

#include "cgi/http.h"

/* The handler. */
void	 metrics_get(struct http *);

#endif
