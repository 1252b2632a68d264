/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Downloads: what is stored of a file, as it stands.
 */
#ifndef CGI_DOWNLOAD_H
#define CGI_DOWNLOAD_H

#include "cgi/http.h"

/* GET /api/files/:id/content: its bytes. */
void	download_content(struct http *);
/* GET /api/files/:id/thumbnail: its picture. */
void	download_thumbnail(struct http *);

#endif
