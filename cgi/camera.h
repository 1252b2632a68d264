/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The picture of a printer's camera, for who may see the printer; and where
 * the camera is, from an admin.  nginx fetches the picture, at the address
 * that the spool has and no other.
 */
#ifndef CGI_CAMERA_H
#define CGI_CAMERA_H

#include "cgi/http.h"

void	camera_get(struct http *);
void	camera_post(struct http *);

/* Does this printer have one?  false: it failed, and that was answered. */
bool	camera_known(struct http *, int64_t printer, bool *known);

#endif
