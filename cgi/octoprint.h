/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * OctoPrint's API, as far as PrusaSlicer, OrcaSlicer, Cura's plug-in and
 * scripts use it: handlers.  Uploads are intake.h's.
 */
#ifndef CGI_OCTOPRINT_H
#define CGI_OCTOPRINT_H

#include "cgi/http.h"

void	 octoprint_version(struct http *);
void	 octoprint_server(struct http *);
void	 octoprint_settings(struct http *);
void	 octoprint_profiles(struct http *);
void	 octoprint_login(struct http *);
void	 octoprint_user(struct http *);
void	 octoprint_printer(struct http *);
void	 octoprint_job(struct http *);
void	 octoprint_connection(struct http *);
void	 octoprint_files(struct http *);

/* Orders. */
void	 octoprint_order(struct http *);	/* pause, resume, cancel */
void	 octoprint_select(struct http *);	/* and print */
void	 octoprint_connect(struct http *);
void	 octoprint_gcode(struct http *);	/* refused */

#endif
