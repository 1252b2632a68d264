/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The other print hosts that slicers know: PrusaLink, Repetier-Server and
 * Moonraker, as far as a slicer asks them: handlers.  Uploads are intake.h's.
 */
#ifndef CGI_OTHERHOST_H
#define CGI_OTHERHOST_H

#include "cgi/http.h"

void	 prusalink_storage(struct http *);
void	 prusalink_status(struct http *);
void	 prusalink_job(struct http *);
void	 repetier_info(struct http *);	/* and Moonraker's: one address */
void	 repetier_list(struct http *);
void	 repetier_function(struct http *);	/* ?a=..., or in a form */
void	 moonraker_info(struct http *);

#endif
