/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is plugged in, over HTTP: ports and whose they are, taking a printer
 * in, and the kinds of chip that are taken in by themselves.
 */
#ifndef CGI_PLUGS_H
#define CGI_PLUGS_H

#include "cgi/http.h"

/* GET /api/ports */
void	plugs_get(struct http *);
/* POST /api/ports/adopt {"path", "name", "baud"} */
void	plugs_adopt(struct http *);
/* GET, and PATCH {"allow": "0403:6001"} or {"deny": ...}, /api/chips */
void	plugs_get_chips(struct http *);
void	plugs_patch_chips(struct http *);

#endif
