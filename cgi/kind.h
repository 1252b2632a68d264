/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Profiles, the kinds of machine, over HTTP: those that are shipped and those
 * of the lab's own.  What may be done with one is sql/profile.h's.
 */
#ifndef CGI_KIND_H
#define CGI_KIND_H

#include "cgi/http.h"

/* GET and POST /api/profiles */
void	kind_list(struct http *);
void	kind_copy(struct http *);
/* GET, PATCH and DELETE /api/profiles/ID */
void	kind_get(struct http *);
void	kind_patch(struct http *);
void	kind_delete(struct http *);

#endif
