/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What this lab allows: the handlers of /api/policies.
 */
#ifndef CGI_RULES_H
#define CGI_RULES_H

#include "cgi/http.h"

void	rules_get(struct http *);
void	rules_patch(struct http *);

#endif
