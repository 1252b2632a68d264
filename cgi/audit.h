/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The record of everything, for admins: the handler of /api/events.
 */
#ifndef CGI_AUDIT_H
#define CGI_AUDIT_H

#include "cgi/http.h"

void	audit_get(struct http *);

#endif
