/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Intake: uploads as each family of slicers sends them.  They differ in the
 * address, in the names of the parts and in the answer; the file goes the one
 * way that all files go, and so does the job.
 */
#ifndef CGI_INTAKE_H
#define CGI_INTAKE_H

#include "cgi/http.h"
#include "cgi/upload.h"

/* Receive the body of the request, as far as *source does not say otherwise;
 * false: refused, and that was answered. */
bool	 intake_receive(struct http *, struct upload_source *,
	    struct upload *);

/* Handlers, one a dialect. */
void	 intake_octoprint(struct http *);	/* and PrusaConnect */
void	 intake_prusalink(struct http *);
void	 intake_repetier_model(struct http *);
void	 intake_repetier_job(struct http *);
void	 intake_moonraker(struct http *);

#endif
