/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * connectprint webcam: where the camera that looks at a printer is.
 */
#include <err.h>
#include <stdio.h>
#include <string.h>

#include "setup/admin.h"
#include "sql/webcam.h"

int
admin_webcam(struct admin *a)
{
	const char		*url = a->argc > 1 ? a->argv[1] : NULL;
	char			now[WEBCAM_SIZE] = "none";
	struct printer		printer;
	struct host		host;
	struct spool		*spool;
	enum spool_result	r;
	int			status = 1;

	if (url != NULL && strcmp(url, "none") == 0)
		url = "";
	if (url != NULL && url[0] != '\0' && !host_of_camera(url, &host))
		errx(2, "'%s' is no camera: http:// or https://, the name of "
		    "a host or its numbers, and no password before an @", url);
	if ((spool = admin_open(a, url != NULL ? SPOOL_WRITE : SPOOL_READ)) ==
	    NULL)
		return 1;
	if (!admin_printer(spool, a->argv[0], &printer))
		goto out;
	r = url != NULL ? webcam_set(spool, printer.id, url, a->who) :
	    SPOOL_OK;
	if (r == SPOOL_OK)
		r = webcam_get(spool, printer.id, now);
	if (r != SPOOL_OK && r != SPOOL_NONE) {
		(void)admin_failed(spool, r, a->argv[0]);
		goto out;
	}
	(void)printf("%s: %s\n", printer.name, now);
	status = 0;
out:
	admin_close(spool);
	return status;
}
