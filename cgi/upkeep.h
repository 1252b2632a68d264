/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Upkeep of one printer over HTTP: its settings, its log, and its way out.
 */
#ifndef CGI_UPKEEP_H
#define CGI_UPKEEP_H

#include "cgi/http.h"

/* GET and PATCH /api/printers/NAME/settings */
void	upkeep_get(struct http *);
void	upkeep_patch(struct http *);
/* GET and POST /api/printers/NAME/log */
void	upkeep_get_log(struct http *);
void	upkeep_post_log(struct http *);
/* DELETE /api/printers/NAME: it is forgotten, its history stays. */
void	upkeep_delete(struct http *);

#endif
