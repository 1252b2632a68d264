/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Webcams: where the camera that looks at a printer is.  The address may have
 * a password in it, so it is for admins and for nginx, and no event tells it.
 */
#ifndef SQL_WEBCAM_H
#define SQL_WEBCAM_H

#include "sql/spool.h"

#define WEBCAM_SIZE	1001		/* of an address, NUL included */

/* SPOOL_NONE: the printer has none. */
enum spool_result	 webcam_get(struct spool *, int64_t printer,
			    char url[WEBCAM_SIZE]);
/* Set it, as valid_webcam() lets it in, or take it away (""); one event.
 * SPOOL_REFUSED: there is no such printer. */
enum spool_result	 webcam_set(struct spool *, int64_t printer,
			    const char *url, const char *who);

#endif
