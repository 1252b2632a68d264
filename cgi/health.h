/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How the lab does, over HTTP: what runs, checks as a doctor's, what the
 * archive holds and would let go.
 */
#ifndef CGI_HEALTH_H
#define CGI_HEALTH_H

#include "cgi/http.h"

/* GET /api/health */
void	health_get(struct http *);
/* GET /api/archive */
void	health_get_archive(struct http *);

#endif
