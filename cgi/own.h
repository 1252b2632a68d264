/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What people do with their own account: the handlers of /api/account.
 */
#ifndef CGI_OWN_H
#define CGI_OWN_H

#include "cgi/http.h"

void	own_get(struct http *);
void	own_patch(struct http *);
void	own_post_password(struct http *);
void	own_post_key(struct http *);
void	own_delete_key(struct http *);
void	own_delete_session(struct http *);	/* one */
void	own_delete_sessions(struct http *);	/* all others */

#endif
